"""How well two runs of sentences fit: the margin of their cosine over their neighbours', and their lengths.

The margin is Bertalign's (Liu and Zhu 2023, https://doi.org/10.1093/llc/fqac089): a run that fits the sentences beside
the other run nearly as well is worth little. To the cosine of the encoder comes that of the shared tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from amts_core.parallel.search import IMPOSSIBLE, Scores

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Scoring:
    """The weights of a score, and the shapes of beads: at most `longest` sentences a side and `most` together."""

    longest: int = 5
    most: int = 7
    skip: float = -0.07  # score of a sentence alone
    neighbours: float = 0.55
    length: float = 0.5  # share of the score that the lengths may take away
    lexical: float = 0.3

    @cached_property
    def shapes(self) -> list[tuple[int, int]]:
        """The bead shapes with sentences on both sides, small and even ones first."""
        sizes = range(1, self.longest + 1)
        shapes = [(x, y) for x in sizes for y in sizes if x + y <= self.most]
        return sorted(shapes, key=lambda shape: (sum(shape), abs(shape[0] - shape[1]), shape))


@dataclass(frozen=True)
class Side:
    """One text of an alignment: `vectors[k - 1, i]` is the run of k sentences that ends with sentence i."""

    vectors: Matrix
    lengths: Vector  # characters

    def __len__(self) -> int:
        return len(self.lengths)

    def part(self, start: int, stop: int) -> Side:
        """The sentences start .. stop - 1."""
        return Side(self.vectors[:, start:stop], self.lengths[start:stop])


class MarginScorer:
    """Scores the beads of two sides in blocks, see `amts_core.parallel.search.Scorer`.

    `ratio` is the number of source characters per target character.
    """

    def __init__(self, source: Side, target: Side, ratio: float, scoring: Scoring) -> None:
        self.source, self.target, self.scoring = source, target, scoring
        self._source_border = np.concatenate(([0.0], np.cumsum(source.lengths)))
        self._target_border = np.concatenate(([0.0], np.cumsum(target.lengths))) * ratio

    def __call__(self, rows: slice, columns: slice) -> Scores:
        """(shapes, rows, columns); beads that would start before the text are impossible."""
        k = self.scoring.longest
        above = _window(self.source.vectors[:k], k, rows)
        left = _window(self.target.vectors[:k], k, columns)
        size = above.shape[-1]
        cosines = (above.reshape(-1, size) @ left.reshape(-1, size).T).reshape(*above.shape[:2], *left.shape[:2])
        height, width = rows.stop - rows.start, columns.stop - columns.start
        p, q = np.arange(rows.start, rows.stop)[:, None], np.arange(columns.start, columns.stop)[None, :]
        down, right = slice(k, k + height), slice(k, k + width)
        has_below, has_after = (p < len(self.source)).astype(np.float32), (q < len(self.target)).astype(np.float32)
        scores = np.empty((len(self.scoring.shapes), height, width), np.float32)
        for number, (x, y) in enumerate(self.scoring.shapes):
            before = cosines[x - 1, down, 0, k - y : k - y + width]
            after = cosines[x - 1, down, 0, k + 1 : k + 1 + width]
            over = cosines[0, k - x : k - x + height, y - 1, right]
            under = cosines[0, k + 1 : k + 1 + height, y - 1, right]
            beside = (before + after) / np.maximum((q > y) + has_after, 1)
            beside += (over + under) / np.maximum((p > x) + has_below, 1)
            margin = cosines[x - 1, down, y - 1, right] - self.scoring.neighbours / 2 * beside
            fit = self._length_fit(p, q, x, y)
            score = margin * (1 - self.scoring.length + self.scoring.length * fit)
            scores[number] = np.where((p >= x) & (q >= y), score, IMPOSSIBLE)
        return scores

    def _length_fit(self, p: NDArray[np.int64], q: NDArray[np.int64], x: int, y: int) -> Vector:
        """1 for runs of equal length, towards 0 the more they differ."""
        a = self._source_border[p] - self._source_border[np.maximum(p - x, 0)]
        b = self._target_border[q] - self._target_border[np.maximum(q - y, 0)]
        fit: Vector = np.log2(1 + np.minimum(a, b) / np.maximum(np.maximum(a, b), 1e-9))
        return fit


def _window(vectors: Matrix, margin: int, borders: slice) -> Matrix:
    """The vectors of the runs that end at these borders, and of `margin` before and one after; zeros outside the text."""
    start, stop = borders.start - 1 - margin, borders.stop
    window = np.zeros((vectors.shape[0], stop - start, vectors.shape[2]), np.float32)
    first, last = max(start, 0), min(stop, vectors.shape[1])
    if first < last:
        window[:, first - start : last - start] = vectors[:, first:last]
    return window
