"""How good the drafts are: scores with intervals, significance, leakage, and the report of a run.

Input is one table with a row per scored segment (`scored_segments` makes it from chapters); `evaluate` turns it into a
`Report`, which `publish` writes as JSON, CSV, text and one HTML page.
"""

from amts_core.evaluate.facts import (
    Cost,
    Flag,
    Integrity,
    PairSource,
    ParallelDataFacts,
    Revision,
    RunFacts,
    Section,
)
from amts_core.evaluate.report import Report
from amts_core.evaluate.scoring import evaluate
from amts_core.evaluate.segments import drafts_of_chapter, scored_segments
from amts_core.evaluate.significance import Resampling
from amts_core.evaluate.similarity import LeakedEvaluation, pairs_in_chapters, refuse_leaked_chapters

__all__ = [
    "Cost",
    "Flag",
    "Integrity",
    "LeakedEvaluation",
    "PairSource",
    "ParallelDataFacts",
    "Report",
    "Resampling",
    "Revision",
    "RunFacts",
    "Section",
    "drafts_of_chapter",
    "evaluate",
    "pairs_in_chapters",
    "refuse_leaked_chapters",
    "scored_segments",
]
