"""VitePress and VuePress: imported snippets, the table of contents, outputs on a line of their own."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, Walk
from amts_core.book.model import BlockKind


def _line(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    return walk.take_lines(number, number + 1, BlockKind.DIRECTIVE, place)


RULES = (
    Rule("<", re.compile(r"<<<[ \t]*\S.*$"), _line),
    Rule("[", re.compile(r"\[\[toc\]\][ \t]*$", re.IGNORECASE), _line),
    Rule("@", re.compile(r"@\[[\w-]+\]\([^()]*\)[ \t]*$"), _line),
)
