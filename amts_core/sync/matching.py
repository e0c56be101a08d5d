"""Which units and sentences of two versions of a source are the same: kept, changed, or moved."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import regex  # type: ignore[import-untyped]
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from amts_core.book.chapter import BlockKind
from amts_core.book.common import heaviest_path
from amts_core.book.segments import Segment
from amts_core.sync.units import Unit

SIMILAR = 0.4  # share of common words (in order) above which one text is a new version of another
SIMILAR_MOVED = 0.7  # the same for texts that do not stand in the same place
TELLING = 20  # characters; shorter units are found again elsewhere only beside others that moved
ALL_OR_NOTHING = frozenset({BlockKind.TAB, BlockKind.TABLE_RULE, BlockKind.CELL})

# scripts without blanks between words: single characters, in Thai and its like with their vowels and tones
_CHARACTER = r"[\p{Han}\p{Hiragana}\p{Katakana}]|[เแโใไ]?[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*"
_LETTER = r"[[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]"
WORD = regex.compile(rf"{_CHARACTER}|{_LETTER}+|[^\p{{L}}\p{{M}}\p{{N}}_\s]", regex.VERSION1)
"""A word, a character of a script that is written without blanks, or a sign."""
Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Match:
    """Unit `after` of the new version is unit `before` of the old one; `moved`: it stands elsewhere."""

    after: int
    before: int
    moved: bool = False


def match_units(after: Sequence[Unit], before: Sequence[Unit]) -> list[Match]:
    """The units that both versions have, by their index in the new one."""
    weights, similar = _unit_weights(after, before)
    pairs = dict(heaviest_path(weights))
    moved = _moved(after, before, similar, pairs)
    matches = [Match(a, b) for a, b in pairs.items()] + [Match(a, b, moved=True) for a, b in moved.items()]
    return sorted(matches, key=lambda match: match.after)


def match_sentences(after: Sequence[Segment], before: Sequence[Segment]) -> dict[int, int]:
    """Index of the old sentence by that of the new one, in order: equal sentences, and new versions of old ones."""
    similar = similarities([one.text for one in after], [one.text for one in before])
    equal = np.array([[one.key == other.key for other in before] for one in after]).reshape(similar.shape)
    similar = np.where(equal, 1 + 0.1 * similar, similar)
    lengths = np.array([math.log2(2 + len(one.text)) for one in after]).reshape(-1, 1)
    return dict(heaviest_path(np.where(similar >= SIMILAR, similar * lengths, 0.0)))


def similarities(
    first: Sequence[str], second: Sequence[str], cut: Callable[[str], Sequence[str]] | None = None
) -> Weights:
    """Share of common words in order (0 to 1) of each text with each, shape (first, second); `cut` gives the words."""
    alphabet: dict[str, str] = {}

    def spell(text: str) -> str:
        return "".join(
            alphabet.setdefault(word, chr(0x10000 + len(alphabet))) for word in (cut or _words)(text.lower())
        )

    found = cdist([spell(text) for text in first], [spell(text) for text in second], scorer=Indel.normalized_similarity)
    return np.asarray(found, np.float64)


def _words(text: str) -> list[str]:
    """The words of a text; its signs, if it has no words."""
    found: list[str] = WORD.findall(text)
    return [word for word in found if word[-1].isalnum() or len(word) > 1] or found


def _unit_weights(after: Sequence[Unit], before: Sequence[Unit]) -> tuple[Weights, Weights]:
    """What it is worth to call two units the same in place, and how similar they are (1 only if they are equal)."""
    texts, shapes, bare = (
        ([form(unit) for unit in after], [form(unit) for unit in before])
        for form in (_on_one_line, _bare_shape, _bare_text)
    )
    equal = _equal(*texts)
    exact = np.array([unit.kind in ALL_OR_NOTHING for unit in after], bool).reshape(-1, 1)
    similar = np.where(_equal(*shapes) & ~exact, np.minimum(similarities(*bare), 0.99), 0.0)
    similar = np.where(equal, 1.0, similar)
    size = np.array([math.log2(2 + len(unit.text)) for unit in after]).reshape(-1, 1)
    return np.where(similar >= SIMILAR, similar * (1 + equal) * size, 0.0), similar


def _equal(first: Sequence[str], second: Sequence[str]) -> NDArray[np.bool_]:
    numbers: dict[str, int] = {}
    coded = [np.array([numbers.setdefault(text, len(numbers)) for text in texts], int) for texts in (first, second)]
    return np.asarray(coded[0].reshape(-1, 1) == coded[1].reshape(1, -1), bool)


def _on_one_line(unit: Unit) -> str:
    return " ".join(unit.text.split())


def _bare_shape(unit: Unit) -> str:
    """The kinds of its blocks, line ends aside."""
    return " ".join(block.kind for block in unit.blocks if block.kind is not BlockKind.MARKUP or block.text.strip())


def _bare_text(unit: Unit) -> str:
    """The text of a unit without the marks of a list or a heading."""
    return " ".join(block.text for block in unit.blocks if block.kind is not BlockKind.MARKUP) or unit.text


def _moved(after: Sequence[Unit], before: Sequence[Unit], similar: Weights, pairs: dict[int, int]) -> dict[int, int]:
    """Units without a partner in place that have one elsewhere, the most similar first, and their neighbours."""
    free_after = {unit.index for unit in after} - pairs.keys()
    free_before = {unit.index for unit in before} - {*pairs.values()}
    moved: dict[int, int] = {}

    def take(a: int, b: int) -> None:
        moved[a] = b
        free_after.discard(a)
        free_before.discard(b)

    likely = [
        (-similar[a, b], a, b)
        for a in free_after
        for b in free_before
        if len(after[a].text) >= TELLING and similar[a, b] >= SIMILAR_MOVED
    ]
    for _, a, b in sorted(likely):
        if a in free_after and b in free_before:
            take(a, b)
    for step in (1, -1):
        for a in sorted(moved, reverse=step < 0):
            place, partner = a + step, moved[a] + step
            while place in free_after and partner in free_before and similar[place, partner] >= SIMILAR:
                take(place, partner)
                place, partner = place + step, partner + step
    return moved
