"""MDX: lines of `{expression}`, import and export statements."""

from __future__ import annotations

import re

from amts_core.book.inline import tag_end
from amts_core.book.lines.walk import Rule, Walk
from amts_core.book.model import BlockKind

_STATEMENT = re.compile(r"(?:import|export)[ \t]+[\w{*\"']")


def _expression(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    end = tag_end(walk.text, place, min(walk.end, place + 65536))
    if end < 0 or not walk.rest_is_blank(end):
        return None
    return walk.take_lines(number, walk.line_at(end - 1) + 1, BlockKind.DIRECTIVE, place)


def _statement(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A statement up to a blank line."""
    if place != walk.lines[number].start:
        return None
    following = number + 1
    while following < len(walk.lines) and not walk.is_blank(following):
        following += 1
    walk.may_be_code = True
    return walk.take_lines(number, following, BlockKind.DIRECTIVE, place)


RULES = (
    Rule("{", re.compile(r"\{"), _expression),
    Rule("ie", _STATEMENT, _statement, interrupts=False),
)
