"""Templates that run before Markdown: shortcodes of Hugo and Quarto, tags of Liquid, Jinja and Nunjucks.

A line of tags alone is raw, texts among their parameters are text, what some pairs hold is opaque.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from amts_core.book.lines.front_matter import take_value, values
from amts_core.book.lines.walk import Rule, Take, Walk, raw_line
from amts_core.book.model import BlockKind

_TEXT = re.compile(  # among parameters: a text that people read (group 1), or any other string
    r"(?<![\w-])(?P<key>alt|caption|content|description|header|heading|label|name|placeholder|subheader|subtitle|summary|text|title)"
    r"\s*=\s*(\"(?:[^\"\\]|\\.)*+\"|'[^']*')|\"(?:[^\"\\]|\\.)*+\"|'[^']*'|`[^`]*`"
)
_NAMED = frozenset(
    {"admonition", "tab", "tabs-item", "step", "details", "expand", "card", "button"}
)  # where `name` is shown
_TITLED = frozenset({"tab", "details", "expand", "collapse", "spoiler", "accordion", "accordion-item"})  # by place
_FIRST = re.compile(r"[ \t]*(\"(?:[^\"\\]|\\.)*+\"|'[^']*')")
_SECOND = re.compile(r"[ \t]*[a-z]+[ \t]+(\"(?:[^\"\\]|\\.)*+\"|'[^']*')")  # behind the type of a box
_BOXES = frozenset({"admonition", "callout", "notice"})
_LANGUAGE = re.compile(r"(?<![\w-])(?:code)?lang(?:uage)?\s*=")
_OF_BOTH = frozenset({"highlight", "code", "comment", "mermaid", "css", "openapi", "content-ref", "configuration"})
_DESCRIBED = frozenset({"configuration", "configuration_basic"})  # YAML whose descriptions are text (Home Assistant)
_MAX = 4096


@dataclass(frozen=True, slots=True)
class Tags:
    """How the tags of a template language look.

    `tag` has the groups `name` (with `/` in one that closes) and `parameters`, empty in what only puts something out;
    `closing` is what closes `{name}`; `holds_code` says whether what a pair holds is opaque.
    """

    tag: re.Pattern[str]
    closing: str
    holds_code: Callable[[Walk, re.Match[str]], bool]

    def end_of_pair(self, walk: Walk, tag: re.Match[str]) -> re.Match[str] | None:
        """The tag that closes what this one opens; a second search for one that is not there costs nothing."""
        closing = self.closing.replace("{name}", re.escape(tag["name"]))
        if closing in walk.exhausted:
            return None
        found = re.compile(closing).search(walk.text, tag.end(), walk.end)
        if not found:
            walk.exhausted.add(closing)
        return found


def _holds_code(walk: Walk, tag: re.Match[str]) -> bool:
    if tag.group().endswith(("/>}}", "/%}}")):
        return False
    pane = _pane(walk, tag)
    if tag["name"] == "tab" and pane:  # of Docsy
        return tag.group().startswith("{{<") and "text=true" not in pane + tag["parameters"]
    return tag["name"] in _SHORTCODES_OF_CODE or bool(_LANGUAGE.search(tag["parameters"]))


def _pane(walk: Walk, tag: re.Match[str]) -> str:
    """The parameters of the `{{< tabpane >}}` that a tag stands in."""
    start = walk.text.rfind("{{< tabpane", walk.start, tag.start())
    between = walk.text[start : tag.start()] if start >= 0 else "/tabpane"
    return "" if "/tabpane" in between else between.partition(">}}")[0]


def _liquid_holds_code(walk: Walk, tag: re.Match[str]) -> bool:
    return tag["name"] in _TAGS_OF_CODE or (tag["name"] == "set" and "=" not in tag["parameters"])


_SHORTCODES_OF_CODE = _OF_BOTH | {
    *("code-toggle", "gist", "raw", "rawhtml", "example"),
    *("katex", "math", "latex", "chem", "chart", "diagram", "plantuml"),
}
_TAGS_OF_CODE = _OF_BOTH | _DESCRIBED | {"javascript", "js", "schema", "style", "stylesheet", "codeblock"}

SHORTCODES = Tags(
    re.compile(
        r"\{\{[<%](?!/\*)[ \t\r\n]*(?P<name>/?[ \t]*[\w./-]+)"
        r"(?P<parameters>(?:\"(?:[^\"\\]|\\.)*+\"|`[^`]*`|[^\"`<>%{]|\{(?!\{)|[<>%](?!\}\}))*?)/?[>%]\}\}"
    ),
    r"\{\{[<%][ \t]*/[ \t]*{name}[ \t]*[>%]\}\}",
    _holds_code,
)
_LIQUID = Tags(
    re.compile(
        r"\{%[-+]?[ \t\r\n]*(?P<name>[/\w-]*)(?P<parameters>(?:[^%]|%(?!\}))*?)[-+]?%\}"
        r"|\{\{(?:[^{}]|\}(?!\}))*\}\}|\{#(?:[^#]|#(?!\}))*#\}"
    ),
    r"\{%[-+]?[ \t]*(?:end|/[ \t]*){name}[ \t]*[-+]?%\}",
    _liquid_holds_code,
)
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\{\{[<%])")


def take_tags(tags: Tags, walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A line, or several, of tags alone; a pair with a text among its parameters and more text on one line."""
    end, line = place, []
    while tag := tags.tag.match(walk.text, end, min(walk.end, end + _MAX)):
        if "\n\n" in tag.group():
            break
        end = walk.indent(tag.end(), walk.end)
        line.append(tag)
        if not tag["name"] or not tags.holds_code(walk, tag):
            continue
        if closing := tags.end_of_pair(walk, tag):
            _take_parameters(walk, place, line)
            if tag["name"] in _DESCRIBED:
                _take_descriptions(walk, tag.end(), closing.start())
            return walk.take_to(closing.end(), _kind(tag), place)
        if tags is _LIQUID:  # a shortcode needs no end
            walk.warn(number, f"{{% {tag['name']} %}} never closes")
    if end == place:
        return None
    last = walk.line_at(end - 1)
    if walk.text[end : walk.lines[last].body].strip(" \t"):
        return _take_pair(tags, walk, last, place, line)
    _take_parameters(walk, place, line)
    names = (tag["name"].replace(" ", "") for tag in line if tag["name"])
    walk.raw(BlockKind.CONTAINER, walk.lines[last].end, name=" ".join(names))
    walk.may_be_code = True
    return last + 1


