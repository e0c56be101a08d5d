"""The pair table: one row per bead, with where it comes from and whether it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from amts_core.book.segments import Granularity, Segment
from amts_core.languages import language
from amts_core.parallel.chapters import ChapterAlignment

KEPT = "kept"
COLUMNS = [
    "source",  # Markdown on one line; empty where target sentences stand alone
    "target",
    "chapter",
    "block",  # id of the source block (of the target block where there is no source)
    "kind",  # kind of that block
    "granularity",
    "bead",  # shape, such as 2-1
    "paragraph_bead",  # shape of the bead of paragraphs that it is part of
    "score",
    "gain",  # share of what the score lacks that each joined segment brings at least; 0 where nothing is joined
    "verdict",  # "kept", or the filter that dropped it
    "source_ids",  # segment ids, joined by blanks
    "target_ids",
    "origin",  # name of the source of parallel data
]


def pair_table(
    alignments: Iterable[ChapterAlignment], granularity: Granularity, *, origin: str = "book"
) -> pd.DataFrame:
    """All beads of some chapters as a table with `COLUMNS`; every verdict is still "kept"."""
    rows = [row for alignment in alignments for row in _rows(alignment, granularity, origin)]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"score": float, "gain": float})


def combine_pairs(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One table of several, the preferred one first: where sources are equal, `filter_pairs` keeps its pair."""
    return pd.concat(tables, ignore_index=True) if tables else pair_table([], "sentence")


def _rows(alignment: ChapterAlignment, granularity: Granularity, origin: str) -> Iterable[tuple[object, ...]]:
    source, target, beads = alignment.at(granularity)
    shapes = _paragraph_shapes(alignment)
    for bead in beads:
        ours, theirs = [source[i] for i in bead.source], [target[j] for j in bead.target]
        first, side = (ours[0], 0) if ours else (theirs[0], 1)
        yield (
            joined(ours, alignment.source_language),
            joined(theirs, alignment.target_language),
            alignment.chapter,
            first.block_id,
            str(first.kind),
            granularity,
            bead.shape,
            shapes[side, first.block_id],
            bead.score,
            bead.gain,
            KEPT,
            " ".join(segment.id for segment in ours),
            " ".join(segment.id for segment in theirs),
            origin,
        )


def _paragraph_shapes(alignment: ChapterAlignment) -> dict[tuple[int, str], str]:
    """The shape of the bead that a paragraph is part of, by side (0 source, 1 target) and block id."""
    sides = enumerate((alignment.source_paragraphs, alignment.target_paragraphs))
    return {
        (side, paragraphs[index].block_id): bead.shape
        for side, paragraphs in sides
        for bead in alignment.paragraphs
        for index in (bead.target if side else bead.source)
    }


def joined(segments: Sequence[Segment], code: str) -> str:
    """The text of neighbouring segments as one, written as the language writes."""
    return language(code).gap.join(segment.text for segment in segments)
