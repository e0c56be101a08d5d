"""MyST: directives as containers or opaque, with titles and options; labels, comments, breaks, attributes, targets."""

from __future__ import annotations

import re

from amts_core.book.lines.commonmark import fence_end
from amts_core.book.lines.front_matter import BLOCK_SCALAR, take_value
from amts_core.book.lines.text import paragraph_end, take_paragraph
from amts_core.book.lines.walk import UNTRANSLATED, Rule, Walk, end_of
from amts_core.book.model import BlockKind

_DIRECTIVE = re.compile(
    r"(?P<mark>`{3,}+(?![^\r\n]*`)|~{3,}|:{3,})[ \t]*\{(?P<name>[\w:+.-]+)\}[ \t]*(?P<argument>[^\r\n]*)$"
)
_LABEL = re.compile(r"\([^\s()]+\)=[ \t]*$")
_COMMENT = re.compile(r"%")
_BREAK = re.compile(r"\+\+\+(?:[ \t].*)?$")
_OPTION = re.compile(  # `:key: value`, or a line that goes on with a value: `:  more`
    r"[ \t]*:(?:(?P<key>[\w-]+):(?:[ \t]+(?P<value>\S.*?))?[ \t]*|[ \t]{2,}(?P<more>\S.*))$"
)
_ATTRIBUTES = re.compile(r"\{[ \t]*(?:[.#%][^{}]*|[\w-]+=[^{}]*)\}[ \t]*$")
_SUBSTITUTION = re.compile(r"\{\{(?![<%])[^{}]*\}\}[ \t]*$")
_TOCTREE = re.compile(r"[ \t]*(\S[^<>\r\n]*?)[ \t]+<[^<>\r\n]+>[ \t]*$")
_TEXT_OPTIONS = frozenset({"alt", "caption", "title", "subtitle", "img-alt"})
_TEXTS_OF_CARDS = _TEXT_OPTIONS | {"header", "footer"}


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_TITLED = _names(  # the argument is a title
    """
    admonition dropdown tab-item tab card grid-item-card topic sidebar exercise exercise-start aside pull-quote
    details rubric attention-box tabbed group-tab list-table table toggle collapse margin
    """
)
_SPEAKING = _names(  # the argument is the beginning of the body
    """
    note warning tip hint important seealso caution danger error attention todo epigraph highlights
    deprecated versionadded versionchanged versionremoved legend
    """
)
_UNTITLED = _names(
    """
    figure figure-md image-md tab-set grid grid-item card-carousel container div class tab-set-code compound iframe
    exercise-end solution solution-start solution-end glossary only tags blockquote align-center video
    centered hlist button-link button-ref list-group field-list subfigure multi-figure tabs grids cards
    option program envvar confval
    """
)
_SUBJECTS = ("prf", "proof")  # prf:theorem, proof:lemma: titled containers
_DOMAINS = ("py", "c", "cpp", "js", "rst", "std", "rust", "http")  # py:function: the argument is code, the body text
_OPAQUE = _names(
    """
    code-cell code-block code sourcecode math raw raw-cell eval-rst literalinclude include index bibliography
    mermaid glue image tableofcontents doctest toctree parsed-literal graphviz plantuml embed csv-table
    youtube raw-html autoclass autofunction automodule autosummary currentmodule module figure-raw anywidget
    program-output jupyter-execute jupyter-kernel highlight literal plot contents toc tikz circuitikz altair
    csv-file testcode testoutput testsetup testcleanup productionlist default-domain default-role meta sectnum
    image-gallery bokeh-plot exec code-tab command-output argparse click rst-class
    """
)
_IN_ANOTHER_FORM = frozenset({"csv-table", "eval-rst", "raw", "raw-html"})
_TEXT = re.compile(
    r"^(?![ \t]*(?:\.\.[ \t]|:[\w-]+:))[^\r\n<]*?\w|>[^<>\r\n]*\w", re.MULTILINE
)  # beside tags, directives
_OPAQUE_WITH_TITLE = frozenset({"contents", "csv-table"})


