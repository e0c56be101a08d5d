"""Liquid and Jinja: lines of tags are raw, texts among their parameters are text, some pairs are opaque."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, Walk
from amts_core.book.model import BlockKind

_TAG = re.compile(
    r"\{%[-+]?[ \t\r\n]*(?P<name>[/\w]*)(?:[^%]|%(?!\}))*?[-+]?%\}|\{\{(?:[^{}]|\}(?!\}))*\}\}|\{#(?:[^#]|#(?!\}))*#\}"
)
_STRING = re.compile(
    r"""(?<![\w-])(?:alt|caption|content|summary|text|title|description)\s*=\s*("[^"]*"|'[^']*')|"[^"]*"|'[^']*'"""
)
_OPAQUE = frozenset(
    (
        *("highlight", "comment", "javascript", "schema", "style", "stylesheet"),
        *("mermaid", "code", "codeblock", "configuration"),
    )
)
_TITLE = re.compile(r"\{%[-+]?[ \t]*(?:details|tab|accordion|collapse|admonition)[ \t]+(\"[^\"]*\"|'[^']*')")
_MAX = 4096


def _tags(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A line, or several, of tags and outputs alone."""
    end, opened, names = place, "", []
    while tag := _TAG.match(walk.text, end, min(walk.end, place + _MAX)):
        if "\n\n" in tag.group():
            break
        names.append(tag["name"] or "")
        end = walk.indent(tag.end(), walk.end)
        if tag["name"] in _OPAQUE:
            opened = tag["name"]
            break
    if end == place:
        return None
    if opened:
        closing = re.compile(rf"\{{%[-+]?[ \t]*end{opened}[ \t]*[-+]?%\}}").search(walk.text, end, walk.end)
        if closing:
            kind = BlockKind.COMMENT if opened == "comment" else BlockKind.CODE
            return walk.take_to(closing.end(), kind, place)
        walk.warn(number, f"{{% {opened} %}} never closes")
    last = walk.line_at(end - 1)
    if walk.text[end : walk.lines[last].body].strip(" \t"):
        return None
    walk.raw(BlockKind.MARKUP, place)
    for tag in _TAG.finditer(walk.text, place, end):
        if title := _TITLE.match(walk.text, tag.start(), tag.end()):
            walk.string(title.start(1) + 1, title.end(1) - 1, BlockKind.CONTAINER)
        if tag["name"]:
            walk.strings(_STRING, tag.start(), tag.end(), BlockKind.CONTAINER)
    walk.raw(BlockKind.CONTAINER, walk.lines[last].end, name=" ".join(filter(None, names)))
    walk.may_be_code = True
    return last + 1


def _fills_line(walk: Walk, number: int, place: int, found: re.Match[str]) -> bool:
    """Whether the line holds nothing but tags, one of them at least no output, or a tag that goes on below."""
    rest = walk.text[place : walk.lines[number].body]
    return rest.startswith("{%") and not _TAG.sub("", rest).strip()


RULES = (Rule("{", re.compile(r"\{%|\{\{(?![<%])|\{#"), _tags, interrupts=_fills_line),)
