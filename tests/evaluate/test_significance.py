from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.significance import PairedTest, _bootstrap_resample

from amts_core.evaluate.metrics import measures
from amts_core.evaluate.significance import Resampling, control, interval, paired_p
from tests.evaluate.conftest import chapter

RESAMPLING = Resampling(samples=300)


def systems() -> tuple[list[str], list[str], list[str]]:
    frame = chapter("x", 30)
    return frame["none"].tolist(), frame["paragraph"].tolist(), frame["reference"].tolist()


def replicates(drafts: list[str], references: list[str], resampling: Resampling = RESAMPLING) -> np.ndarray:
    bleu = measures("zh")[0]
    return bleu.scores(resampling.segment_sums(bleu.statistics(drafts, references)))


def test_resamples_are_those_of_sacrebleu() -> None:
    none, _, references = systems()
    metric = BLEU(tokenize="zh")
    _, theirs = _bootstrap_resample(metric._extract_corpus_statistics(none, [references]), metric, RESAMPLING.samples)
    assert replicates(none, references) * 100 == pytest.approx([score.score for score in theirs])


def test_p_value_of_different_systems_is_that_of_sacrebleu() -> None:
    none, paragraph, references = systems()
    drafts = [*none[:25], *paragraph[25:]]
    _, results = PairedTest(
        [("none", none), ("mixed", drafts)], {"BLEU": BLEU(tokenize="zh")}, [references], "bs", RESAMPLING.samples
    )()
    difference = replicates(drafts, references) - replicates(none, references)
    bleu = measures("zh")[0]
    value = bleu.score(bleu.statistics(drafts, references).sum(0)) - bleu.score(
        bleu.statistics(none, references).sum(0)
    )
    assert paired_p(value, difference) == pytest.approx(results["BLEU"][1].p_value)


def test_equal_systems_get_p_one_where_sacrebleu_calls_them_significant() -> None:
    none, _, references = systems()
    _, results = PairedTest(
        [("none", none), ("copy", list(none))], {"BLEU": BLEU(tokenize="zh")}, [references], "bs", RESAMPLING.samples
    )()
    assert results["BLEU"][1].p_value < 0.01
    assert paired_p(0.0, replicates(none, references) - replicates(none, references)) == 1.0


def test_the_environment_does_not_change_the_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    none, _, references = systems()
    monkeypatch.setenv("SACREBLEU_SEED", "none")
    assert np.array_equal(replicates(none, references), replicates(none, references))
    assert not np.array_equal(
        replicates(none, references), replicates(none, references, Resampling(samples=300, seed=1))
    )


def test_a_difference_within_the_noise_has_an_interval_around_zero() -> None:
    none, _, references = systems()
    other = [text[::-1] if number == 3 else text for number, text in enumerate(none)]
    better = [references[5] if number == 5 else text for number, text in enumerate(other)]
    change = replicates(better, references) - replicates(none, references)
    bounds = interval(0.01, change)
    assert bounds.low < 0 < bounds.high
    assert paired_p(float(change.mean()), change) > 0.05


def test_chapters_are_drawn_as_wholes() -> None:
    """Two chapters that differ much make the pooled figure less sure than their segments alone suggest."""
    bleu = measures("zh")[0]
    good, bad = chapter("good", 30), chapter("bad", 30)
    statistics = [
        bleu.statistics(good["sentence"].tolist(), good["reference"].tolist()),
        bleu.statistics(bad["none"].tolist(), bad["reference"].tolist()),
    ]
    by_segment = bleu.scores(RESAMPLING.segment_sums(np.concatenate(statistics)))
    sums = RESAMPLING.over_chapters([RESAMPLING.segment_sums(rows) for rows in statistics])
    assert sums.shape == (300, 2, statistics[0].shape[1])
    assert bleu.scores(sums.sum(axis=1)).std() > 3 * by_segment.std()


def test_one_chapter_alone_is_its_segments() -> None:
    values = np.arange(300.0)
    assert np.array_equal(RESAMPLING.over_chapters([values])[:, 0], values)


def test_p_values_are_adjusted_for_their_number() -> None:
    assert control([0.01, 0.02, 0.03, 0.5]) == pytest.approx([0.04, 0.04, 0.04, 0.5])
    assert control([]) == []


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=50), st.floats(-1, 1))
def test_p_is_a_probability_and_the_interval_is_ordered(values: list[float], difference: float) -> None:
    drawn = np.array(values)
    bounds = interval(difference, drawn)
    assert 0 < paired_p(difference, drawn) <= 1
    assert min(values) - 1e-9 <= bounds.low <= bounds.high <= max(values) + 1e-9
