"""Neural metrics: what is asked of unbabel-comet, and what is said where it is missing or fails."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from amts_core.errors import AmtsError
from amts_core.evaluate.neural import load_metric


class Model:
    """A model with the calls of unbabel-comet: its score is the share of words of the draft that the other text has."""

    def __init__(self, path: str) -> None:
        self.path, self.asked = path, list[dict[str, str]]()

    def requires_references(self) -> bool:
        return "free" not in self.path

    def predict(self, samples: list[dict[str, str]], batch_size: int, gpus: int, progress_bar: bool) -> Any:
        self.asked += samples
        other = "ref" if self.requires_references() else "src"
        shares = [len(set(one["mt"].split()) & set(one[other].split())) / len(one["mt"].split()) for one in samples]
        return SimpleNamespace(scores=shares, system_score=sum(shares) / len(shares))


@pytest.fixture
def comet(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module: Any = ModuleType("comet")
    module.download_model = lambda name: f"/hub/{name}"
    module.load_from_checkpoint = Model
    monkeypatch.setitem(sys.modules, "comet", module)
    return module  # type: ignore[no-any-return]


FRAME = pd.DataFrame(
    {"source": ["a b", "c"], "reference": ["x y", "z"], "none": ["x q", "z"], "sentence": ["x y", "c"]}
)


def test_every_variant_gets_the_mean_of_its_segments(comet: ModuleType) -> None:
    metric = load_metric("wmt22-comet-da")
    found = list(metric.scores(FRAME, ("none", "sentence")))
    assert [(one.variant, one.value, one.segments, one.metric) for one in found] == [
        ("none", 0.75, 2, "COMET"),
        ("sentence", 0.5, 2, "COMET"),
    ]
    assert metric.model.asked[0] == {"src": "a b", "mt": "x q", "ref": "x y"}


def test_a_reference_free_model_sees_no_reference_and_scores_drafts_alone(comet: ModuleType, tmp_path: Path) -> None:
    checkpoint = tmp_path / "free.ckpt"
    checkpoint.write_bytes(b"")
    metric = load_metric(str(checkpoint))
    assert metric.model.path == str(checkpoint)
    assert metric.segment_scores(["a b"], ["a q"]) == [0.5]
    assert metric.model.asked == [{"src": "a b", "mt": "a q"}]
    assert next(metric.scores(FRAME, ("sentence",))).metric == "COMET, reference-free"


def test_a_model_that_needs_references_says_so(comet: ModuleType) -> None:
    with pytest.raises(AmtsError, match="needs references: take a reference-free model"):
        load_metric("wmt22-comet-da").segment_scores(["a"], ["b"])


def test_a_model_that_cannot_be_loaded_is_named(comet: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> str:
        raise KeyError(f"no {name}")

    monkeypatch.setattr(comet, "download_model", refuse)
    with pytest.raises(AmtsError, match=r"cannot load the model nonsense: 'no nonsense'; give a checkpoint"):
        load_metric("nonsense")


def test_without_unbabel_comet_the_way_to_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "comet", None)
    with pytest.raises(AmtsError, match=r"pip install 'amts\[neural\]'"):
        load_metric("any")
