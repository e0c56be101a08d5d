"""The status of a pair before its first run, while a delivery waits, and once the book has taken it over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amts_core.book.chapter import encode_chapter
from amts_core.deliver.status import ChapterState, ChapterStatus
from amts_core.pipeline import status
from amts_core.pipeline.record import read_delivered
from amts_core.pipeline.run import Run
from amts_core.pipeline.status import book_status, keep_delivered, keep_status, read_kept
from tests.pipeline.conftest import ENGLISH, Shelf, drive


def chapter(run: Run, name: str) -> ChapterStatus:
    return next(one for one in book_status(run).chapters if one.chapter == name)


def test_before_the_first_run_it_says_what_would_be_done_and_what_it_would_cost(shelf: Shelf) -> None:
    shelf.write("en", "one", ENGLISH["one"].replace("stays where it is", "does not move"))
    shelf.write("en", "new", "# Foam\n\nFoam is white.\n")
    found = book_status(shelf.run())
    states = {one.chapter: one.state.value for one in found.chapters}
    assert states == {"new": "missing", "one": "outdated", "scored": "up to date", "two": "up to date"}
    sent = len("The water itself does not move.") + len("Foam") + len("Foam is white.")
    assert found.characters == sent
    assert found.usd == sent * 60 / 1_000_000
    assert shelf.run().store.find("runs/en-zh/first/plan.json") is None


def test_a_delivery_waits_until_the_book_takes_it_over_and_then_its_draft_is_to_be_reviewed(shelf: Shelf) -> None:
    shelf.write("en", "one", ENGLISH["one"].replace("stays where it is", "does not move"))
    done = drive(shelf.run())
    waiting = chapter(shelf.run("later"), "one")
    assert (waiting.state, waiting.delivery) == (ChapterState.DELIVERED, "first")
    assert waiting.delivered
    for path in (done.run.output / "chapters").glob("*.md"):
        (shelf.folder / "zh" / path.name).write_bytes(path.read_bytes())
    merged = chapter(shelf.run("later"), "one")
    assert (merged.state, merged.counts.machine) == (ChapterState.TO_REVIEW, 1)
    delivered = read_delivered(shelf.run(), "first", "one")
    assert delivered is not None
    draft = next(one.target for one in delivered.segments if one.state == "machine")
    text = encode_chapter(shelf.run().target_book.read("one")).decode().replace(draft, "水却不动。")
    shelf.write("zh", "one", text)
    assert chapter(shelf.run("later"), "one").state is ChapterState.UP_TO_DATE


def test_a_kept_status_is_read_back_and_a_damaged_one_begins_anew(shelf: Shelf) -> None:
    keep_status(shelf.run())
    kept = read_kept(shelf.run())
    assert kept is not None
    assert [one.chapter for one in kept.chapters] == ["one", "scored", "two"]
    shelf.run().store.write("state/en-zh/status.json", "{")
    assert read_kept(shelf.run()) is None
    assert len(book_status(shelf.run()).trend) == 1


def test_what_is_known_of_a_chapter_that_is_as_it_was_is_not_looked_at_again(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.write("en", "one", ENGLISH["one"].replace("stays where it is", "does not move"))
    keep_status(shelf.run())
    first = read_kept(shelf.run())
    drive(shelf.run())
    looked_at: list[str] = []
    look = status._Look._looked_at
    monkeypatch.setattr(status._Look, "_looked_at", lambda self, one: looked_at.append(one.id) or look(self, one))
    assert first is not None
    assert chapter(shelf.run(), "one").state is ChapterState.DELIVERED
    assert looked_at == ["one"]
    keep_status(shelf.run())
    looked_at.clear()
    assert chapter(shelf.run(), "one").state is ChapterState.DELIVERED
    assert looked_at == []


def test_a_status_tells_of_a_delivery_without_a_look_at_the_chapters(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.write("en", "one", ENGLISH["one"].replace("stays where it is", "does not move"))
    keep_status(shelf.run())
    planned = read_kept(shelf.run())
    assert planned.characters > 0
    status.write_kept(shelf.run(), replace(planned, date="2020-01-01T00:00:00+00:00"))
    done = drive(shelf.run())
    with monkeypatch.context() as blind:
        blind.setattr("amts_core.pipeline.status._Look", None)
        keep_delivered(shelf.run("first"), done.outcome)
    kept, looked = read_kept(shelf.run()), book_status(shelf.run("later"))
    assert [(one.chapter, one.state, one.counts, one.delivery) for one in kept.chapters] == [
        (one.chapter, one.state, one.counts, one.delivery) for one in looked.chapters
    ]
    assert (kept.characters, kept.usd, kept.in_state(ChapterState.DELIVERED)) == (0, 0, 1)
    assert kept.date > planned.date[:10]
    assert all(one.delivered for one in kept.chapters if one.state is ChapterState.DELIVERED)


def test_a_status_that_was_not_kept_is_made_when_there_is_a_delivery_to_tell(shelf: Shelf) -> None:
    shelf.write("en", "one", ENGLISH["one"].replace("stays where it is", "does not move"))
    done = drive(shelf.run())
    keep_delivered(shelf.run("first"), done.outcome)
    assert read_kept(shelf.run()).in_state(ChapterState.DELIVERED) == 1
