"""TER with sacrebleu's numbers at a fraction of its time.

sacrebleu tries up to a thousand shifts a segment and computes a Levenshtein matrix in Python for each: a minute for
160 Chinese paragraphs. Only the *distance* of a tried shift is needed, and that rapidfuzz computes in C++. sacrebleu
searches a beam around the diagonal, so its distance is not always the true one: where no shortest path lies inside the
beam, and for the edit trace of the current best, its own code is asked. The edits of a segment equal sacrebleu's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import Levenshtein

from amts_core.evaluate.sacrebleu_inside import BEAM, MOST_SHIFTS, OneReferenceTER, beam_distance, best_shift


class _Distance:
    """Distance and trace of one hypothesis; the trace is computed when the pair is unpacked."""

    def __init__(self, distances: _Distances, hypothesis: str) -> None:
        self.distances, self.hypothesis = distances, hypothesis

    def __getitem__(self, position: int) -> int:
        assert position == 0
        return self.distances.distance(self.hypothesis)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.distances.beam(self.hypothesis))


class _Distances:
    """Stands in for sacrebleu's BeamEditDistance; words are single characters of a string."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        self.beam = beam_distance(reference)

    def __call__(self, hypothesis: str) -> _Distance:
        return _Distance(self, hypothesis)

    def distance(self, hypothesis: str) -> int:
        exact: int = Levenshtein.distance(hypothesis, self.reference)
        difference = abs(len(hypothesis) - len(self.reference))
        # A path of this cost strays at most (cost + difference) / 2 from the diagonal.
        if (exact + difference) / 2 < BEAM - 1 or self._path_in_beam(hypothesis):
            return exact
        return int(self.beam(hypothesis)[0])

    def _path_in_beam(self, hypothesis: str) -> bool:
        """Whether one shortest path stays inside sacrebleu's beam; its corners are enough, the diagonal is monotone."""
        ratio = len(self.reference) / len(hypothesis) if hypothesis else 1.0
        width = math.ceil(ratio / 2 + BEAM) if ratio / 2 > BEAM else BEAM
        corners = ((op.src_end, op.dest_end) for op in Levenshtein.opcodes(hypothesis, self.reference))
        return all(abs(row * ratio - column) < width - 2 for row, column in corners)


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
    distances, shifts, checked = _Distances(wanted), 0, 0
    while True:
        gain, shifted, checked = best_shift(words, wanted, distances, checked)
        if checked >= MOST_SHIFTS or gain <= 0:
            break
        shifts, words = shifts + 1, shifted
    return shifts + distances(words)[0], len(wanted)


class FastTER(OneReferenceTER):
    """sacrebleu's TER for one reference, faster; remembers the segments it has seen, equal drafts are computed once."""

    def edits(self, hypothesis: str, reference: str) -> tuple[int, int]:
        """See OneReferenceTER."""
        return edits(hypothesis, reference)
