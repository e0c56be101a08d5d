"""What the pictures of the report show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from amts_core.evaluate.charts import NARROW, WIDE, bleu_by_chapter, svg, trend
from amts_core.evaluate.report import TrendPoint
from amts_core.evaluate.scoring import evaluate
from amts_core.languages import LanguagePair
from tests.evaluate.conftest import FEWER


@dataclass(frozen=True)
class Runs:
    """What the chart of the trend looks at."""

    variants: tuple[str, ...]
    trend: tuple[TrendPoint, ...]


def drawn(engines: list[str], width: int = WIDE, interval: float = 0.01) -> str:
    """The chart of runs of variant none by these engines, one after the other."""
    points = tuple(
        TrendPoint(f"run-{number}", f"2026-01-0{number + 1}", "none", 0.31, 0.31 - interval, 0.31 + interval, engine)
        for number, engine in enumerate(engines)
    )
    runs: Any = Runs(("none",), points)
    return svg(trend(runs, width), "trend")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_bleu_is_drawn_by_chapter_and_for_their_average_with_intervals(frame: pd.DataFrame, width: int) -> None:
    report = evaluate(frame, languages=LanguagePair("en", "zh"), method=FEWER)
    picture = svg(bleu_by_chapter(report, width), "bleu")
    names = re.findall(r">(first|second|average)</text>", picture)
    assert names == ["first", "second", "average"]
    assert picture.count('aria-roledescription="point"') == picture.count('aria-roledescription="rule mark"') == 9
    assert all(f"var(--variant-{variant})" in picture for variant in report.variants)


def lines(picture: str) -> int:
    return picture.count('aria-roledescription="line mark"')


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_runs_of_two_engines_are_not_joined_by_a_line_and_have_marks_of_their_own(width: int) -> None:
    assert lines(drawn(["one", "one", "one"], width)) == 1
    picture = drawn(["one", "one", "two", "one", "one"], width)
    assert lines(picture) == 3
    assert ">one</text>" in picture
    assert ">two</text>" in picture


def test_a_single_engine_needs_no_legend() -> None:
    assert ">one</text>" not in drawn(["one", "one"])


@pytest.mark.parametrize("interval", [0.3, 0.05, 0.02, 0.004, 0.0005])
def test_labels_of_an_axis_differ_however_small_its_range(interval: float) -> None:
    labels = re.findall(r">(0\.\d+)</text>", drawn(["one", "one"], interval=interval))
    assert len(labels) > 2
    assert len(set(labels)) == len(labels)
