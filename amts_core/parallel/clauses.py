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

Border = tuple[int, int]

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
    fixed = set(corners)
    threes = [three for three in zip(path, path[1:], path[2:], strict=False) if three[1] not in fixed]
    halves = [three for three in threes if _may_be_one(*three, source, target, scoring)]
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


def _may_be_one(start: Border, border: Border, end: Border, source: Side, target: Side, scoring: Scoring) -> bool:
    """Whether there are two beads of two sides each, from start to border and to end, that may be one."""
    has_both = start[0] < border[0] < end[0] and start[1] < border[1] < end[1]
    may_join = has_both and source.joins[border[0]] and target.joins[border[1]]
    return bool(may_join and scoring.holds(end[0] - start[0], end[1] - start[1]))


def _gains(halves: Ints, sides: tuple[Side, Side], parts: tuple[Parts, Parts]) -> Vector:
    """How much better halves, (number, 3 borders, 2), fit with a clause on the border's other side, and as one bead."""
    runs = [
        [_runs(side, starts, ends) for starts, ends in ((first, border), (border, last), (first, last))]
        for side, (first, border, last) in zip(sides, halves.T, strict=True)
    ]
    first, second, together = (_cosines(ours, theirs) for ours, theirs in zip(*runs, strict=True))
    lead = together - np.maximum(first, second)
    best = np.full(len(halves), -2.0)
    for number, side in enumerate(parts):
        start, border, end = side.firsts[halves[:, :, number]].T
        places = border[:, None] + np.array([-1, 1])
        row, column = np.nonzero((places > start[:, None]) & (places < end[:, None]) & (lead > 0)[:, None])
        place = places[row, column]
        moved = clause_vectors(side, np.append(start[row], place), np.append(place, end[row]))
        fits = _cosines(moved, np.concatenate([run[row] for run in runs[1 - number][:2]])).reshape(2, -1).sum(axis=0)
        np.maximum.at(best, row, fits)
    return best - first - second + lead


def _runs(side: Side, starts: Ints, ends: Ints) -> Matrix:
    """The vectors of the runs between these borders."""
    return side.vectors[ends - starts - 1, ends - 1, :DIMENSION]


def _cosines(ours: Matrix, theirs: Matrix) -> Vector:
    cosines: Vector = np.einsum("ij,ij->i", ours, theirs).astype(np.float64)
    return cosines
