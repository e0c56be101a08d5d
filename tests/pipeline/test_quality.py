"""Drafts are scored for the review where the pair names a model; a model that is not there stops no run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from amts_core.deliver.desk import segment_names
from amts_core.deliver.sidecar import Provenance, SegmentRecord
from amts_core.errors import AmtsError
from amts_core.evaluate.neural import NeuralMetric
from amts_core.pipeline import quality
from tests.pipeline.conftest import Shelf

STORY = Provenance(
    "one",
    (
        SegmentRecord("a", "Kept.", "人。", "human"),
        SegmentRecord("b", "New one.", "机器。", "machine", change="new"),
        SegmentRecord("c", "Beside it.", "人二。", "human", change="beside", draft="机二。"),
    ),
)


class Lengths:
    """A model whose score is the length of the draft."""

    def predict(self, samples: list[dict[str, str]], **_: Any) -> Any:
        return type("Prediction", (), {"scores": [len(one["mt"]) for one in samples]})


@pytest.fixture
def asks(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A run of a pair that names a model."""
    monkeypatch.setattr(quality, "_metric", lambda name: NeuralMetric(name, Lengths(), needs_reference=False))
    run = shelf.run("night")
    pair = run.pair.model_copy(update={"review_model": "kiwi"})
    return replace(run, config=run.config.model_copy(update={"pairs": {**run.config.pairs, run.pair_name: pair}}))


def test_drafts_alone_are_scored(asks: Any) -> None:
    quality.keep_quality(asks, 3, [STORY])
    _, new, beside = segment_names(STORY.segments)
    assert asks.store.find_json(asks.key("quality/3.json")) == {"one": {new: 3.0, beside: 3.0}}


def test_without_a_model_nothing_is_scored(shelf: Shelf) -> None:
    run = shelf.run("night")
    quality.keep_quality(run, 3, [STORY])
    assert run.store.find_json(run.key("quality/3.json")) is None


@pytest.mark.parametrize("error", [AmtsError("neural metrics need unbabel-comet"), RuntimeError("out of memory")])
def test_a_model_that_is_not_there_or_fails_stops_no_run(
    asks: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def failing(name: str) -> NeuralMetric:
        raise error

    monkeypatch.setattr(quality, "_metric", failing)
    quality.keep_quality(asks, 3, [STORY])
    assert f"not ordered by their quality: {error}" in caplog.text
