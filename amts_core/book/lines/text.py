"""Text blocks: paragraphs with what may frame them (footnote, caption, image, underline), and tables."""

from __future__ import annotations

import re

from amts_core.book.inline import scan_inline
from amts_core.book.lines.html import STRING
from amts_core.book.lines.math import leaves_formula_open, stops_formula
from amts_core.book.lines.walk import FOOTNOTE, Walk
from amts_core.book.markup import names_itself
from amts_core.book.model import BlockKind, PieceKind

UNDERLINE = re.compile(r"[ \t]{0,3}(=+|-+)[ \t]*$")
_CAPTION = re.compile(r":(?=[^\s:])(?![A-Za-z0-9_+][\w+-]*[:\[{])")
_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_TITLE = re.compile(
    r"(?<=[ \t\r\n])(\"[^\"]*\"|'(?!:[a-z]+[=' ])[^']*')(?=[ \t\r\n]*\))"
)  # in the target of an image; not Docsify's


def take_paragraph(walk: Walk, number: int, place: int, kind: BlockKind, level: int) -> int:
    """Text up to the line before the next block; what precedes the text on its first line is raw."""
    if kind is BlockKind.PARAGRAPH and (found := _CAPTION.match(walk.text, place, walk.lines[number].body)):
        kind, place = BlockKind.CAPTION, found.end()
    following = paragraph_end(walk, number, place)
    end = walk.lines[following - 1].end
    if walk.text.startswith("![", place) and (image := _take_image(walk, place, end)):
        return image
    if following < len(walk.lines) and kind is BlockKind.PARAGRAPH:
        underline = UNDERLINE.match(walk.text, walk.lines[following].start, walk.lines[following].body)
        if underline:
            walk.emit(BlockKind.HEADING, place, end, level=1 if underline.group(1)[0] == "=" else 2)
            walk.raw(BlockKind.MARKUP, walk.lines[following].end)
            walk.may_be_code = True
            return following + 1
    walk.emit(kind, place, end, level=level)
    walk.raw(BlockKind.MARKUP, end)
    return following


def paragraph_end(walk: Walk, number: int, place: int) -> int:
    """The number of the line after the paragraph that starts at `place`."""
    is_open = leaves_formula_open(walk, place, walk.lines[number].body, False)
    following = number + 1
    while following < len(walk.lines):
        line = walk.lines[following]
        start = walk.text_start(following)
        if start == line.body or walk.leaves(following):
            break
        if is_open:
            if stops_formula(walk, start, line.body):
                break
        elif ends_paragraph(walk, following, start):
            break
        is_open = leaves_formula_open(walk, start, line.body, is_open)
        following += 1
    if is_open:
        walk.warn(number, "a formula never closes")
    return following


def ends_paragraph(walk: Walk, number: int, start: int) -> bool:
    """Whether this line is no part of a paragraph above it."""
    line = walk.lines[number]
    if walk.text.startswith(("![", ": "), start) or UNDERLINE.match(walk.text, start, line.body):
        return True
    if FOOTNOTE.match(walk.text, start, line.body) or walk.interrupts(number, start):
        return True
    return starts_table(walk, number, start)


def take_table(walk: Walk, number: int, place: int) -> int | None:
    """A table: a row, a delimiter row, more rows."""
    if not starts_table(walk, number, place):
        return None
    following = number
    while following < len(walk.lines):
        line = walk.lines[following]
        start = place if following == number else walk.text_start(following)
        is_row = start < line.body and "|" in walk.text[start : line.body]
        if following > number + 1 and (not is_row or walk.leaves(following) or ends_paragraph(walk, following, start)):
            break
        walk.raw(BlockKind.MARKUP, start)
        if following == number + 1:
            walk.raw(BlockKind.TABLE_RULE, line.body)
        else:
            take_row(walk, start, line.body)
        walk.raw(BlockKind.MARKUP, line.end)
        following += 1
    return following


def starts_table(walk: Walk, number: int, place: int) -> bool:
    """Whether a row of a table and the delimiter row below it begin here."""
    if number + 1 >= len(walk.lines) or walk.text.find("|", place, walk.lines[number].body) < 0:
        return False
    below = walk.lines[number + 1]
    start = walk.after_quote(below)
    return walk.text.find("|", start, below.body) >= 0 and bool(_DELIMITER_ROW.match(walk.text, start, below.body))


def take_row(walk: Walk, start: int, end: int) -> None:
    """Cells are cut at bars that stand in text, not in code or formulas, and are not escaped."""
    cell = start
    for piece in scan_inline(walk.text, start, end, format=walk.format):
        if piece.kind is not PieceKind.TEXT:
            continue
        for bar in re.finditer(r"\|", piece.text):
            walk.emit(BlockKind.TABLE_CELL, cell, piece.start + bar.start())
            cell = piece.start + bar.end()
    walk.emit(BlockKind.TABLE_CELL, cell, end)


def _take_image(walk: Walk, place: int, end: int) -> int | None:
    """A paragraph that starts with an image: caption, title and alternative text are text, the frame is raw."""
    depth = 0
    for piece in scan_inline(walk.text, place, end, format=walk.format):
        if piece.kind is PieceKind.LINK:
            depth += 1
        elif piece.kind is PieceKind.TARGET:
            depth -= 1
        elif not depth and piece.kind is not PieceKind.URL:
            return None
        if not depth:
            break
    else:
        return None
    last = walk.line_at(piece.end - 1)
    if walk.text[piece.end : walk.lines[last].body].strip(" \t"):
        return None
    has_caption = bool(walk.text[place + 2 : piece.start].strip(" \t\r\n"))
    if not has_caption and piece.kind is PieceKind.TARGET:
        return None
    strings = [
        found
        for pattern in (_TITLE, STRING)
        for found in pattern.finditer(walk.text, piece.start, piece.end)
        if found.group(1)
    ]
    if names_itself(piece):
        walk.raw(BlockKind.MARKUP, piece.end)  # another text would need its key behind it, and be another block
    elif has_caption or strings:
        walk.raw(BlockKind.MARKUP, place + 2)
        walk.emit(BlockKind.IMAGE, place + 2, piece.start)
        for found in strings:
            walk.string(found.start(1) + 1, found.end(1) - 1, BlockKind.MARKUP)
        walk.raw(BlockKind.MARKUP, piece.end)
    else:
        walk.emit(BlockKind.IMAGE, place, piece.end)
    walk.raw(BlockKind.MARKUP, walk.lines[last].end)
    return last + 1
