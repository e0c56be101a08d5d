"""HTML and components: lines of tags are raw, texts in them and between them are text."""

from __future__ import annotations

import re

from amts_core.book.dialects import parts_of
from amts_core.book.inline import COMMENTS, TAG, UNTRANSLATED, tag_end
from amts_core.book.lines.walk import Rule, Walk
from amts_core.book.model import BlockKind

_TAG_NAME = re.compile(r"</?([A-Za-z][\w.:-]*)", re.ASCII)
TEXTS = (
    r"alt|alt-text|answer|aria-label|caption|desc|description|explain|header|heading|label|placeholder|question|subtitle"
    r"|summary|text|title|tooltip"
    r"|(?:fig|tbl|lst)-(?:cap|alt)|[a-z]+(?:Alt|Caption|Description|Label|Text|Title)"
)
_IN_QUOTES = r"""(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')"""
STRING = re.compile(  # in a tag: a text that people read (group 1), or any other string
    rf"""(?<![\w:-])(?:{TEXTS})\s*[=:]\s*\{{?\s*({_IN_QUOTES})|{_IN_QUOTES}|`(?:[^`\\]|\\.)*+`""", re.DOTALL
)
_VERBATIM = frozenset({"pre", "script", "style", "textarea", "svg", "math", "iframe"})
_OPAQUE = frozenset({"Sandpack", "SandpackRSC", "FileTree"})  # components that hold files
_OF_CODE = re.compile(
    r"(?:[a-z]+-)?code-(?:block|example|sample|snippet)|[a-z]+-code|(?:Code|Terminal)(?:Block|Example|Sample|Snippet)"
)
_UNTRANSLATED = re.compile(rf"<[A-Za-z][\w.:-]*{UNTRANSLATED}")
_BLOCK_TAGS = _VERBATIM | set(
    re.findall(
        r"\w+",
        """address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset
        figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html legend li link main menu nav
        ol optgroup option p section source summary table tbody td template tfoot th thead title tr track ul""",
    )
)
_CELLS = re.compile(r"</?(?:td|th|tr|li|dt|dd|tbody|thead|table|ul|ol|dl|p|br|summary|details)\b[^<>]*>", re.IGNORECASE)


