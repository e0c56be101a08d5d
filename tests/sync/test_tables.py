"""Tables: a cell stays the counterpart of its cell, whatever becomes of the cells beside it."""

from __future__ import annotations

import pytest

from tests.sync.edits import changes_of, flags_of, sync_texts

HEAD = "| Noise | Speed |\n|---|---|\n"
ZH_HEAD = "| 噪声 | 速度 |\n|---|---|\n"


def table(row: str, head: str = HEAD) -> str:
    return f"{head}{row}\n"


def test_a_word_that_becomes_a_number_takes_no_other_cell_with_it() -> None:
    synced = sync_texts(table("| none | slow |"), table("| 0 | slow |"), table("| 无 | 慢 |", ZH_HEAD))
    assert synced.text == table("| 0 | 慢 |", ZH_HEAD)
    assert [(one.former_source, one.former_target) for one in synced.removed] == [("none", "无")]


def test_a_number_that_becomes_a_word_takes_no_other_cell_with_it() -> None:
    synced = sync_texts(table("| 0 | slow |"), table("| none | slow |"), table("| 0 | 慢 |", ZH_HEAD))
    assert synced.text == table("| 【none】 | 慢 |", ZH_HEAD)


def test_a_number_cell_that_the_translation_writes_out_stays_and_the_new_word_waits_beside() -> None:
    synced = sync_texts(table("| 0 | slow |"), table("| none | slow |"), table("| 零 | 慢 |", ZH_HEAD))
    assert synced.text == table("| 零 | 慢 |", ZH_HEAD)
    assert "beside" in changes_of(synced)
    assert flags_of(synced)


def test_a_number_of_a_row_follows_its_source() -> None:
    before, after = table("| 0 | slow |"), table("| 1 | slow |")
    assert sync_texts(before, after, table("| 0 | 慢 |", ZH_HEAD)).text == table("| 1 | 慢 |", ZH_HEAD)


def test_a_row_in_another_form_is_told() -> None:
    translation = table("| 无 | 慢 | 注 |", "| 噪声 | 速度 | 附 |\n|---|---|---|\n")
    synced = sync_texts(table("| none | slow |"), table("| 0 | slow |"), translation)
    assert synced.text == translation
    assert flags_of(synced)


def test_a_new_row_that_a_translator_has_added_already_is_not_added_again() -> None:
    before, translation = table("| none | slow |"), table("| 无 | 慢 |\n| `x` | 3 |", ZH_HEAD)
    synced = sync_texts(before, before + "| `x` | 3 |\n", translation)
    assert synced.text == translation


@pytest.mark.parametrize(
    ("before", "after", "translation", "expected"),
    [
        (
            "| Adam is fast. |\n|---|\n",
            "It needs memory.",
            "| Adam 很快。 |\n|---|\n",
            "| Adam 很快。【It needs memory.】 |\n|---|\n",
        ),
        ("# Adam is fast.\n", "It needs memory.", "# Adam 很快。\n", "# Adam 很快。【It needs memory.】\n"),
        (
            "![Adam is fast.](a.png)\n",
            "It needs memory.",
            "![Adam 很快。](a.png)\n",
            "![Adam 很快。【It needs memory.】](a.png)\n",
        ),
        (
            "> Adam is fast.\n",
            "It needs memory.",
            "> Adam 很快。\n",
            "> Adam 很快。\n> 【It needs memory.】\n",
        ),
        (
            "* Adam is fast.\n",
            "It needs memory.",
            "* Adam 很快。\n",
            "* Adam 很快。\n  【It needs memory.】\n",
        ),
    ],
)
def test_a_new_sentence_gets_a_line_of_its_own_only_where_a_block_has_lines(
    before: str, after: str, translation: str, expected: str
) -> None:
    lines = "\nThe lamp is bright. The river is wide and deep. We walk home.\n"
    zh_lines = "\n灯很亮。\n河又宽又深。\n我们走路回家。\n"
    new = before.replace("is fast.", f"is fast. {after}")
    assert sync_texts(before + lines, new + lines, translation + zh_lines).text == expected + zh_lines


