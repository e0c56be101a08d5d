"""Which texts of two versions of a source are versions of each other."""

from __future__ import annotations

import pytest

from amts_core.sync.matching import SIMILAR, WORD, match_sentences, match_units, similarities
from amts_core.sync.units import Unit, cut_units
from tests.sync.builders import chapter, sentences
from tests.sync.edits import changes_of, flags_of, sync_texts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("训练32轮abc", ["训", "练", "32", "轮", "abc"]),
        ("ひらカタ", ["ひ", "ら", "カ", "タ"]),
        ("เป็นดี", ["เป็", "น", "ดี"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("모델은 3을", ["모델은", "3을"]),
        ("a_b, c!", ["a_b", ",", "c", "!"]),
    ],
)
def test_words_of_every_script(text: str, words: list[str]) -> None:
    assert WORD.findall(text) == words


@pytest.mark.parametrize(
    ("one", "other", "are_similar"),
    [
        ("训练32轮", "训练64轮", True),
        ("我们用这个模型预测明天的气温。", "我们用那个模型预测明天的气温。", True),
        ("好。", "灯很亮。", False),
        ("灯很亮。", "河又宽又深。", False),
        ("ภาษาไทยเป็นภาษาที่ดี", "การเรียนรู้เชิงลึกคือ", False),
        ("ใช้แบบจำลองนี้ทำนายอุณหภูมิ", "ใช้แบบจำลองนั้นทำนายอุณหภูมิ", True),
        ("Stop.", "Go.", False),
        ("...", "...", True),
    ],
)
def test_texts_are_similar_by_their_words(one: str, other: str, are_similar: bool) -> None:
    assert bool(similarities([one], [other])[0, 0] >= SIMILAR) is are_similar


def test_a_number_in_a_chinese_heading_is_carried() -> None:
    before = "# 训练32轮\n\n灯很亮。河又宽又深。我们晚上走路回家。\n"
    translation = "# Train for 32 epochs\n\nThe lamp is bright. The river is wide and deep. We walk home at night.\n"
    synced = sync_texts(before, before.replace("32", "64"), translation, pair="zh-en")
    assert synced.text == translation.replace("32", "64")
    assert set(changes_of(synced)) == {"kept", "carried"}
    assert not flags_of(synced)


def test_a_changed_chinese_sentence_leaves_its_neighbours_alone() -> None:
    before = "灯很亮。河又宽又深。我们晚上走路回家。\n"
    translation = "The lamp is bright. The river is wide and deep. We walk home at night.\n"
    synced = sync_texts(before, before.replace("河又宽又深", "这条河又窄又浅"), translation, pair="zh-en")
    assert synced.text == "The lamp is bright. 【这条河又窄又浅。】 We walk home at night.\n"


def test_list_marks_make_no_items_similar() -> None:
    before = "1. 好。\n1. 灯很亮。\n"
    after = "1. 好。\n1. 船。\n1. 灯很亮。\n"
    synced = sync_texts(before, after, "1. Good.\n1. The lamp is bright.\n", pair="zh-en")
    assert synced.text == "1. Good.\n1. 【船。】\n1. The lamp is bright.\n"


def test_no_texts_have_no_likeness() -> None:
    assert [similarities(*sides).shape for sides in (([], ["a"]), (["a"], []), ([], []))] == [(0, 1), (1, 0), (0, 0)]


def units(*texts: str) -> tuple[Unit, ...]:
    return cut_units(chapter("\n\n".join(texts) + "\n")).units


def matched(after: tuple[str, ...], before: tuple[str, ...]) -> list[tuple[int, int, bool]]:
    return [(one.after, one.before, one.moved) for one in match_units(units(*after), units(*before))]


LONG = [f"The {word} of the old house is {other} in the evening." for word, other in (("lamp", "red"), ("dog", "big"))]
APART = "We go to the sea with a boat and three brown horses."


def test_units_that_are_equal_or_similar_in_place_are_versions_of_each_other() -> None:
    assert matched((LONG[0], APART), (LONG[0], APART)) == [(0, 0, False), (1, 1, False)]
    assert matched((LONG[0], APART), (LONG[1], APART)) == [(0, 0, False), (1, 1, False)]
    assert matched((LONG[0], APART), (APART,)) == [(1, 0, False)]
    assert matched((LONG[0],), (APART,)) == []


def test_an_equal_unit_goes_before_a_similar_one() -> None:
    assert matched((LONG[0],), (LONG[1], LONG[0])) == [(0, 1, False)]
    assert matched((LONG[0],), (LONG[0], LONG[1])) == [(0, 0, False)]


def test_only_units_of_one_form_are_versions_of_each_other() -> None:
    assert matched((f"# {LONG[0]}",), (f"- {LONG[0]}",)) == []
    assert matched((f"## {LONG[0]}",), (f"# {LONG[0]}",)) == [(0, 0, False)]


