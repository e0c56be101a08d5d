"""Human text that goes from one chapter to another."""

from __future__ import annotations

from amts_core.book.chapter import parse_chapter
from amts_core.sync.chapter import SyncedChapter, finish_sync, plan_sync
from amts_core.translate.document import Draft

LAMPS = "# Lamps\n\nThe lamp is bright. It stands on the table.\n"
ZH_LAMPS = "# 灯\n\n灯很亮。它放在桌子上。\n"
MEMORY = {
    "The river is wide and deep.": "河又宽又深。",
    "Boats go up. And boats go down.": "船来船往。",
    "Rivers": "河流",
}


def sync(after: str, *, before: str | None = LAMPS, translation: str | None = ZH_LAMPS) -> SyncedChapter:
    sides = [parse_chapter(text, id="a") if text else None for text in (before, translation)]
    plan = plan_sync(
        parse_chapter(after, id="a"),
        before=sides[0],
        translation=sides[1],
        source_language="en",
        target_language="zh",
        memory=MEMORY,
    )
    return finish_sync(plan, {one.id: Draft(one.id, f"译{one.text}") for one in plan.to_translate})


def test_a_sentence_that_another_chapter_had_takes_its_human_text() -> None:
    synced = sync(LAMPS.replace("bright. ", "bright. The river is wide and deep. "))
    assert synced.text == ZH_LAMPS.replace("灯很亮。", "灯很亮。河又宽又深。")
    assert [origin.change for origin in synced.provenance if origin.source.startswith("The river")] == ["moved"]


def test_a_paragraph_that_another_chapter_had_takes_its_human_text_whole_or_in_sentences() -> None:
    added = "\nBoats go up. And boats go down.\n\nThis is new. The river is wide and deep.\n"
    synced = sync(LAMPS + added)
    assert synced.text == ZH_LAMPS + "\n船来船往。\n\n译This is new.河又宽又深。\n"
    assert [origin.state for origin in synced.provenance[-3:]] == ["human", "machine", "human"]


def test_a_new_chapter_takes_what_others_had() -> None:
    source = "# Rivers\n\nThis is new. The river is wide and deep.\n\nIt stands.\n\nBoats go up. And boats go down.\n"
    synced = sync(source, before=None, translation=None)
    assert synced.text == "# 河流\n\n译This is new.河又宽又深。\n\n译It stands.\n\n船来船往。\n"
    assert [origin.state for origin in synced.provenance] == ["human", "machine", "human", "machine", "human"]


def test_the_text_of_the_chapter_itself_goes_before_that_of_others() -> None:
    before = LAMPS + "\nThe river is wide and deep.\n"
    after = LAMPS + "\nA first.\n\nThe river is wide and deep. A second.\n"
    assert "这条河又宽又深。" in sync(after, before=before, translation=ZH_LAMPS + "\n这条河又宽又深。\n").text
