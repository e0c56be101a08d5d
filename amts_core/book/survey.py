"""What a book's chapters are read as, and what in them is not understood: for a check, a to-do list, a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from amts_core.book.chapter import BlockKind, Chapter, PieceKind, has_letter
from amts_core.book.dialects import Reading, find_format
from amts_core.book.lines.html import STRING
from amts_core.book.lines.myst import UNKNOWN_DIRECTIVE
from amts_core.book.lines.unknown import UNKNOWN_LINE
from amts_core.book.repository import Book
from amts_core.errors import AmtsError

_TITLE = re.compile(r"(?<=\s)(\"[^\"]+\"|'[^']+')\s*\)")


@dataclass(frozen=True, slots=True)
class Survey:
    """How many chapters are read in each way, and the remarks on each chapter that has some (damage, unknown lines)."""

    readings: Mapping[Reading, int]
    remarks: Mapping[str, Sequence[str]]
    unknown: int

    def lines(self) -> Iterator[str]:
        """The survey in words: how chapters are read and why; how many lines are not understood, and the first."""
        formats = dict.fromkeys(reading.format for reading in self.readings)
        for format in formats:
            reasons = {one.reason: count for one, count in self.readings.items() if one.format == format}
            reason = max(reasons, key=lambda one: reasons[one])
            yield f"{sum(reasons.values())} chapters are read as {format}: {reason}"
        strange = [
            f"{path}, {one}" for path, remarks in self.remarks.items() for one in remarks if is_unknown_remark(one)
        ]
        if strange:
            yield f"{len(strange)} lines are structure that is not known and stay as they are; the first: {strange[0]}"


def survey(book: Book, names: Iterable[str] | None = None) -> Survey:
    """Read chapters of a book, by default all; one that cannot be read has that as its remark."""
    readings: Counter[Reading] = Counter()
    remarks: dict[str, Sequence[str]] = {}
    unknown = 0
    for name in book.chapter_ids() if names is None else names:
        path = book.path(name)
        try:
            chapter = book.read(name)
        except AmtsError as error:
            remarks[path] = (str(error),)
            continue
        reading = book.reading(path)
        readings[reading if reading.format == chapter.format else find_format(chapter.text, reading.format)] += 1
        unknown += unknown_lines(chapter)
        if chapter.warnings:
            remarks[path] = chapter.warnings
    return Survey(dict(readings), remarks, unknown)


def unknown_remarks(chapter: Chapter) -> tuple[str, ...]:
    """The warnings about lines that look like structure, and about directives, that are not known."""
    return tuple(filter(is_unknown_remark, chapter.warnings))


def hidden_texts(chapter: Chapter) -> tuple[str, ...]:
    """Texts that people read and no segment has, in words, with their lines: in links and tags inside of a line."""
    found = []
    for block in chapter.blocks:
        for piece in block.pieces:
            pattern = _TITLE if piece.kind is PieceKind.TARGET else STRING if piece.kind is PieceKind.TAG else None
            for text in pattern.finditer(piece.text) if pattern else ():
                if text.lastindex and has_letter(text[text.lastindex]):
                    line = chapter.line_of(piece.start)
                    found.append(f"line {line}: {text[text.lastindex]} inside of a line is not translated")
    return tuple(found)


def is_unknown_remark(warning: str) -> bool:
    """Whether a warning is about structure that is not known."""
    return warning.endswith((UNKNOWN_LINE, UNKNOWN_DIRECTIVE))


def unknown_lines(chapter: Chapter) -> int:
    """How many lines look like structure that no dialect of the chapter has; its warnings name them."""
    return sum(block.kind is BlockKind.UNKNOWN for block in chapter.blocks)
