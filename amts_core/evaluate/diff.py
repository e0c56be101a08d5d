"""Two drafts and their reference side by side: where the drafts differ, and which of them agrees with the reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from amts_core.book.segments import scan_segment
from amts_core.evaluate.text import normalised, word_spans


class Mark(StrEnum):
    """What a stretch of text is: the same in both drafts, or in one alone and in the reference (`HIT`) or not."""

    SAME = ""
    HIT = "hit"
    MISS = "miss"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text with its mark; `span` is true for protected spans."""

    text: str
    mark: Mark = Mark.SAME
    span: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """The three texts, cut into parts."""

    baseline: tuple[Part, ...]
    variant: tuple[Part, ...]
    reference: tuple[Part, ...]


def mark_differences(baseline: str, variant: str, reference: str) -> Marked:
    """Cut three Markdown lines into parts; the texts of the parts joined are the lines.

    Words are compared (in Chinese and Japanese every character is one), a protected span is one word. In the reference
    `HIT` is what only the variant has, `MISS` what only the baseline has.
    """
    old, new, wanted = (_words(text) for text in (baseline, variant, reference))
    common = _common(old, new)
    kept = set(common.values())
    old_right, new_right = _common(old, wanted), _common(new, wanted)
    old_own = {place: n for n, place in old_right.items() if n not in common}
    new_own = {place: n for n, place in new_right.items() if n not in kept}
    return Marked(
        _parts(old, [_draft_mark(word, n in common, n in old_right) for n, word in enumerate(old)]),
        _parts(new, [_draft_mark(word, n in kept, n in new_right) for n, word in enumerate(new)]),
        _parts(wanted, [_reference_mark(n in old_own, n in new_own) for n in range(len(wanted))]),
    )


def spans_apart(text: str) -> tuple[Part, ...]:
    """A Markdown line as parts without marks, so that protected spans can be shown as such."""
    words = _words(text)
    return _parts(words, [Mark.SAME] * len(words))


@dataclass(frozen=True, slots=True)
class _Word:
    text: str  # with the white space before it
    compared: str
    span: bool


def _words(markdown: str) -> list[_Word]:
    words: list[_Word] = []
    for piece in scan_segment(markdown):
        if piece.protected:
            words.append(_Word(piece.text, piece.text, True))
            continue
        place = 0
        for start, end in word_spans(piece.text):
            words.append(_Word(piece.text[place:end], normalised(piece.text[start:end]), False))
            place = end
        if piece.text[place:]:
            words.append(_Word(piece.text[place:], "", False))
    return words


def _common(first: Sequence[_Word], second: Sequence[_Word]) -> dict[int, int]:
    """Positions in the first of the words that a shortest edit keeps, with their positions in the second."""
    steps = Levenshtein.opcodes([word.compared for word in first], [word.compared for word in second])
    return {
        step.src_start + n: step.dest_start + n
        for step in steps
        if step.tag == "equal"
        for n in range(step.src_end - step.src_start)
    }


def _draft_mark(word: _Word, same: bool, right: bool) -> Mark:
    if same or not word.compared:
        return Mark.SAME
    return Mark.HIT if right else Mark.MISS


def _reference_mark(by_old: bool, by_new: bool) -> Mark:
    if by_old == by_new:
        return Mark.SAME
    return Mark.HIT if by_new else Mark.MISS


def _parts(words: Sequence[_Word], marks: Sequence[Mark]) -> tuple[Part, ...]:
    """Neighbours with the same mark as one part; a protected span stays its own."""
    numbered = [
        (word, mark, number if word.span else -1) for number, (word, mark) in enumerate(zip(words, marks, strict=True))
    ]
    return tuple(
        Part("".join(word.text for word, _, _ in run), mark, number >= 0)
        for (mark, number), group in groupby(numbered, key=lambda entry: entry[1:])
        if (run := list(group))
    )
