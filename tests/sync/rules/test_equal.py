"""New words that the translation says already."""

from __future__ import annotations

from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.rules.equal import equal
from tests.sync.rules.cases import case


def test_a_translation_that_does_not_tell_two_words_apart_stays() -> None:
    found = equal(case("The element is here.", "The item is here.", "元素在这里。"))
    assert found is not None
    assert not found.quiet
    assert found.flags == ("the translation says the same for both: element → item",)


def test_another_word_is_not_equal() -> None:
    assert equal(case("The list is here.", "The item is here.", "列表在这里。")) is None


def test_nothing_is_equal_with_a_negation_or_a_contrary() -> None:
    assert equal(case("The element is here.", "The item is not here.", "元素在这里。")) is None
    assert equal(case("The small element is here.", "The big item is here.", "小元素在这里。")) is None


def test_an_old_word_that_the_lexicon_does_not_know_may_be_anything() -> None:
    assert equal(case("The gizmo is here.", "The item is here.", "元素在这里。")) is None


def test_a_word_that_has_a_likelier_translation_of_its_own_is_not_equal() -> None:
    """In a book "kernel" and "filter" stand together so often that each may seem to translate the other."""
    chances = {"kernel": {"内核": 0.8}, "filter": {"内核": 0.12, "过滤": 0.7}}
    lexicon = WordLexicon(chances, frozenset({"kernel", "filter"}), pairs=100)
    assert equal(case("We use the kernel here.", "We use the filter here.", "我们使用内核。", lexicon=lexicon)) is None


def test_nothing_is_equal_where_another_word_stands_elsewhere() -> None:
    assert (
        equal(case("The element of the list is here.", "The list of the item is here.", "列表的元素在这里。")) is None
    )


def test_what_the_translation_does_not_show_it_need_not_change() -> None:
    found = equal(case("The list of the model is here.", "The list of the lamp is here.", "列表在这里。"))
    assert found is not None
    assert found.flags == ("the translation does not show what changed: model → lamp",)
    assert equal(case("The list of the gizmo is here.", "The list of the lamp is here.", "列表在这里。")) is None


def test_a_word_without_a_successor_may_be_missing() -> None:
    assert equal(case("The element of the network is here.", "The item is here.", "网络的元素在这里。")) is None
    assert equal(case("The element is here.", "The item of the network is here.", "元素在这里。")) is None
