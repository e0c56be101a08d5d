"""What is planned of a batch of chapters, once, and what a second try makes of it."""

from __future__ import annotations

import pytest

from amts_core.aws.errors import ServiceUnavailable
from amts_core.errors import AmtsError
from amts_core.pipeline import planned
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.plan import find_changed, read_plan
from amts_core.pipeline.planned import Sent, find_scored_segments, find_segments, read_sides
from amts_core.pipeline.run import Run
from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf

CHANGED = ENGLISH["one"].replace("the wind.", "the wind and the depth.")


@pytest.fixture
def work(shelf: Shelf) -> tuple[Run, Plan]:
    shelf.write("en", "one", CHANGED)
    shelf.write("en", "new", "# New\n\nText.\n")
    find_changed(shelf.run(), variants=("sentence",), evaluate=True)
    return read_plan(shelf.run())


def test_only_what_changed_is_wanted_and_a_new_chapter_whole(work: tuple[Run, Plan]) -> None:
    run, plan = work
    assert plan.batches == (("new", "one"),)
    wanted = find_segments(run, plan, 0)
    assert [one.text for one in wanted["new"].segments] == ["New", "Text."]
    assert [one.text for one in wanted["one"].segments] == [
        "The height $h$ of a wave depends on the wind and the depth."
    ]
    sent = Sent(run, plan)
    assert (sent.of("one", "delivery"), sent.of("new", "delivery")) == (wanted["one"], wanted["new"])


def test_the_sides_come_back_without_being_parsed(work: tuple[Run, Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    run, plan = work
    find_segments(run, plan, 0)
    monkeypatch.setattr("amts_core.book.chapter.cut_blocks", None)
    sides = read_sides(run, plan, 0)
    after, translation = sides["one"].after.read(), sides["one"].translation.read()
    assert (after.text, translation.text) == (CHANGED, CHINESE["one"])
    assert "".join(block.text for block in after.blocks) == CHANGED
    assert sides["one"].alignment.sentences
    assert (sides["new"].before, sides["new"].translation, sides["new"].alignment) == (None, None, None)
    assert [one.text for one in sides["one"].sources] == [CHANGED, ENGLISH["one"]]


def test_sides_that_are_gone_are_made_again(work: tuple[Run, Plan]) -> None:
    run, plan = work
    find_segments(run, plan, 0)
    kept = read_sides(run, plan, 0)
    run.store.delete(run.key("sides/"))
    assert {name: one.after.chapter for name, one in read_sides(run, plan, 0).items()} == {
        name: one.after.chapter for name, one in kept.items()
    }


def test_damage_of_a_source_is_known_to_those_that_read_it_back(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED + "\n@@@ note\n")
    find_changed(shelf.run(), variants=("none",))
    run, plan = read_plan(shelf.run())
    find_segments(run, plan, 0)
    [warning] = read_sides(run, plan, 0)["one"].after.read().warnings
    assert "'@@@ note' looks like structure" in warning


def test_what_another_try_has_found_is_taken(work: tuple[Run, Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    run, plan = work
    found = find_segments(run, plan, 0)
    monkeypatch.setattr(planned, "plan_chapter", None)
    assert find_segments(run, plan, 0) == found


def test_a_chapter_that_cannot_be_planned_keeps_no_other_back_and_is_tried_again(
    work: tuple[Run, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, plan = work
    plan_chapter = planned.plan_chapter

    def fail(run, plan, sides, memory):
        if sides.after.chapter.id == "one":
            raise AmtsError("one is in a state")
        return plan_chapter(run, plan, sides, memory)

    with monkeypatch.context() as broken:
        broken.setattr(planned, "plan_chapter", fail)
        found = find_segments(run, plan, 0)
    assert (found["one"].refused, found["one"].is_final, found["new"].refused) == ("one is in a state", False, "")
    assert find_segments(run, plan, 0)["one"].segments


@pytest.mark.parametrize("error", [ServiceUnavailable("SlowDown"), OSError("disk")])
def test_what_may_pass_ends_the_step_and_keeps_nothing(
    work: tuple[Run, Plan], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    run, plan = work

    def fail(*_):
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(planned, "plan_chapter", fail)
        with pytest.raises(type(error)):
            find_segments(run, plan, 0)
    assert not read_sides(run, plan, 0)
    assert find_segments(run, plan, 0)["one"].segments


def test_an_evaluation_article_is_sent_whole_as_its_reference_was_made_from(work: tuple[Run, Plan]) -> None:
    run, plan = work
    scored = find_scored_segments(run, plan)
    assert next(one.text for one in scored["scored"].segments) == "Tides"
    assert Sent(run, plan).of("scored", "evaluation") == scored["scored"]


def test_what_was_not_sent_is_refused(work: tuple[Run, Plan]) -> None:
    assert "was not sent" in Sent(*work).of("one", "delivery").refused
