"""Which texts of two versions of a source are versions of each other."""

from __future__ import annotations

import pytest

from amts_core.sync.matching import SIMILAR, WORD, similarities
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
