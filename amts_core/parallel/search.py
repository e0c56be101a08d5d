"""The best path of beads through two texts: dynamic programming, a row at a time, inside a band.

Positions are borders between sentences: a path leads from (0, 0) to (n, m), and a bead of shape (x, y) that ends at
(p, q) starts at (p - x, q - y). The scores come from the caller in blocks of rows, so nothing of size n * m exists when
the band is narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Vector = NDArray[np.float64]
Path = list[tuple[int, int]]  # borders, from (0, 0) to (n, m)

ROWS_PER_BLOCK = 16
TARGET_ALONE = -1  # instead of a shape's number
IMPOSSIBLE = -1e30


@dataclass(frozen=True)
class Band:
    """The columns `low[p] .. high[p]` (both included) that a path may use in row p; monotone, rows 0 .. n."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]

    @staticmethod
    def full(n: int, m: int) -> Band:
        """No restriction."""
        return Band(np.zeros(n + 1, np.int64), np.full(n + 1, m, np.int64))

    @staticmethod
    def through(corners: Path, inside: Callable[[range, range], Band]) -> Band:
        """The bands between each two corners, borders that the path leads through; `inside` gives that of a stretch."""
        n, m = corners[-1]
        low, high = np.full(n + 1, m, np.int64), np.zeros(n + 1, np.int64)
        for (p, q), (p_end, q_end) in pairwise(corners):
            band = inside(range(p, p_end), range(q, q_end))
            rows = slice(p, p_end + 1)
            low[rows] = np.minimum(low[rows], band.low + q)
            high[rows] = np.maximum(high[rows], band.high + q)
        return Band(low, high)

    @staticmethod
    def around(path: Path, n: int, m: int, width: int) -> Band:
        """All cells within `width` rows and columns of a path."""
        low, high = np.full(n + 1, m, np.int64), np.zeros(n + 1, np.int64)
        for (p0, q0), (p1, q1) in pairwise(path):
            for p in range(p0, p1 + 1):
                low[p], high[p] = min(low[p], q0), max(high[p], q1)
        rows = np.arange(n + 1)
        low = low[np.maximum(rows - width, 0)] - width
        high = high[np.minimum(rows + width, n)] + width
        low[0], high[n] = 0, m
        return Band(np.clip(low, 0, m), np.clip(high, 0, m))


class Scorer(Protocol):
    """Scores of all beads that end in a block of borders."""

    def __call__(self, rows: slice, columns: slice) -> Scores:
        """(shapes, rows, columns): `[s, r, c]` is the bead of shape s that ends at border (rows[r], columns[c])."""
        ...


def best_path(
    score: Scorer,
    shapes: Sequence[tuple[int, int]],
    alone: tuple[Vector, Vector],
    band: Band,
    progress: Callable[[int], None] | None = None,
) -> Path:
    """The borders of the path through the band with the highest sum of scores.

    `shapes` are those of beads with sentences on both sides, `alone` what it scores to leave each source and each
    target sentence alone. Where two paths are equally good, the earlier shape wins, and beads win over sentences alone.
    Time and memory grow with the cells of the band. `progress` is called with the number of rows done.
    """
    n, m = len(band.low) - 1, int(band.high[-1])
    steps = np.array([*shapes, (1, 0)], np.int64)
    source_alone = np.concatenate(([0.0], alone[0]))  # by the border after the sentence
    ramp = np.concatenate(([0.0], np.cumsum(alone[1])))
    tall, wide = (int(size) for size in steps.max(axis=0))
    backs: list[NDArray[np.int8]] = []
    # the last rows of the block before, and their first column
    kept, kept_start = np.full((tall, 1), IMPOSSIBLE), -wide
    for first in range(0, n + 1, ROWS_PER_BLOCK):
        last = min(first + ROWS_PER_BLOCK, n + 1)
        # columns of this block and of the rows above that its beads start in
        start = int(band.low[max(first - tall, 0)]) - wide
        stop = int(band.high[last - 1]) + 1
        best = np.full((tall + last - first, stop - start), IMPOSSIBLE)
        above = kept[:, start - kept_start : stop - kept_start]
        best[:tall, : above.shape[1]] = above
        low = int(band.low[first])
        scores = score(slice(first, last), slice(low, stop))
        single = np.broadcast_to(source_alone[first:last, None], scores.shape[1:])
        scores = np.concatenate((scores, single[None]))
        for p in range(first, last):
            row = tall + p - first
            columns = np.arange(band.low[p], band.high[p] + 1)
            arriving = best[row - steps[:, :1], columns - start - steps[:, 1:]] + scores[:, p - first, columns - low]
            best[row, columns - start], back = _best_of_row(arriving, ramp[columns], is_first=p == 0)
            backs.append(back)
        kept, kept_start = best[-tall:], start
        if progress is not None:
            progress(last - first)
    return _trace(n, m, steps, backs, band)


def _best_of_row(
    arriving: NDArray[np.floating], ramp: Vector, *, is_first: bool
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """The highest sums of a row, and the number of the shape that each is reached by; from (shapes, columns).

    `ramp` is what leaving all target sentences up to a column alone adds up to.
    """
    back = arriving.argmax(axis=0)
    values = arriving[back, np.arange(len(back))]
    if is_first:
        values[0] = 0.0  # column 0 is always in the band of row 0
    # a run of target sentences alone: best[q] = max over k <= q of values[k] + ramp[q] - ramp[k]
    reached = np.maximum.accumulate(values - ramp) + ramp
    alone = reached > values + 1e-9
    return np.where(alone, reached, values), np.where(alone, TARGET_ALONE, back).astype(np.int8)


def _trace(n: int, m: int, steps: NDArray[np.int64], backs: list[NDArray[np.int8]], band: Band) -> Path:
    p, q = n, m
    path = [(p, q)]
    while (p, q) != (0, 0):
        shape = backs[p][q - band.low[p]]
        x, y = (0, 1) if shape == TARGET_ALONE else steps[shape]
        p, q = int(p - x), int(q - y)
        path.append((p, q))
    return path[::-1]
