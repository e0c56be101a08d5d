"""Obsidian: links between notes, tags, ids of blocks, comments, highlights."""

from __future__ import annotations

import re

from amts_core.book.inline.scan import Inline, Recogniser, Span, marks
from amts_core.book.model import PieceKind

_WIKI_LINK = re.compile(r"(!?\[\[[^\[\]|\r\n]*\|)([^\[\]|\r\n]+)(\]\](?!\())")

SPANS: tuple[Span, ...] = (
    (r"!?\[\[[^\[\]|\r\n]*\]\](?!\()", PieceKind.NAME, "!["),
    (r"%%[^%\r\n]*%%", PieceKind.COMMENT, "%"),
    (r"(?<![\w#/&`])#(?=[\w/-]*[^\W\d])[\w/-]+", PieceKind.NAME, "#"),
    (r"(?<=[ \t])\^[\w-]+(?=[ \t]*(?:\r|\n|\Z))", PieceKind.ANCHOR, "^"),
)


def _wiki_link(inline: Inline, at: int) -> bool:
    found = _WIKI_LINK.match(inline.text, at, inline.end)
    return found is not None and inline.framed(found)


RECOGNISERS: dict[str, tuple[Recogniser, ...]] = {"[": (_wiki_link,), "!": (_wiki_link,), **marks(("==", "=="))}
