"""Nuxt: slots of components, `#name`."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, raw_line

RULES = (Rule("#", re.compile(r"#[a-z][\w-]*[ \t]*$"), raw_line),)
