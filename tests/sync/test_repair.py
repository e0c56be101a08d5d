"""A human sentence in which only what changed is changed."""

from __future__ import annotations

import pytest

from amts_core.sync.repair import repaired, repaired_by_lexicon
from amts_core.sync.verify import verified
from tests.sync.rules.cases import LEXICON, case

OLD, HUMAN = "We print the first element of the model.", "我们首先打印模型的元素。"
NEW = OLD.replace("element", "loss")


def test_what_changed_is_taken_from_the_draft_and_nothing_else() -> None:
    assert repaired(case(OLD, NEW, HUMAN), LEXICON, "先把模型的损失打印出来。") is None  # the draft goes another way
    assert repaired(case(OLD, NEW, HUMAN), LEXICON, "我们首先打印了模型的损失。") == HUMAN.replace("元素", "损失")


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
    assert repaired(case(OLD, NEW, HUMAN), LEXICON, draft) is None


def test_a_negation_is_never_repaired() -> None:
    assert (
        repaired(case(OLD, OLD.replace("print", "do not print"), HUMAN), LEXICON, "我们首先不打印模型的元素。") is None
    )


def test_a_draft_that_loses_what_stayed_is_not_believed() -> None:
    assert repaired(case(OLD, NEW, HUMAN), LEXICON, "我们首先打印损失。") in (None, HUMAN.replace("元素", "损失"))


def test_the_lexicon_knows_the_word_for_the_only_one_that_changed() -> None:
    assert repaired_by_lexicon(case(OLD, NEW, HUMAN)) == HUMAN.replace("元素", "损失")


@pytest.mark.parametrize(
    ("new", "human"),
    [
        (OLD.replace("element", "lamp"), HUMAN),  # a word that it does not know
        (NEW, "我们首先打印模型的元素和元素。"),  # two places
        (NEW, "我们首先打印模型。"),  # no place
        (OLD.replace("print the first", "compute the last"), HUMAN),
        (OLD.replace("print", "do not print"), HUMAN),
    ],
)
def test_without_a_clear_place_and_a_known_word_the_lexicon_repairs_nothing(new: str, human: str) -> None:
    assert repaired_by_lexicon(case(OLD, new, human)) is None


def test_a_language_that_inflects_is_not_repaired_by_the_lexicon() -> None:
    assert repaired_by_lexicon(case(OLD, NEW, HUMAN, target="ja")) is None


def test_a_text_with_another_number_than_the_source_asks_for_is_not_verified() -> None:
    before = case(OLD, NEW, "我们首先打印模型的3个元素。")
    assert verified(before, LEXICON, "我们首先打印模型的3个损失。")
    assert not verified(before, LEXICON, "我们首先打印模型的4个损失。")


def test_a_draft_that_leaves_a_word_of_three_letters_is_not_believed() -> None:
    new = NEW.replace("the model", "the new model")
    assert repaired(case(OLD, new, HUMAN), LEXICON, "我们首先打印new模型的损失。") is None
