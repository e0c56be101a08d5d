"""What stands between two sentences of a result."""

from __future__ import annotations

import pytest

from amts_core.sync.change import Change
from amts_core.sync.gaps import BORDER, Gaps, gap_between, with_blanks
from amts_core.sync.group import Item
from tests.sync.builders import Places, chapter, material, sentences

A, B, C = "The lamp is red.", "The boat is old.", "The wood is dry."
X, Y, Z = "Die Lampe ist rot.", "Das Boot ist alt.", "Das Holz ist dürr."
ONE_BY_ONE = {0: Item(Change.KEPT, (0,), (0,), (0,)), 1: Item(Change.KEPT, (1,), (1,), (1,))}
LAST = Item(Change.KEPT, (2,), (2,), (2,))
NEW = Item(Change.NEW, (1,))


def gaps(before: str, after: str, translation: str, *, carries: bool = True, beads: list[Places] | None = None) -> Gaps:
    return Gaps(material(f"{before}\n", f"{after}\n", f"{translation}\n", beads=beads or []), carries=carries)


def between(found: Gaps, last: Item | None, item: Item | None) -> str:
    return found.between(found.material.target_blocks[0], last, item)


@pytest.mark.parametrize("gap", [" ", "  ", "\n", "\r\n"])
def test_what_stands_between_two_sentences_of_the_translation_stays(gap: str) -> None:
    found = gaps(f"{A} {B} {C}", f"{A} {B} {C}", f"{X}{gap}{Y} {Z}")
    assert between(found, ONE_BY_ONE[0], ONE_BY_ONE[1]) == gap
    assert between(found, ONE_BY_ONE[1], LAST) == " "
    assert (between(found, None, ONE_BY_ONE[0]), between(found, LAST, None)) == ("", "")


def test_marks_that_the_source_got_between_sentences_come_with_the_blanks_of_the_translation() -> None:
    found = gaps(f"{A} {B} {C}", f"**{A} {B}** {C}", f"{X} {Y}\n{Z}")
    assert between(found, None, ONE_BY_ONE[0]) == "**"
    assert between(found, ONE_BY_ONE[0], ONE_BY_ONE[1]) == " "
    assert between(found, ONE_BY_ONE[1], LAST) == "**\n"
    assert between(found, LAST, None) == ""
    assert found.flags == []


def test_marks_that_the_source_lost_at_the_end_go() -> None:
    found = gaps(f"{A} {B} **{C}**", f"{A} {B} {C}", f"{X} {Y} **{Z}**")
    assert between(found, ONE_BY_ONE[1], LAST) == " "
    assert between(found, LAST, None) == ""


def test_marks_of_the_source_that_the_translation_has_already_stay() -> None:
    found = gaps(f"{A} {B} {C}", f"**{A} {B}** {C}", f"**{X} {Y}**\n{Z}")
    assert between(found, None, ONE_BY_ONE[0]) == "**"
    assert between(found, ONE_BY_ONE[1], LAST) == "**\n"
    assert found.flags == []


def test_marks_that_the_translation_has_otherwise_stay_and_are_told() -> None:
    found = gaps(f"{A} **{B} {C}**", f"{A} {B} {C}", f"{X} *{Y} {Z}*")
    assert between(found, ONE_BY_ONE[0], ONE_BY_ONE[1]) == " *"
    assert found.flags == ["the source changed '**' to '' between sentences, where the translation has '*'"]


def test_without_carrying_the_marks_of_the_translation_stay_untold() -> None:
    found = gaps(f"{A} {B} {C}", f"**{A} {B}** {C}", f"{X} {Y} {Z}", carries=False)
    assert between(found, None, ONE_BY_ONE[0]) == ""
    assert between(found, ONE_BY_ONE[1], LAST) == " "
    assert found.flags == []


