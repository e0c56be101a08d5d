"""Attribute lists and kramdown's extensions, which Hugo and Python-Markdown share in part."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, Walk, raw_line
from amts_core.book.model import BlockKind

_ATTRIBUTES = re.compile(r"\{[ \t]*(?::[^{}]*|[.#][^{}\s][^{}]*|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s{}]+)[^{}]*)\}[ \t]*$")
_OPAQUE = re.compile(r"\{::(comment|nomarkdown)(?:[ \t][^{}]*)?\}")
_EXTENSION = re.compile(r"\{::[\w-]+[^{}]*/?\}[ \t]*$|\{:/[\w-]*\}[ \t]*$")
_END_OF_LIST = re.compile(r"\^[ \t]*$")
_TOC = re.compile(r"[ \t]*(?:>[ \t]*)*\{:[ \t]*toc\b")
_DIVIDER = re.compile(r"<-{2,}>[ \t]*$")


def _opaque(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    for closing in ("{:/" + found.group(1) + "}", "{:/}"):
        end = walk.search(closing, found.end())
        if end >= 0:
            kind = BlockKind.COMMENT if found.group(1) == "comment" else BlockKind.HTML
            return walk.take_to(end + len(closing), kind, place)
    return None


def _toc(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A list item that `{:toc}` on the next line replaces."""
    if not _TOC.match(walk.body(number + 1)):
        return None
    return walk.take_lines(number, number + 1, BlockKind.DIRECTIVE, place)


RULES = (
    Rule("{", _OPAQUE, _opaque),
    Rule("{", _EXTENSION, raw_line),
    Rule("{", _ATTRIBUTES, raw_line),
    Rule("^", _END_OF_LIST, raw_line),
    Rule("<", _DIVIDER, raw_line),
    Rule("", re.compile(r"(?=[^\r\n]{1,40}$)"), _toc, interrupts=False),
)
