"""What is remembered of deliveries."""

from __future__ import annotations

import pytest

from amts_core.deliver.kept import kept_key
from amts_core.deliver.sidecar import dump_provenance
from amts_core.errors import AmtsError
from amts_core.pipeline.forms import PLAN
from amts_core.pipeline.plan import find_changed, read_plan
from amts_core.pipeline.record import read_delivered, read_kept
from tests.pipeline.conftest import CHINESE, ENGLISH, Driven, Shelf, drive

FIRST = ENGLISH["one"].replace("$h$", "$k$")
ZH = CHINESE["one"].replace("$h$", "")  # no place for the new formula


def take_over(shelf: Shelf, done: Driven, *, sidecar: bool) -> None:
    """Put what was delivered into the translated book."""
    folder = done.run.output / "chapters"
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and (sidecar or name.parts[0] != ".amts"):
            (shelf.folder / "zh" / name).parent.mkdir(parents=True, exist_ok=True)
            (shelf.folder / "zh" / name).write_bytes(path.read_bytes())


def flags(done: Driven) -> list[str]:
    story = read_delivered(done.run, done.run.id, "one")
    assert story is not None
    return [one.source for one in story.segments if one.flags]


@pytest.mark.parametrize("sidecar", [True, False])
def test_a_flag_that_nobody_has_looked_at_is_told_by_the_next_delivery_too(shelf: Shelf, sidecar: bool) -> None:
    shelf.write("zh", "one", ZH)
    shelf.write("en", "one", FIRST)
    first = drive(shelf.run("first"))
    assert len(flags(first)) == 1
    take_over(shelf, first, sidecar=sidecar)
    shelf.write("en", "one", FIRST + "\nThe end of it.\n")
    assert flags(drive(shelf.run("second"))) == flags(first)


def test_a_flag_goes_when_the_translation_changes_or_its_sidecar_says_so(shelf: Shelf) -> None:
    shelf.write("zh", "one", ZH)
    shelf.write("en", "one", FIRST)
    take_over(shelf, drive(shelf.run("first")), sidecar=True)
    shelf.write("en", "one", FIRST + "\nThe end of it.\n")
    place = shelf.folder / "zh" / ".amts" / "one.json"
    told = place.read_text(encoding="utf-8")
    place.write_text(told.replace('"lookedAt": false', '"lookedAt": true'), encoding="utf-8")
    assert flags(drive(shelf.run("second"))) == []
    place.write_text(told, encoding="utf-8")
    shelf.write("zh", "one", ZH.replace("高度", "高度$k$"))
    shelf.write("en", "one", FIRST + "\nThe end of all.\n")
    assert flags(drive(shelf.run("third"))) == []


CHANGED = ENGLISH["one"].replace("The water", "All water")


@pytest.fixture
def waiting(shelf: Shelf) -> Driven:
    """A delivery that waits, of a book that keeps no origins; a translator has edited the chapter since."""
    for name in ENGLISH:
        shelf.remove("zh", f"{name}_origin")
    find_changed(shelf.run("before"), variants=("sentence",))
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run("first"))
    assert done.outcome is not None
    assert done.outcome.chapters == ("one",)
    shelf.write("zh", "one", CHINESE["one"].replace("取决于风", "取决于风力"))
    return done


def as_a_former_version(done: Driven) -> None:
    """Let the store hold the delivery as former versions kept it."""
    store, kept = done.run.store, read_kept(done.run, "first", "one")
    assert kept is not None
    store.delete(done.run.key("chapters"))
    store.write(done.run.key("chapters/one"), kept.text)
    store.write(done.run.key("provenance/one.json"), dump_provenance(kept.story))


def without_story(done: Driven) -> None:
    """Let the run be gone from the store, as a lifecycle rule may want it."""
    done.run.store.delete(done.run.key(""))


def planned_again(done: Driven) -> None:
    """Let somebody clear the run from its first task on, when it had delivered."""
    find_changed(done.run, variants=("sentence",))


@pytest.mark.parametrize("becomes", [as_a_former_version, without_story, planned_again])
def test_a_delivery_that_waits_is_not_taken_for_merged_when_a_translator_edits(
    shelf: Shelf, waiting: Driven, becomes
) -> None:
    becomes(waiting)
    [one] = [one for one in find_changed(shelf.run("next"), variants=("sentence",)).chapters if one.id == "one"]
    assert shelf.run().store.read(one.origin) == ENGLISH["one"]


def test_a_merged_delivery_whose_run_is_gone_is_known_by_the_story_in_the_book(shelf: Shelf, waiting: Driven) -> None:
    take_over(shelf, waiting, sidecar=True)
    (shelf.folder / "zh" / "one_origin.md").unlink(missing_ok=True)
    text = (shelf.folder / "zh" / "one.md").read_text(encoding="utf-8")
    shelf.write("zh", "one", text.replace("取决于风", "取决于风力"))
    without_story(waiting)
    shelf.write("en", "one", CHANGED + "\nMore.\n")
    [one] = [one for one in find_changed(shelf.run("next"), variants=("sentence",)).chapters if one.id == "one"]
    assert shelf.run().store.read(one.origin) == CHANGED


def test_a_run_that_a_former_version_planned_is_refused_before_it_loses_what_is_paid(
    shelf: Shelf, waiting: Driven
) -> None:
    store, key = waiting.run.store, waiting.run.key(PLAN)
    plan = store.read_json(key)
    del plan["config"]
    store.write_json(key, plan)
    with pytest.raises(AmtsError, match=r"earlier version of AMTS.*start a new run"):
        read_plan(shelf.run("first"))


def test_a_run_that_is_planned_again_keeps_what_it_delivered(shelf: Shelf, waiting: Driven) -> None:
    planned_again(waiting)
    assert list(waiting.run.store.keys(waiting.run.key(""))) == [
        kept_key("en-zh", "first", "one"),
        waiting.run.key(PLAN),
    ]
