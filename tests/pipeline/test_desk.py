"""What people decide on the desk flows into deliveries and parallel data, once, and without cost."""

from __future__ import annotations

import pytest

from amts_core.deliver.desk import Answer, Desk, desk_key, make_decision, read_desk, segment_names, write_desk
from amts_core.deliver.sidecar import SegmentRecord
from amts_core.pipeline.corrections import read_corrections
from amts_core.pipeline.desk import desk_texts
from amts_core.pipeline.documents import read_sent
from amts_core.pipeline.plan import find_changed
from amts_core.pipeline.record import read_delivered
from amts_core.pipeline.run import Run
from tests.pipeline.conftest import ENGLISH, Shelf, drive

CHANGED = ENGLISH["one"].replace("stays where it is", "does not move")


def decide(run: Run, run_id: str, source: str, answer: Answer, text: str = "") -> None:
    """What the page does."""
    story = read_delivered(run, run_id, "one")
    assert story is not None
    name, record = next(
        (name, one)
        for name, one in zip(segment_names(story.segments), story.segments, strict=True)
        if source in one.source
    )
    decision = make_decision(record, name, answer, text=text, by="ann", at="2026-03-01T10:00:00+00:00")

    def change(known: str | None) -> str:
        desk = read_desk(known, "one")
        old = desk.of(name)
        return write_desk(desk.with_decision(decision, seen=old.version if old else 0))

    run.store.update(desk_key("en-zh", "one"), change)


def delivered(shelf: Shelf, run: str) -> str:
    return (shelf.run(run).output / "chapters" / "one.md").read_text(encoding="utf-8")


def sent(run: Run, purpose: str) -> list[str]:
    return [part.chapter for part in read_sent(run, "sentence").parts if part.sent and part.purpose == purpose]


def test_an_edit_after_a_delivery_goes_into_the_next_one_and_then_rests(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    assert drive(shelf.run("first")).outcome.chapters == ("one",)
    decide(shelf.run(), "first", "does not move", Answer.EDIT, "水却不动。")
    second = drive(shelf.run("second"))
    assert second.outcome.chapters == ("one",)
    assert "水却不动。" in delivered(shelf, "second")
    assert sent(second.run, "delivery") == []
    assert drive(shelf.run("third")).outcome is None


def test_an_edit_while_a_run_waits_goes_into_its_own_delivery(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    import amts_core.pipeline.drive as steps

    deliver = steps.deliver

    def reviewed(run: Run, *arguments: object, **options: object) -> object:
        decide(run, run.id, "does not move", Answer.EDIT, "水却不动。")
        return deliver(run, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "deliver", reviewed)
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    assert "水却不动。" in delivered(shelf, "first")
    story = read_delivered(shelf.run(), "first", "one")
    assert story is not None
    assert [one.state for one in story.segments if "does not move" in one.source] == ["human"]
    assert find_changed(shelf.run("second"), variants=("sentence",)).deliver == ()


def test_a_rejected_draft_without_another_text_holds_its_chapter_until_it_is_edited(shelf: Shelf) -> None:
    shelf.write("en", "one", ENGLISH["one"] + "\nA new thought.\n")
    drive(shelf.run("first"))
    decide(shelf.run(), "first", "A new thought.", Answer.REJECT)
    second = drive(shelf.run("second"))
    assert second.outcome.chapters == ()
    assert second.outcome.held["one"].startswith("ann rejected the draft of 'A new thought.'")
    decide(shelf.run(), "first", "A new thought.", Answer.EDIT, "新的想法。")
    assert drive(shelf.run("third")).outcome.chapters == ("one",)
    assert "新的想法。" in delivered(shelf, "third")


def test_an_edit_after_the_book_took_the_delivery_over_is_delivered_again(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run("first"))
    for path in (done.run.output / "chapters").glob("*.md"):
        (shelf.folder / "zh" / path.name).write_bytes(path.read_bytes())
    decide(shelf.run(), "first", "does not move", Answer.EDIT, "水却不动。")
    assert drive(shelf.run("second")).outcome.chapters == ("one",)
    assert "水却不动。" in delivered(shelf, "second")
    assert drive(shelf.run("third")).outcome is None


def test_words_that_somebody_wrote_in_the_book_meanwhile_stay(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run("first"))
    decide(shelf.run(), "first", "does not move", Answer.EDIT, "水却不动。")
    story = read_delivered(shelf.run(), "first", "one")
    assert story is not None
    draft = next(one.target for one in story.segments if "does not move" in one.source)
    shelf.write("zh", "one_origin", CHANGED)
    shelf.write("zh", "one", delivered(shelf, done.run.id).replace(draft, "水则静止不动。"))
    drive(shelf.run("second"))
    assert "水则静止不动。" in delivered(shelf, "second")
    assert drive(shelf.run("third")).outcome is None


def test_edits_are_corrections_at_once_and_only_once(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    decide(shelf.run(), "first", "does not move", Answer.EDIT, "水却不动。")
    found = read_corrections(shelf.run("second"))
    assert [(one.source, one.final) for one in found] == [("The water itself does not move.", "水却不动。")]
    second = drive(shelf.run("second"))
    for path in (second.run.output / "chapters").glob("*.md"):
        (shelf.folder / "zh" / path.name).write_bytes(path.read_bytes())
    assert [one.final for one in read_corrections(shelf.run("third"))] == ["水却不动。"]


def test_of_two_decisions_on_the_same_source_the_later_one_counts(quiet: Shelf) -> None:
    run = quiet.quiet_run()
    for chapter, day, text in (("one", 2, "late"), ("two", 1, "early")):
        record = SegmentRecord("b1.s1", "The sea.", "draft", "machine", change="new")
        decision = make_decision(record, "b1.s1", Answer.EDIT, text=text, by="ann", at=f"2026-03-0{day}T10:00:00+00:00")
        run.store.write(desk_key("en-zh", chapter), write_desk(Desk(chapter).with_decision(decision, seen=0)))
    assert desk_texts(run) == {"The sea.": "late"}


def test_a_desk_that_cannot_be_read_stops_the_run_before_anything_is_delivered(shelf: Shelf) -> None:
    from amts_core.errors import AmtsError

    shelf.run().store.write(desk_key("en-zh", "one"), "{")
    with pytest.raises(AmtsError, match="the desk of one cannot be read"):
        find_changed(shelf.run(), variants=("sentence",))