def _kind(tag: re.Match[str]) -> BlockKind:
    return BlockKind.COMMENT if tag["name"] == "comment" else BlockKind.CODE


def _take_pair(tags: Tags, walk: Walk, number: int, place: int, line: list[re.Match[str]]) -> int | None:
    if not any(_texts(tag) for tag in line):
        return None
    closing = tags.end_of_pair(walk, line[-1])
    if not closing or closing.end() > walk.lines[number].body or not walk.rest_is_blank(closing.end()):
        return None
    _take_parameters(walk, place, line)
    walk.raw(BlockKind.CONTAINER, line[-1].end(), name=line[-1]["name"])
    walk.emit(BlockKind.PARAGRAPH, line[-1].end(), closing.start())
    walk.raw(BlockKind.CONTAINER, walk.lines[number].end, name="/" + line[-1]["name"])
    return number + 1


def _take_parameters(walk: Walk, place: int, line: list[re.Match[str]]) -> None:
    walk.raw(BlockKind.MARKUP, place)
    for tag in line:
        for start, end in _texts(tag):
            walk.string(start + 1, end - 1, BlockKind.CONTAINER)


def _texts(tag: re.Match[str]) -> list[tuple[int, int]]:
    """Where the texts in quotes among the parameters stand."""
    if not tag["name"]:
        return []
    by_place = _FIRST if tag["name"] in _TITLED else _SECOND if tag["name"] in _BOXES else None
    first = by_place.match(tag.string, *tag.span("parameters")) if by_place else None
    return [
        *([first.span(1)] if first else []),
        *(
            text.span(2)
            for text in _TEXT.finditer(tag.string, *tag.span("parameters"))
            if text[2] and (text["key"] != "name" or tag["name"] in _NAMED)
        ),
    ]


def _take_descriptions(walk: Walk, start: int, end: int) -> None:
    first, last = walk.line_at(start) + 1, walk.line_at(end)
    for number, path, place in values(walk, first, last):
        if path.rpartition(".")[2] == "description":
            take_value(walk, number, last, place, before=BlockKind.CODE)


def _heading(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A heading whose words a shortcode has."""
    line = walk.lines[number]
    if SHORTCODES.tag.sub("", walk.text[found.end() : line.body]).strip(" \t#"):
        return None
    return walk.take_lines(number, number + 1, BlockKind.DIRECTIVE, place)


def _fills_line(tags: Tags, walk: Walk, number: int, place: int, found: re.Match[str]) -> bool:
    """Whether the line holds nothing but tags, the first of which is no output."""
    rest = walk.text[place : walk.lines[number].body]
    return rest.startswith(("{%", "{{<", "{{%")) and not tags.tag.sub("", rest).strip()


take_shortcodes: Take = partial(take_tags, SHORTCODES)

RULES = (
    Rule("{", re.compile(r"\{\{[<%]?/\*[^\r\n]*\*/[>%]?\}\}[ \t]*$"), raw_line),
    Rule("{", re.compile(r"\{\{[<%](?!/\*)"), take_shortcodes, interrupts=partial(_fills_line, SHORTCODES)),
    Rule("#", _HEADING, _heading),
    Rule(
        "{", re.compile(r"\{%|\{\{(?![<%])|\{#"), partial(take_tags, _LIQUID), interrupts=partial(_fills_line, _LIQUID)
    ),
)
