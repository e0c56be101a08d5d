"""DocC (Swift): directives, whose body in braces is Markdown, settings or a comment."""

from __future__ import annotations

import re

from amts_core.book.lines.html import STRING
from amts_core.book.lines.walk import Rule, Walk, raw_line
from amts_core.book.model import BlockKind

_DIRECTIVE = re.compile(r"@(?P<name>[A-Z]\w*)[ \t]*(?:\([^()\r\n]*\))?[ \t]*(?P<opens>\{)?[ \t]*$")
_OPAQUE = frozenset({"Comment", "Metadata", "Options"})
_TEXT = re.compile(rf"\((\"[^\"\\]*\")|{STRING.pattern}", re.DOTALL)
_BRACE = re.compile(r"[{}]")


def _directive(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """`@Tab("Title") {`, `@Image(source: a, alt: "Text")`; what is indented in it is no code."""
    end = _end_of_body(walk, number, found.start("opens")) if found["name"] in _OPAQUE and found["opens"] else -1
    walk.raw(BlockKind.MARKUP, place)
    if found["name"] != "Comment":
        walk.strings(_TEXT, place, max(end, found.end()), BlockKind.CONTAINER)
    last = max(walk.line_at(end), number)
    walk.raw(BlockKind.CONTAINER, walk.lines[last].end, name=f"open {found['name']}")
    walk.may_be_code = True
    column = walk.indent_below(number)
    if last == number and found["opens"] and column > walk.column(walk.lines[number].start, place):
        walk.indented(column)
    return last + 1


def _end_of_body(walk: Walk, number: int, place: int) -> int:
    """Where the brace stands that closes the one at `place`; -1 if none does, which is told once."""
    if "}" in walk.exhausted:
        return -1
    depth = 0
    for brace in _BRACE.finditer(walk.text, place, walk.end):
        depth += 1 if brace.group() == "{" else -1
        if not depth:
            return brace.start()
    walk.warn(number, "a directive never closes")
    walk.exhausted.add("}")
    return -1


RULES = (
    Rule("@", _DIRECTIVE, _directive),
    Rule("}", re.compile(r"\}[ \t]*$"), raw_line),
)
