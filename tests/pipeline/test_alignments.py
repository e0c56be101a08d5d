"""Alignments are made once for a pair of texts, kept by batch, and used by every step and every later run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from amts_core.parallel import chapters as parallel_chapters
from amts_core.pipeline import align, planned
from amts_core.pipeline.align import align_batch, chapters_to_align
from amts_core.pipeline.alignments import Alignment, alignment_key, kept_alignments
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.plan import find_changed, read_plan
from amts_core.pipeline.planned import find_segments
from amts_core.pipeline.run import Run
from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf, drive

CHANGED = ENGLISH["one"].replace("the wind.", "the wind and the depth.")


@pytest.fixture
def alignments(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """How often each pair of texts was aligned."""
    made = Counter[tuple[str, str]]()

    def counted(source, target, **options):
        made[source.text, target.text] += 1
        return parallel_chapters.align_chapters(source, target, **options)

    for module in (align, planned):
        monkeypatch.setattr(module, "align_chapters", counted)
    return made


def planned_run(shelf: Shelf, name: str = "first", **options) -> tuple[Run, Plan]:
    find_changed(shelf.run(name), variants=("sentence",), **options)
    return read_plan(shelf.run(name))


def test_a_chapter_is_aligned_once_in_all_steps_of_all_runs(shelf: Shelf, alignments: Counter) -> None:
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    assert alignments == {(ENGLISH[name], CHINESE[name]): 1 for name in ENGLISH}
    shelf.write("en", "one", CHANGED.replace("energy", "much energy"))
    assert drive(shelf.run("second")).outcome.chapters == ("one",)
    assert set(alignments.values()) == {1}


def test_a_text_that_comes_back_is_not_aligned_again(shelf: Shelf, alignments: Counter) -> None:
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    shelf.write("zh", "one", CHINESE["one"].replace("水本身", "水"))
    drive(shelf.run("second"))
    shelf.write("zh", "one", CHINESE["one"])
    drive(shelf.run("third"))
    assert set(alignments.values()) == {1}


def test_texts_that_are_no_translations_are_looked_at_once(shelf: Shelf, alignments: Counter) -> None:
    shelf.write("zh", "one", "天地玄黄。\n\n宇宙洪荒。\n\n日月盈昃。\n\n辰宿列张。\n\n寒来暑往。\n\n秋收冬藏。\n")
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run("first"))
    assert "is no translation of" in done.failed["one"]
    drive(shelf.run("second"))
    assert set(alignments.values()) == {1}


def test_a_batch_that_is_tried_again_aligns_nothing(shelf: Shelf, alignments: Counter) -> None:
    shelf.write("en", "one", CHANGED)
    run, plan = planned_run(shelf)
    assert sorted(one.chapter for one in align_batch(run, plan, plan.align[0])) == sorted(ENGLISH)
    assert align_batch(run, plan, plan.align[0]) == []
    assert alignments.total() == len(ENGLISH)
    kept = kept_alignments(run)
    assert {row["origin"] for _, one in kept.read(kept.index) for row in one.rows} == {"zh"}


def test_small_objects_are_written_anew_with_what_is_new(shelf: Shelf, alignments: Counter) -> None:
    """So that a book does not fall into as many objects as it has had nights."""
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    for night in range(3):
        shelf.write("zh", "two", f"{CHINESE['two']}\n第{night}次。\n")
        shelf.write("en", "one", f"{CHANGED}\nNight {night}.\n")
        run, plan = planned_run(shelf, f"night-{night}")
        for batch in plan.align:
            align_batch(run, plan, batch)
        index = kept_alignments(run).index
        assert len({index[chapter.alignment] for chapter in plan.chapters if chapter.alignment}) == 1
    assert set(alignments.values()) == {1}


def test_full_objects_stay_as_they_are(shelf: Shelf) -> None:
    shelf.configure(batch_bytes=1)
    shelf.write("en", "one", CHANGED)
    run, plan = planned_run(shelf)
    assert plan.align == tuple((name,) for name in sorted(ENGLISH))
    for batch in plan.align:
        align_batch(run, plan, batch)
    shelf.write("zh", "two", CHINESE["two"] + "\n新。\n")
    assert planned_run(shelf, "second")[1].align == (("two",),)


def test_nothing_to_do_aligns_nothing(shelf: Shelf) -> None:
    run, plan = planned_run(shelf)
    assert (plan.deliver, plan.align, chapters_to_align(run, plan)) == ((), (), [])
    assert chapters_to_align(run, replace(plan, deliver=("one",))) == sorted(ENGLISH)


def test_without_parallel_data_only_what_is_delivered_and_what_may_help_is_aligned(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    shelf.configure(evaluation=[])
    assert find_changed(shelf.run("first"), variants=("none",)).align == (("one",),)


def test_a_step_that_finds_its_alignment_gone_makes_it(shelf: Shelf, alignments: Counter) -> None:
    shelf.write("en", "one", CHANGED)
    run, plan = planned_run(shelf)
    assert find_segments(run, plan, 0)["one"].segments
    assert alignments == {(ENGLISH["one"], CHINESE["one"]): 1}


def test_alignments_whose_object_is_gone_are_made_again(shelf: Shelf, alignments: Counter) -> None:
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    store = shelf.run().store
    kept = kept_alignments(shelf.run())
    [name] = set(kept.index.values())
    store.delete("alignments/en-zh", but="alignments/en-zh/index.json")
    assert dict(kept.read(kept.index)) == {}
    shelf.write("en", "one", CHANGED.replace("energy", "much energy"))
    done = drive(shelf.run("second"))
    assert done.outcome.chapters == ("one",)
    assert set(alignments.values()) == {2}
    assert store.exists(f"alignments/en-zh/{name}.json.gz")


def test_texts_that_are_read_otherwise_are_aligned_anew(shelf: Shelf) -> None:
    run = shelf.run()
    known = alignment_key(run, "", "a", "b")
    for change in ({"format": "myst"}, {"language": "ja"}):
        other = run.config.books["zh"].model_copy(update=change)
        config = run.config.model_copy(update={"books": run.config.books | {"zh": other}})
        assert alignment_key(replace(run, config=config), "", "a", "b") != known
    assert alignment_key(run.at("r", "s"), "", "a", "b") == known


def test_alignments_of_texts_that_were_are_forgotten_where_they_are_more_than_those_that_are(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    run = shelf.run("second")
    kept = kept_alignments(run)
    index, objects = kept.index, set(run.store.keys("alignments"))
    kept.keep({"old": Alignment(refused="no")})
    shelf.write("en", "one", CHANGED.replace("energy", "much energy"))
    planned_run(shelf, "second")
    assert "old" in kept_alignments(run).index  # it is one of few
    kept.keep({f"old {number}": Alignment(refused="no") for number in range(len(index))})
    planned_run(shelf, "third")
    assert kept_alignments(run).index == index
    assert set(run.store.keys("alignments")) == objects
