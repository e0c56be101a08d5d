"""VitePress and VuePress: imported snippets, the table of contents, outputs on a line of their own."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, raw_line

RULES = (
    Rule("<", re.compile(r"<<<[ \t]*\S.*$"), raw_line),
    Rule("[", re.compile(r"\[\[toc\]\][ \t]*$", re.IGNORECASE), raw_line),
    Rule("@", re.compile(r"@\[[\w-]+\]\([^()]*\)[ \t]*$"), raw_line),
)
