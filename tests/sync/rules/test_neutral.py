"""Changes of small words, forms, signs and spellings: the human sentence stays."""

from __future__ import annotations

import pytest

from amts_core.sync.rules.neutral import neutral
from tests.sync.edits import changes_of, flags_of, sync_texts
from tests.sync.rules.cases import case

PROVEN = [
    ("The previos model is good.", "The previous model is good."),
    ("First we open it.", "First, we open it."),
    ("Itâ€™s a good day.", "It’s a good day."),
]
SMALL = [
    ("See the detail of it.", "See the details of it."),
    ("The data is here.", "The data are here."),
    ("We explain the model.", "We explain a model."),
    ("All activity of users.", "All activities of users."),
    ("The over-head lamp.", "The overhead lamp."),
    ("We use Polish lists.", "We use polish lists."),
    ("Let us eat, Anna.", "Let us eat Anna."),
    ("We use CNNs here.", "We use convolutional neural networks here."),
    ("We use AI here.", "We use artificial intelligence here."),
    ("However, the lamp is on.", "The lamp, however, is on."),
    ("The lamps are also on.", "Also the lamps are on."),
]
OTHER = [
    ("We load the data.", "We read the data."),
    ("We are loading it.", "We are reading it."),
    ("It is stable here.", "It is unstable here."),
    ("It can be used.", "It cannot be used."),
    ("It takes a few days.", "It takes no days."),
    ("It goes from here.", "It goes to here."),
    ("Only the model can see it.", "The model can see only it."),
    ("We use C for this.", "We use C++ for this."),
    ("It holds for a > b here.", "It holds for a < b here."),
    ("An asymmetric loss is here.", "An a symmetric loss is here."),
    ("It is in different parts.", "It is indifferent parts."),
    ("This is useful here.", "This is useless here."),
    ("We use minimum pooling.", "We use max pooling."),
    ("It has one lamp.", "It has 1 lamp."),
    ("It is bright here.", "It is very bright here."),
    ("We use CNNs here.", "We use recurrent neural networks here."),
    ("The lamp of the house is on.", "The house of the lamp is on."),
    ("Use `x` here.", "Use `y` here."),
]


@pytest.mark.parametrize(("old", "new"), PROVEN)
def test_what_is_proven_to_be_harmless_asks_nobody(old: str, new: str) -> None:
    found = neutral(case(old, new, "译文。"))
    assert found is not None
    assert found.quiet
    assert found.flags[0].startswith("only this changed")


@pytest.mark.parametrize(("old", "new"), SMALL)
def test_a_small_change_that_is_not_proven_keeps_the_sentence_and_asks_somebody(old: str, new: str) -> None:
    for sides in ((old, new), (new, old)):
        found = neutral(case(*sides, "译文。"))
        assert found is not None
        assert not found.quiet


@pytest.mark.parametrize(("old", "new"), OTHER)
def test_a_change_of_sense_is_never_neutral(old: str, new: str) -> None:
    assert neutral(case(old, new, "译文。")) is None
    assert neutral(case(new, old, "译文。")) is None


def test_marks_and_spans_without_a_place_need_somebody() -> None:
    found = neutral(case("First we *open* it.", "First, we open it.", "我们打开它。"))
    assert found is not None
    assert not found.quiet


def test_the_human_sentence_stays_and_the_reviewer_is_told() -> None:
    before = "The lamp is bright. In the following we explain the design of it in greater details.\n"
    translation = "灯很亮。\n下面我们更详细地解释它的设计。\n"
    synced = sync_texts(before, before.replace("details", "detail"), translation)
    assert synced.text == translation
    assert changes_of(synced) == ["kept", "kept"]
    assert flags_of(synced) == ["only this changed: details → detail"]
    assert synced.provenance[1].quiet


def test_another_source_language_has_its_own_small_words() -> None:
    before = "La lampe est claire. Nous expliquons le plan de la maison avec plus de details.\n"
    synced = sync_texts(
        before, before.replace("plus de", "plus des"), "灯很亮。\n我们更详细地解释房子的设计。\n", pair="fr-zh"
    )
    assert changes_of(synced) == ["kept", "kept"]
    assert not synced.provenance[1].quiet
