"""Why a task failed is kept for the page of its run."""

from __future__ import annotations

from datetime import datetime

from amts_core.pipeline.failure import keep_failure
from tests.pipeline.conftest import Shelf


def test_a_failure_tells_task_subject_reason_and_time(shelf: Shelf) -> None:
    run = shelf.run("night")
    keep_failure(run, "rebuild_chapter", "a draft is lost", what="a/b … c (3)")
    keep_failure(run, "rebuild_chapter", "another", what="d")
    keep_failure(run, "find_changed", "no git")
    found = [run.store.read_json(key) for key in run.store.keys(run.key("failures"))]
    told = {(one["task"], one["what"], one["reason"]) for one in found}
    assert told == {
        ("rebuild_chapter", "a/b … c (3)", "a draft is lost"),
        ("rebuild_chapter", "d", "another"),
        ("find_changed", "", "no git"),
    }
    assert all(datetime.fromisoformat(one["at"]).tzinfo for one in found)


def test_the_last_failure_of_a_task_counts(shelf: Shelf) -> None:
    run = shelf.run("night")
    for reason in ("first", "second"):
        keep_failure(run, "deliver", reason)
    [key] = run.store.keys(run.key("failures"))
    assert run.store.read_json(key)["reason"] == "second"
