"""MyST: citations, roles whose words are text, with a target or without."""

from __future__ import annotations

import re

from amts_core.book.inline.quarto import CITATIONS
from amts_core.book.inline.scan import Inline, Recogniser, Span

_WITH_TARGET = re.compile(r"(\{(?:[a-z]+:)?[a-z-]+\}`)([^`<>\r\n]*[^\s`<>])([ \t\r\n]{0,4}<[^`<>]*>`)")
_WORDS = re.compile(r"(\{(?:abbr|bdg(?:-[a-z-]+)?|sub|sup|guilabel|menuselection|kbd-text|dfn|u|del)\}`)([^`]+)(`)")
_TARGETED = re.compile(
    r"\{(?:ref\}|doc\}|term\}|numref\}|download\}|any\}|std:|external|py:|hoverxref\}|link|prf:ref\})"
)


def _role(inline: Inline, at: int) -> bool:
    found = _WITH_TARGET.match(inline.text, at, inline.end)
    if not found or not _TARGETED.match(found.group(1)):
        found = _WORDS.match(inline.text, at, inline.end)
    if not found or inline.code_end(at + len(found.group(1)) - 1) != found.end():
        return False
    return inline.framed(found)


SPANS: tuple[Span, ...] = CITATIONS
RECOGNISERS: dict[str, tuple[Recogniser, ...]] = {"{": (_role,)}
