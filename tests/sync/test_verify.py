"""When a repaired text is believed."""

from __future__ import annotations

import pytest

from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.repair import repaired
from amts_core.sync.verify import cut_words, verified
from tests.sync.rules.cases import case

WORDS = {
    "first": {"第一": 0.6},
    "second": {"第二": 0.6},
    "third": {"第三": 0.6},
    "layer": {"层": 0.9},
    "neural": {"神经": 0.9},
    "model": {"模型": 0.9},
    "sourc": {"源": 0.5},
    "input": {"输入": 0.9},
    "sequenc": {"序列": 0.9},
    "deep": {"深度学习": 0.9},
    "learn": {"深度学习": 0.2},
    "near": {"接近": 0.6},
    "approach": {"接近": 0.07},
    "scratch": {"从头开始": 0.4, "实现": 0.06},
    "implement": {"实现": 0.9},
    "zero": {"零": 0.9},
    "rnn": {"循环": 0.9},
    "encod": {"编码": 0.9},
}
LEXICON = WordLexicon(WORDS, frozenset(WORDS), 100)


@pytest.mark.parametrize(
    ("old", "new", "human", "right", "wrong"),
    [
        # a word that came twice is said twice
        (
            "First layer, second layer.",
            "First neural layer, second neural layer.",
            "第一层，第二层。",
            "第一神经层，第二神经层。",
            "第一层，第二神经层。",
        ),
        # what says one word says no other, unless it carries it
        ("The model.", "The model near zero approaches.", "模型。", "", "模型接近零。"),
        # one word may say two that it carries
        ("The model.", "The deep learning.", "模型。", "深度学习。", "深度net。"),
        # of words that stayed none is said by the word for another
        ("Implement scratch model.", "Implement scratch layer.", "从头开始实现模型。", "从头开始实现层。", "实现层。"),
        # no unknown word goes while nobody knows what says one that stayed
        (
            "The odd model near the input.",
            "The odd layer near the input.",
            "接近输入的古怪模型。",
            "接近输入的古怪层。",
            "接近输入的层。",
        ),
        # brackets that the source did not touch stay, in whatever form
        (
            "The first model (near the input).",
            "The second model (near the input).",
            "第一模型（接近输入）。",
            "第二模型(接近输入)。",
            "第二模型接近输入。",
        ),
        # a number goes and comes with the word that says it
        ("The second layer.", "The third layer.", "第二层。", "第三层。", "第四层。"),
        # no word of the source stands there, no negation comes, and not all goes
        ("The model.", "The layer.", "模型。", "层。", "layer。"),
        ("The model near zero.", "The layer near zero.", "接近零的模型。", "接近零的层。", "不接近零的层。"),
        ("The second model.", "The model.", "第二模型在这里。", "模型在这里。", "模型。"),
        # a question becomes a statement where the source does
        ("Is the model near?", "The layer is near.", "模型接近吗？", "层接近。", "层接近吗？"),
        # signs in pairs
        ("The model.", "The layer.", "*模型*。", "*层*。", "*层。"),
    ],
)
def test_what_is_right_is_believed_and_what_is_nearly_right_is_not(
    old: str, new: str, human: str, right: str, wrong: str
) -> None:
    revision = case(old, new, human, lexicon=LEXICON)
    assert not right or verified(revision, LEXICON, right)
    assert not verified(revision, LEXICON, wrong)


def test_in_a_language_with_blanks_a_part_of_a_word_does_not_stand_there() -> None:
    lexicon = WordLexicon({"model": {"model": 0.9}, "layer": {"schic": 0.9}, "is": {"ist": 0.9}}, frozenset(), 100)
    revision = case("Model is small.", "Layer is small.", "Modell ist kleiner.", target="de", lexicon=lexicon)
    assert verified(revision, lexicon, "Schicht ist kleiner.")
    assert not verified(revision, lexicon, "Schicht ist leiner kleiner.")


def test_where_the_best_choice_is_wrong_the_next_one_is_taken() -> None:
    revision = case(
        "The input sequence of the RNN is encoded.",
        "The input (source) sequence of the RNN is encoded.",
        "输入序列在循环中编码。",
        lexicon=LEXICON,
    )
    assert repaired(revision, LEXICON, "编码输入（源）序列是编码。") == "输入（源）序列在循环中编码。"


def test_a_bracket_comes_with_its_other_half() -> None:
    revision = case("The second layer.", "The second layer (the third neural layer).", "第二层。", lexicon=LEXICON)
    assert repaired(revision, LEXICON, "第二层（第三神经层）。") == "第二层（第三神经层）。"


# words


CUT = WordLexicon({"neural": {"神经网络": 0.9}, "layer": {"层": 0.9, "的": 0.2}}, frozenset(), 100)
TEXT = "第三个神经网络层**很**大"


def cut(text: str, source: str, language: str = "zh") -> list[str]:
    tokens = cut_words(case("It.", f"The {source} of it.", text, target=language), CUT, text)
    assert all(text[one.start : one.end] == one.text for one in tokens)
    return [one.text for one in tokens]


def test_a_translation_that_stands_across_the_borders_of_words_is_one_word() -> None:
    assert cut(TEXT, "lamp") == ["第三个", "神经", "网络层", "很", "大"]
    assert cut(TEXT, "layer") == ["第三个", "神经", "网络层", "很", "大"]  # one character is in too many words
    assert cut(TEXT, "neural") == ["第三个", "神经网络", "层", "很", "大"]


def test_words_apart_and_other_languages_are_left_alone() -> None:
    assert cut("神经 网络", "neural") == ["神经", "网络"]
    assert cut("neural nets", "neural", language="de") == ["neural", "nets"]
