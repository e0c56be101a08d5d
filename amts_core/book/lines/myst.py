"""MyST: directives as containers or opaque, with titles and options; labels, comments, breaks, attributes, targets."""

from __future__ import annotations

import re

from amts_core.book.lines.commonmark import fence_end
from amts_core.book.lines.front_matter import take_value
from amts_core.book.lines.walk import Rule, Walk, end_of
from amts_core.book.model import BlockKind

UNKNOWN_DIRECTIVE = "is not known: nothing in it is translated"
_DIRECTIVE = re.compile(
    r"(?P<mark>`{3,}+(?![^\r\n]*`)|~{3,}|:{3,})[ \t]*\{(?P<name>[\w:+.-]+)\}[ \t]*(?P<argument>[^\r\n]*)$"
)
_LABEL = re.compile(r"\([^\s()]+\)=[ \t]*$")
_COMMENT = re.compile(r"%")
_BREAK = re.compile(r"\+\+\+(?:[ \t].*)?$")
_OPTION = re.compile(r"[ \t]*:(?P<key>[\w-]+):(?:[ \t]+(?P<value>\S.*?))?[ \t]*$")
_ATTRIBUTES = re.compile(r"\{[ \t]*(?:[.#%][^{}]*|[\w-]+=[^{}]*)\}[ \t]*$")
_SUBSTITUTION = re.compile(r"\{\{[^{}]*\}\}[ \t]*$")
_TOCTREE = re.compile(r"[ \t]*(\S[^<>\r\n]*?)[ \t]+<[^<>\r\n]+>[ \t]*$")
_TEXT_OPTIONS = frozenset({"alt", "caption", "title", "header", "footer", "subtitle"})

_TITLED = frozenset(
    [
        "admonition",
        "dropdown",
        "tab-item",
        "tab",
        "card",
        "grid-item-card",
        "topic",
        "sidebar",
        "exercise",
        "solution",
        "aside",
        "pull-quote",
        "details",
        "button-link",
        "button-ref",
        "rubric",
        "attention-box",
        "tabbed",
        "list-table",
        "table",
        "csv-table",
        "toggle",
        "collapse",
    ]
)
_ADMONITIONS = frozenset(
    [
        "note",
        "warning",
        "tip",
        "hint",
        "important",
        "seealso",
        "caution",
        "danger",
        "error",
        "attention",
        "todo",
        "margin",
        "epigraph",
        "highlights",
        "deprecated",
        "versionadded",
        "versionchanged",
        "versionremoved",
        "legend",
    ]
)
_UNTITLED = frozenset(
    [
        "figure",
        "figure-md",
        "image-md",
        "tab-set",
        "grid",
        "grid-item",
        "card-carousel",
        "container",
        "div",
        "class",
        "tab-set-code",
        "compound",
        "exercise-start",
        "exercise-end",
        "solution-start",
        "solution-end",
        "glossary",
        "only",
        "tags",
        "blockquote",
        "align-center",
        "centered",
        "hlist",
        "list-group",
        "field-list",
        "subfigure",
        "multi-figure",
        "tabs",
        "grids",
        "cards",
    ]
)
_SUBJECTS = ("prf", "proof")  # prf:theorem, proof:lemma: titled containers
_OPAQUE = frozenset(
    [
        "code-cell",
        "code-block",
        "code",
        "sourcecode",
        "math",
        "raw",
        "raw-cell",
        "eval-rst",
        "literalinclude",
        "include",
        "index",
        "bibliography",
        "mermaid",
        "glue",
        "image",
        "tableofcontents",
        "doctest",
        "toctree",
        "parsed-literal",
        "graphviz",
        "plantuml",
        "embed",
        "iframe",
        "video",
        "youtube",
        "raw-html",
        "autoclass",
        "autofunction",
        "automodule",
        "autosummary",
        "currentmodule",
        "module",
        "figure-raw",
        "anywidget",
        "program-output",
        "jupyter-execute",
        "jupyter-kernel",
        "highlight",
        "literal",
        "plot",
        "contents",
        "toc",
        "tikz",
        "circuitikz",
        "altair",
        "csv-file",
        "testcode",
        "testoutput",
        "testsetup",
        "testcleanup",
        "productionlist",
        "default-domain",
        "default-role",
        "meta",
        "sectnum",
        "image-gallery",
        "bokeh-plot",
        "exec",
        "command-output",
        "argparse",
        "click",
        "option",
        "program",
        "envvar",
        "confval",
        "rst-class",
    ]
)
_WITH_TITLED_ARGUMENT = frozenset({"contents"})  # opaque, but for its title


