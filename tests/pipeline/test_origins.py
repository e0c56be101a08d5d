"""The source that each translation was made from, in books that keep none."""

from __future__ import annotations

import pytest

from amts_core.pipeline import origins
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.origins import find_origins
from tests.pipeline.conftest import CHINESE, ENGLISH, Driven, Shelf, drive
from tests.pipeline.test_plan import commit, forget_origins

FIRST = ENGLISH["one"].replace("The water itself stays", "The water itself mostly stays")
SECOND = FIRST.replace("depends on the wind", "depends on the wind and on the depth of the sea")


def origin(done: Driven) -> str | None:
    found = chapter_texts(done.run, done.plan, "one").origin
    return found.text if found else None


def deliver_first(shelf: Shelf) -> str:
    """A book without origins whose first change is delivered; the delivered chapter."""
    forget_origins(shelf)
    drive(shelf.run("seen"))
    shelf.write("en", "one", FIRST)
    done = drive(shelf.run("first"))
    return (done.run.output / "chapters" / "one.md").read_text(encoding="utf-8")


def test_a_word_that_is_mended_while_a_delivery_waits_does_not_take_it_over(shelf: Shelf) -> None:
    deliver_first(shelf)
    shelf.write("zh", "one", CHINESE["one"].replace("带到另一处", "带往另一处"))
    shelf.write("en", "one", SECOND)
    done = drive(shelf.run("second"))
    assert origin(done) == ENGLISH["one"]
    assert [(one.chapter, one.machine) for one in done.rebuilt] == [("one", 2)]


def test_a_delivery_that_was_corrected_is_what_the_next_is_built_on(shelf: Shelf) -> None:
    delivered = deliver_first(shelf)
    shelf.write("zh", "one", delivered.replace("带到另一处", "带往另一处").replace("where it is.", "where it was."))
    shelf.write("en", "one", SECOND)
    done = drive(shelf.run("second"))
    assert origin(done) == FIRST
    assert [(one.chapter, one.machine) for one in done.rebuilt] == [("one", 1)]


def test_a_change_is_not_lost_when_the_translation_changes_too_in_a_book_without_a_history(shelf: Shelf) -> None:
    forget_origins(shelf)
    drive(shelf.run("seen"))
    shelf.write("en", "one", FIRST)
    shelf.write("zh", "one", CHINESE["one"].replace("带到另一处", "带往另一处"))
    done = drive(shelf.run("first"))
    assert origin(done) == ENGLISH["one"]
    assert done.plan.deliver == ("one",)


def test_a_long_search_says_how_far_it_is(
    quiet: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(origins, "PAUSE", -1)
    caplog.set_level("INFO")
    find_origins(quiet.quiet_run(), ["one", "two"], {})
    assert [record.args for record in caplog.records if record.msg.startswith("origins")] == [(1, 2, 0), (2, 2, 0)]


def test_rewritten_sentences_are_not_taken_for_translated_ones(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    forget_origins(shelf)
    commit(shelf.folder / "en", 1)
    rewritten = ENGLISH["one"].replace("A wave carries energy from place", "Energy is lost when a ship goes from place")
    shelf.write("en", "one", rewritten)
    shelf.write("en", "two", ENGLISH["two"].replace("Strong wind", "A strong wind"))
    commit(shelf.folder / "en", 2)
    shelf.write("zh", "one", CHINESE["one"].replace("取决于", "取決於"))
    commit(shelf.folder / "zh", 3)
    done = drive(shelf.run())
    assert done.plan.deliver == ("one", "two")
    assert origin(done) == ENGLISH["one"]
    assert "two fits 2 versions of its source equally well" in caplog.text
