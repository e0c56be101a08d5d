"""The walk over the lines of a chapter, and what the rules of all dialects share.

A rule claims lines: it emits the stretches that it takes and says at which line the walk goes on. Markers of quotes and
lists are the walk's own; what stands behind them is offered to the rules of the chapter's format, the first that claims
it takes it; a line that no rule claims is text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from amts_core.book.dialects import parts_of
from amts_core.book.model import BlockKind

UNTRANSLATED = "nothing in it is translated"
_LINE_END = re.compile(r"\r\n|\r|\n")
QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_ITEM = re.compile(r"([-+*]|\d{1,9}[.)])([ \t]+|$)")
_DEFINITION = re.compile(r":[ \t]+(?=\S)")
FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:[ \t]*")
_TASK = re.compile(r"\[[ xX~/<>?!-]\][ \t]+")  # the last ones are Obsidian's
RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_NO_STRING = re.compile(r"\\|(?:\r\n|\r(?!\n)|\n)[ \t]*[\r\n]|\A[\w@./-]*\.[a-z]\w{0,5}\Z", re.ASCII)
_MAX_DEPTH = 32  # markers that one line can open; what follows is text


class Cut(NamedTuple):  # as lines, made by the thousand: a tuple takes a third of the time
    """A stretch of the chapter and what it is."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    name: str = ""  # of a tab, a label, a container ("open tip", "close")


class Line(NamedTuple):
    """A line of the chapter: `body` is its end without the line end."""

    start: int
    body: int
    end: int


