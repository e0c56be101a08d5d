"""Paragraphs that a translator moved are found across the path of the others."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import Bead
from amts_core.parallel.chapters import align_chapters
from amts_core.parallel.crossing import with_moved
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
    assert [(bead.source, bead.target) for bead in result] == [((0,), (2,)), ((1,), ()), ((), (0,)), ((2,), (1,))]
