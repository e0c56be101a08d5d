"""Real drafts of Amazon Translate must score as its authors published: else the evaluation is wrong."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from amts_core.evaluate.report import Level, Report
from amts_core.evaluate.scoring import Beside, evaluate
from tests.benchmarks.evaluation import LANGUAGES, WITHOUT_ACT, choices, seed_segments
from tests.evaluate.conftest import FEWER


@pytest.fixture(scope="module")
def made(shared_data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return seed_segments(shared_data)


@pytest.fixture(scope="module")
def report(made: tuple[pd.DataFrame, pd.DataFrame]) -> Report:
    frame, left_out = made
    return evaluate(frame, beside=Beside(left_out), method=FEWER, **LANGUAGES)


def test_the_average_lands_near_the_published_one(report: Report) -> None:
    assert report.score("none").value == pytest.approx(0.536, abs=0.02)


@pytest.mark.parametrize("chapter", WITHOUT_ACT)
def test_the_published_score_lies_in_the_interval_of_each_chapter(report: Report, chapter: str) -> None:
    score = report.score("none", "BLEU", chapter, Level.CHAPTER)
    assert score.low < WITHOUT_ACT[chapter] < score.high
    assert score.value == pytest.approx(WITHOUT_ACT[chapter], abs=0.04)


def test_nearly_all_segments_are_scored(report: Report) -> None:
    assert len(report.segments) >= 160
    assert {entry.reason for entry in report.left_out} == {"no source: the translation added it"}


def test_other_choices_would_be_seen(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Kept spans inflate BLEU, 13a destroys it: the check above tells them from the right choice."""
    frame, _ = made
    first = choices(frame[frame["chapter"] == "approx-training"])
    assert first["Markdown, spans kept"] > first["ours"] + 5
    assert first["tokenizer 13a"] < 15
