"""Metrics that a neural model computes, COMET and its family, by unbabel-comet (https://unbabel.github.io/COMET/).

The extra `neural`: torch and a model of its own are needed. A model that does not ask for the reference (CometKiwi) can
also order what is to be reviewed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from amts_core.errors import AmtsError
from amts_core.evaluate.report import NeuralScore

BATCH = 8


@dataclass(frozen=True)
class NeuralMetric:
    """A model that has been loaded; `needs_reference` says whether it looks at the reference."""

    name: str
    model: Any
    needs_reference: bool

    def scores(self, frame: pd.DataFrame, variants: Sequence[str]) -> Iterator[NeuralScore]:
        """The mean score of each variant over the scored segments."""
        for variant in variants:
            values = self.segment_scores(frame["source"], frame[variant], frame["reference"])
            metric = "COMET" if self.needs_reference else "COMET, reference-free"
            yield NeuralScore(variant, metric, self.name, sum(values) / len(values), len(values))

    def segment_scores(
        self, sources: Sequence[str], drafts: Sequence[str], references: Sequence[str] | None = None
    ) -> list[float]:
        """A score for each segment; raises AmtsError if the model needs references and there are none."""
        if self.needs_reference and references is None:
            raise AmtsError(f"{self.name} needs references: take a reference-free model, such as CometKiwi")
        if not len(sources):
            return []
        rows = [{"src": str(source), "mt": str(draft)} for source, draft in zip(sources, drafts, strict=True)]
        if self.needs_reference and references is not None:
            rows = [row | {"ref": str(reference)} for row, reference in zip(rows, references, strict=True)]
        found = self.model.predict(rows, batch_size=BATCH, gpus=0, progress_bar=False)
        return [float(value) for value in found.scores]


def load_metric(name: str) -> NeuralMetric:
    """A model by the path of its checkpoint, or by its name (it is then fetched from its hub).

    Raises AmtsError without unbabel-comet, and for a model that cannot be loaded.
    """
    try:
        from comet import download_model, load_from_checkpoint  # type: ignore[import-not-found]
    except ImportError:
        raise AmtsError("neural metrics need unbabel-comet: pip install 'amts[neural]'") from None
    try:
        path = name if Path(name).is_file() else download_model(name)
        model = load_from_checkpoint(path)
    except Exception as error:  # whatever torch, the hub or the checkpoint raises
        reason = " ".join(str(error).split())[:200]
        raise AmtsError(f"cannot load the model {name}: {reason}; give a checkpoint or the name of a model") from None
    needs_reference = bool(model.requires_references()) if hasattr(model, "requires_references") else True
    return NeuralMetric(name, model, needs_reference)