Take = Callable[["Walk", int, int, re.Match[str]], int | None]
Interrupts = Callable[["Walk", int, int, re.Match[str]], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """Claims lines that begin, behind the markers of quotes and lists, with one of `signs` and match `pattern`.

    `take` gets the number of the line, the place on it and the match; it returns the number of the line after what it
    took, or None if it does not claim the line. `interrupts` says whether such a line ends a paragraph above it.
    """

    signs: str
    pattern: re.Pattern[str]
    take: Take
    interrupts: bool | Interrupts = True


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a format by the character that a line begins with ("" for any), and how it reads inline text."""

    format: str
    by_sign: Mapping[str, tuple[Rule, ...]]
    other: tuple[Rule, ...]

    def of(self, character: str) -> tuple[Rule, ...]:
        """The rules for lines that begin with this character."""
        return self.by_sign.get(character, self.other)


def arranged(format: str, rules: Sequence[Rule]) -> Rules:
    """These rules, in this order, as a table."""
    signs = sorted({sign for rule in rules for sign in rule.signs})
    by_sign = {sign: tuple(rule for rule in rules if not rule.signs or sign in rule.signs) for sign in signs}
    return Rules(format, by_sign, tuple(rule for rule in rules if not rule.signs))


@dataclass(frozen=True, slots=True)
class Container:
    """A fence whose body is Markdown: the line that closes it matches `closing`."""

    closing: re.Pattern[str]
    name: str
    number: int  # of the line that opened it


@dataclass(frozen=True, slots=True)
class Indent:
    """The column from which the content of a list item, a footnote or an indented container stands.

    A strict one holds no line that stands further left, not even in the middle of a paragraph.
    """

    column: int
    strict: bool = False


class Walk:
    """One walk over the lines of `text[start:end]`."""

    def __init__(self, text: str, start: int, end: int, rules: Rules) -> None:
        self.text, self.rules, self.format = text, rules, rules.format
        self.start, self.end = start, end
        self.lines = list(_lines(text, start, end))
        self.knows_indented_code = "mdx" not in parts_of(self.format)
        self.first_line = text.count("\n", 0, start) + 1
        self.cuts: list[Cut] = []
        self.warnings: list[str] = []
        self.position = start
        self.indents: list[Indent] = []  # of what is open
        self.containers: list[Container] = []  # fences that are open
        self.quotes = 0  # quote markers of the line
        self.depth = 0  # of rests of a line that are taken one in the other
        self.may_be_code = True  # whether an indented line is code here: no paragraph goes on
        self.in_empty_item = False  # whether the line before is a list marker alone
        self.exhausted: set[str] = set()

    def scan(self, number: int = 0) -> list[Cut]:
        """The stretches from this line on; all that is not taken is blank."""
        while number < len(self.lines):
            number = self._block(number)
        for container in self.containers:
            self.warn(container.number, f"{container.name} never closes")
        self.raw(BlockKind.BLANK, self.end)
        return self.cuts

    # emitting

    def raw(self, kind: BlockKind, end: int, *, level: int = 0, name: str = "") -> None:
        """Everything up to `end` that is not taken yet."""
        if self.position < end:
            self.cuts.append(Cut(kind, self.position, end, level, name))
            self.position = end

    def emit(
        self, kind: BlockKind, start: int, end: int, *, level: int = 0, before: BlockKind = BlockKind.MARKUP
    ) -> None:
        """A text block without the white space around it, which stays raw, as all that stands before it."""
        while start < end and self.text[start] in " \t\r\n":
            start += 1
        while end > start and self.text[end - 1] in " \t\r\n":
            end -= 1
        if start < end:
            self.raw(before, start)
            self.raw(kind, end, level=level)

    def take_lines(self, number: int, following: int, kind: BlockKind, place: int, name: str = "") -> int:
        """Everything from `place` to the end of the line before `following` as one raw stretch."""
        self.raw(BlockKind.MARKUP, place)
        self.raw(kind, self.lines[following - 1].end, name=name)
        return following

    def take_to(self, end: int, kind: BlockKind, place: int) -> int:
        """A raw stretch up to `end`, and to the end of that line if nothing but blanks follows.

        Whatever else follows on the line is text again.
        """
        number = self.line_at(end - 1)
        line = self.lines[number]
        self.raw(BlockKind.MARKUP, place)
        if not self.text[end : line.body].strip(" \t"):
            self.raw(kind, line.end)
            return number + 1
        self.raw(kind, end)
        self.depth += 1  # a line of a thousand comments is no reason to run out of stack
        go_on = self.leaf if self.depth < _MAX_DEPTH else self.rest
        following = go_on(number, self.indent(end, line.body), BlockKind.PARAGRAPH, 0)
        self.depth -= 1
        return following

    def string(self, start: int, end: int, before: BlockKind) -> None:
        """A text in quotes, if it is no file's name.

        One with a backslash or a blank line stays raw, since a draft could not be put there.
        """
        text = self.text[start:end]
        if text.strip() and not _NO_STRING.search(text):
            self.raw(before, end - len(text.lstrip()))
            self.raw(BlockKind.STRING, start + len(text.rstrip()))

    def strings(self, pattern: re.Pattern[str], start: int, end: int, kind: BlockKind) -> None:
        """The strings in quotes that a group of `pattern` finds, and raw stretches of this kind before each."""
        for found in pattern.finditer(self.text, start, end):
            if found.lastindex:
                self.string(found.start(found.lastindex) + 1, found.end(found.lastindex) - 1, kind)

    def warn(self, number: int, message: str) -> None:
        """A warning about a line."""
        self.warnings.append(f"line {self.first_line + number}: {message}")

    # containers

    def enter(self, number: int, mark: str, name: str, *, exactly: bool = False) -> None:
        """From here on a line of as many marks, or more, closes the container that this line opens."""
        self.containers.append(Container(end_of(mark[0], len(mark), exactly=exactly), f"{mark} {name}", number))
        self.may_be_code = True

    def opened(self, number: int, mark: str, name: str, *, exactly: bool = False) -> int:
        """Enters a container, whose line is raw; returns the number of the next line."""
        self.raw(BlockKind.CONTAINER, self.lines[number].end, name=f"open {name}")
        self.enter(number, mark, name, exactly=exactly)
        return number + 1

    def indented(self, column: int) -> None:
        """What stands from this column on belongs to the container that the line opened."""
        self.indents.append(Indent(column, strict=True))
        self.may_be_code = True

    def _closes(self, number: int, place: int) -> int | None:
        depth = self._closed_by(place, self.lines[number].body)
        if depth is None:
            return None
        name = self.containers[depth].name
        del self.containers[depth:]
        self.may_be_code = True
        return self.take_lines(number, number + 1, BlockKind.CONTAINER, place, f"close {name}")

    def _closed_by(self, place: int, end: int) -> int | None:
        """The index of the innermost container that this rest of a line closes."""
        count = len(self.containers)
        for depth in range(count - 1, max(count - _MAX_DEPTH, 0) - 1, -1):
            if self.containers[depth].closing.match(self.text, place, end):
                return depth
        return None

    # looking

    def search(self, wanted: str, start: int) -> int:
        """Next place of `wanted`, or -1, remembered so that a second search for it costs nothing."""
        if wanted in self.exhausted:
            return -1
        place = self.text.find(wanted, start, self.end)
        if place < 0:
            self.exhausted.add(wanted)
        return place

    def line_at(self, place: int) -> int:
        """The number of the line that holds this place."""
        return bisect_right(self.lines, place, key=lambda line: line.start) - 1

    def is_blank(self, number: int) -> bool:
        """Whether the line holds nothing but blanks."""
        line = self.lines[number]
        return not self.text[line.start : line.body].strip(" \t")

    def body(self, number: int) -> str:
        """The line without its line end; "" behind the last."""
        if number >= len(self.lines):
            return ""
        return self.text[self.lines[number].start : self.lines[number].body]

    def indent(self, start: int, end: int) -> int:
        """The first place from `start` on that is no blank."""
        while start < end and self.text[start] in " \t":
            start += 1
        return start

    def column(self, start: int, place: int) -> int:
        """The column of a place on the line that starts at `start`."""
        before = self.text[start:place]
        if "\t" not in before:
            return len(before)
        column = 0
        for character in before:
            column += 4 - column % 4 if character == "\t" else 1
        return column

    def indent_below(self, number: int) -> int:
        """The column at which the next line that is not blank begins; -1 if there is none."""
        for line in self.lines[number + 1 :]:
            place = self.indent(self.after_quote(line), line.body)
            if place < line.body:
                return self.column(line.start, place)
        return -1

    def after_quote(self, line: Line) -> int:
        """Where the line goes on behind the markers of the quote that is open."""
        if not self.quotes:
            return line.start
        found = _quotes(self.quotes).match(self.text, line.start, line.body)
        return found.end() if found else line.start

    def text_start(self, number: int) -> int:
        """Where the text of a line begins, behind the markers of the open quote and blanks."""
        line = self.lines[number]
        return self.indent(self.after_quote(line), line.body)

    def inner(self, number: int) -> str:
        """The text of a line behind the markers of the open quote, without blanks around it; "" behind the last."""
        if number >= len(self.lines):
            return ""
        return self.text[self.text_start(number) : self.lines[number].body].rstrip()

    def text_column(self, number: int) -> int:
        """The column at which the text of a line begins."""
        return self.column(self.lines[number].start, self.text_start(number))

    def rest_is_blank(self, end: int) -> bool:
        """Whether nothing but blanks follows on the line that ends behind `end`."""
        return not self.text[end : self.lines[self.line_at(end - 1)].body].strip(" \t")

    def leaves(self, number: int) -> bool:
        """Whether this line stands left of the indented container that is open."""
        strict = [indent.column for indent in self.indents if indent.strict]
        line = self.lines[number]
        return bool(strict) and self.column(line.start, self.indent(line.start, line.body)) < strict[-1]

    def leaves_content(self, number: int) -> bool:
        """Whether this line closes a container, or stands left of the list item that is open."""
        line = self.lines[number]
        place = self.text_start(number)
        if place == line.body:
            return False
        is_left = self.column(line.start, place) < self._content_column()
        return is_left or self._closed_by(place, line.body) is not None

    # the walk

    def _block(self, number: int) -> int:
        """Takes the block that starts with this line; returns the number of the line after it."""
        line = self.lines[number]
        if self.is_blank(number):
            self.raw(BlockKind.BLANK, line.end)
            if self.in_empty_item:
                self.indents.pop()  # an item holds nothing after a blank line if it began with one
            self.may_be_code, self.quotes, self.in_empty_item = True, 0, False
            return number + 1
        place = self.indent(line.start, line.body)
        column = self.column(line.start, place)
        self._leave(column)
        if (
            self.knows_indented_code
            and (self.may_be_code or self.in_empty_item)
            and column >= self._content_column() + 4
        ):
            return self._indented_code(number)
        kind, level, place = self._markers(line, place)
        self.may_be_code = False
        if kind is BlockKind.CODE:
            self.may_be_code = True
            return self.take_lines(number, number + 1, kind, place)
        return self.leaf(number, place, kind, level)

    def _content_column(self) -> int:
        return self.indents[-1].column if self.indents else 0

    def _leave(self, column: int) -> None:
        """Leaves lists after a blank line, and indented containers at any line that stands left of them."""
        strict = [depth for depth, indent in enumerate(self.indents) if indent.strict and column < indent.column]
        if strict:
            del self.indents[strict[0] :]
            self.may_be_code = True
        if self.may_be_code:
            while self.indents and column < self.indents[-1].column:
                self.indents.pop()

    def _markers(self, line: Line, place: int) -> tuple[BlockKind, int, int]:
        """Walks over markers of quotes, lists, definitions: the kind of text they make, its level, where it starts."""
        kind, level = BlockKind.PARAGRAPH, 0
        may_be_code, self.quotes, self.in_empty_item = self.may_be_code, 0, False
        for _ in range(_MAX_DEPTH):
            if place >= line.body:
                break
            if found := QUOTE.match(self.text, place, line.body):
                kind = BlockKind.QUOTE
                self.quotes += found.group().count(">")
                place = found.end()
                if self._is_quoted_code(line, found, may_be_code):
                    return BlockKind.CODE, 0, place
                place = self.indent(place, line.body) if self._is_item(line, place) else place
            elif not RULE.match(self.text, place, line.body) and (found := _ITEM.match(self.text, place, line.body)):
                kind, level, place = self._item(line, place, found)
                if kind is BlockKind.CODE:
                    return kind, 0, place
            elif found := _DEFINITION.match(self.text, place, line.body):
                self.indents.append(Indent(self.column(line.start, place) + 2))
                kind, place = BlockKind.CAPTION, found.end()
            elif found := FOOTNOTE.match(self.text, place, line.body):
                self.indents.append(Indent(self.column(line.start, place) + 4))
                kind, place = BlockKind.FOOTNOTE, found.end()
            else:
                break
        return kind, level, self.indent(place, line.body)

    def _is_item(self, line: Line, place: int) -> bool:
        """Whether an item of a list follows behind some blanks."""
        inner = self.indent(place, line.body)
        return not RULE.match(self.text, inner, line.body) and _ITEM.match(self.text, inner, line.body) is not None

    def _is_quoted_code(self, line: Line, found: re.Match[str], may_be_code: bool) -> bool:
        """Whether what follows a quote marker stands so far right that it is code."""
        inner = self.indent(found.end(), line.body)
        if not self.knows_indented_code:
            return False
        if inner == line.body or not (may_be_code or not self.cuts or self._is_blank_quote(self.cuts[-1])):
            return False
        column = self.column(line.start, self.text.rfind(">", found.start(), found.end()) + 1)
        content = max(column + (self.text[found.end() - 1] != ">"), self._content_column())
        return self.column(line.start, inner) >= content + 4

    def _is_blank_quote(self, cut: Cut) -> bool:
        """Whether a stretch is a blank line, or one of quote markers alone."""
        text = self.text[cut.start : cut.end]
        is_markers = cut.kind is BlockKind.MARKUP and ">" in text and not text.strip("> \t\r\n")
        return cut.kind is BlockKind.BLANK or is_markers

    def _item(self, line: Line, place: int, found: re.Match[str]) -> tuple[BlockKind, int, int]:
        column = self.column(line.start, place)
        while self.indents and column < self.indents[-1].column:
            self.indents.pop()
        marker = self.column(line.start, found.end(1))
        gap = self.column(line.start, found.end()) - marker
        content = self.column(line.start, found.end()) if 0 < gap <= 4 else marker + 1
        self.indents.append(Indent(content))
        if gap > 4 and found.end() < line.body and self.knows_indented_code:
            return BlockKind.CODE, 0, min(found.end(1) + 1, line.body)
        place = found.end()
        self.in_empty_item = place == line.body
        task = _TASK.match(self.text, place, line.body)
        return BlockKind.LIST_ITEM, len(self.indents), task.end() if task else place

    def leaf(self, number: int, place: int, kind: BlockKind, level: int) -> int:
        """Takes what stands behind the markers of a line."""
        line = self.lines[number]
        if place == line.body:
            self.raw(BlockKind.MARKUP, line.end)
            return number + 1
        if self.containers and (following := self._closes(number, place)):
            return following
        for rule in self.rules.of(self.text[place]):
            if found := rule.pattern.match(self.text, place, line.body):
                following = rule.take(self, number, place, found)
                if following is not None:
                    return following
        return self.rest(number, place, kind, level)

    def rest(self, number: int, place: int, kind: BlockKind, level: int) -> int:
        """A line that no rule claims: a table or a paragraph."""
        from amts_core.book.lines.text import take_paragraph, take_table

        return take_table(self, number, place) or take_paragraph(self, number, place, kind, level)

    def interrupts(self, number: int, place: int) -> bool:
        """Whether this line starts a block even without a blank line before it."""
        line = self.lines[number]
        text, end = self.text, line.body
        if text[place] == ">":
            return True
        item = _ITEM.match(text, place, end)
        in_list = bool(self.indents)
        if item and item.end() < end and (in_list or item.group(1) in ("-", "+", "*", "1.", "1)")):
            return True
        if self.containers and self._closed_by(place, end) is not None:
            return True
        for rule in self.rules.of(text[place]):
            found = rule.pattern.match(text, place, end) if rule.interrupts else None
            if found and (rule.interrupts is True or rule.interrupts(self, number, place, found)):  # type: ignore[operator]
                return True
        return False

    def _indented_code(self, number: int) -> int:
        following = self.end_of_indented(number, self._content_column() + 4)
        self.raw(BlockKind.CODE, self.lines[following - 1].end)
        self.may_be_code, self.in_empty_item = True, False
        return following

    def end_of_indented(self, number: int, column: int) -> int:
        """The number of the line after those, from this one on, that do not stand left of a column, nor are blank."""
        end = number
        for following in range(number, len(self.lines)):
            line = self.lines[following]
            place = self.indent(line.start, line.body)
            if place < line.body:
                if self.column(line.start, place) < column:
                    break
                end = following + 1
        return end


@cache
def _quotes(count: int) -> re.Pattern[str]:
    return re.compile(rf"(?:[ \t]*>[ \t]?){{1,{count}}}")


def raw_line(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """Takes a line that is structure and nothing else."""
    return walk.take_lines(number, number + 1, BlockKind.DIRECTIVE, place)


def titled_line(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """Takes a line whose group `text` is a text of its own, and the rest of which is structure."""
    line = walk.lines[number]
    walk.raw(BlockKind.MARKUP, place)
    walk.emit(BlockKind.TITLE, *found.span("text"), before=BlockKind.DIRECTIVE)
    walk.raw(BlockKind.MARKUP if found["text"] and found.end("text") == line.body else BlockKind.DIRECTIVE, line.end)
    return number + 1


def take_with_indented(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """Takes a line that is structure and all lines indented below it."""
    walk.may_be_code = True
    end = walk.end_of_indented(number + 1, walk.column(walk.lines[number].start, place) + 4)
    return walk.take_lines(number, end, BlockKind.DIRECTIVE, place)


@cache
def end_of(mark: str, count: int, *, exactly: bool = False) -> re.Pattern[str]:
    """What the rest of a line looks like that closes a container: at least (or exactly) so many of a mark."""
    return re.compile(rf"{re.escape(mark)}{{{count}{'' if exactly else ','}}}[ \t]*$")


def _lines(text: str, start: int, end: int) -> Iterator[Line]:
    for found in _LINE_END.finditer(text, start, end):
        yield Line(start, found.start(), found.end())
        start = found.end()
    if start < end:
        yield Line(start, end, end)
