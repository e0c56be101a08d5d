"""A human sentence in which only what changed is changed."""

from __future__ import annotations

import pytest

from amts_core.sync.repair import repaired
from tests.sync.rules.cases import case

OLD, HUMAN = "We print the first element of the model.", "我们首先打印模型的元素。"
NEW = OLD.replace("element", "loss")


def test_what_changed_is_taken_from_the_draft_and_nothing_else() -> None:
    assert repaired(case(OLD, NEW, HUMAN), "先把模型的损失打印出来。") is None  # the draft goes another way
    assert repaired(case(OLD, NEW, HUMAN), "我们首先打印了模型的损失。") == HUMAN.replace("元素", "损失")


@pytest.mark.parametrize(
    "draft",
    [
        "我们首先打印模型的函数。",  # another word than the new one
        "我们首先打印模型的loss。",  # left in English
        "我们首先不打印模型的损失。"[:0] + "我们首先打印。",  # the new word is missing
        HUMAN,
    ],
)
def test_a_repair_that_cannot_be_verified_is_none(draft: str) -> None:
    assert repaired(case(OLD, NEW, HUMAN), draft) is None


def test_a_negation_is_never_repaired() -> None:
    assert repaired(case(OLD, OLD.replace("print", "do not print"), HUMAN), "我们首先不打印模型的元素。") is None


def test_a_draft_that_loses_what_stayed_is_not_believed() -> None:
    assert repaired(case(OLD, NEW, HUMAN), "我们首先打印损失。") in (None, HUMAN.replace("元素", "损失"))
