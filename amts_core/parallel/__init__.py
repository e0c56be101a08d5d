"""Parallel data: two texts to beads, beads to the pair table, the pair table to a file for Amazon Translate."""

from amts_core.parallel.alignment import Bead, align
from amts_core.parallel.chapters import ChapterAlignment, ChaptersDoNotMatch, align_chapters
from amts_core.parallel.files import read_pairs, write_pairs
from amts_core.parallel.filters import VERDICTS, Limits, count_verdicts, filter_pairs
from amts_core.parallel.table import COLUMNS, KEPT, combine_pairs, pair_table

__all__ = [
    "COLUMNS",
    "KEPT",
    "VERDICTS",
    "Bead",
    "ChapterAlignment",
    "ChaptersDoNotMatch",
    "Limits",
    "align",
    "align_chapters",
    "combine_pairs",
    "count_verdicts",
    "filter_pairs",
    "pair_table",
    "read_pairs",
    "write_pairs",
]
