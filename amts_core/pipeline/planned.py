"""What of a chapter stays, moves, or is to be translated: the same for every step of a run."""

from __future__ import annotations

from amts_core.errors import AmtsError
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.memory import run_lexicon, run_memory
from amts_core.pipeline.run import Run
from amts_core.sync.chapter import ChapterSync, plan_sync
from amts_core.sync.policy import Policy


def chapter_sync(run: Run, plan: Plan, chapter_id: str) -> ChapterSync:
    """What of a chapter stays, moves, or is to be translated."""
    texts = chapter_texts(run, plan, chapter_id)
    if texts.source is None:
        raise AmtsError(f"{chapter_id} is not in {run.pair.source} at {plan.source_revision}: nothing to deliver")
    return plan_sync(
        texts.source,
        before=None if plan.force else texts.origin,
        translation=texts.translation,
        **run.languages.codes,
        memory=run_memory(run, plan),
        policy=Policy(run.pair.sync.keep_from, run.pair.sync.repair_from),
        lexicon=lambda: run_lexicon(run, plan),
    )
