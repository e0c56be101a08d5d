"""What a planned text consists of, and how it is written once the drafts are there."""

from __future__ import annotations

from amts_core.book.segments import segments
from amts_core.sync.change import Change
from amts_core.sync.parts import Choice, Slot, Story, has_choice, one_line, slots, with_line_ends, written
from amts_core.translate.document import Draft
from tests.sync.builders import chapter, sentences
from tests.sync.rules.cases import LEXICON, case

ONE, TWO = sentences("It is red. It is big.\n")
DRAFTS = {ONE.id: Draft(ONE.id, "Es ist\nrot."), TWO.id: Draft(TWO.id, "- Es ist groß.")}
AFTER = chapter("It is red. It is big.\n")
REVISION = case("The list is red.", "The loss is red.", "表")
CHOICE = Choice.of(REVISION, LEXICON, (Slot(ONE), " ", Slot(TWO)), keeps=True)


def test_slots_are_those_of_a_text_and_of_its_choices_in_order() -> None:
    assert slots(["a", Slot(TWO), CHOICE]) == [Slot(TWO), Slot(ONE), Slot(TWO)]
    assert slots(["a"]) == []
    assert has_choice(["a", CHOICE])
    assert not has_choice(["a", Slot(ONE)])


def test_a_choice_knows_the_words_that_changed_and_stayed_in_its_source() -> None:
    assert CHOICE.human == "表"
    assert (CHOICE.words.chances.keys(), CHOICE.words.pairs) == ({"list", "loss"}, LEXICON.pairs)
    assert (CHOICE.name, CHOICE.keeps) == (REVISION.now[0].id, True)


def test_a_story_needs_somebody_unless_it_says_that_it_does_not() -> None:
    assert not Story(Change.NEW, (ONE,), (Slot(ONE),)).quiet


def test_parts_on_one_line_have_no_line_ends_and_the_drafts_of_a_choice() -> None:
    assert one_line(["Ja\r\n  und ", Slot(ONE)], DRAFTS) == "Ja und Es ist rot."
    assert one_line(["Ja\\\n> und  \n", Slot(ONE)], DRAFTS) == "Ja<br>und<br>Es ist rot."
    assert one_line([CHOICE], DRAFTS) == "Es ist rot. - Es ist groß."


def test_all_line_ends_become_the_same() -> None:
    assert with_line_ends("a\r\nb\rc\nd", "\r\n") == "a\r\nb\r\nc\r\nd"


def test_a_draft_at_the_start_of_a_line_starts_no_list() -> None:
    assert written([Slot(TWO)], DRAFTS, AFTER, {}) == "- Es ist groß."
    assert written([Slot(TWO, starts=True)], DRAFTS, AFTER, {}) == "\\- Es ist groß."
    for opening in ("x\n", "x\r", "x\n  > "):
        assert written([opening, Slot(TWO)], DRAFTS, AFTER, {}) == f"{opening}\\- Es ist groß."
    assert written(["x ", Slot(TWO)], DRAFTS, AFTER, {}) == "x - Es ist groß."


def test_a_draft_in_a_cell_ends_no_cell() -> None:
    drafts = {ONE.id: Draft(ONE.id, "a|b")}
    assert written([Slot(ONE)], drafts, AFTER, {}) == "a|b"
    assert written([Slot(ONE, cell=True)], drafts, AFTER, {}) == "a\\|b"


def test_a_choice_is_the_text_that_was_chosen_else_its_drafts() -> None:
    assert written(["<", CHOICE, ">"], DRAFTS, AFTER, {CHOICE.name: "表"}) == "<表>"
    assert written(["<", CHOICE, ">"], DRAFTS, AFTER, {"other": "表"}) == "<Es ist\nrot. - Es ist groß.>"
    assert written([CHOICE], DRAFTS, AFTER, {CHOICE.name: ""}) == ""


def test_a_span_that_stands_on_several_lines_does_so_again() -> None:
    after = chapter("We see $a\n= b$ and $c$ here. Then $a = b$ comes.  \nAnd it ends.\n")
    first, second = segments(after, language="en", granularity="sentence")[:2]
    drafts = {first.id: Draft(first.id, "Hier $a = b$, $a = b$ und $c$."), second.id: Draft(second.id, "Da $a = b$.")}
    assert written([Slot(first)], drafts, after, {}) == "Hier $a\n= b$, $a = b$ und $c$."
    assert written([Slot(second)], drafts, after, {}) == "Da $a = b$."


def test_a_hard_break_is_written_as_its_chapter_does_but_not_in_a_cell() -> None:
    after = chapter("One line,  \nand another.\n")
    (one,) = segments(after, language="en", granularity="paragraph")
    drafts = {one.id: Draft(one.id, one.text.replace("One line", "Eine").replace("and another", "noch eine"))}
    assert written([Slot(one)], drafts, after, {}) == "Eine,  \nnoch eine."
    table = chapter("| One line,<br>and another. |\n|---|\n")
    (cell,) = segments(table, language="en", granularity="paragraph")
    assert written([Slot(cell, cell=True)], {cell.id: Draft(cell.id, "Eine,<br>noch eine.")}, table, {}) == (
        "Eine,<br>noch eine."
    )
