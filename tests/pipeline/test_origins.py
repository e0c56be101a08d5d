"""The source that each translation was made from, in books that keep none."""

from __future__ import annotations

from amts_core.pipeline.plan import chapter_texts
from tests.pipeline.conftest import CHINESE, ENGLISH, Finished, Shelf, drive
from tests.pipeline.test_plan import forget_origins

FIRST = ENGLISH["one"].replace("The water itself stays", "The water itself mostly stays")
SECOND = FIRST.replace("depends on the wind", "depends on the wind and on the depth of the sea")


def origin(done: Finished) -> str | None:
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
