"""Hugo: lines of shortcodes are raw, texts among their parameters are text, some pairs are opaque."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, Walk, raw_line
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
_TITLED = frozenset({"tab", "details", "expand", "collapse", "spoiler", "accordion", "accordion-item"})
_FIRST = re.compile(r"[ \t]*(\"(?:[^\"\\]|\\.)*+\")")  # parameter, the title of these
_OPAQUE = frozenset(
    (
        *("highlight", "code-toggle", "code", "gist", "raw", "rawhtml", "comment"),
        *("mermaid", "katex", "math", "latex", "chem", "chart", "diagram", "plantuml"),
    )
)
_CODE = re.compile(r"(?<![\w-])(?:code)?lang(?:uage)?\s*=")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\{\{[<%])")


def take_shortcodes(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A line, or several, of shortcodes alone."""
    end, tags = place, []
    while tag := SHORTCODE.match(walk.text, end, walk.end):
        name = tag["name"]
        if "\n\n" in tag.group():
            break
        end = walk.indent(tag.end(), walk.end)
        tags.append(tag)
        if name in _OPAQUE or _CODE.search(tag["parameters"]) or _is_code_tab(walk, tag):
            closing = _closing(walk, name, tag.end())
            if closing:
                _emit(walk, place, tags)
                return walk.take_to(closing.end(), BlockKind.CODE, place)
    if end == place:
        return None
    last = walk.line_at(end - 1)
    if walk.text[end : walk.lines[last].body].strip(" \t"):
        return _pair_with_text(walk, last, place, tags)
    _emit(walk, place, tags)
    name = " ".join(tag["name"].replace(" ", "") for tag in tags)
    walk.raw(BlockKind.CONTAINER, walk.lines[last].end, name=name)
    walk.may_be_code = True
    return last + 1


def _is_code_tab(walk: Walk, tag: re.Match[str]) -> bool:
    """Docsy: what `{{< tab >}}` holds is code, in a `tabpane` that does not say `text=true`."""
    if tag["name"] != "tab" or tag["mark"] != "<" or "text=true" in tag["parameters"]:
        return False
    pane = walk.text.rfind("{{< tabpane", walk.start, tag.start())
    between = walk.text[pane : tag.start()] if pane >= 0 else "/tabpane"
    return "/tabpane" not in between and "text=true" not in between.partition(">}}")[0]


def _pair_with_text(walk: Walk, number: int, place: int, tags: list[re.Match[str]]) -> int | None:
    """A shortcode with a text among its parameters, more text, and its end, on one line."""
    body, opening = walk.lines[number].body, tags[-1]
    closing = _closing(walk, opening["name"], opening.end())
    is_pair = closing and closing.end() <= body and walk.rest_is_blank(closing.end())
    if not closing or not is_pair or not _texts(walk, tags):
        return None
    _emit(walk, place, tags)
    walk.raw(BlockKind.CONTAINER, opening.end(), name=opening["name"])
    walk.emit(BlockKind.PARAGRAPH, opening.end(), closing.start())
    walk.raw(BlockKind.CONTAINER, walk.lines[number].end, name="/" + opening["name"])
    return number + 1


def _emit(walk: Walk, place: int, tags: list[re.Match[str]]) -> None:
    walk.raw(BlockKind.MARKUP, place)
    for text in _texts(walk, tags):
        walk.string(text.start(1) + 1, text.end(1) - 1, BlockKind.CONTAINER)


def _texts(walk: Walk, tags: list[re.Match[str]]) -> list[re.Match[str]]:
    """The texts in quotes among the parameters."""
    found = []
    for tag in tags:
        start, end = tag.span("parameters")
        first = _FIRST.match(walk.text, start, end)
        if first and tag["name"] in _TITLED:
            found.append(first)
        for text in _STRING.finditer(walk.text, start, end):
            is_name = text.group().startswith("name") and tag["name"] not in _NAMED
            if text.group(1) and not is_name:
                found.append(text)
    return found


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
    Rule("{", re.compile(r"\{\{[<%]?/\*[^\r\n]*\*/[>%]?\}\}[ \t]*$"), raw_line),
    Rule("{", re.compile(r"\{\{[<%](?!/\*)"), take_shortcodes, interrupts=_fills_line),
    Rule("#", _HEADING, _heading),
)
