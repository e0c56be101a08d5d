"""Human text that goes from one chapter to another in a run."""

from __future__ import annotations

from dataclasses import replace

from amts_core.pipeline import memory
from amts_core.pipeline.align import align_batch
from amts_core.pipeline.alignments import kept_alignments
from amts_core.pipeline.memory import run_lexicon, run_memory
from amts_core.pipeline.plan import find_changed, read_plan
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


def test_the_words_of_a_book_are_learned_once_from_its_alignments_and_kept(shelf: Shelf, monkeypatch) -> None:
    monkeypatch.setattr(memory, "_LEXICONS", {})  # another test's book may have the same address
    shelf.write("en", "one", ENGLISH["one"] + "\nMore on waves.\n")
    find_changed(shelf.run(), variants=("sentence",))
    run, plan = read_plan(shelf.run())
    for batch in plan.align:
        align_batch(run, plan, batch)
    learned = run_lexicon(run, plan, kept_alignments(run))
    assert run_lexicon(run, plan, kept_alignments(run)) is learned
    monkeypatch.setattr(memory, "_LEXICONS", {})
    monkeypatch.setattr(memory, "sure_pairs", None)
    assert run_lexicon(run, plan, kept_alignments(run)).dump() == learned.dump()


def test_two_batches_that_ask_at_once_have_the_same_memory(shelf: Shelf, monkeypatch) -> None:
    shelf.write("en", "one", ENGLISH["one"] + "\nMore on waves.\n")
    find_changed(shelf.run(), variants=("sentence",))
    run, plan = read_plan(shelf.run())
    plan = replace(plan, batches=(("one",), ("two",)))
    made, others = memory._made, {"More on waves.": "还有波浪。"}  # what a person decided just now

    def overtaken(*asked):
        run.store.write_json(run.key("memory.json"), others)
        return made(*asked)

    def asked():
        return run_memory(run, plan, kept_alignments(run))

    monkeypatch.setattr(memory, "_made", overtaken)
    assert asked() == asked() == others
