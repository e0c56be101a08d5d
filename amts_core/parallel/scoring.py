"""How well two runs of sentences fit: the cosine of their vectors over that of their neighbours, and their lengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import scipy
from numpy.typing import NDArray

from amts_core.parallel.search import IMPOSSIBLE, Scores

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]


class LengthModel(Protocol):
    """What the lengths of two runs say about a bead; 0 is perfect."""

    def __call__(self, a: Vector, b: Vector, x: int, y: int) -> Vector:
        """Scores of beads of x and y sentences with `a` and `b` characters, scaled so that equal is usual."""
        ...


@dataclass(frozen=True)
class LogRatio:
    """A gentle preference for equal lengths, beside strong evidence of meaning."""

    weight: float = 0.1
    allowance: float = 5.0  # characters that do not count

    def __call__(self, a: Vector, b: Vector, x: int, y: int) -> Vector:
        """See `LengthModel`."""
        return -self.weight * np.abs(np.log((a + self.allowance) / (b + self.allowance)))


@dataclass(frozen=True)
class Likelihood:
    """The log probability of such a difference and such a shape (Gale and Church 1993, https://aclanthology.org/J93-1004).

    `spread` is the variance of the difference per character; `merging` what each sentence beyond one a side costs.
    """

    spread: float = 6.8
    merging: float = 4.0

    def __call__(self, a: Vector, b: Vector, x: int, y: int) -> Vector:
        """See `LengthModel`."""
        deviation = np.abs(a - b) / np.sqrt(self.spread * (a + b) / 2 + 1)
        score: Vector = scipy.special.log_ndtr(-deviation) + np.log(2) - self.merging * (x + y - 2) ** 0.75
        return np.maximum(score, -60.0)


@dataclass(frozen=True)
class Scoring:
    """The weights of a score, and the shapes of beads: at most `longest` sentences a side and `most` together.

    A bead scores `cosine` * (its cosine - `neighbours` * the mean and - `strongest` * the highest cosine of its runs
    with the sentences just before and after the other run) + what the length model says. So a run that fits its
    neighbours nearly as well is worth little: Bertalign's margin (Liu and Zhu 2023,
    https://doi.org/10.1093/llc/fqac089).
    """

    cosine: float
    neighbours: float
    strongest: float
    lengths: LengthModel
    skip: float  # score of a sentence alone
    wordless: float = 0.3  # share of that for one without a word, such as "* * *": it is seldom part of another
    longest: int = 5
    most: int = 7
    together: float = 0.0  # by which two neighbours fit better as one bead than either does, to be one; 0 for never

    def alone(self, side: Side) -> Vector:
        """What it scores to leave each sentence alone."""
        return np.where(side.has_words, self.skip, self.wordless * self.skip)

    def shapes(self, n: int, m: int) -> list[tuple[int, int]]:
        """The shapes of two-sided beads in texts of n and m sentences, small and even ones first."""
        heights, widths = (range(1, min(self.longest, size) + 1) for size in (n, m))
        shapes = [(x, y) for x in heights for y in widths if x + y <= self.most]
        return sorted(shapes, key=lambda shape: (sum(shape), abs(shape[0] - shape[1]), shape))


BY_MEANING = Scoring(cosine=1.0, neighbours=0.3, strongest=0.15, lengths=LogRatio(), skip=-0.07, together=0.15)
BY_LENGTH = Scoring(cosine=12.0, neighbours=0.0, strongest=0.3, lengths=Likelihood(), skip=-5.0)


@dataclass(frozen=True)
class Side:
    """One text of an alignment: `vectors[k - 1, i]` is the run of k sentences that ends with sentence i.

    `scale` times a cosine is a score.
    """

    vectors: Matrix
    lengths: Vector  # characters
    has_words: NDArray[np.bool_]
    joins: NDArray[np.bool_]  # whether a run may reach from the segment before into this one
    scale: float = 1.0

    def __len__(self) -> int:
        return len(self.lengths)

    def part(self, start: int, stop: int) -> Side:
        """The sentences start .. stop - 1."""
        rows = slice(start, stop)
        return Side(self.vectors[:, rows], self.lengths[rows], self.has_words[rows], self.joins[rows], self.scale)


class RunScorer:
    """Scores the beads of two sides in blocks, in the order of `shapes`; see `amts_core.parallel.search.Scorer`.

    `ratio` is the number of source characters per target character.
    """

    def __init__(
        self, source: Side, target: Side, ratio: float, scoring: Scoring, shapes: Sequence[tuple[int, int]]
    ) -> None:
        self.source, self.target, self.scoring, self.shapes = source, target, scoring, shapes
        # half of the ratio on each side, so that swapping the sides changes nothing
        self._source_border = np.concatenate(([0.0], np.cumsum(source.lengths))) / np.sqrt(ratio)
        self._source_room, self._target_room = _room(source.joins), _room(target.joins)
        self._target_border = np.concatenate(([0.0], np.cumsum(target.lengths))) * np.sqrt(ratio)

    def __call__(self, rows: slice, columns: slice) -> Scores:
        """(shapes, rows, columns); beads that would start before the text are impossible."""
        weights, k = self.scoring, max(map(max, self.shapes), default=1)
        above, left = _window(self.source.vectors[:k], k, rows), _window(self.target.vectors[:k], k, columns)
        size = above.shape[-1]
        cosines = (above.reshape(-1, size) @ left.reshape(-1, size).T).reshape(*above.shape[:2], *left.shape[:2])
        height, width = rows.stop - rows.start, columns.stop - columns.start
        p, q = np.arange(rows.start, rows.stop)[:, None], np.arange(columns.start, columns.stop)[None, :]
        down, right = slice(k, k + height), slice(k, k + width)
        has_under, has_after = (p < len(self.source)).astype(np.float32), (q < len(self.target)).astype(np.float32)
        scores = np.empty((len(self.shapes), height, width), np.float32)
        above_room, left_room = self._source_room[p], self._target_room[q]
        for number, (x, y) in enumerate(self.shapes):
            before = cosines[x - 1, down, 0, k - y : k - y + width]
            after = cosines[x - 1, down, 0, k + 1 : k + 1 + width]
            over = cosines[0, k - x : k - x + height, y - 1, right]
            under = cosines[0, k + 1 : k + 1 + height, y - 1, right]
            mean = (before + after) / np.maximum((q > y) + has_after, 1) / 2
            mean += (over + under) / np.maximum((p > x) + has_under, 1) / 2
            highest = np.maximum(np.maximum(before, after), np.maximum(over, under))
            margin = cosines[x - 1, down, y - 1, right] - weights.neighbours * mean - weights.strongest * highest
            score = weights.cosine * margin + self._length_score(p, q, x, y)
            scores[number] = np.where((above_room >= x) & (left_room >= y), score, IMPOSSIBLE)
        return scores

    def _length_score(self, p: NDArray[np.int64], q: NDArray[np.int64], x: int, y: int) -> Vector:
        a = self._source_border[p] - self._source_border[np.maximum(p - x, 0)]
        b = self._target_border[q] - self._target_border[np.maximum(q - y, 0)]
        return self.scoring.lengths(a, b, x, y)


def _room(joins: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many of the segments before each border may be one run."""
    places = np.arange(len(joins))
    first = np.maximum.accumulate(np.where(joins, 0, places))
    return np.concatenate(([0], places + 1 - first))


def _window(vectors: Matrix, margin: int, borders: slice) -> Matrix:
    """The vectors of the runs that end at these borders, and of `margin` before and one after; 0 outside the text."""
    start, stop = borders.start - 1 - margin, borders.stop
    window = np.zeros((vectors.shape[0], stop - start, vectors.shape[2]), np.float32)
    first, last = max(start, 0), min(stop, vectors.shape[1])
    if first < last:
        window[:, first - start : last - start] = vectors[:, first:last]
    return window
