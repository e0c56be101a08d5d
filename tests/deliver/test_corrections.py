"""Human corrections of delivered drafts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from amts_core.book.chapter import Chapter, parse_chapter, read_chapter
from amts_core.deliver.corrections import ORIGIN, correction_pairs, find_corrections
from amts_core.deliver.sidecar import (
    Provenance,
    SegmentRecord,
    dump_provenance,
    load_provenance,
    make_provenance,
    read_provenance,
)
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.table import combine_pairs
from amts_core.sync.chapter import finish_sync, plan_sync
from amts_core.translate.document import Draft

DRAFTS = {
    "If $": "如果$\\alpha$很大，水平会跟随序列的每次变动，包括噪声；如果它很小，水平会慢慢反应。",
    "Noth": "没有什么会被完全忘记，但很久以前发生的事几乎不算数。",
    "As t": "作为第一个水平，我们使用第一周的平均值。",
    "Ther": "因此，我们[**在平滑之前去除季节模式**]，然后将其添加到预测中。",
}


@pytest.fixture
def delivery(sample_book: Path) -> tuple[Provenance, Chapter, Chapter]:
    """The sidecar, the delivered chapter, and the chapter it was built on."""
    name = "chapter_models/smoothing"
    after = read_chapter(sample_book / "en" / f"{name}.md", id=name)
    before = read_chapter(sample_book / "zh" / f"{name}_origin.md", id=name)
    former = read_chapter(sample_book / "zh" / f"{name}.md", id=name)
    plan = plan_sync(after, before=before, translation=former, languages=LanguagePair("en", "zh"))
    synced = finish_sync(plan, {one.id: Draft(one.id, DRAFTS[one.text[:4]]) for one in plan.to_translate})
    provenance = make_provenance(
        synced, Provenance(name, (), pair="en-zh", engine="memory"), source=after, former=former
    )
    return provenance, synced.chapter, former


def test_a_sidecar_is_read_back_as_it_was_written(
    delivery: tuple[Provenance, Chapter, Chapter], tmp_path: Path
) -> None:
    (tmp_path / "x.json").write_text(dump_provenance(delivery[0]), encoding="utf-8")
    assert read_provenance(tmp_path / "x.json") == delivery[0]
    assert read_provenance(tmp_path / "none.json") is None


def test_a_sidecar_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AmtsError, match="schema version 2"):
        load_provenance('{"chapter": "x", "segments": [], "schemaVersion": 2}', "x.json")
    with pytest.raises(AmtsError, match="cannot be read"):
        load_provenance("[]", "x.json")


def test_drafts_that_nobody_touched_are_found_untouched(delivery: tuple[Provenance, Chapter, Chapter]) -> None:
    provenance, delivered, _ = delivery
    found = find_corrections(provenance, delivered, target_language="zh")
    assert len(found) == 4
    assert all(one.untouched for one in found)
    assert correction_pairs(found, languages=LanguagePair("en", "zh")).empty


def test_a_corrected_draft_becomes_a_preferred_pair(delivery: tuple[Provenance, Chapter, Chapter]) -> None:
    provenance, delivered, _ = delivery
    human = "我们用第一周的均值作为初始水平。"
    now = delivered.with_text(delivered.text.replace(DRAFTS["As t"], human))
    found = find_corrections(provenance, now, target_language="zh")
    assert [one.final for one in found if not one.untouched] == [human]
    pairs = correction_pairs(found, languages=LanguagePair("en", "zh"))
    assert pairs[["source", "target", "origin"]].values.tolist() == [
        ["As the first level, we use the mean of the first week.", human, ORIGIN]
    ]
    older = pairs.assign(target="第一周的平均值是初始水平。", origin="book")
    kept = filter_pairs(combine_pairs([pairs, older]), languages=LanguagePair("en", "zh"))
    assert kept[kept["verdict"] == "kept"]["target"].tolist() == [human]


def test_a_draft_that_a_human_split_in_two_sentences_is_found_whole(
    delivery: tuple[Provenance, Chapter, Chapter],
) -> None:
    provenance, delivered, _ = delivery
    human = "没有什么会被完全忘记。\n但很久以前发生的事几乎不算数。"
    now = delivered.with_text(delivered.text.replace(DRAFTS["Noth"], human))
    found = find_corrections(provenance, now, target_language="zh")
    assert "没有什么会被完全忘记。但很久以前发生的事几乎不算数。" in [one.final for one in found]


def test_the_human_sentence_behind_a_draft_without_a_stop_is_no_part_of_its_correction() -> None:
    human = "它保留一个水平，并不断更新它。"
    records = (
        SegmentRecord("p1.1", "It is simple.", "这种方法很简单", "machine"),
        SegmentRecord("p1.2", "It keeps a level and updates it.", human, "human"),
    )
    now = parse_chapter(f"这个方法非常简单 {human}\n", id="x")
    (found,) = find_corrections(Provenance("x", records), now, target_language="zh")
    assert (found.source, found.draft, found.final) == ("It is simple.", "这种方法很简单", "这个方法非常简单")
    untouched = parse_chapter(f"这种方法很简单 {human}\n", id="x")
    (found,) = find_corrections(Provenance("x", records), untouched, target_language="zh")
    assert found.untouched


def test_the_human_sentence_without_a_stop_before_a_draft_is_no_part_of_its_correction() -> None:
    human = "它保留一个水平，并不断更新它"
    records = (
        SegmentRecord("p1.1", "It keeps a level and updates it.", human, "human"),
        SegmentRecord("p1.2", "It is simple.", "这种方法很简单。", "machine"),
    )
    now = parse_chapter(f"{human} 这个方法非常简单。\n", id="x")
    (found,) = find_corrections(Provenance("x", records), now, target_language="zh")
    assert (found.source, found.draft, found.final) == ("It is simple.", "这种方法很简单。", "这个方法非常简单。")


def test_a_draft_that_was_rewritten_beyond_recognition_is_counted(
    delivery: tuple[Provenance, Chapter, Chapter],
) -> None:
    provenance, delivered, _ = delivery
    now = delivered.with_text(delivered.text.replace(DRAFTS["Noth"], "请看附录。"))
    found = find_corrections(provenance, now, target_language="zh")
    assert [(one.draft, one.is_gone) for one in found if not one.untouched] == [(DRAFTS["Noth"], True)]
    assert len(found) == 4
    assert correction_pairs(found, languages=LanguagePair("en", "zh")).empty


def test_a_draft_that_was_removed_is_counted(delivery: tuple[Provenance, Chapter, Chapter]) -> None:
    provenance, delivered, _ = delivery
    for draft in DRAFTS.values():
        now = delivered.with_text(delivered.text.replace(draft, ""))
        found = find_corrections(provenance, now, target_language="zh")
        assert len(found) == 4, draft
        assert [one.draft for one in found if one.is_gone] == [draft]


def test_a_draft_that_a_human_joined_with_its_neighbour_is_not_gone(
    delivery: tuple[Provenance, Chapter, Chapter],
) -> None:
    provenance, delivered, _ = delivery
    before = delivered.text[: delivered.text.index(DRAFTS["Noth"])].rstrip("\n").splitlines()[-1]
    human = before.replace("。", "，") + DRAFTS["Noth"]
    now = delivered.with_text(delivered.text.replace(f"{before}\n{DRAFTS['Noth']}", human))
    assert now.text != delivered.text
    found = find_corrections(provenance, now, target_language="zh")
    assert [one.final for one in found if not one.untouched] == [human]
    assert not any(one.is_gone for one in found)


def test_a_delivery_that_was_not_taken_over_gives_no_corrections(delivery: tuple[Provenance, Chapter, Chapter]) -> None:
    provenance, delivered, former = delivery
    assert find_corrections(provenance, former, target_language="zh") == []
    old = provenance.segments[[one.state for one in provenance.segments].index("machine")].former_target
    partly = delivered.with_text(delivered.text.replace(DRAFTS["If $"], old))
    assert len(find_corrections(provenance, partly, target_language="zh")) == 3


def test_a_chapter_that_went_on_without_the_delivery_gives_no_corrections(
    delivery: tuple[Provenance, Chapter, Chapter],
) -> None:
    provenance, _, former = delivery
    elsewhere = former.with_text(former.text + "\n## 附录\n\n这一段是译者自己加上的。\n")
    assert find_corrections(provenance, elsewhere, target_language="zh") == []


def test_a_delivery_whose_sidecar_is_in_the_book_counts_even_if_no_draft_is_left(
    delivery: tuple[Provenance, Chapter, Chapter],
) -> None:
    provenance, delivered, _ = delivery
    now = delivered
    for draft in DRAFTS.values():
        now = now.with_text(now.text.replace(draft, ""))
    assert find_corrections(provenance, now, target_language="zh") == []
    other = dump_provenance(replace(provenance, date="2026-01-01")).encode()
    assert find_corrections(provenance, now, target_language="zh", sidecar=other) == []
    found = find_corrections(provenance, now, target_language="zh", sidecar=dump_provenance(provenance).encode())
    assert [one.is_gone for one in found] == [True] * 4


def test_every_draft_of_a_merged_delivery_is_a_correction_when_a_good_editor_reworded_all(
    delivery: tuple[Provenance, Chapter, Chapter],
) -> None:
    provenance, delivered, _ = delivery
    text = delivered.text
    edited = (
        "参数一大，水平便亦步亦趋，连噪声也不放过；参数一小，则迟迟不动。",
        "往事并未消失，只是分量极轻。",
        "首周均值充当起点。",
    )
    for draft, final in zip(list(DRAFTS.values())[:3], edited, strict=True):
        text = text.replace(draft, final)
    sidecar = dump_provenance(provenance).encode()
    found = find_corrections(provenance, delivered.with_text(text), target_language="zh", sidecar=sidecar)
    assert {one.final for one in found if not one.untouched} >= set(edited[1:])
    assert sum(not one.untouched for one in found) == 3
