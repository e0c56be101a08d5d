"""Microsoft Learn (docfx): lines of `:::tags:::`, indented columns, includes; Adobe's tabs and folds."""

from __future__ import annotations

import re

from amts_core.book.inline.docfx import INCLUDE, TAG
from amts_core.book.lines.html import STRING
from amts_core.book.lines.walk import Rule, Walk, raw_line, titled_line
from amts_core.book.model import BlockKind


def _tag(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """`:::image alt-text="Text":::`; what stands indented below a row or a column is no code."""
    walk.raw(BlockKind.MARKUP, place)
    walk.strings(STRING, place, found.end(), BlockKind.CONTAINER)
    walk.raw(BlockKind.CONTAINER, walk.lines[number].end, name=f"open {found['name']}")
    walk.may_be_code = True
    column = walk.indent_below(number)
    if found["name"] in ("row", "column") and column > walk.column(walk.lines[number].start, place):
        walk.indented(column)
    return number + 1


RULES = (
    Rule(":", re.compile(rf"{TAG}[ \t]*$"), _tag),
    Rule("[", re.compile(rf"(?:{INCLUDE}|\[!\w+[ \t]+https?://[^\[\]\s]+\])[ \t]*$"), raw_line),
    Rule("[", re.compile(r"\[!TAB[ \t]+(?P<text>[^\[\]]+)\][ \t]*$"), titled_line),
    Rule("+", re.compile(r"\+\+\+[ \t]*(?P<text>.*)$"), titled_line),
)
