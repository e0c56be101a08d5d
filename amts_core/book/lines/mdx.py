"""MDX: lines of `{expression}`, import and export statements."""

from __future__ import annotations

import re

from amts_core.book.inline import tag_end
from amts_core.book.lines.walk import Rule, Walk
from amts_core.book.model import BlockKind

_NO_BRACKETS = re.compile(
    r"`(?:[^`\\]|\\.)*+`|\"(?:[^\"\\\r\n]|\\.)*+\"|'(?:[^'\\\r\n]|\\.)*+'|//[^\r\n]*|/\*.*?\*/", re.DOTALL
)
_MAX_LINES = 500
_STATEMENT = re.compile(r"(?:import|export)[ \t]+[\w{*\"']")


def _expression(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    end = tag_end(walk.text, place, min(walk.end, place + 65536))
    if end < 0 or not walk.rest_is_blank(end):
        return None
    return walk.take_lines(number, walk.line_at(end - 1) + 1, BlockKind.DIRECTIVE, place)


def _statement(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A statement up to a blank line; one whose brackets are open goes on, if they close."""
    if place != walk.lines[number].start:
        return None
    following = first = _paragraph(walk, number)
    while (is_open := _is_open(walk.text[place : walk.lines[following - 1].end])) and following < len(walk.lines):
        following = _paragraph(walk, following)
        if following - number > _MAX_LINES:
            break
    following = first if is_open else following
    walk.may_be_code = True
    return walk.take_lines(number, following, BlockKind.DIRECTIVE, place)


def _paragraph(walk: Walk, number: int) -> int:
    """The number of the blank line after this one, blank lines before it left aside."""
    while number < len(walk.lines) and walk.is_blank(number):
        number += 1
    while number < len(walk.lines) and not walk.is_blank(number):
        number += 1
    return number


def _is_open(code: str) -> bool:
    """Whether some bracket or template of JavaScript is open at the end."""
    bare = _NO_BRACKETS.sub("", code)
    return "`" in bare or sum(bare.count(one) for one in "([{") > sum(bare.count(one) for one in ")]}")


RULES = (
    Rule("{", re.compile(r"\{"), _expression),
    Rule("ie", _STATEMENT, _statement, interrupts=False),
)
