"""The line scanner: cuts a chapter into raw stretches and text blocks, line by line, losing nothing.

One rule per construct, first match wins (see docs/chapters.md). Every rule emits the stretches it takes and says at
which line the walk goes on. Dialects: D2L Markdown, CommonMark/GFM, MDX, and the Markdown cells of notebooks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from amts_core.book.inline import ENVIRONMENT, TAG, scan_inline, tag_end
from amts_core.book.model import BlockKind, PieceKind

CELL_MARK = "\x1e"  # starts the line between two cells of a notebook

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_FENCE = re.compile(r"(`{3,})([^`\r\n]*)$|(~{3,})(.*)$")
_FENCE_END = re.compile(r"(`{3,}|~{3,})[ \t]*$")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_ATTRIBUTES = re.compile(r"(?<=[ \t])\{:?[ \t]*[#.][^{}\s][^{}]*\}[ \t]*$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"[ \t]{0,3}(=+|-+)[ \t]*$")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_ITEM = re.compile(r"([-+*]|\d{1,9}[.)])([ \t]+|$)")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_MARKER = re.compile(r":(begin|end)_(\w+):(?:`([^`\r\n]*)`|\S*)[ \t]*$", re.ASCII)  # of tabs and of slides
_SPAN = re.compile(r"`+[^`\r\n]*`+|\\.|\$\$|\$(?:[^$\\\r\n]|\\.)+\$")  # what a `$$` can stand in, or the `$$`
_FORMULA_SIGN = re.compile(r"[=^_]|\\[A-Za-z]")
_STRUCTURE_ROLE = re.compile(r":(?:label|eqlabel|width|height|bibliography|toc|alt|align|class|name|figclass|scale):")
_ROLE_LINE = re.compile(r"(?::[A-Za-z_]+:(?:`[^`\r\n]*`|``[^`\r\n]*``|[ \t]*$)[ \t]*)+$", re.ASCII)
_LABEL = re.compile(r":(?:eq)?label:`+([^`]*)`+")
_COLON_FENCE = re.compile(r":{3,}")
_CAPTION = re.compile(r":[ \t]*(?=[^\s:])(?![A-Za-z_][\w-]*:`)")
_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_DEFINITION = re.compile(
    r"\[(?!\^)[^\]\r\n]+\]:[ \t]*\S+(?:[ \t]+(?:\"[^\"\r\n]*\"|'[^'\r\n]*'|\([^()\r\n]*\)))?[ \t]*$"
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:[ \t]*")
_ALERT = re.compile(r"\[![A-Za-z]+\][ \t]*$")
_TAG_NAME = re.compile(r"</?([A-Za-z][\w.:-]*)", re.ASCII)
_STRING = re.compile(  # in a tag: a text that people read (group 1), or any other string
    r"""(?<![\w-])(?:alt|aria-label|caption|explain|label|placeholder|text|title)\s*[=:]\s*\{?\s*"""
    r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`""",
    re.DOTALL,
)
_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*[\r\n]")
_STATEMENT = re.compile(r"(?:import|export)[ \t]+[\w{*\"']")
_VERBATIM = frozenset({"pre", "script", "style", "textarea", "svg", "math", "iframe"})
_BLOCK_TAGS = _VERBATIM | set(
    re.findall(
        r"\w+",
        """address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset
        figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html legend li link main menu nav
        ol optgroup option p section source summary table tbody td tfoot th thead title tr track ul""",
    )
)
_INTERRUPTERS = (_FENCE, _HEADING, _RULE, _UNDERLINE, _MARKER, _COLON_FENCE)
_MAX_DEPTH = 32  # markers that one line can open; what follows is text
_DIRECTIVE_FENCES = ("toc", "eval_rst", "```{toctree", "{toctree}", "{eval-rst}", "{tableofcontents}")


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of the chapter and what it is."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    name: str = ""  # tab names, labels


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    body: int  # end of the line without its line end
    end: int


