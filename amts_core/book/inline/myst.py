"""MyST: citations, roles whose words are text, with a target or without."""

from __future__ import annotations

import re

from amts_core.book.inline.quarto import CITATIONS
from amts_core.book.inline.scan import Inline, Recogniser, Span
from amts_core.book.model import PieceKind, Side

_WITH_TARGET = re.compile(r"(\{(?:[a-z]+:)?[a-z-]+\}`)([^`<>\r\n]*[^\s`<>])([ \t\r\n]{0,4}<[^`<>]*>`)")
_WORDS = re.compile(r"(\{(?:abbr|sub|sup|guilabel|menuselection|kbd-text|dfn|u|del)\}`)([^`]+)(`)")
_TARGETED = (
    "{ref}",
    "{doc}",
    "{term}",
    "{numref}",
    "{download}",
    "{any}",
    "{std:",
    "{external",
    "{py:",
    "{hoverxref}",
    "{link",
    "{prf:ref}",
)


def _role(inline: Inline, at: int) -> bool:
    found = _WITH_TARGET.match(inline.text, at, inline.end)
    if not found or not found.group(1).startswith(_TARGETED):
        found = _WORDS.match(inline.text, at, inline.end)
    if not found or inline.code_end(at + len(found.group(1)) - 1) != found.end():
        return False
    inline.add(PieceKind.LINK, at, found.end(1), Side.OPEN)
    inline.add(PieceKind.TEXT, found.start(2), found.end(2))
    return inline.add(PieceKind.TARGET, found.start(3), found.end(3), Side.CLOSE)


SPANS: tuple[Span, ...] = CITATIONS
RECOGNISERS: dict[str, tuple[Recogniser, ...]] = {"{": (_role,)}
