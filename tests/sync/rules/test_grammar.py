"""Corrections of English grammar that a translation does not show."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import segments
from amts_core.sync.rules.grammar import only_grammar
from tests.sync.edits import changes_of, flags_of, sync_texts

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
    ("We have a lamp.", "We have lamp."),
    ("The most lamps are on.", "Most lamps are on."),
    ("The two lamps are on.", "Two lamps are on."),
    ("Consider the first.", "Consider first."),
    ("We see a lamp.", "We see the lamp."),
    ("It mean this.", "It means this."),
    ("The new are good.", "The news are good."),
    ("It was on.", "It is on."),
    ("We train it.", "We trained it."),
    ("This lamp is on.", "These lamp is on."),
    ("We use 3 lamps.", "We use 4 lamp."),
    ("Use `x` in details.", "Use `y` in detail."),
    ("It is in pass.", "It is in pas."),
    ("It is their lamp.", "It is theirs lamp."),
    ("The lamp can be on.", "The lamps cans be off."),
]


def told(before: str, after: str, translation: str = "灯", target: str = "zh") -> str:
    sides = (segments(parse_chapter(text + "\n"), language="en", granularity="sentence") for text in (before, after))
    return only_grammar(*sides, translation, target)


@pytest.mark.parametrize(("before", "after"), GRAMMAR)
def test_grammar_is_told_from_what_is_said(before: str, after: str) -> None:
    for target in ("zh", "zh-TW", "ja", "ko", "vi", "th"):
        assert told(before, after, target=target).startswith("only grammar changed")
        assert told(after, before, target=target)
    assert not told(before, after, target="tr")


@pytest.mark.parametrize(("before", "after"), MORE)
def test_what_may_mean_something_is_more_than_grammar(before: str, after: str) -> None:
    assert not told(before, after)
    assert not told(after, before)


@pytest.mark.parametrize(
    ("translation", "target"),
    [("这些模型很大", "zh"), ("各モデル", "ja"), ("모델들은", "ko"), ("Các mô hình", "vi"), ("แบบจำลองเหล่านี้", "th")],
)
def test_a_translation_that_shows_number_is_translated_again(translation: str, target: str) -> None:
    assert not told("The models run here.", "The model run here.", translation, target)
    assert told("The data is here.", "The data are here.", translation, target)


def test_the_human_sentence_stays_and_the_reviewer_is_told() -> None:
    before = "The lamp is bright. In the following we explain the design of it in greater details.\n"
    translation = "灯很亮。\n下面我们更详细地解释它的设计。\n"
    synced = sync_texts(before, before.replace("details", "detail"), translation)
    assert synced.text == translation
    assert changes_of(synced) == ["kept", "kept"]
    assert flags_of(synced) == ["only grammar changed that Chinese does not show: details → detail"]


def test_another_source_language_has_no_such_rules() -> None:
    before = "La lampe est claire. Nous expliquons le plan de la maison avec plus de details.\n"
    synced = sync_texts(
        before, before.replace("details", "detail"), "灯很亮。\n我们更详细地解释房子的设计。\n", pair="fr-zh"
    )
    assert "outdated" in changes_of(synced)
