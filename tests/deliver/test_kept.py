"""What the store keeps of chapters: text with story, and texts by batch."""

from __future__ import annotations

from pathlib import Path

import pytest

from amts_core.aws.storage import FolderStore
from amts_core.deliver.kept import Kept, dump_kept, dump_texts, find_text, kept_key, kept_of, load_kept
from amts_core.deliver.sidecar import Provenance, SegmentRecord, dump_provenance
from amts_core.errors import AmtsError

STORY = Provenance("one", (SegmentRecord("a", "A wave.", "波浪。", "machine", former_source="Wave."),), pair="en-zh")


def test_a_chapter_comes_back_with_its_story() -> None:
    kept = Kept("\ufeff# 波浪\r\n", STORY)
    assert load_kept(dump_kept(kept), "one") == kept


def test_a_key_names_pair_run_and_chapter() -> None:
    assert kept_key("en-zh", "night-1", "a/b") == "runs/en-zh/night-1/chapters/a/b.json"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "cannot be read"),
        ('{"text": "x"}', r"\(story\)"),
        (dump_kept(Kept("x", Provenance("one", (), schema_version=99))), "schema version 99"),
    ],
)
def test_what_cannot_be_read_is_named(content: str, told: str) -> None:
    with pytest.raises(AmtsError, match=f"the-key .*{told}|the-key.*{told}"):
        load_kept(content, "the-key")


def test_a_chapter_that_a_former_version_kept_in_two_objects_is_read_too() -> None:
    former = {"runs/p/r/chapters/a/b": "# 波浪\n", "runs/p/r/provenance/a/b.json": dump_provenance(STORY)}
    assert kept_of(former.get, "p", "r", "a/b") == Kept("# 波浪\n", STORY)
    now = former | {kept_key("p", "r", "a/b"): dump_kept(Kept("now", STORY))}
    assert kept_of(now.get, "p", "r", "a/b") == Kept("now", STORY)
    for key in former:
        assert kept_of({key: former[key]}.get, "p", "r", "a/b") is None


def test_a_text_is_found_alone_and_among_others(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.write("texts/alone", "波浪\n")
    store.write_bytes("texts/batch.json.gz", dump_texts({"d1": "one\r\n", "d2": ""}))
    keys = ("texts/alone", "texts/batch.json.gz#d1", "texts/batch.json.gz#d2")
    assert [find_text(store.find_bytes, key) for key in keys] == ["波浪\n", "one\r\n", ""]
    assert [
        find_text(store.find_bytes, key) for key in ("texts/gone", "texts/gone.gz#d1", "texts/batch.json.gz#d3")
    ] == [None] * 3
    store.write_bytes("texts/gone.gz", dump_texts({"d1": "it came"}))
    assert find_text(store.find_bytes, "texts/gone.gz#d1") == "it came"


def test_a_batch_of_texts_that_is_damaged_is_named(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.write_bytes("texts/batch.json.gz", dump_texts({"d1": "one"})[:-4])
    with pytest.raises(AmtsError, match=r"texts/batch.json.gz cannot be read"):
        find_text(store.find_bytes, "texts/batch.json.gz#d1")


def test_the_same_texts_are_the_same_bytes() -> None:
    assert dump_texts({"a": "1", "b": "2"}) == dump_texts({"b": "2", "a": "1"})
