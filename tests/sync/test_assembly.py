"""The text of a synced chapter, from the units of the new source and of the translation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amts_core.languages import LanguagePair
from amts_core.sync.assembly import Assembly
from amts_core.sync.change import Change
from amts_core.sync.parts import Choice, Edit, Slot, Story
from amts_core.sync.plan import Layout, Line
from amts_core.sync.record import Chosen
from amts_core.sync.units import cut_units
from amts_core.translate.document import Draft
from amts_core.translate.rebuild import DamagedChapter
from tests.sync.builders import chapter, sentences
from tests.sync.rules.cases import LEXICON, case

SOURCE, TRANSLATION = "# Lamps\n\nThe lamp is bright.\n\n\nIt is red.\n", "# Lampen\n\nDie Lampe ist hell.\n\n"
NOTHING = Layout((), (), {}, (), (), (), {}, " ", {}, ())
STAYS, NEW = Line(False, 1, 1), Line(True, 2, 2)
REVISION = case("It is bright.", "It is red.", "hell", target="de")


def text(
    lines: list[Line],
    *,
    source: str = SOURCE,
    translation: str = TRANSLATION,
    chosen: dict[str, Chosen] | None = None,
    one_sentence_per_line: bool = False,
    **layout: object,
) -> str:
    """The text of a planned chapter, with drafts in brackets."""
    after = chapter(source)
    new = [block.index for line in lines if line.is_new for block in cut_units(after).units[line.number].texts]
    paragraphs = {one.block: one for one in _paragraphs(source)}
    stories = [Story(Change.NEW, (paragraphs[n],), (Slot(paragraphs[n]),)) for n in new]
    plan = replace(NOTHING, lines=tuple(lines), stories=tuple(stories))
    plan = replace(plan, **layout)  # type: ignore[arg-type]
    drafts = {one.id: Draft(one.id, f"[{one.text}]") for one in (*_paragraphs(source), *sentences(source))}
    sides = cut_units(after), cut_units(chapter(translation))
    return Assembly(plan, *sides, LanguagePair("en", "de"), drafts, chosen or {}, one_sentence_per_line).text()


def _paragraphs(source: str):  # type: ignore[no-untyped-def]
    from amts_core.book.segments import segments

    return segments(chapter(source), language="en", granularity="paragraph")


def test_units_of_the_translation_stand_as_they_are_and_new_ones_have_their_drafts() -> None:
    assert text([Line(False, 0, 0), STAYS]) == TRANSLATION
    assert text([Line(False, 0, 0), STAYS, NEW]) == "# Lampen\n\nDie Lampe ist hell.\n\n\n[It is red.]\n\n"
    assert text([Line(False, 0, 0), NEW]) == "# Lampen\n\n\n[It is red.]\n\n"


def test_between_units_stand_the_blank_lines_of_the_side_that_has_more() -> None:
    moved = text([Line(False, 0, 0), Line(True, 2, -1), STAYS])
    assert moved == "# Lampen\n\n\n[It is red.]\n\nDie Lampe ist hell.\n\n"
    assert text([Line(True, 0), Line(True, 1, 1)], translation="") == "# [Lamps]\n\n[The lamp is bright.]"


def test_a_paragraph_never_joins_what_stands_before_it() -> None:
    source, translation = "One lamp.\n- Two lamps.\n", "Eine Lampe.\n# Mehr\n"
    joined = text([Line(False, 0, 0), Line(True, 0, -1)], source=source, translation=translation)
    assert joined == "Eine Lampe.\n\n[One lamp.]\n"
    item = text([Line(False, 0, 0), Line(True, 1, -1)], source=source, translation=translation)
    assert item == "Eine Lampe.\n- [Two lamps.]\n"


def test_the_end_is_that_of_the_translation() -> None:
    assert text([Line(False, 0, 0)], translation="# Lampen\n\nDie Lampe ist hell.") == "# Lampen"
    assert text([Line(False, 0, 0), NEW], translation="# Lampen") == "# Lampen\n\n\n[It is red.]"
    assert text([Line(False, 0)], translation="# Lampen\n\n\n") == "# Lampen\n\n\n"


def test_blank_lines_before_a_chapter_stay_but_not_before_front_matter() -> None:
    assert text([Line(False, 0)], translation="\n\n# Lampen\n") == "\n\n# Lampen\n"
    front = "---\ntitle: x\n---\n\n# A\n"
    lines = [Line(True, 0, 0), Line(False, 0, 1)]
    assert text(lines, source=front, translation="\n\n# Lampen\n").startswith("---\n")
    assert text([NEW, Line(False, 0)], translation="\n\n# Lampen\n").startswith("\n\n[It is red.]")


def test_edits_stand_in_their_units() -> None:
    start = TRANSLATION.index("hell")
    edits = (Edit(2, 8, ("Licht",)), Edit(start, start + 4, ("grün",)))
    assert text([Line(False, 0), STAYS], edits=edits) == "# Licht\n\nDie Lampe ist grün.\n\n"
    assert text([STAYS], edits=edits) == "Die Lampe ist grün.\n\n"
    whole = (Edit(TRANSLATION.index("Die"), len(TRANSLATION) - 1, ("Grün ist sie.\n",)),)
    assert text([Line(False, 0), STAYS], edits=whole) == "# Lampen\n\nGrün ist sie.\n\n"


def test_what_was_chosen_stands_in_place_of_a_choice() -> None:
    (now,) = sentences("The lamp is red.")
    choice = Choice.of(REVISION, LEXICON, (Slot(now),), keeps=True)
    start = TRANSLATION.index("hell")
    edits = (Edit(start, start + 4, (choice,)),)
    kept = text([Line(False, 0), STAYS], edits=edits, chosen={choice.name: Chosen(Change.OUTDATED, "hell")})
    assert kept == TRANSLATION


def test_new_units_take_human_text_and_what_was_chosen() -> None:
    paragraph = _paragraphs(SOURCE)[2]
    lines = [Line(False, 0, 0), STAYS, NEW]
    assert text(lines, reused={paragraph.id: "Sie ist rot."}).endswith("\n\n\nSie ist rot.\n\n")
    assert text(lines, reused={paragraph.id: "Sie ist $x$ rot."}).endswith("Sie ist $x$ rot.\n\n")
    choice = Choice.of(
        case("It is bright.", "It is red.", "hell", target="de"), LEXICON, (Slot(paragraph),), keeps=True
    )
    chosen = {choice.name: Chosen(Change.REPAIRED, "Rot ist sie.")}
    assert text(lines, reused={paragraph.id: choice}, chosen=chosen).endswith("\n\n\nRot ist sie.\n\n")
    gives_way = {choice.name: Chosen(Change.CHANGED)}
    assert text(lines, reused={paragraph.id: choice}, chosen=gives_way).endswith("\n\n\n[It is red.]\n\n")


def test_a_wrapper_with_human_text_stands_as_planned_with_the_line_ends_of_the_translation() -> None:
    source = "# Lamps\n\n```\nIt is red.\n```\n"
    lines = [Line(False, 0, 0), Line(True, 1, 1)]
    filled = text(lines, source=source, translation="# Lampen\r\n", wrapped={1: "```\nSie ist rot.\n```\n", 0: "# X\n"})
    assert filled == "# Lampen\r\n\r\n```\r\nSie ist rot.\r\n```\r\n"


def test_a_unit_goes_to_the_depth_that_was_planned() -> None:
    source, translation = "- a\n\n  - b\n", "- eins\n- zwei\n"
    lines = [Line(False, 0, 0), Line(False, 1, 1)]
    assert text(lines, source=source, translation=translation, indents={1: "  "}) == "- eins\n  - zwei\n"


def test_sentences_stand_on_lines_of_their_own_where_that_is_the_habit() -> None:
    source = "# Lamps\n\nIt is red. It is big.\n"
    lines = [Line(False, 0, 0), Line(True, 1, 1)]
    (one,) = [one for one in _paragraphs(source) if one.text.startswith("It")]
    first, second = sentences(source)[1:]
    stories = tuple(Story(Change.NEW, (part,), (Slot(part),)) for part in (first, second))
    for layout, wished, gap in (("\n", False, "\n"), (" ", True, "\n"), (" ", False, " ")):
        done = text(
            lines, source=source, translation="# L\n", gap=layout, one_sentence_per_line=wished, stories=stories
        )
        assert done == f"# L\n\n[It is red.]{gap}[It is big.]\n"
    assert one.text == "It is red. It is big."


def test_an_empty_source_empties_the_chapter_and_a_plan_without_lines_is_damage() -> None:
    assert text([], source="\n\n", translation="# L\r\n") == "\r\n\r\n"
    with pytest.raises(DamagedChapter, match="nothing of chapter 'x' is left: look at its source"):
        text([])


def test_a_result_that_does_not_parse_as_planned_is_damage_with_its_line() -> None:
    start = TRANSLATION.index("Die Lampe")
    for human, message in (
        ("# Die", r"would be damaged in line 3: .*paragraph.* became .*heading"),
        ("Die\n\n", "would be damaged: 2 units became 3; translate it again"),
    ):
        with pytest.raises(DamagedChapter, match=message):
            text([Line(False, 0), STAYS], edits=(Edit(start, start + 3, (human,)),))
