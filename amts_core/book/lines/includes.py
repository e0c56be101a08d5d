"""Lines that fetch another file, in the ways of many tools: no reader sees them, and they are no text anywhere."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, raw_line

_WAYS = (
    r"!INCLUDE[ \t]+\"[^\"]+\"|!include[ \t]+\S+|@\[(?:TOC|toc)\]|!!!include\([^()]*\)!!!",  # MarkdownPP, markdown-it
    r"\{!>?[^{}]*!\}|\{\*[ \t].*\*\}",  # markdown-include, FastAPI
    r"@import[ \t]+\"[^\"]+\".*|@@include\([^()]*\)",  # Markdown Preview Enhanced, gulp
    r"@\[[\w:. -]*\]\([^()]*\)|<<<[ \t]*\S.*|<<\[[^\[\]]+\]|<<[^<>\s]+>>",  # VuePress, VitePress, Leanpub, Fuchsia
    r"include::\S+\[[^\[\]]*\]",  # AsciiDoc
    r"!\[\[[^\[\]]*[./#][^\[\]]*\]\]",  # a file of Obsidian; in its own vaults, any note
    r"\[[^\[\]]*\]\([^()'\s]*[ \t]+':include[^()']*'\)",  # Docsify
)

RULES = (Rule("!{@<i[", re.compile(rf"(?:{'|'.join(_WAYS)})[ \t]*$"), raw_line),)
