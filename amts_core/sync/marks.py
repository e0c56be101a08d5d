"""Marks that a change put around words, took away, or exchanged (emphasis, links, code ticks), carried over.

A mark is carried into the human sentence without translation where its place is clear: around words that stand there
verbatim, or instead of the only mark of its kind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from amts_core.book.chapter import Piece, PieceKind, Side
from amts_core.book.markup import pair_marks
from amts_core.book.model import MARKS
from amts_core.book.segments import scan_segment

SLIDES = "[**", "**]"
_FOR_SLIDES = frozenset({"[**", "**]", "(**", "**)", "[~~", "~~]", "(~~", "~~)"})
_TICKS = re.compile(r"(`+)(.*?)(`+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A pair of marks around `text`, which stands at `start`..`end` of the bare text (the text without marks)."""

    start: int
    end: int
    text: str
    opening: str
    closing: str

    @property
    def signs(self) -> tuple[str, str]:
        """The two marks."""
        return self.opening, self.closing

    @property
    def is_for_slides(self) -> bool:
        """Whether it is one of D2L's marks of what its slides show, such as `[**` and `(~~`: none stands in another."""
        return self.opening in _FOR_SLIDES

    @property
    def kind(self) -> tuple[str, str]:
        """The two marks, the same ones for all that are for slides."""
        return SLIDES if self.is_for_slides else self.signs


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its marks, and these in order; `fixed` says of each character whether it is in another span."""

    text: str
    marks: tuple[Mark, ...]
    fixed: tuple[bool, ...]


def read_marks(pieces: Sequence[Piece]) -> Marked:
    """The pieces of a one-line text as bare text and marks; code is text with ticks around it."""
    bare: list[str] = []
    fixed: list[bool] = []
    marks: list[Mark] = []
    openings: dict[int, int] = {}  # place in the bare text by index of the piece
    closers = {close: opened for opened, close in pair_marks(pieces).items()}
    paired = {*closers, *closers.values()}

    def add(text: str, is_fixed: bool) -> None:
        bare.extend(text)
        fixed.extend([is_fixed] * len(text))

    for index, piece in enumerate(pieces):
        code = _TICKS.fullmatch(piece.text) if piece.kind is PieceKind.CODE else None
        if index in paired and (piece.kind in MARKS or piece.kind is PieceKind.TARGET):
            if index in closers:
                start = openings[closers[index]]
                text = "".join(bare[start:])
                marks.append(Mark(start, len(bare), text, pieces[closers[index]].text, piece.text))
            else:
                openings[index] = len(bare)
        elif code:
            marks.append(Mark(len(bare), len(bare) + len(code[2]), code[2], code[1], code[3]))
            add(code[2], is_fixed=False)
        else:
            add(piece.text, is_fixed=piece.kind is not PieceKind.TEXT)
    return Marked("".join(bare), _ordered(reversed(marks)), tuple(fixed))


def written(marked: Marked) -> str:
    """The text with its marks again."""
    parts = []
    for place in range(len(marked.text) + 1):
        parts += [mark.closing for mark in reversed(marked.marks) if mark.end == place and mark.start < place]
        parts += [mark.opening for mark in marked.marks if mark.start == place]
        parts.append(marked.text[place : place + 1])
    return "".join(parts)


def lone_marks(pieces: Sequence[Piece]) -> list[Piece]:
    """The marks of a text that lack their other half."""
    paired = {index for pair in pair_marks(pieces).items() for index in pair}
    return [
        piece
        for index, piece in enumerate(pieces)
        if piece.kind in MARKS and piece.side is not Side.NONE and index not in paired
    ]


def count_kinds(pieces: Sequence[Piece]) -> Counter[tuple[str, str]]:
    """How many marks of each kind a text has; for slides also those that end in another sentence."""
    kinds = Counter(mark.kind for mark in read_marks(pieces).marks)
    kinds[SLIDES] += sum(piece.text in _FOR_SLIDES for piece in lone_marks(pieces))
    return kinds


def is_nested(pieces: Sequence[Piece]) -> bool:
    """Whether one of the marks for slides stands in another, also in one that ends in another paragraph."""
    opens = [piece.text[0] in "[(" for piece in pieces if piece.text in _FOR_SLIDES and piece.kind in MARKS]
    return any(one and other for one, other in pairwise(opens))


Placer = Callable[[Mark, str, str], tuple[int, int] | None]
"""Where a mark of a source belongs in its translation; both are bare texts. None if that is not clear."""


def carry_marks(before: Sequence[Piece], after: Sequence[Piece], found: Sequence[Piece], place: Placer) -> str | None:
    """The translation `found` with the change of its source's marks from `before` to `after`.

    `place` is asked where the words of a mark do not stand verbatim in the translation, and those that it finds no
    place for are left out. None if more than the marks differs, if the place of one that went is not clear, or if one
    that came would be no mark in its place (`*` between a letter and a sign).
    """
    old, new, human = map(read_marks, (before, after, found))
    if old.text != new.text:
        return None
    marks = list(human.marks)
    gone, came = ([*(Counter(a.marks) - Counter(b.marks)).elements()] for a, b in ((old, new), (new, old)))
    for mark in gone:
        successor = next((one for one in came if (one.start, one.end) == (mark.start, mark.end)), None)
        if successor:
            came.remove(successor)
        same = [one for one in marks if one.signs == mark.signs]
        if len(same) == sum(one.signs == mark.signs for one in new.marks):
            continue  # the translation has followed already
        around = [one for one in same if one.text == mark.text]
        if len(around) != 1 and not len(same) == sum(one.signs == mark.signs for one in old.marks) == 1:
            return None
        former = around[0] if len(around) == 1 else same[0]
        marks.remove(former)
        if successor:
            marks.append(replace(former, opening=successor.opening, closing=successor.closing))
    halves = sum(piece.text in _FOR_SLIDES for piece in lone_marks(found))
    for mark in came:
        known = sum(one.kind == mark.kind for one in marks) + halves * mark.is_for_slides
        if known >= sum(one.kind == mark.kind for one in new.marks):
            continue  # the translation has it already: it is younger than its origin
        stretch = _verbatim(mark.text, human) if old.text.count(mark.text) == 1 else None
        if stretch is None and not _is_code(mark):
            stretch = place(mark, new.text, human.text)
        placed = Mark(*stretch, human.text[slice(*stretch)], *mark.signs) if stretch else None
        if placed and not any(_cross(placed, one) for one in marks):
            marks.append(placed)
    text = written(Marked(human.text, _ordered(marks), human.fixed))
    return text if Counter(read_marks(scan_segment(text)).marks) == Counter(marks) else None


def _verbatim(text: str, found: Marked) -> tuple[int, int] | None:
    """Where some words stand verbatim in a translation, if they stand there once, and in no span."""
    pattern = rf"(?<![A-Za-z0-9_]){re.escape(text)}(?![A-Za-z0-9_])"
    places = [match.span() for match in re.finditer(pattern, found.text)] if text.strip() else []
    return places[0] if len(places) == 1 and not any(found.fixed[slice(*places[0])]) else None


def _cross(new: Mark, old: Mark) -> bool:
    """Whether two marks would overlap, or something stand inside code."""
    if new.end <= old.start or old.end <= new.start:
        return False
    if new.is_for_slides and old.is_for_slides:
        return True
    is_inside, is_around = (
        outer.start <= inner.start and inner.end <= outer.end and not _is_code(outer)
        for outer, inner in ((old, new), (new, old))
    )
    return not (is_inside or is_around)


def _is_code(mark: Mark) -> bool:
    return mark.opening.startswith("`")


def _ordered(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks by their place, the outer ones first; code is the innermost."""
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end, _is_code(mark))))
