"""Where the units of the old source stand in the translation."""

from __future__ import annotations

from unittest import mock

import pytest

from amts_core.parallel.alignment import Bead
from amts_core.sync import likeness
from amts_core.sync.counterpart import Counterparts
from tests.sync.builders import Angles, Places, aligned, beside

A, B, C = "The lamp is red.", "The boat is old.", "The wood is dry."
X, Y, Z = "Die Lampe ist rot.", "Das Boot ist alt.", "Das Holz ist dürr."


def counterparts(
    before: str,
    translation: str,
    paragraphs: list[Places] | None = None,
    beads: list[Places] | None = None,
    score: float = 0.8,
) -> Counterparts:
    alignment = aligned(before, translation, paragraphs=paragraphs or [], beads=beads or paragraphs or [], score=score)
    return beside(alignment, before, translation)


def test_a_unit_stands_where_its_paragraph_is_aligned_and_has_what_shares_its_place() -> None:
    found = counterparts(
        f"{A}\n\n{B}\n\n{C}\n", f"{X}\n\n{Y} {Z}\n", [([0], [0]), ([1, 2], [1])], [([0], [0]), ([1], [1]), ([2], [2])]
    )
    assert found.images == {0: (0,), 1: (1,), 2: (1,)}
    assert found.sharers == {0: (0,), 1: (1, 2)}
    assert found.lonely == frozenset()
    assert [group.source for group in found.groups] == [(0,), (1, 2)]
    assert [group.source for group in found.group_of_block.values()] == [(0,), (1, 2), (1, 2)]


def test_what_only_the_translation_has_is_lonely() -> None:
    found = counterparts(f"{A}\n", f"{X}\n\n{Y}\n", [([0], [0]), ([], [1])])
    assert (found.images, found.lonely) == ({0: (0,)}, {1})
    assert [group.source for group in found.groups] == [(0,), ()]
    assert [[bead.target for bead in group.beads] for group in found.groups] == [[(0,)], [(1,)]]


def test_words_are_counted_in_small_letters() -> None:
    found = counterparts(f"{A} {B}\n", f"{X} {Y}\n", [([0], [0])], [([0], [0]), ([1], [1])])
    assert (found.words["the"], found.words["lamp"], found.words["Lamp"]) == (2, 1, 0)


def test_of_a_chapter_of_few_sentences_its_lexicon_knows_nothing() -> None:
    assert counterparts(f"{A}\n", f"{X}\n").lexicon().pairs == 0
    many, translations = "\n\n".join([A, B, C] * 10) + "\n", "\n\n".join([X, Y, Z] * 10) + "\n"
    lexicon = counterparts(many, translations).lexicon()
    assert lexicon.pairs == 30
    assert lexicon.likeliest("boat")[0] in ("boot", "alt")
    lacking = counterparts(
        many, "\n\n".join([X, Y, Z] * 10) + f"\n\n{X}\n", [([n], [n]) for n in range(30)] + [([], [30])]
    )
    assert lacking.lexicon().pairs == 30


def test_a_bead_is_doubtful_or_told_by_its_length_alone() -> None:
    walk, own = "We walk along `a` and `b` to the sea.", "Ein Text `c` des Übersetzers `d` und mehr."
    found = counterparts(f"{A}\n\n{walk}\n", f"{X}\n\n{own}\n")
    beads = [bead for group in found.groups for bead in group.beads]
    assert [found.doubtful(bead) for bead in beads] == [False, True]
    assert [found.by_length_alone(bead) for bead in beads] == [True, True]
    assert [group.doubtful for group in found.groups] == [False, True]


# what only the translation has, put beside a paragraph with others

OWN = "NASA, ESA und CNES waren auch schon hier."


