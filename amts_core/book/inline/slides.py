"""Slides: words of a class in remark's way, `.red[words]`; pictures that Marp places by their alternative text."""

from __future__ import annotations

import re

from amts_core.book.inline.scan import Inline, Recogniser, Span
from amts_core.book.model import PieceKind

_PLACING = (
    r"bg|fit|contain|cover|auto|(?:left|right|vertical)(?::\d+%)?|(?:w|h|width|height):\w+|\d+%|[a-z-]+:[\w.,%()]+"
)
_PLACE = rf"(?>(?:{_PLACING})(?=[ \t\]]))"
_OPENING = re.compile(r"(?<![A-Za-z0-9_\])}`.])(?:\.[a-z][\w-]*)+\[")

SPANS: tuple[Span, ...] = ((rf"!\[{_PLACE}(?:[ \t]+{_PLACE})*+[ \t]*\]\([^()\s]*\)", PieceKind.URL, "!"),)


def _area(inline: Inline, at: int) -> bool:
    return inline.bracketed(_OPENING, at)


RECOGNISERS: dict[str, tuple[Recogniser, ...]] = {".": (_area,)}
