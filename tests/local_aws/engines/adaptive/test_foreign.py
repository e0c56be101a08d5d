from __future__ import annotations

import pytest

from local_aws.engines.adaptive.foreign import foreign_words
from local_aws.engines.base import Example
from local_aws.engines.retrieval import ExampleIndex

TO_CHINESE = ExampleIndex(
    [
        Example("The batch is large.", "批量很大。"),
        Example("Look it up in the batch.", "在小批量（mini batch）中查找。"),
        Example("A softmax layer", "softmax层"),
        Example("The softmax function", "softmax函数"),
    ]
)
NOTES = [Example("A note on it", "Sobre esto"), Example("One note", "Algo")]


def found(source: str, output: str, target: str = "zh", examples: ExampleIndex | None = TO_CHINESE) -> int:
    return foreign_words(source, output, "en", target, examples=examples)


@pytest.mark.parametrize("output", ["我们取一个batch。", "我们取一个Batch。", "*的*batch我们取"])
def test_a_word_that_the_parallel_data_translate_cannot_stay(output: str) -> None:
    assert found("We take a batch now.", output) == 1


@pytest.mark.parametrize("word", ["softmax", "widget", "PyTorch", "batch.py", "batch_size", "batch()"])
def test_what_the_parallel_data_leave_names_glosses_and_code_may_stand(word: str) -> None:
    assert found(f"We take a {word} now.", f"我们取一个{word}。") == 0


def test_a_phrase_is_no_name() -> None:
    assert found("We see its inner product.", "我们看它的inner product。", examples=None) == 2
    assert found("We see its inner product.", "我们看它的made up thing。") == 3


def test_in_one_script_only_what_the_source_has_is_doubtful() -> None:
    assert found("Take a note.", "Toma una nota.", "es", ExampleIndex(NOTES)) == 0
    assert found("Take a note.", "Toma una note.", "es", ExampleIndex(NOTES)) == 1
    assert found("Take a note of the whole thing.", "Toma una note of the whole cosa.", "es", None) == 4
    assert found("Take a note of it.", "Toma una note of ello.", "es", None) == 0


def test_a_word_that_both_languages_have_may_stand() -> None:
    index = ExampleIndex([*NOTES, Example("See it", "Que se note")])
    assert found("Please note that.", "Que se note eso.", "es", index) == 0


def test_into_latin_letters_a_word_of_another_script_is_not_looked_for() -> None:
    assert foreign_words("我们取softmax。", "We take the softmax.", "zh", "en", examples=None) == 0


def test_what_the_source_has_in_brackets_is_no_gloss() -> None:
    assert found("We take a batch.", "我们取一个批量（batch）。") == 0
    index = ExampleIndex([Example("We see it.", "我们看到了。"), Example("See the list.", "看列表。")])
    assert found("It is one (see the list).", "它是一（see the 列表）。", examples=index) == 2
    assert found("It is a list.", "它是列表（see list）。", examples=index) == 0
