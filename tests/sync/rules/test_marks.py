"""Marks of the source that are put into the translation."""

from __future__ import annotations

import re

import pytest

from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.rules.marks import marks
from tests.sync.rules.cases import WORDS, case


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("We **compute the loss** of the model.", "我们计算模型的**损失**。"),  # a stranger stands between
        ("We compute the [**loss**] of the model.", "我们计算模型的[**损失**]。"),
        ("We compute the [loss](a.md) of the model.", "我们计算模型的[损失](a.md)。"),
    ],
)
def test_a_mark_is_put_around_the_words_that_translate_its_own(new: str, expected: str) -> None:
    found = marks(case("We compute the loss of the model.", new, "我们计算模型的损失。"))
    assert found is not None
    assert found.parts == (expected,)
    assert not found.quiet


def test_a_mark_takes_in_little_words_that_translate_little_words_inside() -> None:
    lexicon = WordLexicon({**WORDS, "the": {"该": 0.05}}, frozenset(WORDS), 100)
    old, human = "Compute the loss of a model.", "计算模型的该损失。"
    inside, outside = (
        marks(case(old, new, human, lexicon=lexicon))
        for new in ("Compute **the loss** of a model.", "Compute the **loss** of a model.")
    )
    assert inside is not None
    assert inside.parts == ("计算模型的**该损失**。",)
    assert outside is not None
    assert outside.parts == ("计算模型的该**损失**。",)


def test_little_words_before_all_that_means_something_stay_outside() -> None:
    lexicon = WordLexicon({**WORDS, "we": {"我们": 0.8}, "can": {"可以": 0.8}}, frozenset(WORDS), 100)
    found = marks(
        case("We can compute the loss.", "We can [**compute the loss.**]", "我们可以快速计算损失。", lexicon=lexicon)
    )
    assert found is not None
    assert found.parts == ("我们可以[**快速计算损失**]。",)
    old, new = "We can compute the loss.", "We can [**compute the loss.**]"
    assert marks(case(old, new, "我们可以。", lexicon=lexicon)) is None


@pytest.mark.parametrize("mark", ["**loss**", "**loss function item**"])
def test_a_mark_whose_words_are_hardly_there_has_no_place(mark: str) -> None:
    new = f"Compute the {mark} of the model."
    assert marks(case(new.replace("*", ""), new, "计算模型的元素。")) is None


@pytest.mark.parametrize(
    ("end", "expected"), [("大约。", "打印[**计算损失大约**]。"), ("列表。", "打印[**计算损失**]列表。")]
)
def test_a_mark_that_ends_with_the_sentence_ends_with_it_there_unless_another_word_does(
    end: str, expected: str
) -> None:
    found = marks(case("Print list: compute loss.", "Print list: [**compute loss.**]", f"打印计算损失{end}"))
    assert found is not None
    assert found.parts == (expected,)


@pytest.mark.parametrize(
    ("new", "human", "expected"),
    [
        ("Print the **loss of SmallNetwork** now.", "现在打印SmallNetwork的损失。", "现在打印**SmallNetwork的损失**。"),
        ("Print [**loss of `small_net`**] now.", "现在打印`small_net`的损失。", "现在打印[**`small_net`的损失**]。"),
        ("Print the **loss** of it now.", "现在打印（损失）。", "现在打印（**损失**）。"),
        ("Print the **first loss** now.", "现在打印首先（损失）。", "现在打印**首先（损失）**。"),
        ("Print the **first loss** now.", "现在打印首先（损失", "现在打印**首先（损失**"),
        ("The model is a **model** now.", "现在这是模型。", "现在这是**模型**。"),
    ],
)
def test_names_stand_for_themselves_and_brackets_are_not_cut(new: str, human: str, expected: str) -> None:
    found = marks(case(re.sub(r"\[?\*\*\]?", "", new), new, human))
    assert found is not None
    assert found.parts == (expected,)


def test_the_proposal_is_told() -> None:
    found = marks(case("Compute the loss first.", "Compute the **loss** first.", "首先计算损失。"))
    assert found is not None
    assert found.flags == ("proposed by the words: **损失**",)


def test_words_that_changed_are_no_case_for_marks() -> None:
    assert marks(case("The loss is here.", "The **list** is here.", "损失在这里。")) is None


@pytest.mark.parametrize(
    ("new", "human"),
    [
        ("We [**compute the loss**] of the model.", "我们[**计算模型的损失**]。"),  # it has them elsewhere
        (
            "We compute the [**loss**] of the model.",
            "[**我们计算*模型*的损失。**]",
        ),  # and others that the source has not
        ("[**We compute the loss of the model.**]", "[**我们计算模型的损失。"),  # one that ends in another sentence
        ("We compute the [**loss**] of the model.", "我们计算模型的(~~损失~~)。"),  # one that slides show as well
    ],
)
def test_a_translation_that_has_the_new_marks_already_stays_as_it_is(new: str, human: str) -> None:
    found = marks(case("We compute the loss of the model.", new, human))
    assert found is not None
    assert (found.parts, found.quiet) == ((), True)


def test_a_second_mark_of_a_kind_is_put_beside_the_first() -> None:
    found = marks(case("The **loss** of the model.", "The **loss** of the **model**.", "模型的**损失**。"))
    assert found is not None
    assert found.parts == ("**模型**的**损失**。",)


def test_a_mark_that_stands_around_other_words_now_asks_for_a_look() -> None:
    """One mark before, one after, and one in the translation: that does not say that it has followed."""
    found = marks(case("The *list* of the model.", "The list of the *model*.", "模型的*列表*。"))
    assert found is not None
    assert found.parts == ()
    assert found.flags == ("the source marks other words now: *model*",)
    assert not found.quiet


def test_a_word_of_two_languages_that_is_marked_is_told() -> None:
    found = marks(case("It is fast here.", "It is **fast** here.", "Es ist hier fast immer schnell.", target="de"))
    assert found is not None
    assert found.flags == ("proposed by the words: **fast**",)
    for name in ("Anna", "relu"):
        named = marks(case(f"It is {name} here.", f"It is **{name}** here.", f"Es ist {name} hier.", target="de"))
        assert named is not None
        assert named.flags == ()
