"""What a chapter is planned from."""

from __future__ import annotations

from amts_core.book.chapter import BlockKind
from amts_core.sync.change import Change
from amts_core.sync.parts import Slot, Story
from amts_core.sync.scene import Findings, Source, bare, named
from tests.sync.builders import chapter, scene

LAMP, ROAD, WOOD = "The lamp is bright.", "The long road goes to the sea.", "The wood of the boat is old."
LAMPE, STRASSE, HOLZ = "Die Lampe ist hell.", "Die lange Straße geht zum Meer.", "Das Holz des Boots ist alt."
BEFORE, TRANSLATION = f"{LAMP}\n\n{ROAD}\n\n{WOOD}\n", f"{LAMPE}\n\n{STRASSE}\n\n{HOLZ}\n"


def test_units_of_the_old_source_that_have_a_version_are_kept_and_have_their_images() -> None:
    found = scene(BEFORE, f"{LAMP}\n\n{WOOD}\n", TRANSLATION)
    assert found.kept == {0, 2}
    assert [unit.text for unit in found.images(2)] == [f"{HOLZ}\n"]
    assert found.translation.text == TRANSLATION


def test_a_unit_without_an_image_has_none_and_a_group_is_found_once() -> None:
    found = scene(BEFORE, BEFORE, f"{LAMPE}\n\n{STRASSE}\n", paragraphs=[([0], [0]), ([1, 2], [1])], beads=PARTS)
    assert [unit.text for unit in found.images(1)] == [unit.text for unit in found.images(2)] == [f"{STRASSE}\n"]
    assert [group.source for group in found.groups(found.old.units)] == [(0,), (1, 2)]
    lacking = scene(BEFORE, BEFORE, f"{LAMPE}\n", paragraphs=LACKING, beads=LACKING)
    assert lacking.images(1) == []


LACKING = [([0], [0]), ([1], []), ([2], [])]
PARTS = [([0], [0]), ([1, 2], [1])]


def test_a_unit_that_moves_takes_its_translation_along_unless_that_shows_another_too() -> None:
    after = f"{WOOD}\n\n{LAMP}\n\n{ROAD}\n"
    assert scene(BEFORE, after, TRANSLATION).matches[0].moved
    shared = scene(BEFORE, after, f"{LAMPE}\n\n{STRASSE}\n", paragraphs=PARTS, beads=PARTS)
    assert 0 not in shared.matches
    assert shared.kept == {0, 1}


def test_human_text_that_goes_is_found_by_its_letters() -> None:
    found = Findings(
        stories=[Story(Change.KEPT, (), (), "", "Die\nLampe"), Story(Change.DELETED, (), (), "", "> Die\nLampe")]
    )
    assert found.deleted("Die Lampe") is found.stories[1]
    assert found.deleted("Das Holz") is None


def test_what_has_no_safe_place_is_a_draft_beside_with_the_reason() -> None:
    here, found = scene(BEFORE, BEFORE, TRANSLATION), Findings()
    block = here.new.units[1].texts[0].index
    found.beside(here.source, [block], "why")
    paragraph = here.source.paragraphs[block]
    assert found.stories == [Story(Change.BESIDE, (paragraph,), (Slot(paragraph),), flags=("why",))]


def test_texts_are_bare_without_blanks_and_quote_marks_and_a_unit_is_named_with_its_line() -> None:
    here = scene(BEFORE, BEFORE, TRANSLATION)
    assert bare("> a\n> b", Slot(here.source.paragraphs[here.new.units[0].texts[0].index]), "c") == "abc"
    assert named(here.new, here.new.units[2]) == f"{BlockKind.PARAGRAPH} {WOOD!r} in line 5"
    long = scene(BEFORE, f"{LAMP} {'x' * 60}\n", TRANSLATION)
    assert named(long.new, long.new.units[0]) == f"{BlockKind.PARAGRAPH} '{LAMP} {'x' * 20}' in line 1"


def test_a_source_has_its_paragraphs_and_sentences_by_block_and_their_lines() -> None:
    source = Source.of(chapter(f"# Head\n\n{LAMP} {WOOD}\n{ROAD}\n"), "en")
    head, text = sorted(source.paragraphs)
    assert source.paragraphs[head].text == "Head"
    assert source.paragraphs[text].text == f"{LAMP} {WOOD} {ROAD}"
    assert [one.text for one in source.sentences[text]] == [LAMP, WOOD, ROAD]
    assert source.lines == {"Head": 1, LAMP: 3, WOOD: 3, ROAD: 4}


def test_spans_on_several_lines_are_known_by_their_text_on_one() -> None:
    source = Source.of(chapter("We see $a +\n  b$ and `c` here.\n"), "en")
    assert source.lines_of_spans == {"$a + b$": "$a +\n  b$"}
