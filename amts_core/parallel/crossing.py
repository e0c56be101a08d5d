"""Paragraphs and list items that a translator moved: a path through two texts cannot cross itself, so it loses them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

import numpy as np

from amts_core.parallel.alignment import Bead, score_table
from amts_core.parallel.scoring import Side

WEAK = 0.6  # score of a bead whose segments may have their partners elsewhere
MOVED = 0.45  # score that unrelated paragraphs of a chapter hardly reach
CLEAR = 0.05  # by which it is better than any other that is left over

_SOURCE, _TARGET = attrgetter("source"), attrgetter("target")


def moved_beads(beads: Sequence[Bead], source: Side, target: Side) -> list[Bead]:
    """Beads of one to one across the path of the others, in the order of the source.

    Only of segments that the path leaves alone or in a bead that hardly fits, or that it had to put into one bead to
    get past their crossing; each is the other's best, and clearly so.
    """
    moved: list[Bead] = []
    while found := _found([bead for bead in with_moved(beads, moved) if bead not in moved], source, target):
        moved += found  # what their beads leave over may be pairs too
    return sorted(moved, key=_SOURCE)


def _found(beads: Sequence[Bead], source: Side, target: Side) -> list[Bead]:
    left_over = [bead for bead in beads if not bead.source or not bead.target or bead.score < WEAK]
    rows, columns = ([i for bead in left_over for i in side(bead)] for side in (_SOURCE, _TARGET))
    found = _clear_pairs(source, rows, target, columns)
    for bead in beads:
        if len(bead.source) > 1 and len(bead.target) > 1 and bead.score >= WEAK:
            inside = _clear_pairs(source, bead.source, target, bead.target)
            places = [pair.target for pair in inside]
            if places != sorted(places):
                found += inside
    together = {(bead.source, bead.target) for bead in beads}
    return [bead for bead in found if (bead.source, bead.target) not in together]


def _clear_pairs(source: Side, rows: Sequence[int], target: Side, columns: Sequence[int]) -> list[Bead]:
    """Pairs of these segments that fit, in the order of the source: each is clearly the other's best."""
    if not rows or not columns:
        return []
    scores = score_table(source, rows, target, columns)
    found = []
    for row, column in enumerate(scores.argmax(axis=1)):
        score = scores[row, column]
        others = np.append(np.delete(scores[row], column), np.delete(scores[:, column], row))
        if score >= MOVED and score - others.max(initial=-1.0) >= CLEAR:
            found.append(Bead((rows[row],), (columns[column],), round(float(score), 4)))
    return sorted(found, key=_SOURCE)


def with_moved(beads: Sequence[Bead], moved: Sequence[Bead]) -> tuple[Bead, ...]:
    """The beads, with `moved` ones instead of those that they share segments with; what these leave over is alone."""
    ours, theirs = ({i for bead in moved for i in side(bead)} for side in (_SOURCE, _TARGET))
    by_first = {bead.source[0]: bead for bead in moved}
    result: list[Bead] = []
    for bead in beads:
        if ours.isdisjoint(bead.source) and theirs.isdisjoint(bead.target):
            result.append(bead)
            continue
        for i in bead.source:
            if i in by_first:
                result.append(by_first[i])
            elif i not in ours:
                result.append(Bead((i,), (), 0.0))
        result += [Bead((), (j,), 0.0) for j in bead.target if j not in theirs]
    return tuple(result)