def test_a_paragraph_of_the_translators_own_is_taken_out_of_the_bead_that_it_was_put_into() -> None:
    before, first, last = f"{A}\n", f"{X}\n\n{OWN}\n", f"{OWN}\n\n{X}\n"
    for translation, place, others in ((first, 0, 1), (last, 1, 0)):
        found = counterparts(before, translation, [([0], [0, 1])])
        assert (found.images, found.lonely) == ({0: (place,)}, {others})
        beads = [(bead.source, bead.target, bead.score) for bead in found.alignment.sentences]
        assert sorted(beads) == sorted([((0,), (place,), 0.8), ((), (others,), 0.0)])
        assert sorted(bead.score for bead in found.alignment.paragraphs) == [0.0, 0.8]
        assert [bead.target for bead in found.alignment.sentences] == [(0,), (1,)]


def test_one_paragraph_at_least_stays_beside_its_source() -> None:
    found = counterparts(f"{A}\n", f"{OWN}\n\n{OWN}\n", [([0], [0, 1])])
    assert found.images == {0: (1,)}
    alone = counterparts(f"{A}\n", f"{OWN}\n", [([0], [0])])
    assert (alone.images, alone.lonely) == ({0: (0,)}, frozenset())
    inside = counterparts(f"{A}\n", f"{X}\n\n{OWN}\n\n{Y}\n", [([0], [0, 1, 2])])
    assert inside.images == {0: (0, 1, 2)}


def test_a_bead_of_which_all_sentences_are_strangers_has_none_left() -> None:
    found = counterparts(f"{A} {B}\n", f"{X}\n\n{OWN}\n", [([0], [0, 1])], [([0], [0]), ([1], [1])])
    rows = [(bead.source, bead.target, bead.score) for bead in found.alignment.sentences]
    assert rows == [((0,), (0,), 0.8), ((1,), (), 0.0), ((), (1,), 0.0)]


# beads of a group


def test_sentences_without_partner_that_stand_beside_each_other_are_one_bead() -> None:
    found = counterparts(f"{A} {B}\n", f"{X} {Y}\n", [([0], [0])], [([0], [0]), ([1], []), ([], [1])])
    assert found.groups[0].beads == (Bead((0,), (0,), 0.8), Bead((1,), (1,), 0.0))
    other = counterparts(f"{A} {B}\n", f"{X} {Y}\n", [([0], [0])], [([0], []), ([], [0]), ([1], [1])])
    assert other.groups[0].beads == (Bead((0,), (0,), 0.0), Bead((1,), (1,), 0.8))


def test_lonely_sentences_beside_a_pair_stay_alone() -> None:
    rows: list[Places] = [([0], []), ([1], [0]), ([], [1])]
    found = counterparts(f"{A} {B}\n", f"{X} {Y}\n", [([0], [0])], rows)
    assert [(bead.source, bead.target) for bead in found.groups[0].beads] == [((0,), ()), ((1,), (0,)), ((), (1,))]


CROSSED = [
    (("0 ant.", "90 bee."), ("90 Biene.", "0 Ameise."), [((0,), (1,)), ((1,), (0,))]),
    (("0 ant.", "90 bee."), ("50 Biene.", "40 Ameise."), [((0, 1), (0, 1))]),  # neither is clearly the other's
    (("0 ant.", "90 bee."), ("0 Biene.", "40 Ameise."), [((0,), (0,)), ((1,), (1,))]),
    (("0 ant.", "5 bee."), ("90 Biene.", "0 Ameise."), [((0, 1), (0, 1))]),  # both are the same one's
    (("0 ant.", "90 bee."), ("128 Biene.", "-52 Ameise."), [((0,), (1,)), ((1,), (0,))]),  # .62
    (("0 ant.", "90 bee."), ("128 Biene.", "-55 Ameise."), [((0, 1), (0, 1))]),  # .57
    (("0 ant.", "15 bee."), ("10 Biene.", "0 Ameise."), [((0, 1), (0, 1))]),
]


@pytest.mark.parametrize(("ours", "theirs", "beads"), CROSSED)
def test_sentences_that_a_translator_put_into_another_order_are_pairs(
    ours: tuple[str, ...], theirs: tuple[str, ...], beads: list[tuple[tuple[int, ...], tuple[int, ...]]]
) -> None:
    before, translation = (" ".join(side) + "\n" for side in (ours, theirs))
    alignment = aligned(before, translation, paragraphs=[([0], [0])], beads=[([0, 1], [0, 1])], method="encoder")
    with mock.patch.object(likeness, "shared_encoder", Angles):
        found = beside(alignment, before, translation).groups[0].beads
    assert [(bead.source, bead.target) for bead in found] == beads
    if len(beads) > 1:
        assert found[0].score == pytest.approx(0.6157 if theirs[1].startswith("-") else 1.0, abs=1e-3)


