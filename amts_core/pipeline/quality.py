"""How good the drafts of a run probably are, so that what is most doubtful is reviewed first: by a neural metric.

A model that asks for no reference (CometKiwi) scores source and draft. No run fails for it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import cache

from amts_core.deliver.desk import judged, segment_names
from amts_core.deliver.sidecar import Provenance
from amts_core.evaluate.neural import NeuralMetric, load_metric
from amts_core.pipeline.run import Run

LOG = logging.getLogger(__name__)


def keep_quality(run: Run, number: int, stories: Iterable[Provenance]) -> None:
    """Score the drafts of a batch, if the pair names a model for that, and keep the scores for the review."""
    if not run.pair.review_model:
        return
    try:
        metric = _metric(run.pair.review_model)
        found = {story.chapter: draft_scores(metric, story) for story in stories}
    except Exception as error:  # whatever a model raises
        LOG.warning("drafts are not ordered by their quality: %s", error)
        return
    run.store.write_json(run.key(f"quality/{number}.json"), found)


def draft_scores(metric: NeuralMetric, story: Provenance) -> dict[str, float]:
    """A score for each draft of a chapter, by the name of its segment."""
    named = zip(segment_names(story.segments), story.segments, strict=True)
    drafts = {name: one for name, one in named if (one.state == "machine" or one.draft) and one.source}
    scores = metric.segment_scores([one.source for one in drafts.values()], [judged(one) for one in drafts.values()])
    return dict(zip(drafts, scores, strict=True))


@cache
def _metric(name: str) -> NeuralMetric:
    """A model, loaded once in a process."""
    return load_metric(name)
