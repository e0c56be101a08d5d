"""GitLab: the table of contents, quotes between `>>>`, includes."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, raw_line

RULES = (
    Rule("[", re.compile(r"\[\[_TOC_\]\][ \t]*$|\[TOC\][ \t]*$"), raw_line),
    Rule(":", re.compile(r"::[a-z]+\{[^{}]*\}[ \t]*$"), raw_line),
    Rule("{", re.compile(r"\{::?[\w-][^{}]*/?\}[ \t]*$"), raw_line),
)
