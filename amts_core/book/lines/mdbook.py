"""mdBook: directives on a line of their own, titles, and fences of mdbook-admonish."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, Walk, raw_line, titled_line
from amts_core.book.model import BlockKind

_TITLE = re.compile(r"\{\{#title[ \t]+(?P<text>[^{}]*)\}\}[ \t]*$")
_LINE = re.compile(r"(?:\{\{[#%][^{}]*\}\}[ \t]*)+$")
_ADMONISH = re.compile(r"(?P<mark>`{3,}|~{3,})[ \t]*admonish\b(?P<options>[^`\r\n]*)$")
_STRING = re.compile(r"(?<![\w-])title\s*=\s*(\"[^\"\\]*\"|'[^'\\]*')|\"[^\"]*\"|'[^']*'")


def _admonish(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    walk.raw(BlockKind.MARKUP, place)
    walk.strings(_STRING, found.start("options"), found.end("options"), BlockKind.CONTAINER)
    return walk.opened(number, found["mark"], "admonish")


RULES = (
    Rule("r", re.compile(r"r\[[\w.:-]+\][ \t]*$"), raw_line),  # the name of a rule of the Rust reference
    Rule("{", _TITLE, titled_line),
    Rule("{", re.compile(r"\{\{#tab[ \t]+name=\"(?P<text>[^{}\"]*)\"[ \t]*\}\}[ \t]*$"), titled_line),
    Rule("{", _LINE, raw_line),
    Rule("`~", _ADMONISH, _admonish),
)
