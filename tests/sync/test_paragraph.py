"""A paragraph of the translation, brought up to date sentence by sentence."""

from __future__ import annotations

import pytest

from amts_core.sync.change import Change
from amts_core.sync.paragraph import Revised, revise, whole_block
from amts_core.sync.parts import Part, Slot
from amts_core.sync.scene import Source
from tests.sync.builders import Places, chapter, material

A, B, C = "The lamp is red.", "The boat is old.", "The wood is dry."
X, Y, Z = "Die Lampe ist rot.", "Das Boot ist alt.", "Das Holz ist dürr."
FAR = "Look there at the long road."
OTHER = "We go to the garden with our three dogs."


def revised(
    before: str,
    after: str,
    translation: str,
    paragraphs: list[Places] | None = None,
    beads: list[Places] | None = None,
    group: int = 0,
) -> Revised:
    return revise(material(before, after, translation, paragraphs=paragraphs or [], beads=beads or [], group=group))


def shown(parts: tuple[Part, ...]) -> str:
    return "".join(f"[{part.segment.text}]" if isinstance(part, Slot) else str(part) for part in parts)


def edits(found: Revised) -> list[tuple[int, int, str]]:
    return [(edit.start, edit.end, shown(edit.parts)) for edit in found.edits]


def changes(found: Revised) -> list[Change]:
    return [story.change for story in found.stories]


def test_a_paragraph_whose_source_stayed_has_no_edit_and_its_stories() -> None:
    found = revised(f"{A} {B}\n", f"{A} {B}\n", f"{X}\n{Y}\n")
    assert (found.edits, found.emptied, found.replaced, found.flags) == ((), set(), False, ())
    assert [(one.change, [s.text for s in one.source], one.target) for one in found.stories] == [
        (Change.KEPT, [A], (X,)),
        (Change.KEPT, [B], (Y,)),
    ]
    assert [(one.former_source, one.former_target) for one in found.stories] == [("", "")] * 2


def test_a_sentence_that_came_and_one_that_went_change_only_their_places() -> None:
    came = revised(f"{A} {B}\n", f"{A} {OTHER} {B}\n", f"{X}\n{Y}\n")
    assert edits(came) == [(0, len(f"{X}\n{Y}"), f"{X}\n[{OTHER}]\n{Y}")]
    assert changes(came) == [Change.KEPT, Change.NEW, Change.KEPT]
    went = revised(f"{A} {B} {C}\n", f"{A} {C}\n", f"{X} {Y}\n{Z}\n")
    assert [text for _, _, text in edits(went)] in ([f"{X} {Z}"], [f"{X}\n{Z}"])
    assert [(one.former_source, one.former_target) for one in went.stories if one.change is Change.DELETED] == [(B, Y)]


def test_a_paragraph_of_which_nothing_is_left_becomes_one_draft_with_what_frames_it() -> None:
    found = revised(f"{A}\n", f"**{OTHER}**\n", f"{X}\n")
    assert edits(found) == [(0, len(X), f"**[{OTHER}]**")]
    (edit,) = found.edits
    assert edit.parts[1] == Slot(edit.parts[1].segment, starts=True)  # type: ignore[union-attr]
    (story,) = found.stories
    assert (story.change, story.former_source, story.former_target) == (Change.CHANGED, A, X)
    assert found.replaced is False


def test_a_cell_of_which_nothing_is_left_is_a_draft_for_a_cell() -> None:
    source = Source.of(chapter(f"| {A} |\n|---|\n\n{B}\n"), "en")
    first, second = sorted(source.paragraphs)
    for block, is_cell in ((first, True), (second, False)):
        parts = whole_block(source, source.chapter.blocks[block], source.paragraphs[block])
        assert parts[1] == Slot(source.paragraphs[block], starts=True, cell=is_cell)


def test_paragraphs_of_another_number_are_replaced_by_those_of_the_source() -> None:
    found = revised(f"{A} {B}\n", f"{OTHER}\n", f"{X}\n\n{Y}\n", [([0], [0, 1])])
    assert (found.replaced, found.edits) == (True, ())
    assert [(one.change, one.former_source, one.former_target) for one in found.stories] == [
        (Change.DELETED, f"{A} {B}", f"{X} {Y}")
    ]


def test_a_paragraph_whose_sentences_are_gone_is_emptied() -> None:
    rows: list[Places] = [([0], [0, 1])]
    found = revised(f"{A} {B}\n", f"{A}\n", f"{X}\n\n{Y}\n", rows, [([0], [0]), ([1], [1])])
    assert len(found.emptied) == 1
    assert found.edits == ()
    assert changes(found) == [Change.KEPT, Change.DELETED]


