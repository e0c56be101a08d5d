"""Paragraphs that were cut in two where the translation says both parts in one sentence."""

from __future__ import annotations

import pytest

from amts_core.sync.splits import split_units
from tests.sync.builders import Places, scene

A, X = "The lamp is red.", "Die Lampe ist rot."
ONE, TWO = "We measure the room with great care.", "Then we cut the wood to the right size."
BOTH = "Wir messen den Raum sorgfältig, dann schneiden wir das Holz."
APART = "Wir messen den Raum sorgfältig. Dann schneiden wir das Holz."
BEFORE = f"{A}\n\n{ONE} {TWO}\n"
TOGETHER: list[Places] = [([0], [0]), ([1, 2], [1])]
PARAGRAPHS: list[Places] = [([0], [0]), ([1], [1])]


def split(after: str, translation: str = BOTH, beads: list[Places] = TOGETHER, before: str = BEFORE) -> dict[int, int]:
    here = scene(before, after, f"{X}\n\n{translation}\n", paragraphs=PARAGRAPHS, beads=beads)
    return split_units(here)


def test_the_rest_of_a_paragraph_that_is_said_in_one_sentence_belongs_to_its_unit() -> None:
    (rest,) = split(f"{A}\n\n{ONE}\n\n{TWO}\n").items()
    assert rest in ((1, 1), (2, 1))


def test_a_paragraph_that_can_be_cut_in_the_translation_too_has_no_rest() -> None:
    assert split(f"{A}\n\n{ONE}\n\n{TWO}\n", APART, [([0], [0]), ([1], [1]), ([2], [2])]) == {}


def test_a_part_with_a_sentence_more_than_before_belongs_to_it() -> None:
    rows: list[Places] = [([0], [0]), ([1], [1])]
    joined = f"{A}\n\n{ONE[:-1]}, and {TWO}\n"
    assert len(split(f"{A}\n\n{ONE}\n\n{TWO}\n", BOTH, rows, joined)) == 1


@pytest.mark.parametrize(
    "after",
    [
        f"{A}\n\n{ONE}\n\n- {TWO}\n",  # another form
        f"{A}\n\n{ONE}\n\nThe old dog sleeps under the long table.\n",  # another text
        f"{A}\n\n{ONE} {TWO}\n\n{TWO}\n",  # the unit alone says all
        f"{A}\n\n{ONE} {TWO}\n",
    ],
)
def test_what_is_no_part_of_it_is_no_rest(after: str) -> None:
    assert split(after) == {}


def test_a_paragraph_without_translation_or_in_a_group_of_several_has_no_rest() -> None:
    after = f"{A}\n\n{ONE}\n\n{TWO}\n"
    lacking = scene(BEFORE, after, f"{X}\n", paragraphs=[([0], [0]), ([1], [])], beads=[([0], [0]), ([1, 2], [])])
    assert split_units(lacking) == {}
    shared = scene(BEFORE, after, f"{BOTH}\n", paragraphs=[([0, 1], [0])], beads=[([0, 1, 2], [0])])
    assert split_units(shared) == {}


def test_the_share_of_words_that_parts_and_paragraph_have_in_common_decides() -> None:
    words = [f"w{n}" for n in range(20)]
    first, second = " ".join(words[:12]), " ".join(words[12:])
    before = f"{A}\n\n{' '.join(words)}.\n"
    rows: list[Places] = [([0], [0]), ([1], [1])]
    for more, count in ((0, 1), (7, 1), (30, 0)):
        filler = " ".join(f"x{n}" for n in range(more))
        assert len(split(f"{A}\n\n{first}.\n\n{second} {filler}.\n", BOTH, rows, before)) == count
