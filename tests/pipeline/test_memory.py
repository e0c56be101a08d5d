"""Human text that goes from one chapter to another in a run."""

from __future__ import annotations

from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf, drive

HEIGHT = "\nThe height $h$ of a wave depends on the wind.\n"
ZH_HEIGHT = "\n波浪的高度$h$取决于风。\n"


def test_a_paragraph_that_moves_to_another_chapter_is_not_sent(shelf: Shelf) -> None:
    shelf.write("en", "one", ENGLISH["one"].replace(HEIGHT, ""))
    shelf.write("en", "two", ENGLISH["two"] + HEIGHT)
    done = drive(shelf.run())
    assert [chapter.machine for chapter in done.rebuilt] == [0, 0]
    chapters = done.run.output / "chapters"
    assert (chapters / "two.md").read_text(encoding="utf-8") == CHINESE["two"] + ZH_HEIGHT
    assert (chapters / "one.md").read_text(encoding="utf-8") == CHINESE["one"].replace(ZH_HEIGHT, "")
