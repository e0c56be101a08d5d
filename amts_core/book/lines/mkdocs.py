"""MkDocs: Python-Markdown and pymdownx. Admonitions, details and tabs (indented), blocks (`///`), snippets, macros."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, Walk, raw_line, take_with_indented
from amts_core.book.model import BlockKind

_ADMONITION = re.compile(
    r"(?:!!!|\?\?\?\+?)[ \t]*(?P<type>[\w-]+(?:[ \t]+[\w-]+)*)?(?:[ \t]*(?P<title>\"[^\r\n]*\"))?[ \t]*$"
)
_TAB = re.compile(r"===[!+]?[ \t]+(?P<title>\"[^\r\n]*\"|'[^\r\n]*')[ \t]*$")
_BLOCK = re.compile(r"(?P<mark>/{3,})[ \t]*(?P<type>[A-Za-z][\w-]*)[ \t]*(?:\|[ \t]*(?P<title>[^\r\n]*))?$")
_BLOCK_END = re.compile(r"/{3,}[ \t]*$")
_UNTITLED_BLOCKS = frozenset({"html", "caption", "figure-caption", "table-caption"})  # an argument is no text
_OPTION = re.compile(r"[ \t]{4,}[\w-]+:(?:[ \t].*)?$")
_AUTODOC = re.compile(r":::[ \t]*[A-Za-z_][\w.]*(?:\.[\w.]+|[ \t]*)[ \t]*$")
_SNIPPET = re.compile(r"-{1,}8<-{1,}(?:[ \t].*)?$")
_ANCHOR = re.compile(r"\[\]\([^()]*\)\{[^{}]*\}[ \t]*$")


def _has_body(walk: Walk, number: int, place: int) -> bool:
    """Whether an indented line follows, after blank lines or none."""
    return walk.indent_below(number) >= walk.column(walk.lines[number].start, place) + 4


def _admonition(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """`!!! note "Title"` and an indented body; without one it is only a loud sentence, unless it has a title."""
    if not found["type"] and not found["title"]:
        return None
    is_bare = not found["title"] and not _has_body(walk, number, place)
    if is_bare and len((found["type"] or "").split()) > 2:
        return None
    return _indented(walk, number, place, found)


def _indented(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    walk.raw(BlockKind.MARKUP, place)
    if found["title"]:
        walk.string(found.start("title") + 1, found.end("title") - 1, BlockKind.CONTAINER)
    head = walk.text[place : walk.lines[number].body].split(maxsplit=2)
    walk.raw(
        BlockKind.CONTAINER,
        walk.lines[number].end,
        name="open " + " ".join(head[:2] if found.re is _ADMONITION else ["tab"]),
    )
    walk.indented(walk.column(walk.lines[number].start, place) + 4)
    return number + 1


def _opens(walk: Walk, number: int, place: int, found: re.Match[str]) -> bool:
    return bool(found["title"]) or _has_body(walk, number, place)


def _block(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """`/// type | Title`, options indented below, a body up to a line of as many slashes."""
    walk.raw(BlockKind.MARKUP, place)
    if found["title"] and found["type"] not in _UNTITLED_BLOCKS:
        walk.emit(BlockKind.TITLE, found.start("title"), found.end("title"), before=BlockKind.CONTAINER)
    following = walk.opened(number, found["mark"], found["type"], exactly=True)
    while following < len(walk.lines) and _OPTION.match(walk.body(following)):
        following += 1
    walk.raw(BlockKind.CONTAINER, walk.lines[following - 1].end)
    return following


def _stray_end(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    return walk.take_lines(number, number + 1, BlockKind.CONTAINER, place, "close")


def _snippet(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """`--8<-- "file"`, or files one a line between two such marks."""
    following = number + 1
    if not found.group().strip("-8< \t"):
        end = next(
            (line for line in range(following, len(walk.lines)) if _SNIPPET.match(walk.body(line).strip())), None
        )
        following = end + 1 if end is not None else following
    return walk.take_lines(number, following, BlockKind.DIRECTIVE, place)


RULES = (
    Rule("!?", _ADMONITION, _admonition, interrupts=_opens),
    Rule("=", _TAB, _indented),
    Rule("/", _BLOCK, _block),
    Rule("/", _BLOCK_END, _stray_end),
    Rule(":", _AUTODOC, take_with_indented),  # mkdocstrings: `::: package.module` and YAML
    Rule("-", _SNIPPET, _snippet),
    Rule("[", _ANCHOR, raw_line),
)