def cut_blocks(text: str, *, format: str = "md") -> tuple[list[Cut], list[str]]:
    """The stretches of a chapter in order, without gaps, and warnings about damage (unclosed fences, formulas)."""
    if format != "ipynb":
        scanner = _Scanner(text, 0, len(text), format)
        return scanner.scan(), scanner.warnings
    cuts: list[Cut] = []
    warnings: list[str] = []
    for start, body, end, is_markdown in _cells(text):
        cuts.append(Cut(BlockKind.CELL, start, body))
        if is_markdown:
            scanner = _Scanner(text, body, end, "md")
            cuts += scanner.scan()
            warnings += scanner.warnings
        elif body < end:
            cuts.append(Cut(BlockKind.CODE, body, end))
    return cuts, warnings


def _cells(text: str) -> Iterator[tuple[int, int, int, bool]]:
    """Start, start of the content, end, and whether it is Markdown, of each cell of a notebook's text."""
    starts = [found.start() for found in re.finditer(rf"^{CELL_MARK}", text, re.MULTILINE)] or [0]
    if starts[0] > 0:
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        found = re.compile(rf"{CELL_MARK}(\w*)[^\n]*(?:\n|\Z)").match(text, start, end)
        yield start, found.end() if found else start, end, not found or found.group(1) == "markdown"


