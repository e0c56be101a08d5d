"""The lines between the hard breaks of a human text and of its source."""

from __future__ import annotations

import pytest

from amts_core.sync.lines import Lines
from tests.sync.rules.cases import case

OLD, HUMAN = "Roses are red,<br>violets are blue,<br>roses are red,", "玫瑰红，<br>紫罗兰蓝，<br>玫瑰红红，"


def lines(new: str, old: str = OLD, human: str = HUMAN) -> Lines:
    return Lines.of(case(*(text.replace("<br>", "\\\n") for text in (old, new, human))))


def test_lines_also_end_at_the_breaks_between_sentences() -> None:
    found = lines("One.<br>Two.<br/>Three  \nfour.", "One.<br>Two.", "一。<br>二。")
    assert (found.old, found.new) == (["One.", "Two."], ["One.", "Two.", "Three", "four."])
    assert (found.human, found.gap, found.joint) == (["一。", "二。"], "\\\n", "")


@pytest.mark.parametrize(
    ("new", "stayed"),
    [
        ("Roses are red,<br>lilies are white,<br>roses are red,", {0: "玫瑰红，", 2: "玫瑰红红，"}),
        ("Violets are blue,<br>violets are blue,", {1: "紫罗兰蓝，"}),
        ("roses are red,<br>violets are blue,", {0: "玫瑰红红，", 1: "紫罗兰蓝，"}),
        ("Roses are red, violets are blue,<br>white,", {0: "玫瑰红，紫罗兰蓝，"}),
        ("Roses are red, violets are blue, roses are red,", {0: "玫瑰红，紫罗兰蓝，玫瑰红红，"}),
        ("Roses are<br>red,", {}),
        (OLD, {}),
    ],
)
def test_lines_of_the_new_source_that_were_there_have_their_human_text(new: str, stayed: dict[int, str]) -> None:
    assert lines(new).stayed == stayed


def test_nothing_stays_where_the_translation_is_cut_otherwise() -> None:
    assert not lines("Roses are red,<br>white,", human=HUMAN.replace("<br>", "", 1)).stayed
    assert not lines("Red.<br>Roses.", "Roses.", "玫瑰。").stayed


def test_a_translation_with_the_lines_of_the_new_source_has_followed() -> None:
    assert lines(OLD + "<br>red.", human=HUMAN + "<br>红。").followed
    assert not lines(OLD + "<br>red.").followed
    assert not lines("Roses are red,").followed