def _directive(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    name = found["name"]
    walk.raw(BlockKind.MARKUP, place)
    if name in _TITLED or name.partition(":")[0] in _SUBJECTS:
        walk.emit(BlockKind.TITLE, found.start("argument"), found.end("argument"), before=BlockKind.CONTAINER)
        return _open(walk, number, found)
    if name in _SPEAKING:
        return _speak(walk, number, found)
    if name in _UNTITLED or name.partition(":")[0] in _DOMAINS:
        return _open(walk, number, found)
    if name not in _OPAQUE:
        walk.warn(number, f"the directive {{{name}}} is not known: {UNTRANSLATED}")
    return _opaque(walk, number, found)


def _open(walk: Walk, number: int, found: re.Match[str]) -> int:
    """A container: its line and options are raw but for texts of options, its body follows."""
    first = walk.opened(number, found["mark"], found["name"])
    following = _options(walk, first, len(walk.lines), BlockKind.CONTAINER, _TEXTS_OF_CARDS)
    walk.raw(BlockKind.CONTAINER, walk.lines[following - 1].end)
    return following


def _speak(walk: Walk, number: int, found: re.Match[str]) -> int:
    """A container whose first paragraph begins on its own line."""
    start, line = found.start("argument"), walk.lines[number]
    if start == line.body:
        return _open(walk, number, found)
    walk.raw(BlockKind.CONTAINER, start, name=f"open {found['name']}")
    if _OPTION.match(walk.body(number + 1)):
        walk.emit(BlockKind.PARAGRAPH, start, line.body)
        return _open(walk, number, found)
    walk.enter(number, found["mark"], found["name"])
    end = walk.lines[paragraph_end(walk, number, start) - 1].end
    if found["mark"][0] != "`" or "`" not in walk.text[start:end]:
        return take_paragraph(walk, number, start, BlockKind.PARAGRAPH, 0)
    walk.emit(BlockKind.PARAGRAPH, start, line.body)  # a line that opens with backticks holds no others
    walk.raw(BlockKind.CONTAINER, line.end)
    return number + 1


def _term(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A term of a glossary, which roles elsewhere name: it stays, its definition is text."""
    if not _in_glossary(walk, number, place, found):
        return None
    walk.take_lines(number, number + 1, BlockKind.DIRECTIVE, place)
    if (column := walk.indent_below(number)) > 0:
        walk.indented(column)
    return number + 1


def _in_glossary(walk: Walk, number: int, place: int, found: re.Match[str]) -> bool:
    inside = bool(walk.containers) and walk.containers[-1].name.endswith(" glossary")
    return inside and place == walk.text_start(number) and walk.text_column(number) == 0


def _options(walk: Walk, number: int, end: int, kind: BlockKind, texts: frozenset[str] = _TEXT_OPTIONS) -> int:
    """The options `texts` among `:key: value` lines, or in YAML between `---`, below the line that opens a directive.

    What stands before each text is raw, of this kind. Returns the number of the line after the options, `end` at most.
    """
    if number < end and walk.inner(number) == "---":
        for line in range(number + 1, end):
            if walk.inner(line) == "---":
                return line + 1
            key, _, value = walk.inner(line).partition(":")
            if key in texts and value.strip():
                start = walk.lines[line].body - len(walk.body(line).partition(":")[2].lstrip())
                take_value(walk, line, end, start, before=kind)
        return end
    while number < end and (found := _option(walk, number)) and found["key"]:
        start, number = found.start("value"), number + 1
        if not found["value"] or BLOCK_SCALAR.match(found["value"]):
            start = -1  # on the next line
        stop = found.end("value")
        while number < end and (more := _option(walk, number)) and more["more"]:
            start, stop, number = start if start >= 0 else more.start("more"), more.end("more"), number + 1
        if found["key"] in texts and start >= 0:
            walk.emit(BlockKind.TITLE, start, stop, before=kind)
    return number


def _option(walk: Walk, number: int) -> re.Match[str] | None:
    line = walk.lines[number]
    return _OPTION.match(walk.text, walk.after_quote(line), line.body)


def _opaque(walk: Walk, number: int, found: re.Match[str]) -> int:
    """A directive whose body is no Markdown: texts of its options are text, and titles of a table of contents."""
    name, mark = found["name"], found["mark"]
    kind = BlockKind.CODE if name in ("code-cell", "code-block", "code", "sourcecode") else BlockKind.DIRECTIVE
    following = _colon_end(walk, number, mark) if mark[0] == ":" else fence_end(walk, number, mark)
    if name in _OPAQUE_WITH_TITLE:
        walk.emit(BlockKind.TITLE, found.start("argument"), found.end("argument"), before=kind)
    first = _options(walk, number + 1, following, kind)
    if name in _IN_ANOTHER_FORM:
        tell_text(walk, number, first, following, name)
    if name == "toctree":
        for line in range(first, following - 1):
            entry = _TOCTREE.match(walk.text, walk.after_quote(walk.lines[line]), walk.lines[line].body)
            if entry:
                walk.emit(BlockKind.TITLE, entry.start(1), entry.end(1), before=kind)
    walk.raw(kind, walk.lines[following - 1].end)
    walk.may_be_code = True
    return following


def tell_text(walk: Walk, number: int, first: int, following: int, name: str) -> None:
    """A warning where the lines of a directive, from `first` on, hold more than tags and other directives."""
    if _TEXT.search(walk.text, walk.lines[first - 1].end, walk.lines[following - 1].start):
        walk.warn(number, f"the directive {{{name}}} holds text in another form: {UNTRANSLATED}")


def _colon_end(walk: Walk, number: int, mark: str) -> int:
    closing = end_of(":", len(mark))
    for line in range(number + 1, len(walk.lines)):
        if closing.match(walk.text, walk.text_start(line), walk.lines[line].body):
            return line + 1
    walk.warn(number, f"{mark} never closes")
    return number + 1


def _line(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    walk.may_be_code = True
    label = found.group().strip("()= \t") if found.re is _LABEL else ""
    return walk.take_lines(number, number + 1, BlockKind.DIRECTIVE, place, label)


def _field(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """`:name: text`, a field of a list of them."""
    walk.raw(BlockKind.MARKUP, found.end())
    return walk.rest(number, found.end(), BlockKind.PARAGRAPH, 0)


def _comment(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    return walk.take_lines(number, number + 1, BlockKind.COMMENT, place)


RULES = (
    Rule("`~:", _DIRECTIVE, _directive),
    Rule("(", _LABEL, _line),
    Rule("%", _COMMENT, _comment),
    Rule("+", _BREAK, _line),
    Rule("{", _ATTRIBUTES, _line),
    Rule("{", _SUBSTITUTION, _line),
    Rule(":", re.compile(r":\w[^:`\r\n]*:[ \t]+(?=\S)"), _field),
    Rule("^", re.compile(r"\^{3,}[ \t]*$"), _line),  # below the header of a card
    Rule("", re.compile(r"[^\s:>]"), _term, interrupts=_in_glossary),
)
