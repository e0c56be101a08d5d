"""A translation of a later source is not taken back to an older one."""

from __future__ import annotations

import pytest

from amts_core.pipeline.forms import Plan
from amts_core.pipeline.plan import find_changed
from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf, drive
from tests.pipeline.test_delivery import git
from tests.pipeline.test_plan import commit

LATER = ENGLISH["one"].replace("The water itself stays", "The water itself mostly stays")


@pytest.fixture
def ahead(shelf: Shelf) -> Shelf:
    """A source whose branch `next` has another text of a chapter, of which the translation is."""
    folder = shelf.folder / "en"
    commit(folder, 1)
    git(folder, "branch", "-M", "main")
    git(folder, "checkout", "-q", "-b", "next")
    shelf.write("en", "one", LATER)
    commit(folder, 9)
    git(folder, "checkout", "-q", "main")
    shelf.write("zh", "one_origin", LATER)
    shelf.write("zh", "one", CHINESE["one"].replace("留在原处", "大多留在原处"))
    text = shelf.config.read_text(encoding="utf-8")
    shelf.config.write_text(text.replace("location: en", "location: en\n    revision: main"), encoding="utf-8")
    return shelf


def plan(shelf: Shelf, **options: object) -> Plan:
    return find_changed(shelf.run(), variants=("none",), **options)  # type: ignore[arg-type]


def test_it_is_held_and_told_which_source_it_is_of(ahead: Shelf) -> None:
    found = plan(ahead)
    assert found.deliver == ()
    assert "of a later source" in found.held["one"]
    assert "of 2024-01-09" in found.held["one"]


def test_an_origin_that_was_edited_counts_as_the_version_that_it_is_nearest_to(ahead: Shelf) -> None:
    ahead.write("zh", "one_origin", f"---\ncommit: abc\n---\n\n{LATER}")
    assert "of 2024-01-09" in plan(ahead).held["one"]
    ahead.write("zh", "one_origin", f"---\ncommit: abc\n---\n\n{ENGLISH['one']}")
    assert plan(ahead).held == {}


def test_a_person_may_take_it_back(ahead: Shelf) -> None:
    assert plan(ahead, chapters=["one"]).deliver == ("one",)


def test_it_is_in_step_when_the_branch_has_come_so_far_and_goes_on_from_there(ahead: Shelf) -> None:
    git(ahead.folder / "en", "merge", "-q", "next")
    assert (plan(ahead).deliver, plan(ahead).held) == ((), {})
    ahead.write("en", "one", LATER + "\nOne more line.\n")
    commit(ahead.folder / "en", 12)
    assert (plan(ahead).deliver, plan(ahead).held) == (("one",), {})


def test_an_origin_of_an_older_branch_is_brought_up_to_date(ahead: Shelf) -> None:
    ahead.write("en", "one", ENGLISH["one"].replace("wave carries", "wave always carries"))
    commit(ahead.folder / "en", 20)
    assert (plan(ahead).deliver, plan(ahead).held) == (("one",), {})


def test_it_keeps_back_no_removal_since_it_needs_the_text_of_no_other_chapter(ahead: Shelf) -> None:
    git(ahead.folder / "en", "rm", "-q", "two.md")
    commit(ahead.folder / "en", 20)
    ahead.configure(delivery={"removals": 1})
    done = drive(ahead.run())
    assert (done.outcome.removed, set(done.outcome.held)) == (("two",), {"one"})
