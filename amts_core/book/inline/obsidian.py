"""Obsidian: links between notes, tags, ids of blocks, comments, highlights."""

from __future__ import annotations

import re

from amts_core.book.inline.scan import Inline, Recogniser, Span
from amts_core.book.model import PieceKind, Side

_WIKI_LINK = re.compile(r"(!?\[\[[^\[\]|\r\n]*\|)([^\[\]|\r\n]+)(\]\](?!\())")

SPANS: tuple[Span, ...] = (
    (r"!?\[\[[^\[\]|\r\n]*\]\](?!\()", PieceKind.NAME, "!["),
    (r"%%[^%\r\n]*%%", PieceKind.COMMENT, "%"),
    (r"(?<![\w#/&`])#(?=[\w/-]*[^\W\d])[\w/-]+", PieceKind.NAME, "#"),
    (r"(?<=[ \t])\^[\w-]+(?=[ \t]*(?:\r|\n|\Z))", PieceKind.ANCHOR, "^"),
)


def _wiki_link(inline: Inline, at: int) -> bool:
    found = _WIKI_LINK.match(inline.text, at, inline.end)
    if not found:
        return False
    inline.add(PieceKind.LINK, at, found.end(1), Side.OPEN)
    inline.add(PieceKind.TEXT, found.start(2), found.end(2))
    return inline.add(PieceKind.TARGET, found.start(3), found.end(3), Side.CLOSE)


def _highlight(inline: Inline, at: int) -> bool:
    return inline.marked(at, "==")


RECOGNISERS: dict[str, tuple[Recogniser, ...]] = {"[": (_wiki_link,), "!": (_wiki_link,), "=": (_highlight,)}
