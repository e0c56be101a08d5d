"""Hugo: lines of shortcodes are raw, texts among their parameters are text, some pairs are opaque."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, Walk
from amts_core.book.model import BlockKind

SHORTCODE = re.compile(
    r"\{\{(?P<mark>[<%])(?!/\*)[ \t\r\n]*(?P<name>/?[ \t]*[\w./-]+)"
    r"(?P<parameters>(?:\"(?:[^\"\\]|\\.)*+\"|`[^`]*`|[^\"`<>%{]|\{(?!\{)|[<>%](?!\}\}))*?)/?[>%]\}\}"
)
_STRING = re.compile(
    r"(?<![\w-])(?:alt|caption|content|description|header|heading|label|name|placeholder|subtitle|summary|text|title)"
    r"\s*=\s*(\"(?:[^\"\\]|\\.)*+\")|\"(?:[^\"\\]|\\.)*+\"|`[^`]*`"
)
_NAMED = frozenset({"tab", "tabs-item", "step", "details", "expand", "card", "button"})  # where `name` is shown
_OPAQUE = frozenset(
    (
        *("highlight", "code-toggle", "code", "gist", "raw", "rawhtml", "comment"),
        *("mermaid", "katex", "math", "latex", "chem", "chart", "diagram", "plantuml"),
    )
)
_CODE = re.compile(r"(?<![\w-])(?:code)?lang(?:uage)?\s*=")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\{\{[<%])")


def _shortcodes(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A line, or several, of shortcodes alone."""
    end, tags = place, []
    while tag := SHORTCODE.match(walk.text, end, walk.end):
        name = tag["name"]
        if "\n\n" in tag.group():
            break
        end = walk.indent(tag.end(), walk.end)
        tags.append(tag)
        if name in _OPAQUE or _CODE.search(tag["parameters"]):
            closing = _closing(walk, name, tag.end())
            if closing:
                _emit(walk, place, tags)
                return walk.take_to(closing.end(), BlockKind.CODE, place)
    if end == place:
        return None
    last = walk.line_at(end - 1)
    if walk.text[end : walk.lines[last].body].strip(" \t"):
        return None
    _emit(walk, place, tags)
    name = " ".join(tag["name"].replace(" ", "") for tag in tags)
    walk.raw(BlockKind.CONTAINER, walk.lines[last].end, name=name)
    walk.may_be_code = True
    return last + 1


def _emit(walk: Walk, place: int, tags: list[re.Match[str]]) -> None:
    walk.raw(BlockKind.MARKUP, place)
    for tag in tags:
        for text in _STRING.finditer(walk.text, tag.start("parameters"), tag.end("parameters")):
            is_name = text.group().startswith("name") and tag["name"] not in _NAMED
            if text.group(1) and not is_name:
                walk.string(text.start(1) + 1, text.end(1) - 1, BlockKind.CONTAINER)


def _closing(walk: Walk, name: str, start: int) -> re.Match[str] | None:
    return re.compile(rf"\{{\{{[<%][ \t]*/[ \t]*{re.escape(name)}[ \t]*[>%]\}}\}}").search(walk.text, start, walk.end)


def _heading(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A heading whose words a shortcode has."""
    line = walk.lines[number]
    if SHORTCODE.sub("", walk.text[found.end() : line.body]).strip(" \t#"):
        return None
    return walk.take_lines(number, number + 1, BlockKind.DIRECTIVE, place)


def _fills_line(walk: Walk, number: int, place: int, found: re.Match[str]) -> bool:
    """Whether the line holds shortcodes alone, or one that goes on below."""
    rest = walk.text[place : walk.lines[number].body]
    return not SHORTCODE.sub("", rest).strip()


RULES = (
    Rule("{", re.compile(r"\{\{[<%](?!/\*)"), _shortcodes, interrupts=_fills_line),
    Rule("#", _HEADING, _heading),
)
