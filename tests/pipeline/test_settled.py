"""What a night need not read again, and what makes it read a chapter again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from amts_core.book.repository import Book
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.past import Past, read_past
from amts_core.pipeline.plan import find_changed
from amts_core.pipeline.settled import Settlement, made_of
from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf, drive
from tests.pipeline.test_desk import Answer, decide

CHANGED = ENGLISH["one"].replace("The water", "All water")
NEW = "# Currents\n\nA current is a river in the sea.\n"


@pytest.fixture
def read(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The chapters that are read after a night that delivered a changed and a new one, which wait to be merged."""
    shelf.write("en", "one", CHANGED)
    shelf.write("en", "new", NEW)
    assert drive(shelf.run("first")).outcome.chapters == ("new", "one")
    plan(shelf, "second")
    read: list[str] = []
    find = Book.find
    monkeypatch.setattr(Book, "find", lambda book, name: read.append(name) or find(book, name))
    return read


def plan(shelf: Shelf, name: str) -> Plan:
    return find_changed(shelf.run(name), variants=("sentence",))


def test_a_delivery_that_waits_is_not_read_again(shelf: Shelf, read: list[str]) -> None:
    assert plan(shelf, "third").deliver == ()
    assert read == []


@pytest.mark.parametrize(
    "change",
    [
        lambda shelf: shelf.write("en", "one", CHANGED + "\nMore.\n"),
        lambda shelf: shelf.write("zh", "one", CHINESE["one"] + "\n更多。\n"),
        lambda shelf: shelf.write("zh", "one_origin", CHANGED),
        lambda shelf: decide(shelf.run(), "first", "All water", Answer.EDIT, "水都在原处。"),
    ],
    ids=["source", "translation", "origin", "desk"],
)
def test_a_chapter_of_which_anything_is_another_is_looked_at(
    shelf: Shelf, read: list[str], change: Callable[[Shelf], None]
) -> None:
    change(shelf)
    run = shelf.run()
    assert Settlement(run, read_past(run)).find(["one", "new"]).keys() == {"new"}


def test_a_chapter_whose_delivery_is_forgotten_is_delivered_again(shelf: Shelf, read: list[str]) -> None:
    shelf.run().store.write("state/en-zh/records.json", "{}")
    assert set(plan(shelf, "third").deliver) == {"new", "one"}


def test_a_delivery_is_made_again_where_that_is_asked_for(shelf: Shelf, read: list[str]) -> None:
    again = find_changed(shelf.run("third"), variants=("sentence",), again=True)
    assert set(again.deliver) == {"new", "one"}
    assert plan(shelf, "fourth").deliver == ()


def test_a_chapter_that_was_merged_is_in_step_and_is_not_read_either(shelf: Shelf, read: list[str]) -> None:
    folder = shelf.folder / "out" / "en-zh" / "first" / "chapters"
    for name in ("one", "one_origin", "new", "new_origin"):
        shelf.write("zh", name, (folder / f"{name}.md").read_text(encoding="utf-8"))
    assert plan(shelf, "third").deliver == ()
    assert read == []


def test_a_book_without_origins_is_read_once(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENGLISH:
        shelf.remove("zh", f"{name}_origin")
    plan(shelf, "first")
    monkeypatch.setattr(Book, "find", lambda book, name: pytest.fail(f"{name} is read"))
    assert plan(shelf, "second").deliver == ()


def test_a_part_that_is_split_off_a_chapter_that_waits_takes_its_translation_along(
    shelf: Shelf, read: list[str]
) -> None:
    head, tail = ENGLISH["two"].split("Strong wind")
    shelf.write("en", "two", head.replace("It is measured", "This is measured") + "Strong wind" + tail)
    assert drive(shelf.run("third")).outcome.chapters == ("two",)
    plan(shelf, "fourth")
    shelf.write("en", "two", head.replace("It is measured", "This is measured"))
    shelf.write("en", "storm", "Strong wind" + tail)
    found = {one.id: one.former_id for one in plan(shelf, "fifth").chapters}
    assert found["storm"] == "two"


def test_a_book_that_is_read_otherwise_is_looked_at_again(shelf: Shelf, read: list[str]) -> None:
    text = shelf.config.read_text(encoding="utf-8")
    shelf.config.write_text(text.replace("location: en", "format: mdx\n    location: en"), encoding="utf-8")
    plan(shelf, "third")
    assert {"new", "one"} <= set(read)


def test_another_version_looks_at_all_again(shelf: Shelf, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amts_core.pipeline.settled.code_id", lambda: "another")
    assert plan(shelf, "third").deliver == ()
    assert {"new", "one"} <= set(read)


def test_names_of_what_a_chapter_was_made_of_differ(shelf: Shelf) -> None:
    run = shelf.run()
    assert made_of(run, "one", Past({}, {})) != made_of(run, "one", Past({}, {"one": "x"}))
    assert made_of(run, "one", Past({}, {})) != made_of(run, "two", Past({}, {}))
