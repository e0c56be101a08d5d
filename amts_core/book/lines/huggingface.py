"""Hugging Face's doc-builder: documentation of code, and other lines in double brackets; its tags; Svelte's blocks."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, raw_line, take_with_indented

RULES = (
    Rule("[", re.compile(r"\[\[[\w-]+\]\](?:[ \t]+[\w.]+)?[ \t]*$"), take_with_indented),
    Rule("<", re.compile(r"</?(?:pt|tf|jax|frameworkcontent|hfoptions?)\b[^<>]*>[ \t]*$"), raw_line),
    Rule("{", re.compile(r"\{[#:/@][a-z][^{}]*\}[ \t]*$"), raw_line),
)
