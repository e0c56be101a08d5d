"""The DAG of the sample book from the beginning to the report. The tests build on each other's state, in order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.end_to_end.conftest import Laptop

pytestmark = pytest.mark.integration

BOOK = REPOSITORY / "examples" / "book"
SUCCEEDED = {"success", "skipped"}


def test_a_book_becomes_a_report_and_a_second_night_costs_nothing(laptop: Laptop) -> None:
    laptop.break_next(kind="fail-document", match="delivery.chapter_practice.combining.html")
    first = laptop.run(variants=["none", "paragraph", "sentence"])
    assert first.state == "failed"
    assert any("combining" in error for error in first.errors.values())
    assert any("combining" in told["reason"] for told in laptop.failures())
    assert len(laptop.jobs()) == 3
    folder = Path(first.results["deliver"]["folder"])
    delivered = set(first.results["deliver"]["chapters"])
    assert delivered == {"chapter_models/regression", "chapter_models/smoothing", "index"}
    report = json.loads((folder.parent / "report.json").read_text(encoding="utf-8"))
    assert report["variants"] == ["none", "paragraph", "sentence"]
    assert {row["segment"] for row in report["segments"]}

    second = laptop.run(variants=["sentence"])  # the chapter that was lost, and nothing else
    assert (second.state, second.errors) == ("success", {})
    assert second.results["deliver"]["chapters"] == ["chapter_practice/combining"]
    assert len(laptop.jobs()) == 4

    third = laptop.run(variants=["sentence"])
    assert third.state == "success"
    assert third.tasks["find_changed"] == "success"
    assert {state for task, state in third.tasks.items() if "job" in task} == {"skipped"}
    assert len(laptop.jobs()) == 4


def test_delivered_chapter_keeps_the_human_text_and_the_frame_of_its_source(laptop: Laptop) -> None:
    outputs = sorted((laptop.config.parent / "output" / "en-zh").glob("*/chapters/chapter_models/regression.md"))
    before = (BOOK / "zh" / "chapter_models" / "regression.md").read_text(encoding="utf-8").splitlines()
    after = outputs[0].read_text(encoding="utf-8").splitlines()
    changed = [line for line in after if line not in before]
    assert len(before) == len(after)
    assert 0 < len(changed) <= 4
    assert all("column_stack" in line or "lstsq" in line for line in changed)


def test_two_pairs_do_not_touch_each_other(laptop: Laptop) -> None:
    spanish = laptop.run("amts_en_es", variants=["sentence"])
    assert (spanish.state, spanish.errors) == ("success", {})
    assert set(spanish.tasks.values()) <= SUCCEEDED
    assert spanish.results["deliver"]["chapters"] == ["chapter_practice/combining"]


def test_exceeded_budget_starts_no_job(laptop: Laptop) -> None:
    jobs = len(laptop.jobs())
    outcome = laptop.run(variants=["sentence"], force=True, chapters=["index"], budget_usd=0.0001)
    assert outcome.state == "failed"
    assert "nothing was started" in outcome.errors["check_budget"]
    assert list(outcome.errors) == ["check_budget"]
    assert not {"approve_delivery", "deliver", "record_sync"} & {
        name for name, s in outcome.tasks.items() if s == "success"
    }
    assert len(laptop.jobs()) == jobs


def test_unknown_chapter_fails_at_once_by_name(laptop: Laptop) -> None:
    outcome = laptop.run(chapters=["chapter_none/such"])
    assert "no such chapter: chapter_none/such" in outcome.errors["find_changed"]
    assert list(outcome.errors) == ["find_changed"]


def test_failed_job_fails_the_run_with_its_reason(laptop: Laptop) -> None:
    laptop.break_next(kind="fail-job")
    outcome = laptop.run(variants=["sentence"], force=True, chapters=["chapter_practice/combining"])
    assert outcome.state == "failed"
    assert any(name.startswith("translate.wait_for_job") for name in outcome.errors)


def test_job_that_failed_keeps_no_other_variant_from_its_chapters_and_scores(laptop: Laptop) -> None:
    laptop.break_next(kind="fail-job", match="en-zh-none-*")
    outcome = laptop.run(variants=["none", "sentence"], force=True, chapters=["index"])
    assert outcome.state == "failed"
    assert outcome.results["deliver"]["chapters"] == ["index"]
    assert "sentence" in outcome.results["report"]["bleu"]
