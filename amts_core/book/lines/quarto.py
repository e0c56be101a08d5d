"""Quarto, R Markdown and Pandoc: chunks with captions, line blocks, numbered examples, text references, TeX lines."""

from __future__ import annotations

import re

from amts_core.book.lines.commonmark import fence_end, take_heading
from amts_core.book.lines.front_matter import take_value
from amts_core.book.lines.math import environment_end
from amts_core.book.lines.templates import SHORTCODES, take_shortcodes
from amts_core.book.lines.text import starts_table, take_paragraph
from amts_core.book.lines.unknown import closing, take_drawn_table
from amts_core.book.lines.walk import Indent, Rule, Walk, raw_line, titled_line
from amts_core.book.model import BlockKind

_CHUNK = re.compile(r"(?P<mark>`{3,}|~{3,})[ \t]*(?P<options>\{[^`\r\n]*\}?)[ \t]*$")
_OPTION = re.compile(r"[ \t]*(?P<mark>#\||//\||%%\||--\|)(?P<gap>[ \t]*)(?P<rest>[^\r\n]*)$")
_KEY = re.compile(r"(?P<key>[\w.-]+):(?:[ \t]+(?P<value>\S.*?))?[ \t]*$")
_ENTRY = re.compile(r"-[ \t]+(?P<value>\S.*?)[ \t]*$")
_TEXTS = re.compile(r"(?:fig|tbl|lst)[.-](?:cap|subcap|scap|alt)|code-summary|caption|cap|title")
_IN_OPTIONS = re.compile(
    rf"""(?<![\w.-])(?:{_TEXTS.pattern}|name)\s*=\s*(?:paste0?\(|c\()?("[^"\\]*"|'[^'\\]*')"""
    r"""|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
)
_SPEAKING = re.compile(  # chunks of bookdown that hold Markdown
    r"\{(?:theorem|lemma|corollary|proposition|conjecture|definition|example|exercise|hypothesis|proof|remark|solution"
    r"|block2?|asis)\b"
)
_LINE_BLOCK = re.compile(r"\|(?:[ \t]+|(?=[\r\n]|$))")
_FANCY = re.compile(
    r"(?:\((?:@[\w-]*|\d{1,3}|[a-zA-Z]|[ivx]{1,5})\)|(?:[a-zA-Z]|[ivx]{1,5})\)|(?:[a-z]|[ivx]{1,5}|#)\.)[ \t]+(?=\S)"
)
_DASHES = re.compile(r"-{2,}(?: +-{2,})*")
_REFERENCE = re.compile(r"\(ref:[^()\s]+\)[ \t]+(?P<text>\S.*)$")
_TABLE_CAPTION = re.compile(r"(?:[Tt]able:[ \t]+(?:\(\\#[\w:-]+\)[ \t]*)?|\(\\#[\w:-]+\)[ \t]+)(?=\S)")
_PART = re.compile(r"(?P<hashes>#)[ \t]+\((?:PART|APPENDIX)(?:\\?\*)?\)[ \t]+(?=\S)")
_TEX = re.compile(r"\\[A-Za-z]+(?:\*)?(?:\[[^\[\]]*\]|\{[^{}]*\})*[ \t]*$")


def _chunk(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """A chunk: raw but for the captions among its options, or a container."""
    walk.raw(BlockKind.MARKUP, place)
    for text in _IN_OPTIONS.finditer(walk.text, found.start("options"), found.end("options")):
        if text.group(1) and not text.group(1)[1:].startswith("(ref:"):
            walk.string(text.start(1) + 1, text.end(1) - 1, BlockKind.CODE)
    if speaking := _SPEAKING.match(found["options"]):
        return walk.opened(number, found["mark"], speaking.group()[1:])
    following = fence_end(walk, number, found["mark"])
    take_options(walk, number + 1, following)
    walk.raw(BlockKind.CODE, walk.lines[following - 1].end)
    walk.may_be_code = True
    return following


def take_options(walk: Walk, number: int, following: int) -> None:
    """`#| key: value` lines at the start of a chunk."""
    key, end = "", number
    while end < following and (
        found := _OPTION.match(walk.text, walk.after_quote(walk.lines[end]), walk.lines[end].body)
    ):
        end += 1
    for line in range(number, end):
        found = _OPTION.match(walk.text, walk.after_quote(walk.lines[line]), walk.lines[line].body)
        assert found is not None
        pair = _KEY.match(found["rest"])
        entry = _ENTRY.match(found["rest"])
        if pair:
            key = pair["key"]
        value = pair or entry
        if value and value["value"] and _TEXTS.fullmatch(key):
            start = found.start("rest") + value.start("value")
            if not walk.text.startswith(('"(ref:', "'(ref:", "(ref:", "!expr"), start):
                take_value(walk, line, end, start, before=BlockKind.CODE, prefix=found["mark"])


def _line_block(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """`| line`: each line is a text of its own, with the indented ones below it, or empty; a row of a table is none."""
    line = walk.lines[number]
    if walk.text[found.end() : line.body].rstrip().endswith("|") or starts_table(walk, number, place):
        return None
    column, following = walk.column(line.start, place), number + 1
    while walk.inner(following)[:1] not in ("", "|") and walk.text_column(following) > column:
        following += 1
    walk.raw(BlockKind.MARKUP, found.end())
    walk.emit(BlockKind.PARAGRAPH, found.end(), walk.lines[following - 1].body)
    walk.raw(BlockKind.MARKUP, walk.lines[following - 1].end)
    return following


def _definition(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """`~ The definition` of the term above it."""
    walk.raw(BlockKind.MARKUP, found.end())
    walk.indents.append(Indent(walk.column(walk.lines[number].start, place) + 2))
    return take_paragraph(walk, number, found.end(), BlockKind.CAPTION, 0)


def _fancy(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """`(1) An item`, `a) An item`, `iv. An item`, `#. An item`, `(@label) An example`."""
    walk.raw(BlockKind.MARKUP, found.end())
    walk.indents.append(Indent(walk.column(walk.lines[number].start, place) + 4))
    return take_paragraph(walk, number, found.end(), BlockKind.LIST_ITEM, len(walk.indents))


def _in_list(walk: Walk, number: int, place: int, found: re.Match[str]) -> bool:
    return bool(walk.indents) or found.group().startswith("(@")


def _drawn_table(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A table whose columns are runs of dashes, below its head or above the rows.

    One that begins and ends with a line of dashes may hold blank lines.
    """
    is_closed = bool(_DASHES.fullmatch(walk.inner(number)))
    columns = number if is_closed and " " in walk.inner(number) else number + 1
    while is_closed and (line := walk.inner(columns)) and not _DASHES.fullmatch(line):
        columns += 1  # the head of a closed table has lines at will
    line = walk.inner(columns)
    if not _DASHES.fullmatch(line) or " " not in line or not walk.inner(columns + 1):
        return None
    end = columns + 1
    while end < len(walk.lines) and walk.inner(end):
        end += 1
    return take_drawn_table(walk, number, (is_closed and closing(walk, columns + 1, _DASHES)) or end, place)


def _tex(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A line of commands, if it does not begin an environment."""
    if environment_end(walk, place) > 0:
        return None
    return raw_line(walk, number, place, found)


def _caption(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """`Table: (\\#tab:id) Caption`."""
    walk.raw(BlockKind.MARKUP, found.end())
    return take_paragraph(walk, number, found.end(), BlockKind.CAPTION, 0)


def _part(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """`# (PART) Title`: a heading behind a word that bookdown takes away."""
    return take_heading(walk, number, found["hashes"], found.end())


RULES = (
    Rule("#", _PART, _part),
    Rule("`~", _CHUNK, _chunk),
    Rule("|", _LINE_BLOCK, _line_block, interrupts=False),
    Rule("~", re.compile(r"~[ \t]+(?=\S)"), _definition),
    Rule("Tt(", _TABLE_CAPTION, _caption, interrupts=False),
    Rule("", _FANCY, _fancy, interrupts=_in_list),
    Rule("", re.compile(r"[^\s>|]"), _drawn_table, interrupts=False),
    Rule("(", _REFERENCE, titled_line),
    Rule("\\", _TEX, _tex, interrupts=False),
    Rule("{", SHORTCODES.tag, take_shortcodes, interrupts=False),
)