class _Scanner:
    """One walk over the lines of `text[start:end]`."""

    def __init__(self, text: str, start: int, end: int, format: str) -> None:
        self.text, self.format = text, format
        self.start, self.end = start, end
        self.lines = list(_lines(text, start, end))
        self.first_line = text.count("\n", 0, start) + 1
        self.cuts: list[Cut] = []
        self.warnings: list[str] = []
        self.position = start
        self.indents: list[int] = []  # content columns of the list items that are open
        self.quotes = 0  # quote markers of the line
        self.after_blank = True
        self.in_empty_item = False  # whether the line before is a list marker alone
        self.exhausted: set[str] = set()

    def scan(self) -> list[Cut]:
        number = self._front_matter()
        while number < len(self.lines):
            number = self._block(number)
        self._raw(BlockKind.BLANK, self.end)
        return self.cuts

    # emitting

    def _raw(self, kind: BlockKind, end: int, *, level: int = 0, name: str = "") -> None:
        """Everything up to `end` that is not taken yet."""
        if self.position < end:
            self.cuts.append(Cut(kind, self.position, end, level, name))
            self.position = end

    def _text(self, kind: BlockKind, start: int, end: int, *, level: int = 0) -> None:
        """A text block without the white space around it, which stays raw."""
        while start < end and self.text[start] in " \t\r\n":
            start += 1
        while end > start and self.text[end - 1] in " \t\r\n":
            end -= 1
        if start < end:
            self._raw(BlockKind.MARKUP, start)
            self._raw(kind, end, level=level)

    def _warn(self, number: int, message: str) -> None:
        self.warnings.append(f"line {self.first_line + number}: {message}")

    def _search(self, wanted: str, start: int) -> int:
        """Next place of `wanted`, or -1, remembered so that a second search for it costs nothing."""
        if wanted in self.exhausted:
            return -1
        place = self.text.find(wanted, start, self.end)
        if place < 0:
            self.exhausted.add(wanted)
        return place

    def _line_at(self, place: int) -> int:
        """The number of the line that holds this place."""
        return bisect_right(self.lines, place, key=lambda line: line.start) - 1

    def _is_blank(self, number: int) -> bool:
        line = self.lines[number]
        return not self.text[line.start : line.body].strip(" \t")

    # the walk

    def _front_matter(self) -> int:
        """The number of the first line after YAML or TOML front matter, which only the start of a file can hold."""
        mark = self._body(0).rstrip(" \t") if self.lines and not self.start else ""
        if mark not in ("---", "+++"):
            return 0
        for number in range(1, min(len(self.lines), 200)):
            body = self._body(number).rstrip(" \t")
            if body in (mark, "..."):
                self._raw(BlockKind.FRONT_MATTER, self.lines[number].end)
                return number + 1
            if not body and number == 1:
                return 0
        return 0

    def _body(self, number: int) -> str:
        line = self.lines[number]
        return self.text[line.start : line.body]

    def _block(self, number: int) -> int:
        """Takes the block that starts with this line; returns the number of the line after it."""
        line = self.lines[number]
        if self._is_blank(number):
            self._raw(BlockKind.BLANK, line.end)
            if self.in_empty_item:
                self.indents.pop()  # an item holds nothing after a blank line if it began with one
            self.after_blank, self.quotes, self.in_empty_item = True, 0, False
            return number + 1
        indent = self._indent(line.start, line.body)
        column = self._column(line.start, indent)
        self._leave_lists(column)
        if self.after_blank and column >= (self.indents[-1] if self.indents else 0) + 4:
            return self._indented_code(number)
        kind, level, place = self._containers(line, indent)
        self.after_blank = False
        if kind is BlockKind.CODE:
            return self._take_lines(number, number + 1, kind, place)
        return self._leaf(number, place, kind, level)

    def _indent(self, start: int, end: int) -> int:
        while start < end and self.text[start] in " \t":
            start += 1
        return start

    def _column(self, start: int, place: int) -> int:
        column = 0
        for character in self.text[start:place]:
            column += 4 - column % 4 if character == "\t" else 1
        return column

    def _leave_lists(self, column: int) -> None:
        if self.after_blank:
            while self.indents and column < self.indents[-1]:
                self.indents.pop()

    def _containers(self, line: _Line, place: int) -> tuple[BlockKind, int, int]:
        """Walks over quote and list markers: the kind of text they make, its level, and where it starts."""
        kind, level = BlockKind.PARAGRAPH, 0
        self.quotes, self.in_empty_item = 0, False
        for _ in range(_MAX_DEPTH):
            if place >= line.body:
                break
            if found := _QUOTE.match(self.text, place, line.body):
                kind = BlockKind.QUOTE
                self.quotes += found.group().count(">")
                place = found.end()
            elif not _RULE.match(self.text, place, line.body) and (found := _ITEM.match(self.text, place, line.body)):
                marker_column = self._column(line.start, place)
                while self.indents and marker_column < self.indents[-1]:
                    self.indents.pop()
                gap = found.end() - found.end(1)
                content = found.end() if 0 < gap <= 4 else min(found.end(1) + 1, line.body)
                self.indents.append(self._column(line.start, content))
                if gap > 4 and found.end() < line.body:
                    return BlockKind.CODE, 0, content
                kind, level, place = BlockKind.LIST_ITEM, len(self.indents), found.end()
                self.in_empty_item = place == line.body
                if task := _TASK.match(self.text, place, line.body):
                    place = task.end()
            else:
                break
        return kind, level, self._indent(place, line.body)

    def _leaf(self, number: int, place: int, kind: BlockKind, level: int) -> int:
        line = self.lines[number]
        if place == line.body:
            self._raw(BlockKind.MARKUP, line.end)
            return number + 1
        for rule in _RULES:
            following = rule(self, number, place)
            if following is not None:
                return following
        if following := self._table(number, place):
            return following
        return self._paragraph(number, place, kind, level)

    def _take_lines(self, number: int, following: int, kind: BlockKind, place: int, name: str = "") -> int:
        """Everything from `place` to the end of the line before `following` as one raw stretch."""
        self._raw(BlockKind.MARKUP, place)
        self._raw(kind, self.lines[following - 1].end, name=name)
        return following

    # rules: each returns the number of the line after what it took, or None

    def _fence(self, number: int, place: int) -> int | None:
        line = self.lines[number]
        found = _FENCE.match(self.text, place, line.body)
        if not found:
            return None
        mark, info = found.group(1) or found.group(3), (found.group(2) or found.group(4) or "").strip()
        following = number + 1
        closed = False
        while following < len(self.lines):
            body = self.lines[following]
            start = self._after_quote(body)
            if self.quotes and start == body.start:
                break
            following += 1
            ending = _FENCE_END.match(self.text, self._indent(start, body.body), body.body)
            if ending and ending.group(1)[0] == mark[0] and len(ending.group(1)) >= len(mark):
                closed = True
                break
        if not closed:
            self._warn(number, "a code fence never closes")
        kind = BlockKind.DIRECTIVE if info.startswith(_DIRECTIVE_FENCES) else BlockKind.CODE
        return self._take_lines(number, following, kind, place)

    def _after_quote(self, line: _Line) -> int:
        if not self.quotes:
            return line.start
        found = _QUOTE.match(self.text, line.start, line.body)
        return found.end() if found else line.start

    def _indented_code(self, number: int) -> int:
        limit = (self.indents[-1] if self.indents else 0) + 4
        following = last = number
        while following < len(self.lines):
            line = self.lines[following]
            if not self._is_blank(following):
                if self._column(line.start, self._indent(line.start, line.body)) < limit:
                    break
                last = following
            following += 1
        self._raw(BlockKind.CODE, self.lines[last].end)
        return last + 1

    def _thematic_break(self, number: int, place: int) -> int | None:
        if not _RULE.match(self.text, place, self.lines[number].body):
            return None
        return self._take_lines(number, number + 1, BlockKind.MARKUP, place)

    def _heading(self, number: int, place: int) -> int | None:
        line = self.lines[number]
        found = _HEADING.match(self.text, place, line.body)
        if not found:
            return None
        self._raw(BlockKind.MARKUP, found.end())
        end = self._before_hashes(found.end(), self._before_attributes(found.end(), line.body))
        self._text(BlockKind.HEADING, found.end(), end, level=len(found.group(1)))
        self._raw(BlockKind.MARKUP, line.end)
        return number + 1

    def _before_attributes(self, start: int, end: int) -> int:
        """The end of a heading's text without attributes (`{#name .class}`)."""
        found = _ATTRIBUTES.search(self.text, start, end)
        return found.start() if found else end

    def _before_hashes(self, start: int, end: int) -> int:
        """The end of a heading's text without closing hashes."""
        text = self.text[start:end].rstrip(" \t")
        without = text.rstrip("#")
        return start + len(without if not without or without[-1] in " \t" else text)

    def _tab(self, number: int, place: int) -> int | None:
        line = self.lines[number]
        found = _MARKER.match(self.text, place, line.body)
        if not found or found.group(2) != "tab":
            return None
        name = f"{found.group(1)}:{found.group(3) or ''}"
        return self._take_lines(number, number + 1, BlockKind.TAB, place, name)

    def _directive(self, number: int, place: int) -> int | None:
        line = self.lines[number]
        is_directive = (
            (_STRUCTURE_ROLE.match(self.text, place, line.body) and _ROLE_LINE.match(self.text, place, line.body))
            or _MARKER.match(self.text, place, line.body)
            or _COLON_FENCE.match(self.text, place, line.body)
            or _ALERT.match(self.text, place, line.body)
            or _DEFINITION.match(self.text, place, line.body)
        )
        if not is_directive:
            return None
        label = _LABEL.match(self.text, place, line.body)
        return self._take_lines(number, number + 1, BlockKind.DIRECTIVE, place, label.group(1) if label else "")

    def _comment(self, number: int, place: int) -> int | None:
        if not self.text.startswith("<!--", place):
            return None
        closing = self._search("-->", place + 4)
        if closing < 0:
            self._warn(number, "a comment never closes")
            return None
        return self._take_to(closing + 3, BlockKind.COMMENT, place)

    def _take_to(self, end: int, kind: BlockKind, place: int) -> int:
        """A raw stretch up to `end`, and to the end of that line if nothing but blanks follows.

        Whatever else follows on the line is text again.
        """
        number = self._line_at(end - 1)
        line = self.lines[number]
        self._raw(BlockKind.MARKUP, place)
        if not self.text[end : line.body].strip(" \t"):
            self._raw(kind, line.end)
            return number + 1
        self._raw(kind, end)
        return self._leaf(number, self._indent(end, line.body), BlockKind.PARAGRAPH, 0)

    def _formula(self, number: int, place: int) -> int | None:
        """`$$ .. $$` or a LaTeX environment that fills its lines."""
        is_display = self.text.startswith("$$", place)
        end = self._display_end(number, place) if is_display else self._environment_end(place)
        if end < 0:
            return self._half_formula(number, place) if is_display else None
        if not self._ends_line(end):
            return None
        return self._take_lines(number, self._line_at(end - 1) + 1, BlockKind.FORMULA, place)

    def _half_formula(self, number: int, place: int) -> int | None:
        """Lines that begin with a `$$` which never closes are raw if they hold signs of a formula."""
        following = number + 1
        while following < len(self.lines) and not self._is_blank(following):
            line = self.lines[following]
            if self._stops_formula(self._indent(self._after_quote(line), line.body), line.body):
                break
            following += 1
        if not _FORMULA_SIGN.search(self.text, place, self.lines[following - 1].end):
            return None
        return self._take_lines(number, following, BlockKind.FORMULA, place)

    def _ends_line(self, end: int) -> bool:
        """Whether nothing but punctuation and roles follows a formula on its last line."""
        rest = self.text[end : self.lines[self._line_at(end - 1)].body].strip(" \t")
        return not rest.strip(".,;:。，；：") or bool(_ROLE_LINE.match(rest))

    def _environment_end(self, place: int) -> int:
        """The end of the LaTeX environment that starts at `place`; -1 if there is none, or if it never ends."""
        environment = ENVIRONMENT.match(self.text, place, self.end)
        if not environment:
            return -1
        closing = self._search(f"\\end{{{environment.group(1)}}}", place)
        return closing + len(environment.group()) - 2 if closing > 0 else -1

    def _display_end(self, number: int, place: int) -> int:
        """The end of the display formula that starts at `place`; -1 if a fence, a tab or a heading comes first."""
        closing = self.text.find("$$", place + 2, self.lines[number].body)
        if closing >= 0:
            return closing + 2
        has_blank = False
        for later in range(number + 1, len(self.lines)):
            line = self.lines[later]
            start = self._indent(self._after_quote(line), line.body)
            closing = self.text.find("$$", start, line.body)
            if closing >= 0:
                if has_blank and self.text[closing + 2 : line.body].strip(" \t.,;"):
                    break
                if has_blank:
                    self._warn(number, "a formula holds a blank line")
                return closing + 2
            if self._stops_formula(start, line.body):
                break
            has_blank = has_blank or start == line.body
        self._warn(number, "a formula never closes")
        return -1

    def _stops_formula(self, start: int, end: int) -> bool:
        return any(pattern.match(self.text, start, end) for pattern in (_FENCE, _MARKER, _HEADING))

    def _html(self, number: int, place: int) -> int | None:
        """Lines that hold nothing but tags; elements whose content is not Markdown are taken whole."""
        name = _TAG_NAME.match(self.text, place, self.lines[number].body)
        if not name:
            return None
        if name.group(1).lower() in _VERBATIM and self.text[place + 1] != "/":
            closing = self._search(f"</{name.group(1)}", place)
            if closing > 0:
                end = self.text.find(">", closing, self.end)
                return self._take_to(end + 1 if end > 0 else self.lines[number].body, BlockKind.HTML, place)
        end = place
        while (tag := self._tag_end(end)) > 0:
            end = self._indent(tag, self.end)
        if end == place:
            return None
        last = self._line_at(end - 1)
        if self.text[end : self.lines[last].body].strip(" \t"):
            return None
        self._raw(BlockKind.MARKUP, place)
        for found in _STRING.finditer(self.text, place, end):
            if found.group(1):
                self._string(found.start(1) + 1, found.end(1) - 1)
        self._raw(BlockKind.HTML, self.lines[last].end)
        return last + 1

    def _string(self, start: int, end: int) -> None:
        """A text in quotes; one with a backslash or a blank line stays raw, since a draft could not be put there."""
        text = self.text[start:end]
        if text.strip() and "\\" not in text and not _BLANK_LINE.search(text):
            self._raw(BlockKind.HTML, end - len(text.lstrip()))
            self._raw(BlockKind.STRING, start + len(text.rstrip()))

    def _tag_end(self, place: int) -> int:
        if self.format != "mdx":
            found = TAG.match(self.text, place, self.end)
            return found.end() if found else -1
        if not _TAG_NAME.match(self.text, place, self.end) and not self.text.startswith(("<>", "</>"), place):
            return -1
        return tag_end(self.text, place, min(self.end, place + 65536))

    def _mdx(self, number: int, place: int) -> int | None:
        """MDX: a line of `{expression}`, or import and export statements up to a blank line."""
        if self.format != "mdx":
            return None
        line = self.lines[number]
        if self.text[place] == "{":
            end = tag_end(self.text, place, min(self.end, place + 65536))
            if end < 0:
                return None
            last = self._line_at(end - 1)
            if self.text[end : self.lines[last].body].strip(" \t"):
                return None
            return self._take_lines(number, last + 1, BlockKind.DIRECTIVE, place)
        if place == line.start and _STATEMENT.match(self.text, place, line.body):
            following = number + 1
            while following < len(self.lines) and not self._is_blank(following):
                following += 1
            return self._take_lines(number, following, BlockKind.DIRECTIVE, place)
        return None

    # text

    def _table(self, number: int, place: int) -> int | None:
        """A table: a row, a delimiter row, more rows."""
        if not self._starts_table(number, place):
            return None
        following = number
        while following < len(self.lines):
            line = self.lines[following]
            start = place if following == number else self._indent(self._after_quote(line), line.body)
            is_row = start < line.body and "|" in self.text[start : line.body]
            if following > number + 1 and (not is_row or self._interrupts(following, start, True)):
                break
            self._raw(BlockKind.MARKUP, start)
            if following == number + 1:
                self._raw(BlockKind.TABLE_RULE, line.body)
            else:
                self._row(start, line.body)
            self._raw(BlockKind.MARKUP, line.end)
            following += 1
        return following

    def _starts_table(self, number: int, place: int) -> bool:
        if number + 1 >= len(self.lines) or self.text.find("|", place, self.lines[number].body) < 0:
            return False
        below = self.lines[number + 1]
        start = self._after_quote(below)
        return self.text.find("|", start, below.body) >= 0 and bool(_DELIMITER_ROW.match(self.text, start, below.body))

    def _row(self, start: int, end: int) -> None:
        """Cells are cut at bars that stand in text, not in code or formulas, and are not escaped."""
        cell = start
        for piece in scan_inline(self.text, start, end, format=self.format):
            if piece.kind is not PieceKind.TEXT:
                continue
            for bar in re.finditer(r"\|", piece.text):
                self._text(BlockKind.TABLE_CELL, cell, piece.start + bar.start())
                cell = piece.start + bar.end()
        self._text(BlockKind.TABLE_CELL, cell, end)

    def _paragraph(self, number: int, place: int, kind: BlockKind, level: int) -> int:
        """Text up to the line before the next block; what precedes the text on its first line is raw."""
        line = self.lines[number]
        if found := _FOOTNOTE.match(self.text, place, line.body):
            self.indents.append(self._column(line.start, place) + 4)
            kind, place = BlockKind.FOOTNOTE, found.end()
        elif kind is BlockKind.PARAGRAPH and (found := _CAPTION.match(self.text, place, line.body)):
            kind, place = BlockKind.CAPTION, found.end()
        following = self._paragraph_end(number, place)
        end = self.lines[following - 1].end
        if self.text.startswith("![", place) and (image := self._image(place, end)):
            return image
        if following < len(self.lines) and kind is BlockKind.PARAGRAPH:
            underline = _UNDERLINE.match(self.text, self.lines[following].start, self.lines[following].body)
            if underline:
                self._text(BlockKind.HEADING, place, end, level=1 if underline.group(1)[0] == "=" else 2)
                self._raw(BlockKind.MARKUP, self.lines[following].end)
                return following + 1
        self._text(kind, place, end, level=level)
        self._raw(BlockKind.MARKUP, end)
        return following

    def _paragraph_end(self, number: int, place: int) -> int:
        in_list = bool(self.indents)
        is_open = self._leaves_formula_open(place, self.lines[number].body, False)
        following = number + 1
        while following < len(self.lines):
            line = self.lines[following]
            start = self._indent(self._after_quote(line), line.body)
            if start == line.body:
                break
            if is_open:
                if self._stops_formula(start, line.body):
                    break
            elif self._interrupts(following, start, in_list):
                break
            is_open = self._leaves_formula_open(start, line.body, is_open)
            following += 1
        if is_open:
            self._warn(number, "a formula never closes")
        return following

    def _leaves_formula_open(self, start: int, end: int, is_open: bool) -> bool:
        """Whether a `$$` is open at the end of this line, which may begin inside of one."""
        if self.text.find("$$", start, end) < 0:
            return is_open
        place = start
        while place >= 0:
            if is_open:
                closing = self.text.find("$$", place, end)
                is_open, place = closing < 0, closing + 2 if closing >= 0 else -1
            else:
                found = _SPAN.search(self.text, place, end)
                is_open, place = bool(found and found.group() == "$$"), found.end() if found else -1
        return is_open

    def _interrupts(self, number: int, place: int, in_list: bool) -> bool:
        """Whether this line starts a block even without a blank line before it."""
        line = self.lines[number]
        text, end = self.text, line.body
        if text[place] == ">" and text.count(">", line.start, place) >= self.quotes:
            return True
        item = _ITEM.match(text, place, end)
        if item and item.end() < end and (in_list or item.group(1) in ("-", "+", "*", "1.", "1)")):
            return True
        if any(pattern.match(text, place, end) for pattern in _INTERRUPTERS):
            return True
        if _STRUCTURE_ROLE.match(text, place, end) and _ROLE_LINE.match(text, place, end):
            return True
        if text.startswith(("<!--", "$$", "![", ": "), place):
            return True
        if (environment := self._environment_end(place)) > 0:
            return self._ends_line(environment)
        if text[place] == "<" and (name := _TAG_NAME.match(text, place, end)):
            is_component = self.format == "mdx" and name.group(1)[0].isupper()
            return (is_component or name.group(1).lower() in _BLOCK_TAGS) and 0 < self._tag_end(place) <= end
        if self.format == "mdx" and text[place] == "{":
            return True
        return bool(_FOOTNOTE.match(text, place, end)) or self._starts_table(number, place)

    def _image(self, place: int, end: int) -> int | None:
        """A paragraph that starts with an image: the caption is the text, the frame around it is raw."""
        depth = 0
        for piece in scan_inline(self.text, place, end, format=self.format):
            if piece.kind is PieceKind.LINK:
                depth += 1
            elif piece.kind is PieceKind.TARGET:
                depth -= 1
                if not depth:
                    break
            if not depth:
                return None
        else:
            return None
        last = self._line_at(piece.end - 1)
        if self.text[piece.end : self.lines[last].body].strip(" \t"):
            return None
        if self.text[place + 2 : piece.start].strip(" \t\r\n"):
            self._raw(BlockKind.MARKUP, place + 2)
            self._text(BlockKind.IMAGE, place + 2, piece.start)
            self._raw(BlockKind.MARKUP, piece.end)
        else:
            self._text(BlockKind.IMAGE, place, piece.end)
        self._raw(BlockKind.MARKUP, self.lines[last].end)
        return last + 1


_RULES = (
    _Scanner._fence,
    _Scanner._thematic_break,
    _Scanner._heading,
    _Scanner._tab,
    _Scanner._directive,
    _Scanner._comment,
    _Scanner._formula,
    _Scanner._html,
    _Scanner._mdx,
)


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    for found in _LINE.finditer(text, start, end):
        if found.start() < found.end():
            yield _Line(found.start(), found.end(1), found.end())
