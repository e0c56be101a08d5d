"""CommonMark and what GitHub adds: fences, thematic breaks, headings, link definitions, alerts.

Some tools put more into fences: titles behind the language, or Markdown.
"""

from __future__ import annotations

import re

from amts_core.book.dialects import dialect_names, parts_of
from amts_core.book.lines.front_matter import take_settings
from amts_core.book.lines.walk import RULE, UNTRANSLATED, Rule, Walk, raw_line, titled_line
from amts_core.book.model import BlockKind

_PLAIN = frozenset({"md", "gfm"})
FENCE = re.compile(r"(?P<mark>`{3,})(?P<info>[^`\r\n]*)$|(?P<tildes>~{3,})(?P<rest>.*)$")
_SPEAKING = re.compile(r"(?P<mark>`{3,}|~{3,})[ \t]*(?P<name>ad-[\w-]+|exercism/[\w-]+)[ \t]*$")  # Obsidian, Exercism
_OPTION = re.compile(r"[ \t]*(?:title:[ \t]*(?P<text>.*)|(?:collapse|icon|color):.*)$")
_TITLE = re.compile(  # that is no path
    r"(?<![\w-])(?:title|caption)[ \t]*[=:][ \t]*(?![\"'][^\s\"']*/[^\s\"']*[\"'])(\"[^\"\\]*\"|'[^'\\]*')"
)
_FENCE_END = re.compile(r"(`{3,}|~{3,})[ \t]*$")
_SHORTCODE_END = re.compile(r"\{\{[<%][ \t]*/[ \t]*([\w./-]+)[ \t]*[>%]\}\}[ \t]*$")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_ATTRIBUTES = re.compile(  # of a heading: {#id .class}, {-}, {: ...}, {/* #id */}, :id=id, <a id="id"></a>
    r"(?<=[ \t])\{:?[ \t]*(?:[#.][^{}\s][^{}]*|-[ \t]*(?:[#.][^{}]*)?|docsify-ignore[\w-]*"
    r"|[A-Za-z][\w-]*=(?:\"[^\"]*\"|[^\s{}]+)[^{}]*)\}[ \t]*$"
    r"|[ \t]\{/\*[^*]*\*/\}[ \t]*$|[ \t]:id=\S+[ \t]*$"
    r"|(?<=[ \t])<a (?:href=\"#[^\"<>]*\" )?(?:id|name)=\"[^\"<>]*\"></a>[ \t]*$"
)
_ALERT = re.compile(r"\[!([\w-]+)(?:[ \t]*\|[^\[\]]*|[ \t]+(?:[\w-]+=[^\[\]]*|[^\s\[\]]*))?\][+-]?[ \t]*(?P<text>.*)$")
_BREAK = r"\r?\n(?![ \t]*\r?\n)"  # a line end that no blank line follows
_DEFINITION = re.compile(
    r"\[(?!\^)(?:[^\[\]\\]|\\.){1,999}\]:[ \t]*(?:\r?\n[ \t]*)?"
    r"(?P<to><[^<>\r\n]*>|(?!<)(?:\{\{[^{}\r\n]*\}\}|\{%[^{}%\r\n]*%\}|[^\s\x00-\x1f])++)"
    rf"(?P<title>(?:[ \t]+|[ \t]*\r?\n[ \t]*)(?P<text>\"(?:[^\"\\\r\n]|\\.|{_BREAK})*\""
    rf"|'(?:[^'\\\r\n]|\\.|{_BREAK})*'|\((?:[^()\\\r\n]|\\.|{_BREAK})*\)))?"
    r"(?P<end>[ \t]*(?=\r|\n|\Z))"
)
_KEY = re.compile(r"[^\s\[\]]|\\.")


def take_fence(walk: Walk, number: int, place: int, found: re.Match[str], kind: BlockKind = BlockKind.CODE) -> int:
    """A fence and all lines up to the one that closes it, raw."""
    following = fence_end(walk, number, found["mark"] or found["tildes"])
    walk.may_be_code = True
    walk.raw(BlockKind.MARKUP, place)
    walk.strings(_TITLE, place, found.end(), kind)
    return walk.take_lines(number, following, kind, place)


