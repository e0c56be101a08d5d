"""CommonMark and what GitHub adds: fences, thematic breaks, headings, link definitions, alerts."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import RULE, Rule, Walk
from amts_core.book.model import BlockKind

FENCE = re.compile(r"(?P<mark>`{3,})(?P<info>[^`\r\n]*)$|(?P<tildes>~{3,})(?P<rest>.*)$")
_FENCE_END = re.compile(r"(`{3,}|~{3,})[ \t]*$")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_ATTRIBUTES = re.compile(  # of a heading: {#id .class}, {-}, {: ...}, {/* #id */}, <a id="id"></a>
    r"(?<=[ \t])\{:?[ \t]*(?:[#.][^{}\s][^{}]*|-[ \t]*|[A-Za-z][\w-]*=(?:\"[^\"]*\"|[^\s{}]+)[^{}]*)\}[ \t]*$"
    r"|[ \t]\{/\*[^*]*\*/\}[ \t]*$|(?<=[ \t])<a (?:id|name)=\"[^\"<>]*\"></a>[ \t]*$"
)
_ALERT = re.compile(r"\[!([\w-]+)(?:\|[^\]]*)?\][+-]?[ \t]*")
_BREAK = r"\r?\n(?![ \t]*\r?\n)"  # a line end that no blank line follows
_DEFINITION = re.compile(
    r"\[(?!\^)(?:[^\[\]\\]|\\.){1,999}\]:[ \t]*(?:\r?\n[ \t]*)?"
    r"(?:<[^<>\r\n]*>|(?!<)(?:\{\{[^{}\r\n]*\}\}|\{%[^{}%\r\n]*%\}|[^\s\x00-\x1f])++)"
    rf"(?P<title>(?:[ \t]+|[ \t]*\r?\n[ \t]*)(?P<text>\"(?:[^\"\\\r\n]|\\.|{_BREAK})*\""
    rf"|'(?:[^'\\\r\n]|\\.|{_BREAK})*'|\((?:[^()\\\r\n]|\\.|{_BREAK})*\)))?"
    r"(?P<end>[ \t]*(?=\r|\n|\Z))"
)
_KEY = re.compile(r"[^\s\[\]]|\\.")


def take_fence(walk: Walk, number: int, place: int, found: re.Match[str], kind: BlockKind = BlockKind.CODE) -> int:
    """A fence and all lines up to the one that closes it, raw."""
    following, closed = fence_end(walk, number, found["mark"] or found["tildes"])
    if not closed:
        walk.warn(number, "a code fence never closes")
    walk.may_be_code = True
    return walk.take_lines(number, following, kind, place)


def fence_end(walk: Walk, number: int, mark: str) -> tuple[int, bool]:
    """The number of the line after the fence that opens on a line with this mark, and whether it closes."""
    following = number + 1
    while following < len(walk.lines):
        body = walk.lines[following]
        start = walk.after_quote(body)
        if walk.quotes and start == body.start:
            break
        following += 1
        ending = _FENCE_END.match(walk.text, walk.indent(start, body.body), body.body)
        if ending and ending.group(1)[0] == mark[0] and len(ending.group(1)) >= len(mark):
            return following, True
    return following, False


def _thematic_break(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    walk.may_be_code = True
    return walk.take_lines(number, number + 1, BlockKind.MARKUP, place)


def _heading(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    return take_heading(walk, number, found.group(1), found.end())


def take_heading(walk: Walk, number: int, hashes: str, start: int) -> int:
    """The heading whose text starts at `start`, without attributes and hashes at its end."""
    line = walk.lines[number]
    walk.raw(BlockKind.MARKUP, start)
    end = _before_hashes(walk, start, _before_attributes(walk, start, line.body))
    walk.emit(BlockKind.HEADING, start, end, level=len(hashes))
    walk.raw(BlockKind.MARKUP, line.end)
    walk.may_be_code = True
    return number + 1


def _before_attributes(walk: Walk, start: int, end: int) -> int:
    """The end of a heading's text without attributes (`{#name .class}`)."""
    found = _ATTRIBUTES.search(walk.text, start, end)
    return found.start() if found else end


def _before_hashes(walk: Walk, start: int, end: int) -> int:
    """The end of a heading's text without closing hashes."""
    text = walk.text[start:end].rstrip(" \t")
    without = text.rstrip("#")
    return start + len(without if not without or without[-1] in " \t" else text)


def _alert(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """`[!NOTE]` at the start of a quote, with a title in Obsidian's and Hugo's way."""
    if not walk.quotes:
        return None
    line = walk.lines[number]
    walk.raw(BlockKind.MARKUP, place)
    if found.end() == line.body:
        walk.raw(BlockKind.DIRECTIVE, line.end)
        return number + 1
    walk.emit(BlockKind.TITLE, found.end(), line.body, before=BlockKind.DIRECTIVE)
    walk.raw(BlockKind.MARKUP, line.end)
    return number + 1


def _definition(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A link reference definition, over several lines where need be; its title is text."""
    whole = _DEFINITION.match(walk.text, place, walk.end)
    if whole and walk.quotes and "\n" in whole.group():
        whole = _DEFINITION.match(walk.text, place, walk.lines[number].body)
    if not whole or not _KEY.search(whole.group().partition("]:")[0][1:]):
        return None
    walk.raw(BlockKind.MARKUP, place)
    if whole["text"] and whole["text"][0] in "\"'":
        walk.string(whole.start("text") + 1, whole.end("text") - 1, BlockKind.DIRECTIVE)
    last = walk.line_at(whole.end() - 1)
    walk.raw(BlockKind.DIRECTIVE, walk.lines[last].end)
    return last + 1


RULES = (
    Rule("`~", FENCE, take_fence),
    Rule("*-_", RULE, _thematic_break),
    Rule("#", _HEADING, _heading),
    Rule("[", _ALERT, _alert, interrupts=False),
    Rule("[", re.compile(r"\["), _definition, interrupts=False),
)
