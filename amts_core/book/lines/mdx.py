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
    following = first = _end_of_lines(walk, number)
    while (is_open := _is_open(walk.text[place : walk.lines[following - 1].end])) and following < len(walk.lines):
        start = _after_blanks(walk, following)
        if start - number > _MAX_LINES or _STATEMENT.match(walk.body(start)):
            break
        following = _end_of_lines(walk, start)
    following = first if is_open else following
    walk.may_be_code = True
    return walk.take_lines(number, following, BlockKind.DIRECTIVE, place)


def _after_blanks(walk: Walk, number: int) -> int:
    while number < len(walk.lines) and walk.is_blank(number):
        number += 1
    return number


def _end_of_lines(walk: Walk, number: int) -> int:
    """The number of the next blank line."""
    while number < len(walk.lines) and not walk.is_blank(number):
        number += 1
    return number


def _is_open(code: str) -> bool:
    """Whether some bracket or template of JavaScript is open at the end."""
    bare = _NO_BRACKETS.sub("", code)
    return "`" in bare or sum(bare.count(one) for one in "([{") > sum(bare.count(one) for one in ")]}")


def _unwrapped(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """A fence that Docusaurus takes away: what it holds is MDX."""
    walk.raw(BlockKind.MARKUP, place)
    return walk.opened(number, found["mark"], "mdx-code-block")


RULES = (
    Rule("`~", re.compile(r"(?P<mark>`{3,}|~{3,})[ \t]*mdx-code-block[ \t]*$"), _unwrapped),
    Rule("{", re.compile(r"\{"), _expression),
    Rule("ie", _STATEMENT, _statement, interrupts=False),
)
