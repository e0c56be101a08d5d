from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from amts_core.errors import AmtsError
from amts_core.evaluate.facts import Cost, Flag, Integrity, PairSource, ParallelDataFacts, Revision, RunFacts, Section
from amts_core.evaluate.publish import as_csv, as_page, publish, segments_as_csv
from amts_core.evaluate.report import SCHEMA, SCHEMA_VERSION, Level, Report, json_schema
from amts_core.evaluate.scoring import Beside, evaluate
from amts_core.languages import LanguagePair
from tests.evaluate.conftest import FEWER

FACTS = RunFacts(
    run="nightly-1",
    date="2026-11-22T02:00:00+00:00",
    book="A Small Book",
    engine="memory 1",
    endpoint="http://127.0.0.1:5005",
    revisions=(Revision("book-en", "1a2b3c4"), Revision("book-zh", "5d6e7f8")),
    parallel_data=(ParallelDataFacts("sentence", "amts-en-zh-sentence", 812, (PairSource("chapter_c/third", 12),)),),
    integrity=(Integrity("sentence", segments=52, spans=40, spans_lost=1, spans_repaired=2),),
    cost=(Cost("sentence", 5000, 0.30, 4990, 0.2994), Cost("none", 5000, 0.07)),
    flags=(Flag("protected span put back", chapter="chapter_a/first", variant="sentence", segment="b3"),),
)
WORKLOAD = Section(
    "workload",
    "Workload",
    "Words to handle.",
    ("method", "words"),
    (("whole chapters", "5 000"), ("this run", "412")),
    {"data": {"values": [{"a": "x", "b": 1}]}, "mark": "bar", "encoding": {"y": {"field": "a"}, "x": {"field": "b"}}},
)


@pytest.fixture(scope="module")
def report(frame: pd.DataFrame, pairs: pd.DataFrame) -> Report:
    left_out = pd.DataFrame(
        {"chapter": ["chapter_a/first"], "segment": ["b99"], "reason": ["no reference: nothing in its place"]}
    )
    beside = Beside(left_out, {"sentence": pairs})
    report = evaluate(frame, LanguagePair("en", "zh"), beside, FEWER, about=FACTS)
    return replace(report, sections=(WORKLOAD,))


def test_json_fits_the_schema_that_is_published(report: Report) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(report.to_json()))


def test_the_published_schema_is_that_of_the_records() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema()


