"""The inline scanner: the text of a block as pieces.

A module for each dialect that has spans of its own, all of one shape: `SPANS` (patterns of what is protected) and
`RECOGNISERS` (by the character that they begin with).
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from amts_core.book.dialects import modules_of, parts_of
from amts_core.book.inline.scan import (
    COMMENTS,
    ENVIRONMENT,
    LINE_END,
    PREFIX,
    TAG,
    UNTRANSLATED,
    Inline,
    Recogniser,
    Recognisers,
    link_key,
    recognisers,
    tag_end,
    tag_side,
)
from amts_core.book.model import Piece

__all__ = [
    "COMMENTS",
    "ENVIRONMENT",
    "LINE_END",
    "PREFIX",
    "TAG",
    "UNTRANSLATED",
    "link_key",
    "scan_inline",
    "tag_end",
    "tag_side",
]


def scan_inline(
    text: str,
    start: int = 0,
    end: int | None = None,
    *,
    format: str = "md",
    heading: bool = False,
    keys: Set[str] = frozenset(),
) -> tuple[Piece, ...]:
    """The pieces of `text[start:end]`, without gaps.

    `heading` allows an anchor `[[id]]` at the end; `[key]` is a link if `keys` has it (see `link_key`).
    """
    return Inline(text, start, len(text) if end is None else end, recognisers_of(format), heading, keys).scan()


@cache
def recognisers_of(format: str) -> Recognisers:
    """What the dialects of a format know of inline text."""
    parts = parts_of(format)
    modules = modules_of(__name__, parts)
    spans = [span for module in modules for span in getattr(module, "SPANS", ())]
    more: dict[str, tuple[Recogniser, ...]] = {}
    for module in modules:
        for character, added in getattr(module, "RECOGNISERS", {}).items():
            more[character] = (*more.get(character, ()), *added)
    return recognisers(parts, spans, more)
