"""The driver: the steps in their order, one cause for a failure, and nothing lost by a stop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient

from amts_core.aws.cost import BudgetExceeded
from amts_core.aws.errors import ServiceUnavailable
from amts_core.aws.jobs import JobFailed
from amts_core.errors import AmtsError
from amts_core.evaluate.report import Report
from amts_core.pipeline.deliver import read_outcome
from amts_core.pipeline.drive import Listener, prepare
from amts_core.pipeline.parallel_data import NOTHING_TO_FOLLOW
from amts_core.pipeline.record import read_records
from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf, drive

CHANGED = ENGLISH["one"] + "\nA new thought about waves.\n"


def jobs() -> list[dict[str, Any]]:
    """The batch jobs that were ever started."""
    client = boto3.client("translate", region_name="us-east-1")
    found: list[dict[str, Any]] = client.list_text_translation_jobs()["TextTranslationJobPropertiesList"]
    return found


def test_the_steps_run_in_the_order_of_the_dag_and_a_report_that_fails_is_told(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AmtsError("nothing was scored")

    monkeypatch.setattr("amts_core.pipeline.drive.make_report", fail)
    shelf.write("en", "one", CHANGED)
    told: list[str] = []
    done = drive(shelf.run(), evaluate=True, report=True, listener=Listener(lambda step, *_: told.append(step)))
    assert list(dict.fromkeys(told)) == [
        "find_changed",
        "extract_and_align",
        "upload_parallel_data",
        "find_segments",
        "upload_documents",
        "translate",
        "rebuild_chapter",
        "report",
        "deliver",
    ]
    assert done.outcome.chapters == ("one",)
    assert set(read_records(done.run)) == {"one"}
    assert done.failed == {"report": "nothing was scored"}


def test_a_run_without_work_ends_after_its_plan(shelf: Shelf) -> None:
    told: list[str] = []
    done = drive(shelf.run(), listener=Listener(lambda step, *_: told.append(step)))
    assert (told, done.outcome, done.cost, jobs()) == (["find_changed"], None, None, [])


def test_what_is_only_prepared_ends_when_the_cost_is_known(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    done = prepare(shelf.run(), boto3.client("translate", region_name="us-east-1"), variants=("sentence",))
    assert done.cost is not None
    assert done.cost.total > 0
    assert (done.outcome, done.rebuilt, jobs(), read_records(done.run)) == (None, [], [], {})


def test_a_refused_budget_is_the_one_cause_and_nothing_is_delivered_or_removed(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    shelf.remove("en", "two")
    with pytest.raises(BudgetExceeded):
        drive(shelf.run(), budget_usd=0.000001)
    assert (jobs(), read_outcome(shelf.run()), read_records(shelf.run())) == ([], None, {})
    assert not (shelf.folder / "out").exists()


def test_a_job_that_failed_is_the_one_cause_and_the_next_run_starts_another(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.write("en", "one", CHANGED)
    shelf.remove("en", "two")

    def fail(*_: object, **__: object) -> None:
        raise JobFailed("the batch job 1 ended as FAILED: no space left")

    with monkeypatch.context() as broken:
        broken.setattr("amts_core.pipeline.translators.wait_for_job", fail)
        with pytest.raises(JobFailed, match="no space left"):
            drive(shelf.run("first"))
    assert (read_outcome(shelf.run("first")), read_records(shelf.run())) == (None, {})
    assert drive(shelf.run("second")).outcome.chapters == ("one",)
    assert len(jobs()) == 2


def test_a_stop_while_the_job_runs_pays_nothing_twice(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.write("en", "one", CHANGED)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr("amts_core.pipeline.translators.wait_for_job", stop)
        with pytest.raises(KeyboardInterrupt):
            drive(shelf.run("first"))
    assert not (shelf.folder / "out").exists()
    assert drive(shelf.run("second")).outcome.chapters == ("one",)
    assert len(jobs()) == 1


@pytest.mark.parametrize("step", ["extract_and_align", "upload_documents", "translate", "rebuild_chapter", "deliver"])
def test_a_stop_before_any_step_loses_nothing(shelf: Shelf, step: str) -> None:
    shelf.write("en", "one", CHANGED)

    def progress(now: str, *_: int) -> None:
        if now == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drive(shelf.run("first"), listener=Listener(progress))
    assert (read_records(shelf.run()), (shelf.folder / "out").exists()) == ({}, False)
    assert drive(shelf.run("second")).outcome.chapters == ("one",)
    assert len(jobs()) == 1


def test_a_variant_that_only_compares_may_fail(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.write("en", "one", CHANGED)
    shelf.configure(without_parallel_data="text")

    def fail(*_: object, **__: object) -> None:
        raise AmtsError("cannot translate a text: refused")

    monkeypatch.setattr("amts_core.pipeline.translators.translate_texts", fail)
    done = drive(shelf.run(), variants=("none", "sentence"), evaluate=True)
    assert done.failed == {"none": "cannot translate a text: refused"}
    assert done.outcome.chapters == ("one",)


def test_a_chapter_that_cannot_be_put_together_is_named_and_the_others_are_delivered(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.write("en", "one", CHANGED)
    shelf.write("en", "two", ENGLISH["two"] + "\nWind again.\n")
    from amts_core.pipeline import rebuild

    whole = rebuild.finish_sync

    def damage(sync: Any, *arguments: Any, **options: Any) -> Any:
        if sync.after.id == "two":
            raise AmtsError("two: its skeleton does not fit")
        return whole(sync, *arguments, **options)

    monkeypatch.setattr(rebuild, "finish_sync", damage)
    done = drive(shelf.run())
    assert done.failed == {"two": "two: its skeleton does not fit"}
    assert done.outcome.chapters == ("one",)
    assert "two" in done.outcome.held
    assert set(read_records(done.run)) == {"one"}


def test_what_may_pass_ends_the_run_so_that_it_can_be_tried_again(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.write("en", "one", CHANGED)

    def away(*_: object) -> None:
        raise ServiceUnavailable("cannot read s3://shelf/amts/x: SlowDown")

    with monkeypatch.context() as broken:
        broken.setattr("amts_core.pipeline.drive.rebuild_batch", away)
        with pytest.raises(ServiceUnavailable):
            drive(shelf.run("first"))
    assert drive(shelf.run("second")).outcome.chapters == ("one",)
    assert len(jobs()) == 1


def test_parallel_data_that_the_service_refuses_too_much_of_is_told(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run("first"))
    assert done.outcome.chapters == ("one",)
    from amts_core.aws import parallel_data
    from amts_core.pipeline import translators

    found, place = parallel_data.show_parallel_data(
        boto3.client("translate", region_name="us-east-1"), "amts-en-zh-sentence"
    )
    from dataclasses import replace

    shelf.write("en", "two", ENGLISH["two"] + "\nWind again.\n")
    shelf.write("zh", "two", "# 风\n\n风来自气压的差异。它以米每秒为单位测量。\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(translators, "show_parallel_data", lambda *_: (replace(found, failed=found.imported), place))
        with pytest.raises(AmtsError, match="more than lost_records allows"):
            drive(shelf.run("second"))


def test_a_chapter_more_costs_four_calls_of_the_store(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its document is written and its translation read, it is kept and read; all else is paid by batch or by run."""
    calls, call = list[str](), BaseClient._make_api_call

    def counted(client: Any, operation: str, parameters: Any) -> Any:
        calls.append(client.meta.service_model.service_name)
        return call(client, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", counted)
    monkeypatch.setattr("amts_core.pipeline.plan.look_at_languages", lambda *_: None)  # once in a while

    def night(name: str, chapters: int) -> int:
        for number in range(chapters):
            shelf.write("en", f"{name}-{number}", f"# {name} {number}\n\nThe water of {name} {number} is cold.\n")
        calls.clear()
        assert len(drive(shelf.far_run(name)).outcome.chapters) == chapters
        return calls.count("s3")

    shelf.configure(evaluation=[])
    night("first", 1)
    assert night("second", 3) - night("third", 1) == 2 * 4


def test_a_translation_that_only_begins_is_drafted_without_parallel_data_for_the_price_of_that(shelf: Shelf) -> None:
    for name in ("one", "two"):
        shelf.remove("zh", name)
        shelf.remove("zh", f"{name}_origin")
    told: list[str] = []
    begun = drive(shelf.run("first"), report=True, evaluate=True, listener=Listener(watch=told.append))
    assert begun.outcome.chapters == ("one", "two")
    assert (begun.failed, begun.report.bleu.keys()) == ({}, {"sentence"})
    assert NOTHING_TO_FOLLOW in told
    [job] = jobs()
    assert job.get("ParallelDataNames", []) == []
    [sending] = begun.sendings
    assert begun.cost.total == pytest.approx(sending.characters * 15 / 1e6)
    [cost] = Report.from_json(Path(begun.report.path).with_name("report.json").read_text("utf-8")).about.cost
    assert cost.billed_usd == pytest.approx(cost.billed_characters * 15 / 1e6)
    client = boto3.client("translate", region_name="us-east-1")
    assert client.list_parallel_data()["ParallelDataPropertiesList"] == []

    for name in ("one", "two"):
        shelf.write("zh", name, CHINESE[name])
        shelf.write("zh", f"{name}_origin", ENGLISH[name])
    shelf.write("en", "one", CHANGED)
    followed = drive(shelf.run("second"))
    assert followed.outcome.chapters == ("one",)
    assert [one["Name"] for one in client.list_parallel_data()["ParallelDataPropertiesList"]] == ["amts-en-zh-sentence"]