def take_comment(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """A comment, a declaration, CDATA or a processing instruction, up to its end."""
    for opening, closing in COMMENTS:
        if start := opening.match(walk.text, place, walk.end):
            end = walk.search(closing, start.end()) if closing else start.end()
            if end < 0:
                walk.warn(number, "a comment never closes")
                return None
            return walk.take_to(end + len(closing), BlockKind.COMMENT, place)
    return None


def _tags(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """Lines that hold nothing but tags; elements whose content is not Markdown are taken whole."""
    name = found.group(1)
    is_untranslated = bool(_UNTRANSLATED.match(walk.text, place, walk.end))
    is_opaque = is_untranslated or name.lower() in _VERBATIM or name in _OPAQUE or _holds_code(walk, name, place)
    if is_opaque and walk.text[place + 1] != "/":
        closing = _end_of_element(walk, name, place) if is_untranslated else walk.search(f"</{name}", place)
        if closing > 0:
            if not is_untranslated and not _OF_CODE.fullmatch(name) and (tag := _end_of_tag(walk, place)) > 0:
                walk.raw(BlockKind.MARKUP, place)
                walk.strings(STRING, place, tag, BlockKind.HTML)
            end = walk.text.find(">", closing, walk.end)
            return walk.take_to(end + 1 if end > 0 else walk.lines[number].body, BlockKind.HTML, place)
        if name.lower() in ("pre", "script", "style", "textarea") and _end_of_tag(walk, place) > 0:
            walk.warn(number, f"<{name}> never closes")
            return walk.take_lines(number, len(walk.lines), BlockKind.HTML, place)
    end = place
    while (tag := _end_of_tag(walk, end)) > 0:
        end = walk.indent(tag, walk.end)
    if end == place:
        return None
    last = walk.line_at(end - 1)
    if walk.text[end : walk.lines[last].body].strip(" \t"):
        return _tags_and_text(walk, number, place, end, name)
    walk.raw(BlockKind.MARKUP, place)
    walk.strings(STRING, place, end, BlockKind.HTML)
    walk.raw(BlockKind.HTML, walk.lines[last].end)
    return last + 1


def _holds_code(walk: Walk, name: str, place: int) -> bool:
    """Whether a tag opens an element whose content is code: `<docs-code>`, `<CodeBlock>`."""
    return bool(_OF_CODE.fullmatch(name)) and not walk.text.endswith("/>", place, max(_end_of_tag(walk, place), place))


def _end_of_element(walk: Walk, name: str, place: int) -> int:
    """Where the tag stands that closes the element; others of its name may be in it. -1 if none does."""
    depth = 0
    for tag in re.compile(rf"<(/?){re.escape(name)}\b").finditer(walk.text, place, walk.end):
        depth += -1 if tag.group(1) else 1
        if not depth:
            return tag.start()
    return -1


def _tags_and_text(walk: Walk, number: int, place: int, end: int, name: str) -> int | None:
    """A line of cells with text in them; an element; tags with texts in them before text, which begins at `end`."""
    if (
        _CELLS.match(walk.text, place, end)
        and name.lower() not in ("p", "br")
        and (cells := _cells(walk, number, place))
    ):
        return cells
    if name.lower() in _BLOCK_TAGS and (following := _element(walk, name, place, end)):
        return following
    is_block = name[0].isupper() or name.lower() in _BLOCK_TAGS
    if not is_block or not any(found.group(1) for found in STRING.finditer(walk.text, place, end)):
        return None
    walk.raw(BlockKind.MARKUP, place)
    walk.strings(STRING, place, end, BlockKind.HTML)
    walk.raw(BlockKind.HTML, end)
    return walk.leaf(walk.line_at(end - 1), end, BlockKind.PARAGRAPH, 0)


def _element(walk: Walk, name: str, place: int, start: int) -> int | None:
    """`<p>Text</p>`, on one line or over several of which none begins a block: its text is a block of its own."""
    line, ending = walk.line_at(start), re.compile(rf"</{name}[ \t]*>[ \t]*$", re.IGNORECASE)
    while not (closing := ending.search(walk.text, start, walk.lines[line].body)):
        line += 1
        if not walk.inner(line) or walk.interrupts(line, walk.text_start(line)):
            return None
        if walk.text.startswith("</", walk.text_start(line)):
            return None
    if re.compile(rf"</?{name}\b", re.IGNORECASE).search(walk.text, start, closing.start()):
        return None
    walk.raw(BlockKind.MARKUP, place)
    walk.strings(STRING, place, start, BlockKind.HTML)
    walk.raw(BlockKind.HTML, start)
    walk.emit(BlockKind.PARAGRAPH, start, closing.start())
    walk.raw(BlockKind.HTML, walk.lines[line].end)
    return line + 1


def _cells(walk: Walk, number: int, place: int) -> int | None:
    """Each text between cells is a block of its own, on one line or several of which none begins a block.

    The last one ends with a cell.
    """
    tags: list[re.Match[str]] = []
    start = place
    while True:
        tags += _CELLS.finditer(walk.text, start, walk.lines[number].body)
        if not walk.text[tags[-1].end() : walk.lines[number].body].strip(" \t"):
            break
        number += 1
        if not walk.inner(number) or walk.interrupts(number, start := walk.text_start(number)):
            return None
    done = place
    for tag in tags:
        walk.emit(BlockKind.PARAGRAPH, done, tag.start())
        walk.raw(BlockKind.MARKUP, tag.start())
        walk.raw(BlockKind.HTML, tag.end())
        done = tag.end()
    walk.raw(BlockKind.MARKUP, walk.lines[number].end)
    return number + 1


def _end_of_tag(walk: Walk, place: int) -> int:
    if "mdx" not in parts_of(walk.format):
        found = TAG.match(walk.text, place, walk.end)
        return found.end() if found else -1
    if not _TAG_NAME.match(walk.text, place, walk.end) and not walk.text.startswith(("<>", "</>"), place):
        return -1
    return tag_end(walk.text, place, min(walk.end, place + 65536))


def _interrupts(walk: Walk, number: int, place: int, found: re.Match[str]) -> bool:
    """Only a whole tag of a block ends a paragraph, or one of a component of MDX, which may go on below."""
    name = found.group(1)
    is_component = name[0].isupper() and "mdx" in parts_of(walk.format)
    is_block = is_component or name.lower() in _BLOCK_TAGS
    end = _end_of_tag(walk, place)
    return is_block and (0 < end <= walk.lines[number].body or (is_component and end > 0 and walk.rest_is_blank(end)))


RULES = (
    Rule("<", re.compile(r"<!--|<\?|<![A-Za-z\[]"), take_comment),
    Rule("<", _TAG_NAME, _tags, interrupts=_interrupts),
)
