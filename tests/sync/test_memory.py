"""Human text that goes from one chapter to another."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pytest

from amts_core.book.chapter import Chapter, parse_chapter
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import align_chapters
from amts_core.parallel.table import combine_pairs, pair_table, with_sides
from amts_core.sync.book import ChapterWork, plan_book
from amts_core.sync.chapter import SyncedChapter, finish_sync, plan_sync
from amts_core.sync.guide import Known
from amts_core.sync.memory import holders, human_texts, new_texts
from amts_core.sync.reuse import NOT_SURE
from amts_core.translate.document import Draft
from tests.sync.test_book import LAMPS as LAMP
from tests.sync.test_book import RIVERS, ZH_RIVERS, book

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
        languages=LanguagePair("en", "zh"),
        known=Known(MEMORY),
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


HOME = "\nWe walk home in the evening. The way is long.\n"
ZH_HOME = "\n我们晚上走路回家，路很长。\n"


def book_memory(work: Iterable[ChapterWork], *sides: dict[str, Chapter]) -> dict[str, str]:
    """Human translations of what is new, from the chapters that may hold some."""
    before, after, translation = sides
    wanted = {text for one in work for text in new_texts(one.after, one.before, language="en")}
    texts = [{name: chapter.text for name, chapter in side.items()} for side in (before, after)]
    tables = []
    for name in holders(wanted, *texts):
        alignment = align_chapters(before[name], translation[name], languages=LanguagePair("en", "zh"))
        tables.append(combine_pairs([pair_table([alignment], unit) for unit in ("paragraph", "sentence")]))
    rows = combine_pairs(tables).to_dict("records")
    return human_texts(wanted, rows, languages=LanguagePair("en", "zh"))


def sync_book(before: dict[str, str], after: dict[str, str], translation: dict[str, str]) -> tuple[dict[str, str], int]:
    """The chapters of a book after a sync, and how many segments were sent."""
    sides = [book(**texts) for texts in (before, after, translation)]
    work = plan_book(*sides, language="en").chapters
    memory = book_memory(work, *sides)
    texts, sent = {}, 0
    for one in work:
        plan = plan_sync(
            one.after,
            before=one.before,
            translation=one.translation,
            languages=LanguagePair("en", "zh"),
            known=Known(memory),
        )
        sent += len(plan.to_translate)
        texts[one.id] = finish_sync(plan, {one.id: Draft(one.id, f"译{one.text}") for one in plan.to_translate}).text
    return texts, sent


def test_a_paragraph_that_moves_to_another_chapter_takes_its_human_text_along() -> None:
    texts, sent = sync_book(
        {"a": LAMP + HOME, "b": RIVERS}, {"a": LAMP, "b": RIVERS + HOME}, {"a": ZH_LAMPS + ZH_HOME, "b": ZH_RIVERS}
    )
    assert (texts, sent) == ({"a": ZH_LAMPS, "b": ZH_RIVERS + ZH_HOME}, 0)


def test_merged_chapters_keep_the_human_text_of_all() -> None:
    """Also where no former chapter holds half of the merged one."""
    before = {"a": LAMP, "b": RIVERS, "c": "# Home\n" + HOME}
    translation = {"a": ZH_LAMPS, "b": ZH_RIVERS, "c": "# 家\n" + ZH_HOME}
    before |= {name: f"# {name}\n\nNothing is here.\n\nIt is quiet.\n" for name in "rstuvwxyz"}
    translation |= {name: f"# {name}\n\n这里没有。\n\n这里很安静。\n" for name in "rstuvwxyz"}
    after = {name: text for name, text in before.items() if name not in ("a", "b", "c")}
    texts, sent = sync_book(before, after | {"all": "\n".join(before[name] for name in "abc")}, translation)
    assert (texts, sent) == ({"all": "\n".join(translation[name] for name in "abc")}, 0)


@pytest.mark.parametrize(
    ("human", "told"), [("Der Hund schläft vor der Tür.", True), ("Die graue Katze wartet an der Tür.", False)]
)
def test_text_of_a_chapter_that_may_not_be_in_step_is_told_where_it_comes_to_stand(human: str, told: bool) -> None:
    """As of one that was renamed and rewritten at once: what it was translated from is not known."""
    languages, known = LanguagePair("en", "de"), Known({"The grey cat waits by the door.": human})
    before = parse_chapter("# Home\n\nIt is late in the evening. The house is quiet.\n", id="a")
    german = parse_chapter("# Zu Hause\n\nEs ist spät am Abend. Das Haus ist still.\n", id="a")
    for more in ("\n\nThe grey cat waits by the door.\n", " The grey cat waits by the door.\n"):
        after = parse_chapter(before.text.rstrip() + more, id="a")
        plan = plan_sync(after, before=before, translation=german, languages=languages, known=known)
        (moved,) = [one for one in finish_sync(plan, {}).provenance if one.change == "moved"]
        assert (moved.target, NOT_SURE in moved.flags) == (human, told)
    plan = plan_sync(
        parse_chapter("The grey cat waits by the door.\n", id="b"),
        before=None,
        translation=None,
        languages=languages,
        known=known,
    )
    (moved,) = finish_sync(plan, {}).provenance
    assert (moved.target, NOT_SURE in moved.flags) == (human, told)


def test_a_text_that_is_translated_in_two_ways_is_translated_again() -> None:
    before = {"a": LAMP + HOME, "b": LAMP + HOME, "c": RIVERS}
    other = ZH_HOME.replace("晚上", "傍晚")
    after = before | {"c": RIVERS + HOME}
    texts, sent = sync_book(before, after, {"a": ZH_LAMPS + ZH_HOME, "b": ZH_LAMPS + other, "c": ZH_RIVERS})
    assert sent == 1
    assert "译We walk home" in texts["c"]


def test_where_the_encoder_does_not_know_the_language_only_pairs_of_one_to_one_are_reused() -> None:
    shapes = ("1-1", "1-2")
    table = pd.DataFrame(
        [(f"Sentence {bead} {paragraph}.", "Câu.", bead, paragraph, 0.0) for bead in shapes for paragraph in shapes],
        columns=["source", "target", "bead", "paragraph_bead", "score"],
    )
    found = human_texts(set(table["source"]), with_sides(table).to_dict("records"), languages=LanguagePair("en", "vi"))
    assert found == {"Sentence 1-1 1-1.": "Câu."}


def test_the_new_texts_of_a_chapter_are_sentences_and_paragraphs_that_its_former_version_has_not() -> None:
    before, after = (parse_chapter(f"# Waves\n\nA wave carries energy. {text}\n") for text in ("It ends.", "It stays."))
    assert new_texts(after, before, language="en") == {"It stays.", "A wave carries energy. It stays."}
    assert new_texts(after, after, language="en") == set()
    assert {"Waves", "It stays."} <= new_texts(after, None, language="en")


def test_a_short_text_is_sought_only_where_the_source_has_lost_it() -> None:
    before = {"lost": "Yes. The boat.", "kept": "Yes. The boat.", "none": "The boat."}
    after = {"lost": "The boat.", "kept": "Yes. The new boat.", "none": "The boat."}
    assert holders({"Yes."}, before, after) == ["lost"]
    long = "A text that is long enough to be told from all others by itself."
    assert holders({long}, {"kept": long, "none": "The boat."}, {"kept": long}) == ["kept"]


def test_a_new_chapter_tells_each_text_with_its_segments() -> None:
    found = sync("# Lamps\n\nRivers\n", before=None, translation=None).provenance
    assert [(one.state, one.change, one.segments) for one in found] == [
        ("machine", "new", (found[0].segment,)),
        ("human", "moved", (found[1].segment,)),
    ]
