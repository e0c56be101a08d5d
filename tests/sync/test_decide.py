"""What becomes of human text whose source changed, before there are drafts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amts_core.book.segments import Segment
from amts_core.sync.change import Change
from amts_core.sync.decide import Decided, decided
from amts_core.sync.parts import Choice, Slot
from amts_core.sync.rules.case import Case
from tests.sync.builders import sentences
from tests.sync.rules.cases import case

(DRAFT,) = sentences("The draft is here.")
HUMAN = "这里有列表。"


def what(now: Case, flags: tuple[str, ...] = ("told",)) -> Decided:
    return decided(now, "name", lambda: (Slot(DRAFT),), flags)


def test_the_first_rule_that_answers_says_it() -> None:
    found = what(case("We use $n$ here.", "We use $m$ here.", "这里用$n$。"))
    assert found == Decided(Change.CARRIED, ("这里用$m$。",), ())
    kept = what(case("We read a modle.", "We read a model.", "我们读模型。"))
    assert (kept.change, kept.parts, kept.quiet) == (Change.KEPT, (), True)


def test_what_has_little_in_common_is_a_draft_with_the_flags() -> None:
    found = what(case("The list of lamps is here.", "We go to the garden.", HUMAN))
    assert found == Decided(Change.CHANGED, (Slot(DRAFT),), ("told",))


def test_what_stands_in_several_blocks_is_a_draft() -> None:
    one = case("We see a red lamp in the house.", "We see a red house in the house.", HUMAN)
    assert what(one).change is Change.OUTDATED
    assert what(replace(one, blocks=one.blocks * 2)) == Decided(Change.CHANGED, (Slot(DRAFT),), ("told",))


def test_the_lexicon_repairs_a_word_that_it_knows() -> None:
    found = what(case("The first list of all is here.", "The first loss of all is here.", HUMAN))
    assert found == Decided(Change.REPAIRED, ("这里有损失。",), ("repaired by the lexicon: list → loss",))


@pytest.mark.parametrize(
    ("new", "change", "keeps"),
    [
        ("One two three four five six seven nine.", Change.OUTDATED, True),
        ("One two three four five six now so.", Change.OUTDATED, True),  # just three quarters
        ("One two three four five or now so.", Change.CHANGED, False),
        ("One two three four or now so well.", Change.CHANGED, False),  # just a half
    ],
)
def test_else_it_is_a_choice_by_how_much_stayed(new: str, change: Change, keeps: bool) -> None:
    found = what(case("One two three four five six seven eight.", new, "灯和船都在那边的房子里。"))
    (choice,) = found.parts
    assert isinstance(choice, Choice)
    assert (found.change, choice.keeps, choice.name, choice.human) == (
        change,
        keeps,
        "name",
        "灯和船都在那边的房子里。",
    )
    assert (choice.drafts, found.flags) == ((Slot(DRAFT),), ("told",))


def test_flags_are_none_if_none_are_given() -> None:
    found = decided(case("A lamp is red.", "We go home.", HUMAN), "name", lambda: ())
    assert found.flags == ()
    assert isinstance(DRAFT, Segment)
