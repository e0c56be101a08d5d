"""Formulas on lines of their own: `$$ .. $$` and LaTeX environments."""

from __future__ import annotations

import re

from amts_core.book.dialects import parts_of
from amts_core.book.inline import ENVIRONMENT
from amts_core.book.lines.walk import UNTRANSLATED, Rule, Walk
from amts_core.book.model import BlockKind

_SPAN = re.compile(r"`+[^`\r\n]*`+|\\.|\$\$|\$(?:[^$\\\r\n]|\\.)+\$")  # what a `$$` can stand in, or the `$$`
_OF_MATH = re.compile(
    r"equation|align|gather|eqnarray|multline|flalign|split|math|displaymath|dmath|array|cases|[a-zA-Z]?matrix|subequations"
    r"|CD|tikz|empheq|numcases|aligned"
)
_SIGN = re.compile(r"[=^_]|\\[A-Za-z]")
_STOPS = re.compile(r"(`{3,})[^`\r\n]*$|~{3,}|#{1,6}(?:[ \t]+|$)", re.ASCII)
_MARKER = re.compile(r":(?:begin|end)_\w+:", re.ASCII)
_ROLE_LINE = re.compile(r"(?::[A-Za-z_]+:(?:`[^`\r\n]*`|``[^`\r\n]*``|[ \t]*$)[ \t]*)+$", re.ASCII)
_LABEL = re.compile(r"\([\w:.-]+\)$|\{[ \t]*[#.:][^{}]*\}$")  # of an equation, behind its `$$`


def _display(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    end = _display_end(walk, number, place)
    if end < 0:
        return _half_formula(walk, number, place)
    return _whole_lines(walk, number, place, end)


def _environment(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    end = environment_end(walk, place)
    following = _whole_lines(walk, number, place, end) if end >= 0 else None
    if following and not _OF_MATH.match(found.group(1)):
        walk.warn(number, f"the environment {found.group(1)} of TeX holds text in another form: {UNTRANSLATED}")
    return following


def _brackets(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    r"""`\[ ... \]`, over several lines or on one."""
    for line in range(number, len(walk.lines)):
        if line > number and walk.is_blank(line):
            return None
        closing = walk.text.find("\\]", walk.text_start(line) if line > number else found.end(), walk.lines[line].body)
        if closing >= 0:
            return _whole_lines(walk, number, place, closing + 2)
    return None


def _whole_lines(walk: Walk, number: int, place: int, end: int) -> int | None:
    if not ends_line(walk, end):
        return None
    return walk.take_lines(number, walk.line_at(end - 1) + 1, BlockKind.FORMULA, place)


def _half_formula(walk: Walk, number: int, place: int) -> int | None:
    """Lines that begin with a `$$` which never closes are raw if they hold signs of a formula."""
    following = number + 1
    while following < len(walk.lines) and not walk.is_blank(following):
        if stops_formula(walk, walk.text_start(following), walk.lines[following].body):
            break
        following += 1
    if not _SIGN.search(walk.text, place, walk.lines[following - 1].end):
        return None
    return walk.take_lines(number, following, BlockKind.FORMULA, place)


def ends_line(walk: Walk, end: int) -> bool:
    """Whether nothing but punctuation, a label and roles follows a formula on its last line."""
    rest = walk.text[end : walk.lines[walk.line_at(end - 1)].body].strip(" \t")
    return not rest.strip(".,;:。，；：") or bool(_ROLE_LINE.match(rest) or _LABEL.match(rest))


def environment_end(walk: Walk, place: int) -> int:
    """The end of the LaTeX environment that starts at `place`; -1 if there is none, or if it never ends."""
    environment = ENVIRONMENT.match(walk.text, place, walk.end)
    if not environment:
        return -1
    closing = walk.search(f"\\end{{{environment.group(1)}}}", place)
    return closing + len(environment.group()) - 2 if closing > 0 else -1


def _display_end(walk: Walk, number: int, place: int) -> int:
    """The end of the display formula that starts at `place`; -1 if a fence, a tab or a heading comes first."""
    closing = walk.text.find("$$", place + 2, walk.lines[number].body)
    if closing >= 0:
        return closing + 2
    has_blank = False
    for later in range(number + 1, len(walk.lines)):
        line = walk.lines[later]
        start = walk.text_start(later)
        closing = walk.text.find("$$", start, line.body)
        if closing >= 0:
            if has_blank and walk.text[closing + 2 : line.body].strip(" \t.,;"):
                break
            if has_blank:
                walk.warn(number, "a formula holds a blank line")
            return closing + 2
        if stops_formula(walk, start, line.body):
            break
        has_blank = has_blank or start == line.body
    walk.warn(number, "a formula never closes")
    return -1


def stops_formula(walk: Walk, start: int, end: int) -> bool:
    """Whether a line is a fence, a tab or a heading, which no formula holds."""
    if _STOPS.match(walk.text, start, end):
        return True
    return "d2l" in parts_of(walk.format) and bool(_MARKER.match(walk.text, start, end))


def leaves_formula_open(walk: Walk, start: int, end: int, is_open: bool) -> bool:
    """Whether a `$$` is open at the end of this line, which may begin inside of one."""
    text = walk.text
    if text.find("$$", start, end) < 0:
        return is_open
    place = start
    while place >= 0:
        if is_open:
            closing = text.find("$$", place, end)
            is_open, place = closing < 0, closing + 2 if closing >= 0 else -1
        else:
            found = _SPAN.search(text, place, end)
            is_open, place = bool(found and found.group() == "$$"), found.end() if found else -1
    return is_open


def _environment_fills_lines(walk: Walk, number: int, place: int, found: re.Match[str]) -> bool:
    end = environment_end(walk, place)
    return end > 0 and ends_line(walk, end)


RULES = (
    Rule("$", re.compile(r"\$\$"), _display),
    Rule("\\", re.compile(r"\\{1,2}\[(?=[ \t]*$|.*\\\][ \t]*$)"), _brackets, interrupts=False),
    Rule("\\", ENVIRONMENT, _environment, interrupts=_environment_fills_lines),
)