def test_a_sentence_in_two_paragraphs_is_changed_in_the_first_alone() -> None:
    rows: list[Places] = [([0], [0, 1])]
    beads: list[Places] = [([0], [0, 1]), ([1], [2])]
    carried = revised(
        f"We use $n$. {B}\n", f"We use $n$. {B} {OTHER}\n", f"Wir nutzen $n$.\n\nUnd so. {Y}\n", rows, beads
    )
    assert edits(carried) == [(17, 17 + len(f"Und so. {Y}"), f"Und so. {Y} [{OTHER}]")]
    new = "We use it in the garden with our three dogs."
    changed = revised(f"{A} {B}\n", f"{new} {B}\n", f"{X}\n\nUnd so. {Y}\n", rows, beads)
    assert [text for _, _, text in edits(changed)] == [f"[{new}]", Y]
    assert changed.emptied == set()


def test_a_draft_that_has_no_place_leaves_the_text_as_it_is() -> None:
    beads: list[Places] = [([0], [0]), ([1], [])]
    found = revised(f"{A} {B}\n", f"{A} The boat is quite old now.\n", f"{X}\n", [([0], [0])], beads)
    assert [story.change for story in found.stories if story.change is not Change.KEPT] in (
        [Change.NEW],
        [Change.BESIDE],
    )
    alone = revised(f"{A}\n\n{B}\n", f"{A}\n", f"{X}\n", [([0], [0]), ([1], [])], beads)
    assert alone.edits == ()


def test_what_only_the_translation_has_stays_and_is_told_of_by_nobody() -> None:
    beads: list[Places] = [([0], [0]), ([], [1]), ([1], [2])]
    found = revised(f"{A} {B}\n", f"{A} {B}\n", f"{X} {Z} {Y}\n", [([0], [0])], beads)
    assert found.edits == ()
    assert [one.target for one in found.stories] == [(X,), (Y,)]


def test_a_draft_starts_its_block_only_where_nothing_stands_before_it() -> None:
    found = revised(f"{A} {B}\n", f"{FAR} {A} {B} {FAR}\n", f"{X} {Y}\n")
    (edit,) = found.edits
    assert [part.starts for part in edit.parts if isinstance(part, Slot)] == [True, False]
    cell = revised(f"| {A} |\n|---|\n", f"| {A} {FAR} |\n|---|\n", f"| {X} |\n|---|\n")
    assert [part.cell for part in cell.edits[0].parts if isinstance(part, Slot)] == [True]


# marks


def test_marks_of_the_source_come_whole() -> None:
    found = revised(f"{A} {B} {C}\n", f"**{A} {B}** {C}\n", f"{X} {Y}\n{Z}\n")
    assert [text for _, _, text in edits(found)] == [f"**{X} {Y}**\n{Z}"]
    assert found.flags == ()


def test_marks_that_would_be_halved_stay_out_and_are_told_of_the_first_sentence_with_a_source() -> None:
    beads: list[Places] = [([0, 1], [0])]
    found = revised(f"{A} {B}\n", f"**{A}** {B}\n", f"{X[:-1]}, {Y}\n", [([0], [0])], beads)
    assert found.edits == ()
    told = [flag for story in found.stories for flag in story.flags]
    assert len(told) == 1


def test_a_mark_for_slides_is_put_into_no_other() -> None:
    before, after = "The model BERT reads text. It is slow.\n", "The model [**BERT**] reads text. It is slow.\n"
    found = revised(before, after, "[**Das Modell BERT liest Text. Es ist langsam.**]\n")
    assert found.edits == ()
    (told,) = [flag for story in found.stories for flag in story.flags]
    assert told == "marks of the source have no clear place in the translation: one would stand in another"


# stories


@pytest.mark.parametrize(("new", "former", "quiet"), [("The lamp is red.", "", False), ("The lamp is red", A, True)])
def test_a_sentence_that_is_kept_has_its_former_source_where_that_is_told(new: str, former: str, quiet: bool) -> None:
    found = revised(f"{A}\n", f"{new}\n", f"{X}\n")
    (story,) = found.stories
    assert (story.change, story.former_source, story.former_target, story.quiet) == (Change.KEPT, former, "", quiet)
    assert bool(story.flags) is bool(former)


def test_a_sentence_in_whose_place_a_draft_stands_has_its_former_texts() -> None:
    found = revised(f"{A} {B}\n", f"{A} We go to the old garden.\n", f"{X} {Y}\n")
    story = next(one for one in found.stories if one.change is not Change.KEPT)
    assert (story.change, story.former_source, story.former_target) == (Change.CHANGED, B, Y)
