"""The line scanner: cuts a chapter into raw stretches and text blocks, line by line, losing nothing.

A module for each dialect, all of one shape: `RULES`, which claim lines. First match wins (see docs/chapters.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from amts_core.book.dialects import is_notebook, modules_of, parts_of
from amts_core.book.lines.front_matter import take_front_matter
from amts_core.book.lines.quarto import take_options
from amts_core.book.lines.walk import Cut, Rules, Walk, arranged
from amts_core.book.model import BlockKind

__all__ = ["CELL_MARK", "Cut", "begins_block", "cut_blocks"]

CELL_MARK = "\x1e"  # starts the line between two cells of a notebook


def cut_blocks(text: str, *, format: str = "md") -> tuple[list[Cut], list[str]]:
    """The stretches of a chapter in order, without gaps, and warnings about damage (unclosed fences, formulas)."""
    rules = rules_of(format)
    if not is_notebook(format):
        walk = Walk(text, 0, len(text), rules)
        return walk.scan(take_front_matter(walk)), walk.warnings
    cuts: list[Cut] = []
    warnings: list[str] = []
    for number, (start, body, end, type) in enumerate(_cells(text)):
        cuts.append(Cut(BlockKind.CELL, start, body))
        walk = Walk(text, body, end, rules)
        following = take_front_matter(walk) if number == 0 and type != "code" else 0
        if type == "markdown":
            walk.scan(following)
        elif type == "code" and "quarto" in parts_of(format):
            take_options(walk, 0, len(walk.lines))
        walk.raw(BlockKind.CODE, end)
        cuts += walk.cuts
        warnings += walk.warnings
    return cuts, warnings


def begins_block(text: str, format: str) -> bool:
    """Whether a text, on a line of its own, would begin a block of another kind than a paragraph."""
    cuts = Walk(text, 0, len(text), rules_of(format)).scan()
    return [cut.kind for cut in cuts] != [BlockKind.PARAGRAPH]


@cache
def rules_of(format: str) -> Rules:
    """The rules of a format: those of its dialects, then those of all Markdown, then what looks like structure."""
    modules = modules_of(__name__, [*parts_of(format), "math", "html", "includes", "commonmark", "unknown"])
    return arranged(format, [rule for module in modules for rule in module.RULES])


def _cells(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Start, start of the content, end and type of each cell of a notebook's text."""
    starts = [found.start() for found in re.finditer(rf"^{CELL_MARK}", text, re.MULTILINE)] or [0]
    if starts[0] > 0:
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        found = re.compile(rf"{CELL_MARK}(\w*)[^\n]*(?:\n|\Z)").match(text, start, end)
        yield start, found.end() if found else start, end, found.group(1) if found else "markdown"
