"""What a book's chapters are read as, and what in them is not understood: for a check, a to-do list, a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from amts_core.book.chapter import BlockKind, Chapter, PieceKind, has_letter
from amts_core.book.common import shortened
from amts_core.book.dialects import Reading, find_format
from amts_core.book.lines.html import STRING
from amts_core.book.lines.unknown import UNKNOWN_LINE
from amts_core.book.lines.walk import UNTRANSLATED
from amts_core.book.repository import Book
from amts_core.errors import AmtsError

_TITLE = re.compile(r"(?<=\s)(\"[^\"]+\"|'[^']+')\s*\)")
_BY_PLACE = (  # a parameter of several words
    r"\{\{?[%<]-?\s*(?!case|if|when|unless|elsif|include|render)[a-z][\w/-]*\s+(?:\"[^\"\s]*\"\s+|[\w./-]+\s+)*"
    r"(\"[^\"]*\s[^\"]*\"|'[^']*\s[^']*')"
)
_IN_SHORTCODE = re.compile(rf"\{{\{{[Gg]lossary\([^,()]*,\s*(\"[^\"]+\")|{_BY_PLACE}|{STRING.pattern}", re.DOTALL)
_IN_CONTAINER = re.compile(
    r"\{%-?\s*(?:sub)?(?:tab|details|expand|spoiler|aside|accordion|blockquote)\s+([^\W\d_][^=\"'{}%]*?)\s*-?%\}"
    rf"|{_BY_PLACE}"
)
_PROSE = r"(?:[^\s:,]*[^\W\d_][^\s:,]*[ \t]+){4}[^\r\n]*\S"
_FIELD = re.compile(
    r"^[ \t-]*[\w.-]*(?:title|description|summary|tagline|caption|intro|abstract)[ \t]*[:=][ \t]+"
    r"([^\s|>\[{&*][^\r\n]*[ \t][^\r\n]*)"
    rf"|^[ \t-]*[\w.-]+[ \t]*[:=][ \t]+(?![\[{{&*])(?:[|>][+-]?[ \t]*\r?\n[ \t]+)?({_PROSE})",
    re.MULTILINE | re.IGNORECASE,
)
_HIDDEN: Mapping[PieceKind | BlockKind, re.Pattern[str]] = {
    PieceKind.TARGET: _TITLE,
    PieceKind.TAG: STRING,
    PieceKind.SHORTCODE: _IN_SHORTCODE,
    BlockKind.CONTAINER: _IN_CONTAINER,
    BlockKind.FRONT_MATTER: _FIELD,
}
_PLACES: Mapping[PieceKind | BlockKind, str] = {
    BlockKind.CONTAINER: "among parameters",
    BlockKind.FRONT_MATTER: "in front matter",
}


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
    """Texts that people read and no segment has, in words, with their lines.

    They stand in links, tags and shortcodes inside of a line, among the parameters of a tag of Liquid, in front matter.
    """
    found = []
    for one in (piece for block in chapter.blocks for piece in block.pieces or (block,)):
        pattern = _HIDDEN.get(one.kind)
        for text in pattern.finditer(one.text) if pattern else ():
            if text.lastindex and has_letter(text[text.lastindex]):
                line = chapter.line_of(one.start + text.start(text.lastindex))
                place = _PLACES.get(one.kind, "inside of a line")
                found.append(f"line {line}: {shortened(text[text.lastindex])} {place} is not translated")
    return tuple(found)


def is_unknown_remark(warning: str) -> bool:
    """Whether a warning is about structure that is not known."""
    return warning.endswith((UNKNOWN_LINE, UNTRANSLATED))


def unknown_lines(chapter: Chapter) -> int:
    """How many lines look like structure that no dialect of the chapter has; its warnings name them."""
    return sum(block.kind is BlockKind.UNKNOWN for block in chapter.blocks)