def test_a_unit_that_must_stay_whole_is_matched_by_an_equal_one_alone() -> None:
    rule, other = "| lamp | boat |\n|:---|---|", "| lamp | boat |\n|---|---|"
    assert matched((rule,), (other,)) == [(0, 0, False)]
    assert matched((rule,), (rule,)) == [(0, 0, False), (1, 1, False)]


def test_a_unit_that_moved_is_found_by_its_text_and_its_neighbours_go_along() -> None:
    short = ("A.", "B.")
    before = (LONG[0], *short, APART, f"{APART} Again.")
    after = (APART, f"{APART} Again.", LONG[0], *short)
    assert matched(after, before) in (
        [(0, 3, True), (1, 4, True), (2, 0, False), (3, 1, False), (4, 2, False)],
        [(0, 3, False), (1, 4, False), (2, 0, True), (3, 1, True), (4, 2, True)],
    )


def test_a_short_unit_alone_moves_nowhere() -> None:
    assert matched(("A lamp.", LONG[0], APART), (LONG[0], APART, "A lamp.")) == [(1, 0, False), (2, 1, False)]


def test_a_text_that_changed_little_is_found_elsewhere_but_not_one_that_changed_more() -> None:
    little, much = LONG[0].replace("red", "big"), LONG[0].replace("red in the evening", "always full of our guests")
    rest = (APART, f"{APART} Again.")
    assert (0, 2, True) in matched((little, *rest), (*rest, LONG[0]))
    assert matched((much, *rest), (*rest, LONG[0])) == [(1, 0, False), (2, 1, False)]


def test_of_two_equal_texts_that_moved_each_has_its_own() -> None:
    rest = (APART, f"{APART} Again.")
    found = matched((LONG[0], LONG[0], *rest), (*rest, LONG[0], LONG[0]))
    assert [(a, b) for a, b, moved in found if moved] == [(0, 2), (1, 3)]


@pytest.mark.parametrize(
    ("after", "before", "pairs"),
    [
        ("A lamp. A boat.", "A lamp. A boat.", {0: 0, 1: 1}),
        ("A boat. A lamp.", "A lamp.", {1: 0}),
        ("We go home now.", "We go home then.", {0: 0}),
        ("We go home now.", "The red lamp is here.", {}),
        ("See `a` here.", "See `b` here.", {0: 0}),
        ("We go home now. We go home.", "We go home.", {1: 0}),
    ],
)
def test_sentences_are_matched_in_order_equal_ones_first(after: str, before: str, pairs: dict[int, int]) -> None:
    assert match_sentences(sentences(after), sentences(before)) == pairs


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("a lamp", "a lamp", 1.0),
        ("A Lamp!", "a, lamp", 1.0),
        ("a b c d", "a b", 2 / 3),
        ("a b", "b a", 0.5),
        ("...", "!", 0.0),
        ("...", "..", 0.8),
        ("", "", 1.0),
    ],
)
def test_similarity_is_the_share_of_common_words_in_order(one: str, other: str, share: float) -> None:
    assert similarities([one], [other])[0, 0] == pytest.approx(share)


def test_the_words_may_be_cut_otherwise() -> None:
    assert similarities(["ab"], ["ac"], list)[0, 0] == 0.5


def test_short_units_move_with_a_long_one_before_and_behind_them() -> None:
    more = f"{APART} Again and again."
    before = (LONG[0], LONG[1], APART, "A.", more, "B.")
    assert matched(("A.", more, "B.", LONG[0], LONG[1], APART), before) == [
        (0, 3, True),
        (1, 4, True),
        (2, 5, True),
        (3, 0, False),
        (4, 1, False),
        (5, 2, False),
    ]


@pytest.mark.parametrize(("text", "moves"), [("A lamp of my houses", True), ("A lamp of my house", False)])
def test_a_unit_moves_alone_from_a_length_on(text: str, moves: bool) -> None:
    rest = (LONG[0], APART, LONG[1])
    assert ((0, 3, True) in matched((text, *rest), (*rest, text))) is moves


def test_of_several_units_that_a_text_may_have_moved_to_the_most_similar_has_it() -> None:
    nearly, rest = LONG[0].replace("red", "big"), (APART, f"{APART} Again.")
    assert {(0, 2, True), (1, 3, True)} <= {*matched((nearly, LONG[0], *rest), (*rest, nearly, LONG[0]))}
    assert (1, 2, True) in matched((nearly, LONG[0], *rest), (*rest, LONG[0]))
    assert [b for a, b, _ in matched((LONG[0], *rest), (*rest, nearly, LONG[0])) if a == 0] == [3]


def test_the_marks_of_a_list_are_no_words_of_a_unit() -> None:
    assert matched(("- We go.",), ("- It is.",)) == []
    assert matched(("- We go.",), ("* We go.",)) == [(0, 0, False)]


def test_a_sign_beside_a_word_of_two_characters_is_no_word() -> None:
    assert similarities(["ดี!"], ["ดี?"])[0, 0] == 1.0