def test_a_draft_on_a_line_of_its_own_starts_no_list() -> None:
    before = "The lamp is bright. The river is wide. We walk home.\n"
    after = before.replace("We walk", "In the century before nobody walked. We walk")
    synced = sync_texts(
        before,
        after,
        "Lamba parlak.\nNehir geniş.\nEve yürüyoruz.\n",
        pair="en-tr",
        draft="19. yüzyılda kimse yürümezdi.",
    )
    assert synced.text == "Lamba parlak.\nNehir geniş.\n19\\. yüzyılda kimse yürümezdi.\nEve yürüyoruz.\n"


def test_a_row_with_a_column_that_only_the_translation_has_is_not_doubled() -> None:
    before = table("| cat | quick animal |") + "| dog | loyal animal |\n"
    translation = (
        "| Ruido | Nota | Inglés |\n|---|---|---|\n| gato | animal rápido | cat |\n| perro | animal leal | dog |\n"
    )
    synced = sync_texts(before, before.replace("loyal", "faithful"), translation, pair="en-es")
    assert synced.text == translation.replace("animal leal", "【faithful animal】")
    assert changes_of(synced)[-1] == "changed"


def test_a_cell_that_is_filled_removes_nothing_of_its_row() -> None:
    heads = (f"| {title} |\n|---|---|---|\n" for title in ("Name | Speed | Note", "名称 | 速度 | 说明"))
    head, zh_head = heads
    before, after = table("| dog |  | loyal |", head), table("| dog | swift | loyal |", head)
    synced = sync_texts(before, after, table("| 狗 |  | 忠诚 |", zh_head))
    assert synced.text == table("| 狗 | 【swift】 | 忠诚 |", zh_head)
    assert synced.removed == ()


def test_cells_that_change_places_take_their_human_text_along() -> None:
    before = table("| cat | quick animal |") + "| dog | loyal animal |\n"
    after = table("| cat | loyal animal |") + "| dog | quick animal |\n"
    translation = table("| 猫 | 动作快的动物 |", ZH_HEAD) + "| 狗 | 忠诚的动物 |\n"
    synced = sync_texts(before, after, translation)
    assert synced.text == table("| 猫 | 忠诚的动物 |", ZH_HEAD) + "| 狗 | 动作快的动物 |\n"
    assert synced.removed == ()


@pytest.mark.parametrize(
    ("target", "head", "rows", "cell"),
    [
        (
            "de",
            "| Nr. | Name | Notiz |",
            ["| eins | Katze | schnelles Tier |", "| zwei | Hund | treues Tier |"],
            "treues Tier",
        ),
        (
            "tr",
            "| Ad | Renk | Not |",
            ["| kedi | gri renkli | hızlı hayvan |", "| köpek | kara | sadık hayvan |"],
            "sadık hayvan",
        ),
        (
            "vi",
            "| Tên | Ghi chú | Anh |",
            ["| mèo | con vật nhanh | cat |", "| chó | con vật tốt | dog |"],
            "con vật tốt",
        ),
    ],
)
def test_a_column_more_in_the_translation_leaves_the_others_beside_theirs(
    target: str, head: str, rows: list[str], cell: str
) -> None:
    before = table("| cat | quick animal |", "| Name | Note |\n|---|---|\n") + "| dog | loyal animal |\n"
    translation = "\n".join([head, "|---|---|---|", *rows, ""])
    synced = sync_texts(before, before.replace("loyal", "wild"), translation, pair=f"en-{target}")
    assert synced.text == translation.replace(cell, "【wild animal】")
    assert [(one.former_target, one.change) for one in synced.provenance if one.change != "kept"] == [(cell, "changed")]
