"""Spans and numbers that follow the source into the human sentence."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import Segment, segments
from amts_core.sync.spans import carry, wording, words_of
from tests.sync.edits import changes_of, flags_of, sync_texts

CLEAR = [
    (["1", "2"], ["1", "3"], ["2", "1"], ["3", "1"]),
    (["x", "x"], ["y", "y"], ["x", "x"], ["y", "y"]),
    (["a", "b", "c"], ["b", "a", "d"], ["a", "b", "c"], ["b", "a", "d"]),
    (["80", "20"], ["20", "80"], ["80", "20"], ["20", "80"]),  # the translation has the order of the old source
    (["x", "y"], ["X", "Y"], ["X", "Y"], ["X", "Y"]),  # it has followed already
    (["12", "12"], ["12", "16"], ["16", "12"], ["16", "12"]),
    (["a"], ["a"], ["b"], ["b"]),  # nothing changed
]
UNCLEAR = [
    (["a", "b"], ["b", "a"], ["b", "a"]),  # has it followed, or does its language turn the order round?
    (["12", "12"], ["12", "16"], ["12", "12"]),  # which of them?
    (["a", "b", "a"], ["b", "a", "a"], ["a", "b", "a"]),
    (["x"], ["y"], ["x", "x"]),
    (["x"], ["y"], []),
    (["x"], ["y", "z"], ["x"]),
]


@pytest.mark.parametrize(("before", "after", "found", "expected"), CLEAR)
def test_a_span_with_a_clear_place_is_carried(
    before: list[str], after: list[str], found: list[str], expected: list[str]
) -> None:
    new = carry(before, after, found)
    assert new is not None
    assert [new.get(place, text) for place, text in enumerate(found)] == expected


@pytest.mark.parametrize(("before", "after", "found"), UNCLEAR)
def test_a_span_without_a_clear_place_is_not(before: list[str], after: list[str], found: list[str]) -> None:
    assert carry(before, after, found) is None


@pytest.mark.parametrize(
    ("before", "after", "translation", "expected"),
    [
        (
            "Divide $a$ by $b$ to get the mean.\n",
            "Divide $b$ by $a$ to get the mean.\n",
            "用$b$除$a$得到平均值。\n",
            None,
        ),
        (
            "We take 80 % training, 20 % test data.\n",
            "We take 20 % training, 80 % test data.\n",
            "我们取 80 % 训练数据、20 % 测试数据。\n",
            "我们取 20 % 训练数据、80 % 测试数据。\n",
        ),
        ("It has 12 layers and 12 heads.\n", "It has 12 layers and 16 heads.\n", "它有12个头和12个层。\n", None),
    ],
)
def test_spans_that_changed_places_are_carried_or_flagged(
    before: str, after: str, translation: str, expected: str | None
) -> None:
    synced = sync_texts(before, after, translation)
    assert synced.text == (expected or translation)
    assert bool(flags_of(synced)) is (expected is None)
    again = sync_texts(before, after, synced.text)
    assert again.text == synced.text


def test_a_sentence_that_is_said_again_with_swapped_spans_is_not_taken_over_as_it_was() -> None:
    before = "Divide $a$ by $b$ to get the mean of all values.\n\nThe lamp is bright today.\n"
    after = before + "\nDivide $b$ by $a$ to get the mean of all values.\n"
    synced = sync_texts(before, after, "用$b$除$a$，得到所有值的平均值。\n\n今天灯很亮。\n")
    assert synced.text.endswith("\n\n【Divide $b$ by $a$ to get the mean of all values.】\n")


@pytest.mark.parametrize(
    ("pair", "translation", "carried"),
    [
        ("en-tr", "Bugün kutuda kalan 3'ü alıyoruz.\n", "Bugün kutuda kalan 5'ü alıyoruz.\n"),
        ("en-ko", "오늘 상자에 남은 3은 우리가 가져갑니다.\n", "오늘 상자에 남은 5은 우리가 가져갑니다.\n"),
    ],
)
def test_an_ending_that_depends_on_a_carried_number_is_flagged(pair: str, translation: str, carried: str) -> None:
    before = "Today we take the 3 that are left in the box.\n"
    synced = sync_texts(before, before.replace("3", "5"), translation, pair=pair)
    assert synced.text == carried
    assert any("ending" in flag for flag in flags_of(synced))


def test_a_counter_behind_a_carried_number_is_not_flagged() -> None:
    before = "Today we take the 3 that are left in the box.\n"
    synced = sync_texts(before, before.replace("3", "5"), "오늘 상자에 남은 3개를 가져갑니다.\n", pair="en-ko")
    assert "5개를" in synced.text
    assert not flags_of(synced)


def test_a_span_is_not_carried_over_the_border_of_a_paragraph() -> None:
    before = "The model has 3 parts, and each of them is trained on data of the year 1999 with great care.\n"
    translation = "模型有3个部分。\n\n每个部分都用1999年的数据仔细训练。\n"
    synced = sync_texts(before, before.replace("3", "4"), translation)
    assert synced.text == translation
    assert flags_of(synced)


# words


def segment(text: str, language: str = "en") -> Segment:
    return segments(parse_chapter(text + "\n"), language=language, granularity="paragraph")[0]


@pytest.mark.parametrize(
    ("old", "new", "language"),
    [
        ("We use C here", "We use C++ here", "en"),
        ("It is > 5 here", "It is < 5 here", "en"),
        ("It is 5 here", "It is -5 here", "en"),
        ("An asymmetric loss", "An a symmetric loss", "en"),
        ("Is it ready.", "Is it ready?", "en"),
        ("किताब मेरी है", "किताबें मेरी है", "hi"),
        ("ปี ดี", "ปา ดี", "th"),
    ],
)
def test_signs_word_borders_and_vowels_are_part_of_what_is_said(old: str, new: str, language: str) -> None:
    assert words_of(segment(old, language)) != words_of(segment(new, language))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We use it, and so on.", "We use it – and so on:"),
        ("a fully-connected layer", "a fully connected layer"),
        ('the "big" lamp', "the “big” lamp"),
        ("the *big* lamp", "the big lamp"),
        ("so (it is) said", "so it is said"),
    ],
)
def test_punctuation_and_marks_are_not(old: str, new: str) -> None:
    assert words_of(segment(old)) == words_of(segment(new))


def test_a_contraction_is_the_same_wording_as_what_it_stands_for() -> None:
    for old, new in [("Can't we go?", "Can not we go?"), ("So I'm here", "So I am here"), ("We won't", "We will not")]:
        assert wording(segment(old)) == wording(segment(new))


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("Today we use the language C for this part.\n", "Today we use the language C++ for this part.\n", "changed"),
        ("It holds where the value > 5 in this part.\n", "It holds where the value < 5 in this part.\n", "changed"),
        ("They use an asymmetric loss in this part.\n", "They use an a symmetric loss in this part.\n", "changed"),
        ("The data of US are used in this part.\n", "The data of us are used in this part.\n", "kept"),
        ("in this part we use the lamp of the house\n", "In this part we use the lamp of the house\n", "kept"),
    ],
)
def test_what_means_something_is_translated_or_flagged(before: str, after: str, change: str) -> None:
    synced = sync_texts(before, after, "我们在这一部分中使用它的语言和数据，数值也在这里。\n")
    assert changes_of(synced) in ([change], ["beside"] if change == "changed" else [change])
    assert ("US → us" in "".join(flags_of(synced))) is ("US" in before)
