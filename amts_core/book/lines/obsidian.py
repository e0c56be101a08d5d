"""Obsidian: comments between `%%`, embeds, links and tags on a line of their own."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, Walk, raw_line
from amts_core.book.model import BlockKind


def _comment(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    end = walk.search("%%", found.end())
    return walk.take_to(end + 2, BlockKind.COMMENT, place) if end >= 0 else None


RULES = (
    Rule("%", re.compile(r"%%"), _comment),
    Rule("<", re.compile(r"<%.*%>[ \t]*$"), raw_line),
    Rule("[", re.compile(r"\[\[[^\[\]|]*\]\][ \t]*(?:\^[\w-]+[ \t]*)?$"), raw_line),
    Rule("#", re.compile(r"(?:#[^\s#]\S*[ \t]*)+$"), raw_line, interrupts=False),
    Rule("^", re.compile(r"\^[\w-]+[ \t]*$"), raw_line),
)
