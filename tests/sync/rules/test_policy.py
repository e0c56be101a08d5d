"""What becomes of human text that no rule keeps, before there are drafts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amts_core.sync.change import Change
from amts_core.sync.guide import Policy
from amts_core.sync.parts import Choice, Slot
from amts_core.sync.rules.case import Case, Outcome
from amts_core.sync.rules.policy import policy
from tests.sync.builders import sentences
from tests.sync.rules.cases import case

(DRAFT,) = sentences("The draft is here.")
DRAFTED = Outcome(Change.CHANGED, (Slot(DRAFT),))
HUMAN = "这里有列表。"


def what(now: Case) -> Outcome:
    return policy(replace(now, drafts=(Slot(DRAFT),)))


def test_what_has_little_in_common_is_a_draft() -> None:
    assert what(case("The list of lamps is here.", "We go to the garden.", HUMAN)) == DRAFTED


def test_what_stands_in_several_blocks_is_a_draft() -> None:
    one = case("We see a red lamp in the house.", "We see a red house in the house.", HUMAN)
    assert what(one).change is Change.OUTDATED
    assert what(replace(one, blocks=one.blocks * 2)) == DRAFTED


def test_the_lexicon_repairs_a_word_that_it_knows() -> None:
    found = what(case("The first list of all is here.", "The first loss of all is here.", HUMAN))
    assert found == Outcome(Change.REPAIRED, ("这里有损失。",), ("repaired by the lexicon: list → loss",))


@pytest.mark.parametrize(
    ("new", "change"),
    [
        ("One two three four five six seven nine.", Change.OUTDATED),
        ("One two three four five six now so.", Change.OUTDATED),  # just three quarters
        ("One two three four five six now not.", Change.CHANGED),  # a contrary is never kept
        ("One two three four five or now so.", Change.CHANGED),
        ("One two three four or now so well.", Change.CHANGED),  # just a half
    ],
)
def test_else_it_is_a_choice_by_how_much_stayed(new: str, change: Change) -> None:
    human = "灯和船都在那边的房子里。"
    now = case("One two three four five six seven eight.", new, human)
    found = what(now)
    (choice,) = found.parts
    assert isinstance(choice, Choice)
    assert (found.change, choice.keeps, choice.human) == (change, change is Change.OUTDATED, human)
    assert (choice.drafts, choice.name) == ((Slot(DRAFT),), now.now[0].id)
    assert what(replace(now, guide=replace(now.guide, policy=Policy(keep=101, repair=101)))) == DRAFTED