def _speaking_fence(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """A fence that holds Markdown, behind a title and other options."""
    walk.raw(BlockKind.MARKUP, place)
    following = walk.opened(number, found["mark"], found["name"])
    while option := _OPTION.match(walk.body(following)):
        if option["text"]:
            start = walk.lines[following].start + option.start("text")
            walk.emit(BlockKind.TITLE, start, walk.lines[following].body, before=BlockKind.CONTAINER)
        walk.raw(BlockKind.CONTAINER, walk.lines[following].end)
        following += 1
    return following


def fence_end(walk: Walk, number: int, mark: str) -> int:
    """The number of the line after the fence that opens on a line with this mark.

    One that never closes is told, and ends with its list item, container or shortcode.
    """
    following = number + 1
    while following < len(walk.lines):
        line = walk.lines[following]
        start = walk.after_quote(line)
        if (walk.quotes and start == line.start) or _leaves_shortcode(walk, number, following):
            walk.warn(number, "a code fence never closes")
            return following
        following += 1
        ending = _FENCE_END.match(walk.text, walk.indent(start, line.body), line.body)
        if ending and ending.group(1)[0] == mark[0] and len(ending.group(1)) >= len(mark):
            return following
    walk.warn(number, "a code fence never closes")
    following = number + 1
    while following < len(walk.lines) and not walk.leaves_content(following):
        following += 1
    return following


def _leaves_shortcode(walk: Walk, number: int, line: int) -> bool:
    """Whether a line closes a shortcode that was opened above the fence: they run before Markdown."""
    if "templates" not in parts_of(walk.format):
        return False
    found = _SHORTCODE_END.match(walk.text, walk.text_start(line), walk.lines[line].body)
    return bool(
        found
        and not re.search(
            rf"\{{\{{[<%][ \t]*{re.escape(found[1])}\b", walk.text[walk.lines[number].end : found.start()]
        )
    )


def _thematic_break(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    if found.group().strip() == "---" and place == walk.lines[number].start and (last := take_settings(walk, number)):
        if set(dialect_names(walk.format)) <= _PLAIN:
            walk.warn(number, f"lines like settings: {UNTRANSLATED}")
        return last
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
    return titled_line(walk, number, place, found) if walk.quotes else None


def _definition(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A link reference definition, over several lines where need be; its title is text."""
    whole = _DEFINITION.match(walk.text, place, walk.end)
    if whole and walk.quotes and "\n" in whole.group():
        whole = _DEFINITION.match(walk.text, place, walk.lines[number].body)
    if not whole or not _KEY.search(whole.group().partition("]:")[0][1:]):
        return None
    walk.raw(BlockKind.MARKUP, place)
    if whole["text"] and whole["text"][0] in "\"'" and whole["to"] != "#":  # a comment, in a way of old
        walk.string(whole.start("text") + 1, whole.end("text") - 1, BlockKind.DIRECTIVE)
    last = walk.line_at(whole.end() - 1)
    walk.raw(BlockKind.DIRECTIVE, walk.lines[last].end)
    return last + 1


RULES = (
    Rule("`~", _SPEAKING, _speaking_fence),
    Rule("`~", FENCE, take_fence),
    Rule("*-_", RULE, _thematic_break),
    Rule("#", re.compile(r"#{1,6}[ \t]+--[a-z][a-z-]*--[ \t]*$"), raw_line),  # a section of freeCodeCamp
    Rule("#", _HEADING, _heading),
    # an abbreviation of PHP Markdown Extra, whose key must stand in the text
    Rule("*", re.compile(r"\*\[[^\]\r\n]+\]:[ \t]*(?P<text>.*)$"), titled_line),
    Rule("[", re.compile(r"(?:\[\[_?toc_?\]\]|\[toc\])[ \t]*$", re.IGNORECASE), raw_line),
    Rule("[", _ALERT, _alert, interrupts=False),
    Rule("[", re.compile(r"\["), _definition, interrupts=False),
)
