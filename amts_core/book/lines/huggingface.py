"""Hugging Face's doc-builder: documentation of code, and other lines in double brackets."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, take_with_indented

RULES = (Rule("[", re.compile(r"\[\[[\w-]+\]\](?:[ \t]+[\w.]+)?[ \t]*$"), take_with_indented),)
