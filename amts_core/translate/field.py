"""Texts as values of YAML: the quotes of the source, or quotes where the text needs them."""

from __future__ import annotations

import re

import yaml

from amts_core.book.lines.front_matter import NO_TEXT


def field_value(text: str, source: str) -> str:
    """A text as the value that `source` (with its quotes) was: quotes in it are doubled or escaped.

    A plain value gets quotes if YAML would read it as something else (`Note: it` as a mapping, `[a]` as a list).
    """
    mark = source[0] if source[0] in "\"'" and source[-1] == source[0] and len(source) > 1 else ""
    if mark == "'":
        return "'" + text[1:-1].replace("''", "'").replace("'", "''") + "'"
    if mark:
        inner = re.sub(r"\\(?![\"\\/])", r"\\\\", text[1:-1])
        return '"' + re.sub(r"(?<!\\)((?:\\\\)*)\"", r'\1\\"', inner) + '"'
    return text if _reads_as(text) else "'" + text.replace("'", "''") + "'"


def _reads_as(text: str) -> bool:
    """Whether YAML reads a plain value as this text."""
    if NO_TEXT.match(text):
        return False
    try:
        return bool(yaml.safe_load(f"key: {text}") == {"key": text})
    except yaml.YAMLError:
        return False