def test_a_new_sentence_stands_as_the_others_do() -> None:
    lines = gaps(f"{A} {B} {C}", f"{A} New. {B} {C}", f"{X}\n{Y}\n{Z}")
    second = Item(Change.KEPT, (2,), (1,), (1,))
    assert between(lines, ONE_BY_ONE[0], NEW) == "\n"
    assert between(lines, NEW, second) == "\n"
    blanks = gaps(f"{A} {B} {C}", f"{A} New. {B} {C}", f"{X} {Y}\n{Z}")
    assert between(blanks, ONE_BY_ONE[0], NEW) == " "
    assert between(blanks, second, Item(Change.NEW, (3,))) == "\n"


@pytest.mark.parametrize(
    ("before", "after", "now", "then"),
    [
        (" ", "  \n", " ", "  \n"),
        ("\n", "\\\n", "\n", "\\\n"),
        (" ", "<br/>", " ", "<br/>"),
        ("  \n", " ", "  \n", "\n"),
        ("\\\n", "\n", "\\\n", "\n"),
        ("<br>", " ", "<br>", " "),
        ("  \n", "\\\n", "  \n", "  \n"),  # its kind is the translator's
        ("<br>\n", "\\\n", "<br>\n", "<br>\n"),
        ("\\\n", " ", "\n", "\n"),
        (" ", "\\\n", "<br>", "<br>"),
    ],
)
def test_a_hard_break_between_sentences_comes_and_goes_with_that_of_the_source(
    before: str, after: str, now: str, then: str
) -> None:
    found = gaps(f"{A}{before}{B} {C}", f"{A}{after}{B} {C}", f"{X}{now}{Y} {Z}")
    assert between(found, ONE_BY_ONE[0], ONE_BY_ONE[1]) == then
    assert found.flags == []


@pytest.mark.parametrize(
    ("source", "translation", "beside"),
    [
        ("  \n", "\\\n", "\\\n"),
        ("\\\n", "<br>\n", "<br>\n"),
        ("  \n", "\n", "  \n"),
        ("\\\n", " ", "\\\n"),
        (" ", "  \n", "\n"),
        ("<br>", " ", "<br>"),
    ],
)
def test_a_new_sentence_breaks_the_line_as_the_source_does(source: str, translation: str, beside: str) -> None:
    found = gaps(f"{A} {B}", f"{A}{source}New.{source}{B}", f"{X}{translation}{Y}")
    assert between(found, ONE_BY_ONE[0], NEW) == beside
    assert between(found, NEW, Item(Change.KEPT, (2,), (1,), (1,))) == beside


def test_a_hard_break_in_a_quote_keeps_the_marks_of_its_lines() -> None:
    found = gaps(f"> {A} {B}", f"> {A}\\\n> {B}", f"> {X} {Y}")
    assert between(found, ONE_BY_ONE[0], ONE_BY_ONE[1]) == "\\\n> "


def test_a_hard_break_in_a_cell_is_a_tag() -> None:
    found = gaps(f"| {A} {B} |\n|---|", f"| {A} <br> {B} |\n|---|", f"| {X} {Y} |\n|---|")
    assert "<br>" in between(found, ONE_BY_ONE[0], ONE_BY_ONE[1])


def test_a_new_sentence_at_an_end_takes_the_blanks_beside_its_neighbour_else_the_habit() -> None:
    end = gaps(f"{A} {B} {C}", f"{A} {B} {C} New.", f"{X}\n{Y}  {Z}")
    new = Item(Change.NEW, (3,))
    assert between(end, LAST, new) == " "
    assert between(end, new, None) == ""
    start = gaps(f"{A} {B}", f"New. {A} {B}", f"{X}  {Y}")
    first, second = Item(Change.NEW, (0,)), Item(Change.KEPT, (1,), (0,), (0,))
    assert between(start, None, first) == ""
    assert between(start, first, second) == " "
    assert between(start, first, Item(Change.KEPT, (2,), (1,), (1,))) == "  "


