"""What humans made of the drafts that were delivered: the best parallel data there is."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from amts_core.book.common import bare
from amts_core.deliver.corrections import Correction, correction_pairs, find_corrections
from amts_core.deliver.files import sidecar_of
from amts_core.pipeline.desk import desk_corrections
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.outcome import Rows, TakenOver, outcomes
from amts_core.pipeline.run import Run


def read_corrections(run: Run) -> list[Correction]:
    """The drafts of all deliveries, and what humans made of them in the book or on the desk, the oldest first."""

    def examine(one: TakenOver) -> Rows:
        sidecar = run.target_book.content(sidecar_of(run.target_book.path(one.record.chapter)))
        found = find_corrections(one.delivered, one.now, target_language=run.languages.target, sidecar=sidecar)
        return [asdict(correction) for correction in found]

    decided = list(desk_corrections(run))
    on_desk = {(one.chapter, bare(one.source)) for one in decided}
    found = [Correction(**row) for row in outcomes(run, "corrections", examine)]
    corrections = [one for one in found if (one.chapter, bare(one.source)) not in on_desk] + decided
    return sorted(corrections, key=lambda correction: correction.date)


def correction_table(run: Run, plan: Plan) -> pd.DataFrame:
    """The corrected drafts as a pair table; none of an evaluation article."""
    corrections = [one for one in read_corrections(run) if one.chapter not in plan.scored_names]
    return correction_pairs(corrections, languages=run.languages)
