"""Changes of the source that no translation shows."""

from __future__ import annotations

import pytest

from amts_core.sync.rules.neutral import mended, neutral
from tests.sync.rules.cases import case


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("The previos model is good.", "The previous model is good.", "typing error"),
        ("We use teh model.", "We use the model.", "typing error"),
        ("We we use the model.", "We use the model.", "typing error"),
        ("This is an house.", "This is a house.", "article"),
        ("See the detail of it.", "See the details of it.", "grammar"),
        ("The data is here.", "The data are here.", "grammar"),
        ("It has one lamp.", "It has 1 lamp.", "number written otherwise"),
        ("We also can see it.", "We can also see it.", "place of a word"),
        ("The data set is here.", "The dataset is here.", "blanks"),
        ("It doesn't work here.", "It does not work here.", "contraction"),
        ("It works withhout a model.", "It works without a model.", "typing error"),
        ("These are multilayer perceptrons.", "These are MLPs.", "short form"),
        ("Use maximum pooling.", "Use max pooling.", "other words for the same"),
        ("But it works.", "However, it works.", "other words for the same"),
        ("It holds for some models, e.g., linear ones.", "It holds for some models, for example, linear ones.", "same"),
        ("On one hand it is fast.", "On the one hand it is fast.", "article"),
    ],
)
def test_a_neutral_change_keeps_the_sentence_and_says_why(old: str, new: str, reason: str) -> None:
    found = neutral(case(old, new, "译文。"))
    assert found is not None
    assert found.quiet
    assert reason in found.flags[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We load the data.", "We read the data."),
        ("We are loading it.", "We are reading it."),  # two letters, but both are words
        ("It is stable here.", "It is unstable here."),
        ("It can be used.", "It cannot be used."),
        ("It takes a few days.", "It takes few days."),
        ("It goes from here.", "It goes to here."),
        ("Only the model can see it.", "The model can see only it."),
        ("We use C for this.", "We use C++ for this."),
        ("It holds for a > b here.", "It holds for a < b here."),
        ("An asymmetric loss is here.", "An a symmetric loss is here."),
        ("It is in different parts.", "It is indifferent parts."),
        ("The meaning is here.", "The mean is here."),
        ("This is useful here.", "This is useless here."),
        ("It is nstable here.", "It is stable here."),  # unstable was meant, or stable
        ("We use CNN here.", "We use recurrent neural networks here."),
        ("We use minimum pooling.", "We use max pooling."),
    ],
)
def test_a_change_of_sense_is_never_neutral(old: str, new: str) -> None:
    assert neutral(case(old, new, "译文。")) is None


def test_a_word_that_the_book_has_often_is_no_typing_error() -> None:
    words = "modle modle modle"
    assert neutral(case("The modle is here.", "The model is here.", "模型在这里。", counts=words)) is None


def test_damaged_characters_are_mended() -> None:
    assert mended("Itâ€™s naÃ¯ve") == "It’s naïve"
    assert mended("naïve – 模型") == "naïve – 模型"
    found = neutral(case("Itâ€™s a good day.", "It’s a good day.", "今天天气很好。"))
    assert found is not None
    assert found.quiet