def test_other_beads_stay_as_they_were_aligned() -> None:
    for method, row in (("length and anchors", ([0, 1], [0, 1])), ("encoder", ([0, 1], [0]))):
        translation = f"{X} {Y}\n" if len(row[1]) == 2 else f"{X}\n"
        alignment = aligned(f"{A} {B}\n", translation, paragraphs=[([0], [0])], beads=[row], method=method)  # type: ignore[arg-type]
        (bead,) = beside(alignment, f"{A} {B}\n", translation).groups[0].beads
        assert (bead.source, bead.target) == (tuple(row[0]), tuple(row[1]))


# units without text


def test_code_is_paired_by_what_it_holds_else_by_its_order_between_the_texts() -> None:
    code = "```python\n{}\n```"
    cells = [code.format(f"x_{n} = load('file {n}')") for n in range(3)]
    before, translation = f"{A}\n\n{cells[0]}\n\n{cells[1]}\n\n{B}\n", f"{X}\n\n{cells[0]}\n\n{cells[1]}\n\n{Y}\n"
    assert counterparts(before, translation).images == {0: (0,), 1: (1,), 2: (2,), 3: (3,)}
    changed = translation.replace("file", "Datei")
    assert counterparts(before, changed).images == {0: (0,), 1: (1,), 2: (2,), 3: (3,)}
    lacking = f"{X}\n\n{code.format('y = 1')}\n\n{Y}\n"
    assert counterparts(before, lacking).images == {0: (0,), 3: (2,)}
    assert counterparts(before, lacking).lonely == {1}


def test_of_more_units_than_the_translation_has_those_with_the_same_text_are_pairs_in_order() -> None:
    rows = ["a | b", "c | d", "e | f"]
    before = f"{A}\n\n" + "\n\n".join(f"<!-- {row} -->" for row in rows) + "\n"
    translation = f"{X}\n\n<!-- c | d -->\n\n<!-- e | f -->\n"
    assert counterparts(before, translation).images == {0: (0,), 2: (1,), 3: (2,)}
    crossed = f"{X}\n\n<!-- c | d -->\n\n<!-- a | b -->\n"
    assert counterparts(before, crossed).images == {0: (0,), 1: (2,)}
    as_many = f"{X}\n\n<!-- c | d -->\n\n<!-- g -->\n\n<!-- a | b -->\n"
    assert counterparts(before, as_many).images == {0: (0,), 1: (1,), 2: (2,), 3: (3,)}


def test_units_of_another_kind_are_never_paired() -> None:
    before, translation = f"{A}\n\n```python\nx = 1\n```\n\n{B}\n", f"{X}\n\n$$y = 2$$\n\n{Y}\n"
    found = counterparts(before, translation)
    assert found.images == {0: (0,), 2: (2,)}
    assert found.lonely == {1}


def test_units_are_counted_between_those_that_hold_the_same() -> None:
    code = "```python\nx_1 = load('a file of lamps')\n```"
    before, translation = f"{A}\n\n<!-- a -->\n\n{code}\n\n<!-- b -->\n\n{B}\n", f"{X}\n\n{code}\n\n<!-- c -->\n\n{Y}\n"
    assert counterparts(before, translation).images == {0: (0,), 2: (1,), 3: (2,), 4: (3,)}


def test_code_that_the_translation_has_elsewhere_is_found_there() -> None:
    code = "```python\nx_1 = load('a file of lamps')\n```"
    assert counterparts(f"{code}\n\n{A}\n", f"{X}\n\n{code}\n").images == {0: (1,), 1: (0,)}


def test_headings_are_paired_by_their_alignment_alone() -> None:
    assert counterparts("# One\n\n# Two\n", "# Zwei\n", [([0], []), ([1], [0])]).images == {1: (0,)}
