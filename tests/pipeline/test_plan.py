"""Which chapters changed, moved, were split or went, and what their translations were made from."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from amts_core.book.chapter import Chapter
from amts_core.book.repository import Book
from amts_core.errors import AmtsError
from amts_core.pipeline import origins
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.forms import Plan, State
from amts_core.pipeline.parallel_data import read_pair_table, upload_parallel_data
from amts_core.pipeline.plan import find_changed
from amts_core.sync.origin import find_origin
from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf, drive

BOTH = ENGLISH["one"] + "\n" + ENGLISH["two"]
BOTH_CHINESE = CHINESE["one"] + "\n" + CHINESE["two"]


def plan(shelf: Shelf, name: str = "plan") -> Plan:
    return find_changed(shelf.run(name), variants=("sentence",))


def delivered(shelf: Shelf, name: str) -> Path:
    return shelf.folder / "out" / "en-zh" / name / "chapters"


def forget_origins(shelf: Shelf) -> None:
    """The translated book keeps no origins."""
    for chapter in ENGLISH:
        shelf.remove("zh", f"{chapter}_origin")


def commit(folder: Path, day: int) -> None:
    identity = ["-c", "user.name=h", "-c", "user.email=h@x"]
    date = f"2024-01-{day:02}T00:00:00Z"
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "x"]):
        env = os.environ | {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date}
        subprocess.run(["git", *arguments], cwd=folder, check=True, env=env)


def test_a_renamed_chapter_is_delivered_under_its_new_name_once(shelf: Shelf) -> None:
    shelf.remove("en", "one")
    shelf.write("en", "waves", ENGLISH["one"])
    first = drive(shelf.run("first"))
    assert (first.plan.deliver, first.plan.remove, first.fetched) == (("waves",), (), [])
    assert (delivered(shelf, "first") / "waves.md").read_text(encoding="utf-8") == CHINESE["one"]
    second = drive(shelf.run("second"))
    assert (second.plan.deliver, second.plan.remove) == ((), ())


def test_languages_are_looked_at_once_as_long_as_most_chapters_stay(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[Any] = []
    monkeypatch.setattr("amts_core.pipeline.check_languages.refuse_other_languages", lambda *_: looked_at.append(1))
    assert (plan(shelf).deliver, looked_at) == ((), [])  # nothing is delivered
    shelf.write("en", "new", ENGLISH["one"].replace("Waves", "Swell"))
    assert (plan(shelf).deliver, len(looked_at)) == (("new",), 1)
    shelf.write("en", "new", ENGLISH["one"].replace("Waves", "Surf"))
    assert (plan(shelf).deliver, len(looked_at)) == (("new",), 1)
    shelf.write("en", "one", ENGLISH["one"].replace("water", "sea"))
    assert (plan(shelf).deliver, len(looked_at)) == (("new", "one"), 2)


def test_a_run_that_only_scores_has_one_batch_of_no_chapters(shelf: Shelf) -> None:
    found = find_changed(shelf.run(), variants=("none",), evaluate=True)
    assert (found.evaluate, found.deliver, found.batches) == (("scored",), (), ((),))


def test_an_evaluation_article_is_never_scored_and_removed_at_once(shelf: Shelf) -> None:
    shelf.remove("en", "scored")
    found = find_changed(shelf.run(), variants=("none",), evaluate=True)
    assert (found.remove, found.evaluate) == (("scored",), ())


def test_a_renamed_evaluation_article_is_still_scored_and_not_in_the_parallel_data(shelf: Shelf) -> None:
    shelf.remove("en", "scored")
    shelf.write("en", "tides", ENGLISH["scored"])
    done = drive(shelf.run(), evaluate=True)
    assert done.plan.evaluate == ("tides",)
    upload_parallel_data(done.run, done.plan)
    assert {"tides", "scored"}.isdisjoint(read_pair_table(done.run, "sentence")["chapter"])


def test_a_split_chapter_keeps_its_human_text_in_both_parts(shelf: Shelf) -> None:
    shelf.write("zh", "one_origin", BOTH)
    shelf.write("zh", "one", BOTH_CHINESE)
    for name in ("two", "two_origin"):
        shelf.remove("zh", name)
    done = drive(shelf.run("first"))
    assert done.plan.deliver == ("one", "two")
    assert (done.plan.chapter("two").former_id, done.plan.chapter("two").is_move) == ("one", False)
    assert [chapter.machine for chapter in done.rebuilt] == [0, 0]
    texts = [(delivered(shelf, "first") / f"{name}.md").read_text(encoding="utf-8") for name in ("one", "two")]
    assert texts == [CHINESE["one"], CHINESE["two"]]
    assert drive(shelf.run("second")).plan.deliver == ()


def test_a_chapter_whose_source_is_gone_is_removed_once(shelf: Shelf) -> None:
    shelf.configure(delivery={"removals": 1})
    shelf.remove("en", "two")
    first = drive(shelf.run("first"))
    assert (first.plan.deliver, first.plan.remove, first.outcome.removed) == ((), ("two",), ("two",))
    assert "Remove two.md: its source is gone" in (delivered(shelf, "first") / "TODO.md").read_text(encoding="utf-8")
    assert plan(shelf).remove == ()
    shelf.write("en", "two", ENGLISH["two"].replace("Strong wind", "A strong wind"))
    again = plan(shelf)
    assert again.chapter("two").state is State.CHANGED


def test_a_chapter_that_only_the_translation_has_stays(shelf: Shelf) -> None:
    shelf.write("zh", "preface", "# 前言\n\n这是译者写的。\n")
    assert plan(shelf).chapter("preface").state is State.UNCHANGED
    forced = find_changed(shelf.run("forced"), variants=("sentence",), force=True)
    assert forced.deliver == ("one", "scored", "two")


def test_a_translation_whose_name_has_other_capitals_is_neither_bought_again_nor_removed(shelf: Shelf) -> None:
    for name in ("two", "two_origin"):
        shelf.remove("zh", name)
    shelf.write("zh", "Two", CHINESE["two"])
    made = plan(shelf)
    assert (made.deliver, made.remove) == ((), ())
    assert "its translation has the name Two: rename it, or name the chapter" in made.held["two"]
    assert find_changed(shelf.run("named"), variants=("sentence",), chapters=("two",)).deliver == ("two",)


def test_a_chapter_that_a_sparse_checkout_leaves_out_is_not_removed(shelf: Shelf) -> None:
    source = shelf.folder / "en"
    commit(source, 1)
    subprocess.run(["git", "update-index", "--skip-worktree", "two.md"], cwd=source, check=True)
    shelf.remove("en", "two")
    made = plan(shelf)
    assert (made.remove, made.held) == ((), {"two": "its source is not checked out"})


def test_an_implausible_deletion_is_refused(shelf: Shelf) -> None:
    for chapter in ("one", "two"):
        shelf.remove("en", chapter)
    with pytest.raises(AmtsError, match=r"2 of 3 chapters, .* would be deleted"):
        plan(shelf)


def test_code_that_changes_after_a_delivery_is_delivered_too(shelf: Shelf) -> None:
    shelf.write("en", "two", ENGLISH["two"].replace("Strong wind", "A strong wind"))
    drive(shelf.run("first"))
    assert plan(shelf).deliver == ()
    shelf.write("en", "two", ENGLISH["two"].replace("Strong wind", "A strong wind").replace("speed = 3", "speed = 4"))
    assert plan(shelf).deliver == ("two",)


def test_without_origins_and_history_a_translation_is_in_step_when_it_is_first_seen(shelf: Shelf) -> None:
    forget_origins(shelf)
    assert plan(shelf, "first").deliver == ()
    changed = ENGLISH["one"].replace("The water itself stays", "The water itself mostly stays")
    shelf.write("en", "one", changed)
    done = drive(shelf.run("second"))
    assert done.plan.deliver == ("one",)
    assert done.rebuilt[0].machine == 1
    assert drive(shelf.run("third")).plan.deliver == ()


def test_an_origin_that_the_book_does_not_keep_is_found_in_the_history_of_the_source(shelf: Shelf) -> None:
    forget_origins(shelf)
    commit(shelf.folder / "en", 1)
    shelf.write("en", "two", ENGLISH["two"].replace("speed = 3", "speed = 5").replace("Strong wind", "A strong wind"))
    commit(shelf.folder / "en", 2)
    done = drive(shelf.run())
    assert done.plan.deliver == ("two",)
    origin = chapter_texts(done.run, done.plan, "two").origin
    assert origin is not None
    assert origin.text == ENGLISH["two"]


def test_a_stale_origin_gives_way_to_the_version_that_the_translation_fits(shelf: Shelf) -> None:
    commit(shelf.folder / "en", 1)
    stale = ENGLISH["two"].replace("speed = 3", "pace = 9\nmore = 1").replace(":numref:`sec_waves`", "`w`")
    shelf.write("zh", "two_origin", stale)
    commit(shelf.folder / "zh", 2)
    shelf.write("en", "two", ENGLISH["two"].replace("Strong wind", "Cold rain"))
    commit(shelf.folder / "en", 3)
    done = drive(shelf.run())
    origin = chapter_texts(done.run, done.plan, "two").origin
    assert origin is not None
    assert origin.text == ENGLISH["two"]
    assert done.rebuilt[0].machine == 1


def test_a_chapter_that_git_renamed_takes_its_translation_along_though_little_text_is_the_same(shelf: Shelf) -> None:
    source = shelf.folder / "en"
    commit(source, 1)
    subprocess.run(["git", "mv", "one.md", "waves.md"], cwd=source, check=True)
    commit(source, 2)
    other = "# Waves of the sea\n\nWhat is here was written anew.\n\nThe height $h$ of a wave depends on the wind.\n"
    shelf.write("en", "waves", other + "\nIt has more paragraphs.\n\nAnd more.\n")
    commit(source, 3)
    done = drive(shelf.run())
    chapter = done.plan.chapter("waves")
    assert (chapter.former_id, chapter.is_move, done.plan.remove) == ("one", True, ())
    assert "波浪的高度$h$取决于风。" in (delivered(shelf, "first") / "waves.md").read_text(encoding="utf-8")


def test_an_evaluation_article_is_followed_after_its_rename_was_merged(shelf: Shelf) -> None:
    source = shelf.folder / "en"
    commit(source, 1)
    subprocess.run(["git", "mv", "scored.md", "tides.md"], cwd=source, check=True)
    commit(source, 2)
    for name in ("scored", "scored_origin"):
        text = (shelf.folder / "zh" / f"{name}.md").read_text(encoding="utf-8")
        shelf.remove("zh", name)
        shelf.write("zh", name.replace("scored", "tides"), text)
    done = drive(shelf.run(), evaluate=True)
    assert done.plan.evaluate == ("tides",)
    upload_parallel_data(done.run, done.plan)
    assert "tides" not in set(read_pair_table(done.run, "sentence")["chapter"])


def test_chapters_that_are_in_step_are_not_even_read(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    find = Book.find
    monkeypatch.setattr(Book, "find", lambda book, name: read.append(name) or find(book, name))
    monkeypatch.setattr("amts_core.pipeline.check_languages.LOOKED_AT", 1)  # chapters whose language is looked at
    shelf.write("en", "one", ENGLISH["one"].replace("The water", "All water"))
    assert plan(shelf).deliver == ("one",)
    assert set(read) == {"one"}


def test_an_interrupted_search_for_origins_goes_on_where_it_was(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_origins(shelf)
    commit(shelf.folder / "en", 1)
    searched = []

    def search(translation: Chapter, *others: Any, **options: Any) -> Any:
        searched.append(translation.id)
        if len(searched) == 2:
            raise KeyboardInterrupt
        return find_origin(translation, *others, **options)

    monkeypatch.setattr(origins, "find_origin", search)
    monkeypatch.setattr(origins, "PAUSE", -1)
    with pytest.raises(KeyboardInterrupt):
        plan(shelf, "first")
    plan(shelf, "second")
    assert searched == ["one", "scored", "scored", "two"]


def test_a_chapter_that_is_only_scored_counts_by_its_size_too(quiet: Shelf) -> None:
    quiet.configure(purpose="score")
    made = find_changed(quiet.quiet_run(), variants=("none",), evaluate=True)
    assert [one.size for one in made.chapters] == [len(ENGLISH[one.id].encode()) for one in made.chapters]
