"""What clauses say of beads whose sentences say little: one clause more or less hardly changes meaning and length.

A border between two beads that a clause crosses (it ends one sentence here, and begins the next one there) is none:
they fit better with the clause on its other side. And in a bead of several sentences each clause has its like.
"""

from __future__ import annotations

from itertools import chain, pairwise

import numpy as np

from amts_core.parallel.encoder import DIMENSION, Parts, clause_vectors, runs_of
from amts_core.parallel.scoring import Ints, Matrix, Scoring, Side, Vector
from amts_core.parallel.search import Path

LONG = 5  # tokens of a clause that says enough
MOST = 4  # clauses that may be one on the other side


def least_fit(source: Parts, target: Parts) -> float:
    """The cosine of a clause with what fits it best on the other side; of the long clause that fits least, else 1."""
    sides = []
    for parts in (source, target):
        starts, ends = runs_of(len(parts.tokens), MOST)
        sides.append((clause_vectors(parts, starts, ends + 1), parts.tokens))
    fits = [
        (ours[: len(tokens)] @ theirs.T).max(axis=1)[tokens >= LONG]
        for (ours, tokens), (theirs, _) in (sides, sides[::-1])
    ]
    return round(float(min(chain([1.0], *fits))), 4)


def without_crossed(path: Path, corners: Path, source: Side, target: Side, scoring: Scoring) -> Path:
    """The path without the borders that a clause crosses; corners stay, and beads are as large as may be at most."""
    if source.parts is None or target.parts is None:
        return path
    halves = [(before, border, after) for (before, border), (_, after) in pairwise(pairwise(path))]
    halves = [half for half in halves if half[1] not in set(corners) and _may_join(*half, source, target, scoring)]
    if not halves:
        return path
    gains = _gains(np.array(halves), (source, target), (source.parts, target.parts))
    crossed = {border for (_, border, _), gain in zip(halves, gains, strict=True) if gain >= scoring.clause}
    result = path[:1]
    for border, after in pairwise([*path[1:], path[-1]]):
        (p, q), (p_end, q_end) = result[-1], after
        if border not in crossed or not scoring.holds(p_end - p, q_end - q):
            result.append(border)
    return result


def _may_join(
    before: tuple[int, int],
    border: tuple[int, int],
    after: tuple[int, int],
    source: Side,
    target: Side,
    scoring: Scoring,
) -> bool:
    """Whether both beads have two sides, and may be one."""
    sizes = np.subtract(border, before), np.subtract(after, border)
    fits = scoring.holds(*(sizes[0] + sizes[1]).tolist()) and min(map(min, sizes)) > 0
    return fits and bool(source.joins[border[0]] and target.joins[border[1]])


def _gains(halves: Ints, sides: tuple[Side, Side], parts: tuple[Parts, Parts]) -> Vector:
    """How much better halves, (number, 3 borders, 2), fit with a clause on the border's other side, and as one bead."""
    runs = [
        [_runs(side, starts, ends) for starts, ends in ((first, border), (border, last), (first, last))]
        for side, (first, border, last) in zip(sides, halves.T, strict=True)
    ]
    first, second, together = (_cosines(ours, theirs) for ours, theirs in zip(*runs, strict=True))
    best = np.full(len(halves), -2.0)
    for number, side in enumerate(parts):
        start, border, end = side.firsts[halves[:, :, number]].T
        places = border[:, None] + np.array([-1, 1])
        row, column = np.nonzero((places > start[:, None]) & (places < end[:, None]))
        place = places[row, column]
        moved = clause_vectors(side, np.append(start[row], place), np.append(place, end[row]))
        fits = _cosines(moved, np.concatenate([run[row] for run in runs[1 - number][:2]])).reshape(2, -1).sum(axis=0)
        np.maximum.at(best, row, fits)
    return best - first - second + together - np.maximum(first, second)


def _runs(side: Side, starts: Ints, ends: Ints) -> Matrix:
    """The vectors of the runs between these borders."""
    return side.vectors[ends - starts - 1, ends - 1, :DIMENSION]


def _cosines(ours: Matrix, theirs: Matrix) -> Vector:
    cosines: Vector = np.einsum("ij,ij->i", ours, theirs).astype(np.float64)
    return cosines
