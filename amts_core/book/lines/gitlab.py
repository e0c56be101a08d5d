"""GitLab: the table of contents, quotes between `>>>`, includes."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, Walk
from amts_core.book.model import BlockKind


def _line(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    return walk.take_lines(number, number + 1, BlockKind.DIRECTIVE, place)


RULES = (
    Rule("[", re.compile(r"\[\[_TOC_\]\][ \t]*$|\[TOC\][ \t]*$"), _line),
    Rule(":", re.compile(r"::[a-z]+\{[^{}]*\}[ \t]*$"), _line),
    Rule("{", re.compile(r"\{::?[\w-][^{}]*/?\}[ \t]*$"), _line),
)
