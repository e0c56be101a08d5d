"""Words that are cut as the lexicon knows them."""

from __future__ import annotations

from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.recut import cut_words
from tests.sync.rules.cases import case

LEXICON = WordLexicon({"neural": {"神经网络": 0.9}, "layer": {"层": 0.9, "的": 0.2}}, frozenset(), 100)
TEXT = "第三个神经网络层**很**大"


def cut(text: str, source: str, language: str = "zh") -> list[str]:
    tokens = cut_words(case("It.", f"The {source} of it.", text, target=language), LEXICON, text)
    assert all(text[one.start : one.end] == one.text for one in tokens)
    return [one.text for one in tokens]


def test_a_translation_that_stands_across_the_borders_of_words_is_one_word() -> None:
    assert cut(TEXT, "lamp") == ["第三个", "神经", "网络层", "很", "大"]
    assert cut(TEXT, "layer") == ["第三个", "神经", "网络层", "很", "大"]  # one character is in too many words
    assert cut(TEXT, "neural") == ["第三个", "神经网络", "层", "很", "大"]


def test_words_apart_and_other_languages_are_left_alone() -> None:
    assert cut("神经 网络", "neural") == ["神经", "网络"]
    assert cut("neural nets", "neural", language="de") == ["neural", "nets"]
