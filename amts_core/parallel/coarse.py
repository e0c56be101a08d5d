"""A band for long texts: align coarse versions of both texts first, then finer ones around the path found.

As in Vecalign (Thompson and Koehn 2019, https://aclanthology.org/D19-1136): neighbouring vectors are added up two by
two until a text is short, and every level is aligned one to one, so that time and memory are linear in the length.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from amts_core.parallel.search import Band, Path, Scores, best_path

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]

CELLS_WITHOUT_BAND = 40_000
CELLS_BY_LENGTH, WIDTH_BY_LENGTH = 1_000_000, 300
CELLS_BETWEEN = 100_000  # of two landmarks, that are all looked at
SHORT = 200  # vectors of the coarsest level
WIDTH_BETWEEN, WIDTH_AT_LAST = 8, 6  # cells around the path, on coarse levels and on the finest one
SURE, SURE_STEPS = 0.5, 2  # least fit of the pairs on each side of a cut, and how many of them
CLEAR, BESIDE = 0.1, 5  # lead of a landmark over any other pair of its sentence; sentences it may be off its neighbour
MOST_LOOKED_AT, ROWS_LOOKED_AT = 200_000_000, 256  # pairs of sentences, to find landmarks; rows at a time
SAMPLE = 100  # vectors of the other side that say what a cosine is worth


def band_by_meaning(source: Matrix, target: Matrix) -> Band:
    """The cells worth looking at, from the vectors of the sentences of both sides."""
    n, m = len(source), len(target)
    if n * m <= CELLS_WITHOUT_BAND:
        return Band.full(n, m)
    levels = [(source, target)]
    while max(map(len, levels[-1])) > SHORT:
        levels.append((_halved(levels[-1][0]), _halved(levels[-1][1])))
    band = Band.full(*map(len, levels[-1]))
    for number in range(len(levels) - 1, 0, -1):
        path = _path_one_to_one(*levels[number], band)
        rows, columns = map(len, levels[number - 1])
        doubled = [(min(2 * p, rows), min(2 * q, columns)) for p, q in path]
        doubled[-1] = (rows, columns)
        band = Band.around(doubled, rows, columns, WIDTH_BETWEEN if number > 1 else WIDTH_AT_LAST)
    return band


def sure_borders(source: Matrix, target: Matrix, every: int) -> list[tuple[int, int]]:
    """Places where both texts can be cut, about `every` sentences apart: sure pairs of one to one stand on both sides.

    Where no such place is found a stretch is longer. Both ends of the texts are among them.
    """
    path = _path_one_to_one(source, target, band_by_meaning(source, target))
    fits = np.array(
        [source[p] @ target[q] if (p + 1, q + 1) == after else 0.0 for (p, q), after in pairwise(path)], np.float32
    )
    around = np.lib.stride_tricks.sliding_window_view(np.pad(fits, SURE_STEPS), 2 * SURE_STEPS).min(axis=1)
    rows = np.array([p for p, _ in path])
    borders = [path[0]]
    for middle in range(every, len(source), every):
        near = np.flatnonzero(np.abs(rows - middle) <= every // 4)
        best = near[around[near].argmax()]
        if around[best] >= SURE:
            borders.append(path[best])
    return [*borders, path[-1]]


def band_by_length(source: Vector, target: Vector, source_vectors: Matrix, target_vectors: Matrix) -> Band:
    """The cells near a line on which characters pass evenly from landmark to landmark.

    For vectors that say too little of most sentences: landmarks are those that find each other all the same.
    """
    n, m = len(source), len(target)
    if n * m <= CELLS_BY_LENGTH:
        return Band.full(n, m)
    ours, theirs = (np.concatenate(([0.0], np.cumsum(side))) for side in (source, target))
    rows, columns = landmarks(source_vectors, target_vectors)
    rows, columns = [0, *rows, n], [0, *columns, m]
    middle = np.searchsorted(theirs, np.interp(ours, ours[rows], theirs[columns]))
    low, high = middle - WIDTH_BY_LENGTH, np.append(middle[1:], m) + WIDTH_BY_LENGTH
    for (top, bottom), (left, right) in zip(pairwise(rows), pairwise(columns), strict=True):
        if (bottom - top) * (right - left) <= CELLS_BETWEEN:  # one side may lack a part: characters do not pass evenly
            low[top : bottom + 1] = np.minimum(low[top : bottom + 1], left)
            high[top : bottom + 1] = np.maximum(high[top : bottom + 1], right)
    low[0] = 0
    return Band(np.clip(low, 0, m), np.clip(high, 0, m))


def landmarks(source: Matrix, target: Matrix) -> tuple[list[int], list[int]]:
    """Rows and columns of sentences that are clearly each other's best, in order, near another such pair.

    Of long texts only some sentences are looked at, so that time grows with the length.
    """
    looked_at = np.arange(0, len(source), -(-len(source) * len(target) // MOST_LOOKED_AT) or 1)
    best = np.zeros(len(looked_at), np.int64)
    lead, height = np.zeros((2, len(looked_at)), np.float32)
    column_height = np.full(len(target), -1, np.float32)
    for start in range(0, len(looked_at), ROWS_LOOKED_AT):
        block = slice(start, start + ROWS_LOOKED_AT)
        cosines = source[looked_at[block]] @ target.T
        column_height = np.maximum(column_height, cosines.max(axis=0))
        best[block] = cosines.argmax(axis=1)
        height[block] = cosines.max(axis=1)
        np.put_along_axis(cosines, best[block, None], -1, axis=1)
        lead[block] = height[block] - cosines.max(axis=1)
    is_clear = (height >= SURE) & (lead >= CLEAR) & (height >= column_height[best])
    chain = _longest_rising(best[is_clear])
    rows, columns = looked_at[is_clear][chain], best[is_clear][chain]
    down, right = np.diff(rows), np.diff(columns)
    is_near = np.abs(down - right) <= BESIDE + np.maximum(down, right) / 2
    is_supported = np.append(is_near, False) | np.insert(is_near, 0, False) if len(rows) else np.zeros(0, np.bool_)
    return (rows[is_supported] + 1).tolist(), (columns[is_supported] + 1).tolist()


def _longest_rising(numbers: NDArray[np.int64]) -> list[int]:
    """The places of a longest subsequence that rises strictly."""
    tails: list[int] = []
    places: list[int] = []
    before = []
    for place, number in enumerate(numbers.tolist()):
        length = bisect_left(tails, number)
        before.append(places[length - 1] if length else -1)
        tails[length : length + 1] = [number]
        places[length : length + 1] = [place]
    chain = []
    place = places[-1] if places else -1
    while place >= 0:
        chain.append(place)
        place = before[place]
    return chain[::-1]


def _halved(vectors: Matrix) -> Matrix:
    if len(vectors) % 2:
        vectors = np.concatenate((vectors, np.zeros_like(vectors[:1])))
    return _unit(vectors[::2] + vectors[1::2])


def _unit(vectors: Matrix) -> Matrix:
    unit: Matrix = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-6))
    return unit


@dataclass(frozen=True)
class _OneToOne:
    """What a pair saves against leaving both sides alone, at Vecalign's cost: 2 (1 - cos) / (mean distances)."""

    source: Matrix
    target: Matrix
    source_distance: NDArray[np.float32]
    target_distance: NDArray[np.float32]
    skip: float

    @staticmethod
    def of(source: Matrix, target: Matrix) -> _OneToOne:
        random = np.random.default_rng(0)
        some_source = source[random.integers(0, len(source), SAMPLE)]
        some_target = target[random.integers(0, len(target), SAMPLE)]
        source_distance = 1 - (source @ some_target.T).mean(axis=1)
        target_distance = 1 - (target @ some_source.T).mean(axis=1)
        i, j = random.integers(0, len(source), 20 * SAMPLE), random.integers(0, len(target), 20 * SAMPLE)
        cosines = np.einsum("ij,ij->i", source[i], target[j])
        costs = 2 * (1 - cosines) / (source_distance[i] + target_distance[j])
        return _OneToOne(source, target, source_distance, target_distance, float(np.quantile(costs, 0.1)) / 2)

    def __call__(self, rows: slice, columns: slice) -> Scores:
        i = np.maximum(np.arange(rows.start, rows.stop) - 1, 0)
        j = np.maximum(np.arange(columns.start, columns.stop) - 1, 0)
        cosines = self.source[i] @ self.target[j].T
        costs = 2 * (1 - cosines) / (self.source_distance[i][:, None] + self.target_distance[j])
        saved: Scores = (2 * self.skip - costs)[None].astype(np.float32)
        return saved


def _path_one_to_one(source: Matrix, target: Matrix, band: Band) -> Path:
    alone = np.zeros(len(source)), np.zeros(len(target))
    return best_path(_OneToOne.of(source, target), [(1, 1)], alone, band)
