"""TER with sacrebleu's numbers at a fraction of its time.

sacrebleu tries up to a thousand shifts a segment and computes a Levenshtein matrix in Python for each: a minute for
160 Chinese paragraphs. Which shifts it tries does not depend on their distances, so it is asked twice: once to learn
them, and once with their distances, which numpy computes for all of them at once. Edits equal sacrebleu's, whose beam
around the diagonal does not always hold the shortest path.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from amts_core.evaluate.sacrebleu_inside import BEAM, MOST_SHIFTS, OneReferenceTER, beam_distance, best_shift

_FAR = 1 << 29
"""The distance of what lies outside the beam."""


def beam_distances(hypotheses: Sequence[str], reference: str) -> list[int]:
    """Edit distances of hypotheses of one length to a reference within sacrebleu's beam; a word is a character."""
    if not hypotheses:
        return []
    rows, columns = len(hypotheses[0]), len(reference)
    words, wanted = _codes("".join(hypotheses)).reshape(-1, rows), _codes(reference)
    ratio = columns / rows
    width = math.ceil(ratio / 2 + BEAM) if ratio / 2 > BEAM else BEAM
    steps = np.arange(columns + 1, dtype=np.int32)
    above = np.broadcast_to(steps, (len(hypotheses), columns + 1))
    for row in range(1, rows + 1):
        diagonal = math.floor(row * ratio)
        first, last = max(0, diagonal - width), columns + 1 if row == rows else min(columns + 1, diagonal + width)
        begin = max(1, first)
        cells = above[:, first:last] + np.int32(1)
        kept_or_other = above[:, begin - 1 : last - 1] + (words[:, row - 1, None] != wanted[begin - 1 : last - 1])
        np.minimum(cells[:, begin - first :], kept_or_other, out=cells[:, begin - first :])
        # A word more costs one: the best of all cells to the left, each with its way here.
        cells -= steps[first:last]
        np.minimum.accumulate(cells, axis=1, out=cells)
        above = np.full((len(hypotheses), columns + 1), _FAR, dtype=np.int32)
        above[:, first:last] = cells + steps[first:last]
    return [int(distance) for distance in above[:, -1]]


def _codes(words: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(words.encode("utf-32-le"), dtype=np.uint32)


def _shifted(words: str, wanted: str, beam: Any, checked: int) -> tuple[int, str, int]:
    """The best shift of a hypothesis (see `best_shift`)."""
    known: dict[str, Any] = {words: beam(words)}
    best_shift(words, wanted, lambda shift: known.setdefault(shift, known[words]), checked)
    tried = [shift for shift in known if shift != words]
    known |= {shift: (distance,) for shift, distance in zip(tried, beam_distances(tried, wanted), strict=True)}
    return best_shift(words, wanted, known.__getitem__, checked)


@lru_cache(maxsize=65536)
def edits(hypothesis: str, reference: str) -> tuple[int, int]:
    """(edits, reference length) in words of two tokenised segments, shifts counted as one edit (Snover et al. 2006)."""
    code: dict[str, str] = {}
    words, wanted = (
        "".join(code.setdefault(word, chr(0x100 + len(code))) for word in text.split())
        for text in (hypothesis, reference)
    )
    if not wanted:
        return len(words), 0
    beam, shifts, checked = beam_distance(wanted), 0, 0
    while True:
        gain, shifted, checked = _shifted(words, wanted, beam, checked)
        if checked >= MOST_SHIFTS or gain <= 0:
            break
        shifts, words = shifts + 1, shifted
    return shifts + beam(words)[0], len(wanted)


class FastTER(OneReferenceTER):
    """sacrebleu's TER for one reference, faster; remembers the segments it has seen, equal drafts are computed once."""

    def edits(self, hypothesis: str, reference: str) -> tuple[int, int]:
        """See OneReferenceTER."""
        return edits(hypothesis, reference)
