"""Human text that is found again where its source stands now."""

from __future__ import annotations

import pytest

from tests.sync.edits import changes_of, sync_texts

WALK, ZH_WALK = "We walk along the river in the morning.\n", "我们早上沿着河边散步。\n"
PLOT = "Let us plot the histogram of tokens. In this simple dataset, most sequences have few tokens.\n"
ZH_PLOT = "让我们[**绘制词元数量的直方图**]。在这个简单的数据集中，大多数序列的词元很少。\n"
BOAT = "The boat is old and made of wood. It needs nails and glue. The harbour is far away.\n"
ZH_BOAT = "这艘木制的旧船需要钉子和胶水。港口很远。\n"

HOUSE = (
    "The lamp of the house is bright in the evening, and everybody can see it from the other side of the valley. "
    "In winter there is so much snow on the roof that the children build a tower of it. "
    "The dog sleeps under the old table and dreams of cats.\n"
)
ZH_HOUSE = (
    "晚上房子里的灯很亮，山谷另一边的每个人都能看到它。"
    "冬天屋顶上的雪很多，孩子们用它堆一座塔。"
    "狗睡在旧桌子下面，梦见了猫。\n"
)


def test_a_paragraph_said_again_takes_its_human_text_with_marks_that_only_this_has() -> None:
    synced = sync_texts(f"{PLOT}\n{WALK}", f"{PLOT}\n{WALK}\n{PLOT}", f"{ZH_PLOT}\n{ZH_WALK}")
    assert synced.text == f"{ZH_PLOT}\n{ZH_WALK}\n{ZH_PLOT}"


def test_a_paragraph_said_again_takes_its_human_text_without_the_marks_of_its_source() -> None:
    marked = PLOT.replace("plot the histogram", "[**plot the histogram**]")
    plain = ZH_PLOT.replace("[**", "").replace("**]", "")
    synced = sync_texts(f"{marked}\n{WALK}", f"{marked}\n{WALK}\n{marked}", f"{plain}\n{ZH_WALK}")
    assert synced.text == f"{plain}\n{ZH_WALK}\n{plain}"


def test_two_sentences_that_a_human_said_in_one_keep_it_when_paragraphs_are_merged() -> None:
    before, after = f"{HOUSE}\n{BOAT}", f"{HOUSE.strip()} {BOAT}"
    synced = sync_texts(before, after, f"{ZH_HOUSE}\n{ZH_BOAT}")
    assert synced.text == ZH_HOUSE.strip() + ZH_BOAT
    assert "changed" not in changes_of(synced)
    assert synced.removed == ()


def test_two_sentences_that_a_human_said_in_one_keep_it_when_a_paragraph_is_split() -> None:
    before, after = f"{HOUSE.strip()} {BOAT}", f"{HOUSE}\n{BOAT}"
    synced = sync_texts(before, after, ZH_HOUSE.strip() + ZH_BOAT)
    assert synced.text == f"{ZH_HOUSE}\n{ZH_BOAT}"


def test_a_sentence_that_becomes_a_paragraph_keeps_human_text_that_writes_its_formula_otherwise() -> None:
    lamp, zh_lamp = "The lamp of $f(x) = 1$ is brighter than the others.", "$f(x)=1$ 的灯比其他的灯 :cite:`Lamp`更亮。"
    before, after = (f"{WALK.strip()}{gap}{lamp}\n" for gap in (" ", "\n\n"))
    assert sync_texts(before, after, f"{ZH_WALK.strip()}{zh_lamp}\n").text == f"{ZH_WALK}\n{zh_lamp}\n"


def test_the_last_sentences_of_a_paragraph_are_found_again_too() -> None:
    before = f"{HOUSE}\n{BOAT}"
    after = f"{before}\nThe harbour is far away.\n"
    synced = sync_texts(before, after, f"{ZH_HOUSE}\n{ZH_BOAT}")
    assert synced.text == f"{ZH_HOUSE}\n{ZH_BOAT}\n港口很远。\n"


def test_a_sign_that_is_no_mark_does_not_hold_human_text_back() -> None:
    star, zh_star = "The *lamp* of the house is bright today.", "今天房子里的 * 灯 * 很亮。"
    synced = sync_texts(f"{star} {WALK}", f"{WALK}\n{star}\n", f"{zh_star}{ZH_WALK}")
    assert synced.text == f"{ZH_WALK}\n{zh_star}\n"
    assert synced.flags == ()


def test_items_that_change_places_take_their_human_text_along() -> None:
    before, after = "1. Repair the boat.\n2. Paint the boat.\n", "1. Paint the boat.\n2. Repair the boat.\n"
    assert sync_texts(before, after, "1. 修船。\n2. 给船上漆。\n").text == "1. 给船上漆。\n2. 修船。\n"


@pytest.mark.parametrize("one", BOAT.split(". ")[:2])
def test_one_of_two_sentences_that_a_human_said_in_one_is_translated_again(one: str) -> None:
    before = f"{WALK}\n{BOAT}"
    after = f"{WALK.strip()} {one}.\n\n" + BOAT.replace(f"{one}. ", "")
    synced = sync_texts(before, after, f"{ZH_WALK}\n{ZH_BOAT}")
    assert f"【{one}.】" in synced.text
    assert "钉子" not in synced.text
