"""How well two runs of sentences fit: the cosine of their vectors over that of their neighbours, and their lengths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from amts_core.parallel.encoder import Parts
from amts_core.parallel.search import IMPOSSIBLE, Path, Scores

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class LogRatio:
    """What the lengths of two runs say beside strong evidence of meaning: a gentle preference for equal ones."""

    weight: float = 0.1
    allowance: float = 5.0  # characters that do not count

    def __call__(self, a: Vector, b: Vector, x: Ints, y: Ints) -> Vector:
        """Of beads of x and y sentences, `a` and `b` characters, scaled so that equal is usual; 0 is perfect."""
        return -self.weight * np.abs(np.log((a + self.allowance) / (b + self.allowance)))


@dataclass(frozen=True)
class Likelihood:
    """The log probability of such a difference and such a shape (Gale and Church 1993, https://aclanthology.org/J93-1004).

    `spread` is the variance of the difference per character; `merging` what each sentence beyond one a side costs.
    """

    spread: float = 6.8
    merging: float = 4.0

    def __call__(self, a: Vector, b: Vector, x: Ints, y: Ints) -> Vector:
        """As those of `LogRatio`."""
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
    lengths: LogRatio | Likelihood
    skip: float  # score of a sentence alone
    wordless: float = 0.3  # share of that for one without a word, such as "* * *": it is seldom part of another
    longest: int = 5
    most: int = 7
    clause: float = 0.22  # by which two beads fit better with a clause moved, and as one, to be one

    def alone(self, side: Side) -> Vector:
        """What it scores to leave each sentence alone."""
        return np.where(side.has_words, self.skip, self.wordless * self.skip)

    def holds(self, x: int, y: int) -> bool:
        """Whether a bead may hold x and y sentences."""
        return max(x, y) <= self.longest and x + y <= self.most

    def shapes(self, n: int, m: int) -> list[tuple[int, int]]:
        """The shapes of two-sided beads in texts of n and m sentences, small and even ones first."""
        heights, widths = (range(1, min(self.longest, size) + 1) for size in (n, m))
        shapes = [(x, y) for x in heights for y in widths if self.holds(x, y)]
        return sorted(shapes, key=lambda shape: (sum(shape), abs(shape[0] - shape[1]), shape))


BY_MEANING = Scoring(cosine=1.0, neighbours=0.3, strongest=0.15, lengths=LogRatio(), skip=-0.07)
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
    parts: Parts | None = None

    def __len__(self) -> int:
        return len(self.lengths)

    def part(self, stretch: range) -> Side:
        """These sentences, which follow each other."""
        rows = slice(stretch.start, stretch.stop)
        parts = self.parts and self.parts.part(rows)
        return Side(
            self.vectors[:, rows], self.lengths[rows], self.has_words[rows], self.joins[rows], self.scale, parts
        )


class RunScorer:
    """Scores the beads of two sides in blocks, in the order of `shapes`; see `amts_core.parallel.search.Scorer`.

    `ratio` is the number of source characters per target character. `corners` are the borders between which a bead
    lies, from (0, 0) to the ends of both sides: it reaches over none, and what is beyond them is no neighbour of it.
    """

    def __init__(self, source: Side, target: Side, ratio: float, scoring: Scoring, corners: Path) -> None:
        self.source, self.target, self.scoring, self.corners = source, target, scoring, corners
        sizes = np.diff(np.array(corners), axis=0)
        self.shapes = scoring.shapes(*(int(size) for size in sizes.max(axis=0, initial=0)))
        self._x, self._y = np.array(self.shapes, np.int64).reshape(-1, 2, 1, 1).swapaxes(0, 1)
        self._margin = max(map(max, self.shapes), default=1)
        stretches = [np.repeat(np.arange(len(sizes)), side) for side in sizes.T]
        self._source_room, self._target_room = map(_room, (source.joins, target.joins), stretches)
        # beyond the texts there are no neighbours
        self._source_stretch, self._target_stretch = (
            np.pad(one, (self._margin + 1, 1), constant_values=outside)
            for one, outside in zip(stretches, (-1, -2), strict=True)
        )
        # half of the ratio on each side, so that swapping the sides changes nothing
        self._source_border = np.concatenate(([0.0], np.cumsum(source.lengths))) / np.sqrt(ratio)
        self._target_border = np.concatenate(([0.0], np.cumsum(target.lengths))) * np.sqrt(ratio)

    def __call__(self, rows: slice, columns: slice) -> Scores:
        """(shapes, rows, columns); beads that would reach over a corner are impossible."""
        x, y, weights, k = self._x, self._y, self.scoring, self._margin
        above, left = _window(self.source.vectors[:k], k, rows), _window(self.target.vectors[:k], k, columns)
        size = above.shape[-1]
        cosines = (above.reshape(-1, size) @ left.reshape(-1, size).T).reshape(*above.shape[:2], *left.shape[:2])
        ours = self._source_stretch[rows.start : rows.stop + k + 1]
        theirs = self._target_stretch[columns.start : columns.stop + k + 1]
        # the places in the windows of the segments that beads end with
        r, c = np.arange(k, len(ours) - 1)[:, None], np.arange(k, len(theirs) - 1)
        has_over, has_under = (np.float32(ours[place] == ours[r]) for place in (r - x, r + 1))
        has_before, has_after = (np.float32(theirs[place] == theirs[c]) for place in (c - y, c + 1))
        over, under = cosines[0, r - x, y - 1, c] * has_over, cosines[0, r + 1, y - 1, c] * has_under
        before, after = cosines[x - 1, r, 0, c - y] * has_before, cosines[x - 1, r, 0, c + 1] * has_after
        mean = (before + after) / np.maximum(has_before + has_after, 1) / 2
        mean += (over + under) / np.maximum(has_over + has_under, 1) / 2
        highest = np.maximum(np.maximum(before, after), np.maximum(over, under))
        margin = cosines[x - 1, r, y - 1, c] - weights.neighbours * mean - weights.strongest * highest
        p, q = np.arange(rows.start, rows.stop)[:, None], np.arange(columns.start, columns.stop)
        a = self._source_border[p] - self._source_border[np.maximum(p - x, 0)]
        b = self._target_border[q] - self._target_border[np.maximum(q - y, 0)]
        scores = weights.cosine * margin + weights.lengths(a, b, x, y)
        is_possible = (ours[r] == theirs[c]) & (self._source_room[p] >= x) & (self._target_room[q] >= y)
        return np.where(is_possible, scores, IMPOSSIBLE).astype(np.float32)


def _room(joins: NDArray[np.bool_], stretch: Ints) -> Ints:
    """How many of the segments before each border may be one run."""
    places = np.arange(len(joins))
    follows = joins & (np.diff(stretch, prepend=-1) == 0)
    first = np.maximum.accumulate(np.where(follows, 0, places))
    return np.concatenate(([0], places + 1 - first))


def _window(vectors: Matrix, margin: int, borders: slice) -> Matrix:
    """The vectors of the runs that end at these borders, and of `margin` before and one after; 0 outside the text."""
    start, stop = borders.start - 1 - margin, borders.stop
    window = np.zeros((vectors.shape[0], stop - start, vectors.shape[2]), np.float32)
    first, last = max(start, 0), min(stop, vectors.shape[1])
    if first < last:
        window[:, first - start : last - start] = vectors[:, first:last]
    return window
