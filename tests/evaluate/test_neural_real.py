"""Neural metrics with the loading code of unbabel-comet itself, on a tiny model that is made here."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from amts_core.errors import AmtsError
from amts_core.evaluate.neural import load_metric
from tests.evaluate.tiny_comet import save_tiny_model

FRAME = pd.DataFrame(
    {"source": ["a b", "c d e"], "reference": ["x y", "z"], "none": ["x q", "z"], "sentence": ["x y", "c"]}
)


def test_a_checkpoint_with_references_is_loaded_and_scores_each_variant(tmp_path: Path) -> None:
    checkpoint = save_tiny_model(tmp_path, needs_reference=True)
    metric = load_metric(str(checkpoint))
    assert metric.needs_reference
    found = list(metric.scores(FRAME, ("none", "sentence")))
    assert [(one.variant, one.metric, one.segments) for one in found] == [
        ("none", "COMET", 2),
        ("sentence", "COMET", 2),
    ]
    assert found[0].value != found[1].value
    with pytest.raises(AmtsError, match="needs references"):
        metric.segment_scores(["a"], ["b"])


def test_a_reference_free_checkpoint_scores_drafts_alone_in_their_order(tmp_path: Path) -> None:
    metric = load_metric(str(save_tiny_model(tmp_path, needs_reference=False)))
    assert not metric.needs_reference
    together = metric.segment_scores(["a b", "c d e", "f"], ["x q", "z", "g h i j"])
    alone = [metric.segment_scores([s], [d])[0] for s, d in (("a b", "x q"), ("c d e", "z"), ("f", "g h i j"))]
    assert together == pytest.approx(alone, abs=1e-4)
    assert len(set(together)) == 3


def test_a_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    checkpoint = save_tiny_model(tmp_path, needs_reference=False)
    checkpoint.write_bytes(b"no model")
    with pytest.raises(AmtsError, match="cannot load the model"):
        load_metric(str(checkpoint))
