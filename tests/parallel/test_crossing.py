"""Paragraphs that a translator moved are found across the path of the others."""

from __future__ import annotations

import numpy as np
import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import Bead
from amts_core.parallel.chapters import align_chapters
from amts_core.parallel.crossing import moved_beads, with_moved
from amts_core.parallel.scoring import Side
from amts_core.parallel.table import pair_table

EN_ZH = {"languages": LanguagePair("en", "zh")}


def chapter(paragraphs, name="one"):
    return parse_chapter("\n\n".join(paragraphs) + "\n", id=name)


def pairs(source, target, granularity="sentence"):
    table = pair_table([align_chapters(chapter(source), chapter(target), **EN_ZH)], granularity)
    return table, {(s, t) for s, t in zip(table["source"], table["target"], strict=True) if s and t}


@pytest.mark.parametrize("order", [(1, 0, 2, 3), (0, 2, 1, 3), (1, 2, 3, 0), (3, 0, 1, 2)])
def test_a_moved_paragraph_is_found(english, chinese, order):
    ours = [" ".join(english[start : start + 2]) for start in (0, 2, 4, 8)]
    theirs = ["".join(chinese[start : start + 2]) for start in (0, 2, 4, 8)]
    _, straight = pairs(ours, theirs)
    table, moved = pairs(ours, [theirs[place] for place in order])
    assert len(straight) == 8
    assert moved == straight
    assert sorted(table["source"]) == sorted(english[:6] + english[8:])  # every sentence once
    assert pairs(ours, [theirs[place] for place in order], "paragraph")[1] == set(zip(ours, theirs, strict=True))


def test_a_moved_list_item_is_found(english, chinese):
    ours, theirs = (["- " + text for text in side[2:7]] for side in (english, chinese))
    swapped = [theirs[0], theirs[2], theirs[1], theirs[3], theirs[4]]
    assert pairs(["\n".join(ours)], ["\n".join(swapped)])[1] == pairs(["\n".join(ours)], ["\n".join(theirs)])[1]


def test_beads_in_order_stay_as_they_are(english, chinese):
    alignment = align_chapters(chapter(english), chapter(chinese), **EN_ZH)
    assert not alignment.moved_paragraphs
    assert alignment.pairs("sentence") is alignment.sentences


def test_what_is_missing_is_not_found_elsewhere(english, chinese, unrelated):
    alignment = align_chapters(chapter(english), chapter([*chinese[:4], unrelated[0], *chinese[5:]]), **EN_ZH)
    assert not alignment.moved_paragraphs


def test_what_a_moved_bead_leaves_over_is_alone():
    beads = [Bead((0, 1), (0,), 0.4), Bead((2,), (1,), 0.3), Bead((), (2,), 0.0)]
    result = with_moved(beads, [Bead((0,), (2,), 0.8)])
    assert result == (Bead((0,), (2,), 0.8), Bead((1,), (), 0.0), Bead((), (0,), 0.0), Bead((2,), (1,), 0.3))


def moved(scores, *beads):
    """What moved, by the score of each source segment with each target segment."""
    table = np.array(scores, np.float32)
    rows, columns = (Side(one[None], *np.ones((3, len(one)))) for one in (table, np.eye(table.shape[1])))
    found = moved_beads([Bead(*bead) for bead in beads], rows, columns)
    return [(bead.source, bead.target, bead.score) for bead in found]


CROSSED = [[0.1, 0.7], [0.8, 0.1]]
BOTH = [((0,), (1,), 0.7), ((1,), (0,), 0.8)]


@pytest.mark.parametrize(
    ("beads", "found"),
    [
        ([((0,), (0,), 0.59), ((1,), (1,), 0.59)], BOTH),
        ([((0,), (0,), 0.6), ((1,), (1,), 0.6)], []),
        ([((0,), (), 0.0), ((1,), (0,), 0.8), ((), (1,), 0.0)], BOTH[:1]),
        ([((0, 1), (0, 1), 0.6)], BOTH),  # past their crossing
        ([((0, 1), (0, 1), 0.59)], BOTH),
        ([((0, 1), (), 0.0)], []),
        ([((0,), (1,), 0.5), ((1,), (0,), 0.5)], []),  # they are together already
    ],
)
def test_only_what_the_path_leaves_over_or_joins_may_have_moved(beads, found):
    assert moved(CROSSED, *beads) == found


def test_beads_of_several_that_do_not_cross_stay():
    assert moved([[0.8, 0.1], [0.1, 0.8]], ((0, 1), (0, 1), 0.7)) == []


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ([[0.46]], [((0,), (0,), 0.46)]),
        ([[0.44]], []),
        ([[0.46, 0.4]], [((0,), (0,), 0.46)]),
        ([[0.46], [0.42]], []),
        ([[0.8, 0.76]], []),
        ([[0.9, 0.1], [0.84, 0.3]], [((0,), (0,), 0.9)]),
        ([[0.9, 0.1], [0.8, 0.6]], [((0,), (0,), 0.9), ((1,), (1,), 0.6)]),  # when the first is taken
    ],
)
def test_each_of_a_pair_that_moved_is_clearly_the_best_of_the_other(scores, found):
    rows, columns = np.shape(scores)
    beads = [((i,), (), 0.0) for i in range(rows)] + [((), (j,), 0.0) for j in range(columns)]
    assert moved(scores, *beads) == found
