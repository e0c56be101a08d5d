"""Words that turn a sentence round, in every language that has a table."""

from __future__ import annotations

import pytest

from amts_core.language_contraries import changes_sense, contradict, negations, number_values, traits

TABLES = ("ar", "de", "en", "es", "fr", "ja", "ko", "pt", "ru", "tr", "vi", "zh")


@pytest.mark.parametrize("code", TABLES)
def test_a_language_has_every_side_of_every_contrary(code: str) -> None:
    from amts_core import language_contraries

    sides = [{(one[0], one[1]) for one in language_contraries._tables()[name]} for name in (code, "en")]
    assert sides[0] == sides[1]


@pytest.mark.parametrize(
    ("code", "text", "count"),
    [
        ("en", "It doesn't work, not at all.", 2),
        ("de", "Es ist keine gute Idee.", 1),
        ("zh", "这不是模型。", 1),
        ("zh", "非常好的类别。", 0),
        ("ja", "必ず動く。", 0),
        ("ja", "動かない。", 1),
        ("ru", "Это не модель.", 1),
        ("tr", "Model çalışmıyor.", 1),
        ("vi", "Mô hình không tốt.", 1),
        ("ar", "هذا ليس نموذجا.", 1),
        ("ko", "모델이 아니다.", 1),
        ("xx", "nothing is known", None),
    ],
)
def test_negations_are_counted(code: str, text: str, count: int | None) -> None:
    assert negations(text, code) == count


def test_a_contrary_is_one_only_where_the_other_side_is_missing() -> None:
    assert contradict(traits("The rate is high.", "en"), traits("Die Rate ist niedrig.", "de"))
    assert not contradict(traits("The rate is high.", "en"), traits("Die Rate ist hoch.", "de"))
    assert not contradict(traits("from low to high", "en"), traits("von niedrig zu hoch", "de"))
    assert not contradict(traits("It is unstable.", "en"), traits("它不稳定。", "zh"))


def test_a_longer_word_hides_the_one_inside_it() -> None:
    assert negations("它不稳定。", "zh", plain=True) == 0
    assert negations("它不好。", "zh", plain=True) == 1


def test_small_numbers_are_read_in_figures_and_words() -> None:
    assert number_values("Wir haben zwei Hunde und 3 Katzen.", "de") == {2: 1, 3: 1}
    assert number_values("12.5 or 1,000,000", "en") == {}


@pytest.mark.parametrize(
    ("old", "new", "is_changed"),
    [
        (["stable"], ["unstable"], True),
        (["well"], ["badly"], True),
        (["two"], ["2"], False),
        (["two"], ["three"], True),
        (["from"], ["to"], True),
        (["list"], ["element"], False),
    ],
)
def test_an_exchange_of_words_may_change_the_sense(old: list[str], new: list[str], is_changed: bool) -> None:
    assert changes_sense(old, new, "en") is is_changed
