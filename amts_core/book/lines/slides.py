"""Slides in one chapter: settings of a slide below the rule before it (Slidev) or at its start, and areas (remark)."""

from __future__ import annotations

import re

from amts_core.book.lines.front_matter import take_settings
from amts_core.book.lines.walk import Rule, Walk, raw_line

_SETTING = re.compile(
    r"(?:class:[ \t]*[\w-]+(?:,[ \t]*[\w-]+)*|(?:name|template):[ \t]*[\w-]+"
    r"|(?:layout|count|exclude):[ \t]*(?:true|false)|background-(?:color|image|position|size):.*)[ \t]*$"
)
_MOST = 20  # settings of a slide


def _slide(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    return take_settings(walk, number, 1) or None if place == walk.lines[number].start else None


def _setting(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A setting at the start of a slide, behind others."""
    above = number - 1
    while above >= max(0, number - _MOST) and (walk.is_blank(above) or _SETTING.match(walk.body(above))):
        above -= 1
    is_first = above < 0 or walk.body(above).rstrip(" \t") in ("---", "--")
    return raw_line(walk, number, place, found) if is_first else None


RULES = (
    Rule("-", re.compile(r"---[ \t]*$"), _slide),
    Rule("-", re.compile(r"--[ \t]*$"), raw_line, interrupts=False),
    Rule("bcelnt", _SETTING, _setting, interrupts=False),
    Rule(":", re.compile(r"::[a-z][\w-]*::[ \t]*$"), raw_line),
    Rule(".", re.compile(r"(?:\.[a-z][\w-]*)+\[[ \t]*$"), raw_line),
    Rule("]", re.compile(r"\][ \t]*$"), raw_line),
)