@pytest.mark.parametrize("damage", [{"scores": None}, {"unknownField": 1}, {"settings": {"samples": "many"}}])
def test_the_schema_refuses_what_is_no_report(report: Report, damage: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert not Draft202012Validator(schema).is_valid(json.loads(report.to_json()) | damage)


def test_json_comes_back_as_the_same_report(report: Report) -> None:
    again = Report.from_json(report.to_json())
    assert again == report
    assert as_page(again) == as_page(report)


def test_json_is_camel_case_with_its_version(report: Report) -> None:
    data = json.loads(report.to_json())
    assert data["schemaVersion"] == SCHEMA_VERSION
    assert data["about"]["parallelData"][0]["pairs"] == 812
    assert data["leftOut"] == [
        {"chapter": "chapter_a/first", "segment": "b99", "reason": "no reference: nothing in its place"}
    ]


def test_a_report_of_another_major_version_is_refused(report: Report) -> None:
    text = report.to_json().replace(f'"schemaVersion":"{SCHEMA_VERSION}"', '"schemaVersion":"99.0"')
    text = text.replace(f'"schemaVersion": "{SCHEMA_VERSION}"', '"schemaVersion": "99.0"')
    with pytest.raises(AmtsError, match=r"schema version 99.0, this AMTS reads 2\.0"):
        Report.from_json(text)


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json"])
def test_what_is_no_report_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(AmtsError, match="not a report of AMTS"):
        Report.from_json(text)


def test_a_damaged_report_names_the_place(report: Report) -> None:
    data = json.loads(report.to_json())
    data["scores"][2]["value"] = "high"
    with pytest.raises(AmtsError, match=r"damaged at scores\.2\.value"):
        Report.from_json(json.dumps(data))


def test_csv_has_a_row_per_chapter_variant_and_metric_with_its_differences(report: Report) -> None:
    table = pd.read_csv(io.StringIO(as_csv(report)), keep_default_na=False)
    sentence = table[(table["variant"] == "sentence") & (table["metric"] == "BLEU")]
    assert sentence["level"].tolist() == ["chapter"] * 4 + ["average"] * 2 + ["pooled"] * 2
    assert set(sentence["baseline"]) == {"none", "paragraph"}
    first = sentence[(sentence["chapter"] == "chapter_a/first") & (sentence["baseline"] == "none")].iloc[0]
    assert float(first["difference"]) == pytest.approx(
        report.difference("none", "sentence", "BLEU", "chapter_a/first", Level.CHAPTER).value
    )


def test_csv_of_segments_has_a_row_per_segment_and_variant(report: Report) -> None:
    table = pd.read_csv(io.StringIO(segments_as_csv(report)), keep_default_na=False)
    assert len(table) == 3 * 52
    assert list(table.columns) == [
        "chapter",
        "segment",
        "kind",
        "source",
        "reference",
        "variant",
        "text",
        "chrf",
        "ter",
        "similarity",
    ]


def test_csv_of_one_variant_has_scores_alone(frame: pd.DataFrame) -> None:
    table = frame.drop(columns=["paragraph", "sentence"])
    text = as_csv(evaluate(table, languages=LanguagePair("en", "zh"), method=FEWER))
    assert text.startswith("level,chapter,variant,metric,segments,value,low,high,few\n")


def test_write_gives_all_forms_and_leaves_no_half_ones(report: Report, tmp_path: Path) -> None:
    written = publish(report, tmp_path / "run" / "report")
    names = ["chapters.csv", "report.html", "report.json", "segments.csv", "table.txt"]
    assert sorted(path.name for path in (tmp_path / "run" / "report").iterdir()) == sorted(written) == names
    assert Report.from_json(written["report.json"].read_bytes()) == report


def earlier(report: Report, run: str, change: float) -> Report:
    scores = tuple(
        replace(row, value=row.value + change, low=row.low + change, high=row.high + change) for row in report.scores
    )
    return replace(report, about=replace(FACTS, run=run), scores=scores, trend=())


def with_history(frame: pd.DataFrame, *history: Report) -> Report:
    return evaluate(frame, languages=LanguagePair("en", "zh"), about=FACTS, history=history, method=FEWER)


def test_the_trend_holds_the_runs_in_order_with_this_one_last(frame: pd.DataFrame, report: Report) -> None:
    runs = [earlier(report, "a", -0.02), earlier(report, "b", -0.01)]
    trend = [point for point in with_history(frame, *runs).trend if point.variant == "sentence"]
    assert [point.run for point in trend] == ["a", "b", "nightly-1"]
    assert trend[0].value == pytest.approx(trend[2].value - 0.02)


def test_a_fall_against_another_engine_is_no_regression(frame: pd.DataFrame, report: Report) -> None:
    before = earlier(report, "a", 0.4)
    other = replace(before, about=replace(before.about, engine="another"))
    assert with_history(frame, other).regressions() == []


def test_runs_that_scored_other_chapters_are_not_in_the_trend(frame: pd.DataFrame, report: Report) -> None:
    other = with_history(frame[frame["chapter"] == "chapter_a/first"])
    assert {point.run for point in with_history(frame, replace(other, about=replace(FACTS, run="other"))).trend} == {
        "nightly-1"
    }


def test_a_fall_below_the_interval_of_the_run_before_is_a_regression(frame: pd.DataFrame, report: Report) -> None:
    assert with_history(frame, earlier(report, "a", 0.005)).regressions() == []
    sentences = with_history(frame, earlier(report, "a", 0.4)).regressions()
    assert len(sentences) == 3
    assert sentences[0].startswith("average BLEU (without ACT) fell to")
    assert sentences[0].endswith("of run a")