def test_marks_of_the_source_come_with_a_new_sentence() -> None:
    found = gaps(f"{A} {B}", f"{A} **{C} {B}**", f"{X}\n{Y}")
    assert between(found, ONE_BY_ONE[0], NEW) == "\n**"
    assert between(found, Item(Change.KEPT, (2,), (1,), (1,)), None) == "**"
    at_end = gaps(f"{A}", f"{A} **{B} {C}**", X)
    assert between(at_end, Item(Change.NEW, (2,)), None) == "**"
    assert between(at_end, ONE_BY_ONE[0], NEW) == " **"
    at_start = gaps(f"{C}", f"**{A} {B}** {C}", Z)
    assert between(at_start, None, Item(Change.NEW, (0,))) == "**"
    assert between(at_start, NEW, Item(Change.KEPT, (2,), (0,), (0,))) == "** "


def test_marks_at_a_border_keep_the_blanks_in_them() -> None:
    found = gaps(f"{A} {B}", f'<span id="x">{A} {B}</span> {{.a .b}}', f"{X} {Y}")
    assert between(found, None, Item(Change.NEW, (0,))) == '<span id="x">'
    assert between(found, Item(Change.NEW, (1,)), None) == "</span> {.a .b}"


def test_a_sentence_without_neighbours_in_the_source_has_only_blanks_beside_it() -> None:
    found = gaps(f"{A} {B} {C}", f"{A} **{B}** {C}", f"{X} {Y} {Z}")
    assert between(found, ONE_BY_ONE[0], LAST) == " "
    only_here = Item(None, target=(1,))
    assert between(found, ONE_BY_ONE[0], only_here) == " "
    assert between(found, only_here, LAST) == " "


@pytest.mark.parametrize(
    ("left", "right", "gap"),
    [
        (0, 1, " "),
        (1, 2, None),
        (0, 2, None),
        (1, 0, None),
        (None, 0, None),
        (1, None, None),
        (BORDER, 0, "**"),
        (BORDER, 1, None),
        (1, BORDER, "**"),
        (0, BORDER, None),
        (2, BORDER, "_"),
        (BORDER, 2, "_"),
        (BORDER, None, None),
        (None, BORDER, None),
    ],
)
def test_a_gap_is_between_neighbours_of_one_block_and_at_its_borders(
    left: int | None, right: int | None, gap: str | None
) -> None:
    text = f"**{A} {B}**\n\n_{C}_\n"
    assert gap_between(chapter(text), sentences(text), left, right) == gap


def test_words_in_a_gap_that_stand_in_the_translated_sentence_stay_there_and_are_told() -> None:
    """A label of the source that its parser takes for a gap, and the translator put into the sentence."""
    found = gaps(f"{A} {B}", f"{A} {B}", f"{X} {Y}")
    assert found._merged(" ", "ab ", "cd ", "x ab y") == " "
    assert found.flags == ["the source changed 'ab' to 'cd' between sentences, where the translation has 'ab'"]
    assert found._merged("ab ", "ab ", "cd ", "x y") == "cd "
    assert found._merged("ab\n", "ab ", "cd", "x y") == "cd"
    assert found._merged("ab", "ab ", "cd ", "x y") == "cd"


@pytest.mark.parametrize(
    ("gap", "blanks", "done"),
    [
        ("** ", "\n", "**\n"),
        (" **", "\n", "\n**"),
        ("  ", "\n", "\n"),
        ("", " ", " "),
        ("**", " ", "**"),
        ("*\n> *", " ", "* *"),
        ('</b><a id="x"> ', "\n", '</b><a id="x">\n'),
        ("{.a .b}", "", "{.a .b}"),
    ],
)
def test_marks_keep_their_side_of_other_blanks(gap: str, blanks: str, done: str) -> None:
    assert with_blanks(gap, blanks) == done


def test_marks_that_only_the_translation_has_stay_at_its_borders() -> None:
    found = gaps(f"{A} {B} {C}", f"{A} {B} {C}", f"**{X} {Y} {Z}**")
    assert between(found, None, ONE_BY_ONE[0]) == "**"
    assert between(found, LAST, None) == "**"
    assert between(found, None, LAST) == ""
    assert between(found, ONE_BY_ONE[0], None) == ""
