"""What humans made of the drafts that were delivered: the best parallel data there is."""

from __future__ import annotations

import pandas as pd

from amts_core.pipeline.record import read_delivered, read_records
from amts_core.pipeline.run import Run
from amts_core.sync.corrections import Correction, correction_pairs, find_corrections


def read_corrections(run: Run) -> list[Correction]:
    """The drafts of the last delivery of each chapter, and what stands in their place in the translated book now."""
    corrections: list[Correction] = []
    for record in read_records(run).values():
        if record.chapter in run.pair.evaluation:
            continue  # never in the parallel data
        delivered = read_delivered(run, record.run, record.chapter)
        now = run.target_book.find(record.chapter)
        if delivered is not None and now is not None:
            corrections += find_corrections(delivered, now, target_language=run.target_language)
    return corrections


def correction_table(run: Run) -> pd.DataFrame:
    """The corrected drafts as a pair table."""
    return correction_pairs(
        read_corrections(run), source_language=run.source_language, target_language=run.target_language
    )