def _directive(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    name = found["name"]
    is_subject = name.partition(":")[0] in _SUBJECTS
    is_container = is_subject or name in _TITLED or name in _ADMONITIONS or name in _UNTITLED
    walk.raw(BlockKind.MARKUP, place)
    if name in ("list-table", "table"):
        return _open(walk, number, found, titled=True)
    if is_container and name not in ("csv-table",):
        return _open(walk, number, found, titled=is_subject or name in _TITLED or name in _ADMONITIONS)
    if name not in _OPAQUE and name != "csv-table":
        walk.warn(number, f"the directive {{{name}}} {UNKNOWN_DIRECTIVE}")
    return _opaque(walk, number, found)


def _open(walk: Walk, number: int, found: re.Match[str], *, titled: bool) -> int:
    """A container: its line and options are raw, title and texts of options are text, its body follows."""
    name, mark = found["name"], found["mark"]
    if titled:
        kind = BlockKind.TITLE
        walk.emit(kind, found.start("argument"), found.end("argument"), before=BlockKind.CONTAINER)
    walk.raw(BlockKind.CONTAINER, walk.lines[number].end, name=f"open {name}")
    walk.open_fence(end_of(mark[0], len(mark)), f"{mark}{{{name}}}", number)
    walk.may_be_code = True
    return _options(walk, number + 1, BlockKind.CONTAINER)


def _options(walk: Walk, number: int, kind: BlockKind) -> int:
    """`:key: value` lines, or YAML between `---`, directly below the line that opens a directive."""
    if number < len(walk.lines) and walk.text[walk.text_start(number) : walk.lines[number].body].rstrip() == "---":
        following = number + 1
        while following < len(walk.lines):
            body = walk.text[walk.text_start(following) : walk.lines[following].body].rstrip()
            following += 1
            if body == "---":
                break
            key, _, value = body.partition(":")
            if key in _TEXT_OPTIONS and value.strip():
                start = walk.lines[following - 1].body - len(value.lstrip())
                take_value(walk, following - 1, following, start)
        walk.raw(kind, walk.lines[following - 1].end)
        return following
    while number < len(walk.lines):
        line = walk.lines[number]
        found = _OPTION.match(walk.text, walk.after_quote(line), line.body)
        if not found:
            break
        if found["key"] in _TEXT_OPTIONS and found["value"]:
            walk.emit(BlockKind.TITLE, found.start("value"), found.end("value"), before=kind)
        walk.raw(kind, line.end)
        number += 1
    return number


def _opaque(walk: Walk, number: int, found: re.Match[str]) -> int:
    """A directive whose body is no Markdown: texts of its options are text, and titles of a table of contents."""
    name, mark = found["name"], found["mark"]
    kind = BlockKind.CODE if name in ("code-cell", "code-block", "code", "sourcecode") else BlockKind.DIRECTIVE
    if mark[0] == ":":
        following = _colon_end(walk, number, mark)
    else:
        following, closed = fence_end(walk, number, mark)
        if not closed:
            walk.warn(number, "a code fence never closes")
    if name in _WITH_TITLED_ARGUMENT or name == "csv-table":
        walk.emit(BlockKind.TITLE, found.start("argument"), found.end("argument"), before=kind)
    first = min(_end_of_options(walk, number + 1), following)
    for line in range(number + 1, first):
        option = _OPTION.match(walk.text, walk.after_quote(walk.lines[line]), walk.lines[line].body)
        if option and option["key"] in _TEXT_OPTIONS and option["value"]:
            walk.emit(BlockKind.TITLE, option.start("value"), option.end("value"), before=kind)
    if name == "toctree":
        for line in range(first, following - 1):
            entry = _TOCTREE.match(walk.text, walk.after_quote(walk.lines[line]), walk.lines[line].body)
            if entry:
                walk.emit(BlockKind.TITLE, entry.start(1), entry.end(1), before=kind)
    walk.raw(kind, walk.lines[following - 1].end)
    walk.may_be_code = True
    return following


def _colon_end(walk: Walk, number: int, mark: str) -> int:
    closing = end_of(":", len(mark))
    for line in range(number + 1, len(walk.lines)):
        if closing.match(walk.text, walk.text_start(line), walk.lines[line].body):
            return line + 1
    walk.warn(number, f"{mark} never closes")
    return number + 1


def _end_of_options(walk: Walk, number: int) -> int:
    while number < len(walk.lines) and _OPTION.match(
        walk.text, walk.after_quote(walk.lines[number]), walk.lines[number].body
    ):
        number += 1
    return number


def _raw_line(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    walk.may_be_code = True
    return walk.take_lines(
        number, number + 1, BlockKind.DIRECTIVE, place, found.group().strip("()= \t") if found.re is _LABEL else ""
    )


def _comment(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    return walk.take_lines(number, number + 1, BlockKind.COMMENT, place)


RULES = (
    Rule("`~:", _DIRECTIVE, _directive),
    Rule("(", _LABEL, _raw_line),
    Rule("%", _COMMENT, _comment),
    Rule("+", _BREAK, _raw_line),
    Rule("{", _ATTRIBUTES, _raw_line),
    Rule("{", _SUBSTITUTION, _raw_line),
)
