"""What there is to revise a group of paragraphs with."""

from __future__ import annotations

import pytest

from tests.sync.builders import material

A, B, C = "The lamp is red.", "The boat is old.", "The wood is dry."
X, Y, Z = "Die Lampe ist rot.", "Das Boot ist alt.", "Das Holz ist dürr."


def test_a_group_has_its_sentences_with_their_places() -> None:
    rows = [([0], [0]), ([1], [1])]
    found = material(f"{A}\n\n{B} {C}\n", f"{B} {C}\n", f"{X}\n\n{Y} {Z}\n", paragraphs=rows, group=1)
    assert [one.text for one in found.after] == [B, C]
    assert found.before == [1, 2]
    assert [found.translated(block).text for block in found.target_blocks] == [f"{Y} {Z}"]
    assert found.texts([1, 2], [0]) == (f"{B} {C}", X)
    assert found.standing([1, 2]) == f"{Y} {Z}"
    assert found.texts([], [0, 2]) == ("", f"{X} {Z}")


def test_texts_are_joined_as_their_language_does() -> None:
    found = material(f"{A} {B}\n", f"{A}\n", "灯是红的。船很旧。\n", pair="en-zh")
    assert found.texts([0, 1], [0, 1]) == (f"{A} {B}", "灯是红的。船很旧。")
    assert found.counterparts.usual_gap == ""


@pytest.mark.parametrize(("text", "is_plain"), [("{}", True), ("- {}", False), ("> {}", False)])
def test_only_lines_of_paragraphs_have_nothing_before_them(text: str, is_plain: bool) -> None:
    assert material(text.format(A) + "\n", A, text.format(X) + "\n").in_paragraphs is is_plain


@pytest.mark.parametrize(
    ("translation", "gap"),
    [
        (f"{X} {Y} {Z}\n", " "),
        (f"{X}\n{Y}\n{Z}\n", "\n"),
        (f"{X}\n{Y} {Z}\n", " "),  # just half of them
        (f"{X}\r\n{Y}\r\n{Z}\r\n", "\r\n"),
    ],
)
def test_sentences_stand_on_lines_of_their_own_where_most_do(translation: str, gap: str) -> None:
    assert material(f"{A} {B} {C}\n", f"{A}\n", translation).counterparts.usual_gap == gap


def test_a_text_of_one_sentence_has_the_habit_of_its_language() -> None:
    assert material(f"{A}\n\n{B}\n", f"{A}\n", f"{X}\n\n{Y}\n").counterparts.usual_gap == " "


LISTED = f"{A}\n{B}\n{C}\n\n"
LISTED_HUMAN = f"{X}\n{Y}\n{Z}\n\n"


@pytest.mark.parametrize(
    ("source", "human", "gap"),
    [
        (A, X, "\n"),
        (f"> {A}", f"> {X}", "\n> "),
        (f"- {A}", f"- {X}", "\n  "),
        (f"1. {A}", f"1. {X}", "\n   "),
        (f"> {A}\n>  {B}", f"> {X}\n>  {Y}", "\n>  "),
        (f"# {A}", f"# {X}", " "),
        (f"| {A} |\n|---|", f"| {X} |\n|---|", " "),
    ],
)
def test_a_new_line_begins_as_the_others_of_its_block(source: str, human: str, gap: str) -> None:
    found = material(f"{LISTED}{source}\n", A, f"{LISTED_HUMAN}{human}\n", group=1)
    assert found.gap(found.target_blocks[0]) == gap
    inline = material(f"{source}\n", A, f"{human}\n")
    assert inline.gap(inline.target_blocks[0]) in (" ", gap)
