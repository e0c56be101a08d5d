"""Corrections of English grammar that a translation does not show."""

from __future__ import annotations

import pytest

from amts_core.sync.rules.neutral import neutral
from tests.sync.edits import changes_of, flags_of, sync_texts
from tests.sync.rules.cases import case

GRAMMAR = [
    ("We explain it in greater details.", "We explain it in greater detail."),
    ("A real-world applications usually asks it.", "A real-world application usually asks it."),
    ("The data is here.", "The data are here."),
    ("Data that has been read does not reflects it.", "Data that have been read do not reflect it."),
    ("It is an hidden layer.", "It is a hidden layer."),
    ("They leave church now.", "They leave the church now."),
    ("It has the property `x`, 3.", "It has property `x`, 3."),
    ("All activity of users.", "All activities of users."),
    ("Two box are on.", "Two boxes are on."),
]
MORE = [
    ("It is not part of it.", "It is part of it."),
    ("We have a few lamps.", "We have few lamps."),
    ("The most lamps are on.", "Most lamps are on."),
    ("The two lamps are on.", "Two lamps are on."),
    ("Consider the first.", "Consider first."),
    ("The new are good.", "The news are good."),
    ("It was on.", "It is on."),
    ("We use 3 lamps.", "We use 4 lamp."),
    ("Use `x` in details.", "Use `y` in detail."),
    ("It is in pass.", "It is in pas."),
    ("It is their lamp.", "It is theirs lamp."),
    ("The lamp can be on.", "The lamps cans be off."),
]


@pytest.mark.parametrize(("before", "after"), GRAMMAR)
def test_grammar_is_told_from_what_is_said(before: str, after: str) -> None:
    for target in ("zh", "zh-TW", "ja", "ko", "vi", "th"):
        for sides in ((before, after), (after, before)):
            found = neutral(case(*sides, "灯", target=target))
            assert found is not None
            assert found.quiet


@pytest.mark.parametrize(("before", "after"), MORE)
def test_what_may_mean_something_is_more_than_grammar(before: str, after: str) -> None:
    assert neutral(case(before, after, "灯")) is None
    assert neutral(case(after, before, "灯")) is None


@pytest.mark.parametrize(
    ("translation", "target"),
    [
        ("这些模型很大", "zh"),
        ("各モデル", "ja"),
        ("모델들은", "ko"),
        ("Các mô hình", "vi"),
        ("แบบจำลองเหล่านี้", "th"),
        ("Die Modelle laufen hier", "de"),
        ("Modeller burada çalışır", "tr"),
    ],
)
def test_a_translation_that_may_show_number_is_to_be_looked_at(translation: str, target: str) -> None:
    found = neutral(case("The models run here.", "The model run here.", translation, target=target))
    assert found is not None
    assert not found.quiet


def test_the_human_sentence_stays_and_the_reviewer_is_told() -> None:
    before = "The lamp is bright. In the following we explain the design of it in greater details.\n"
    translation = "灯很亮。\n下面我们更详细地解释它的设计。\n"
    synced = sync_texts(before, before.replace("details", "detail"), translation)
    assert synced.text == translation
    assert changes_of(synced) == ["kept", "kept"]
    assert flags_of(synced) == ["only this changed: grammar (details → detail)"]


def test_another_source_language_has_no_such_rules() -> None:
    before = "La lampe est claire. Nous expliquons le plan de la maison avec plus de details.\n"
    synced = sync_texts(
        before, before.replace("details", "detail"), "灯很亮。\n我们更详细地解释房子的设计。\n", pair="fr-zh"
    )
    assert "outdated" in changes_of(synced)
