"""What is remembered of deliveries."""

from __future__ import annotations

import pytest

from amts_core.pipeline.record import read_delivered
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
