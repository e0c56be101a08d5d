"""The alignments of a pair, each made once for a pair of texts: a batch in one object, an index beside.

The key of an alignment is made from what both texts and the words that they are aligned with are known by, and from how
the books are read. The index names the object that holds it. Nights with few changes write small objects: the next one
writes their chapters anew with its own, so that a book stays in about as many objects as it has batches.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from amts_core.aws.keys import digest
from amts_core.parallel.beads import ChapterBeads, beads_of
from amts_core.parallel.chapters import ChapterAlignment
from amts_core.parallel.table import COLUMNS, Row, combine_pairs, pair_table
from amts_core.pipeline.bundles import Bundles
from amts_core.pipeline.run import Run

ALIGNMENT_VERSION = 15  # part of the key of an alignment: raise it when the alignment changes


@dataclass(frozen=True)
class Alignment:
    """What is kept of an alignment: beads, and rows of the pair table in both granularities.

    `refused` says why two texts are no translations of each other: they have neither.
    """

    beads: ChapterBeads | None = None
    rows: tuple[Row, ...] = ()
    refused: str = ""


def alignment_key(run: Run, lexicon: str, source: str, translation: str) -> str:
    """The key of the alignment of two texts, from the ids of their content and of the words, and how they are read."""
    books = [run.config.books[name] for name in (run.pair.source, run.pair.target)]
    read = [f"{book.language} {book.formats}" for book in books]
    return digest(str(ALIGNMENT_VERSION), lexicon, source, translation, *read)


def to_keep(alignment: ChapterAlignment, *, origin: str) -> Alignment:
    """What is kept of an alignment; `origin` names the source of its pairs."""
    tables = [pair_table([alignment], granularity, origin=origin) for granularity in ("paragraph", "sentence")]
    rows = json.loads(combine_pairs(tables).to_json(orient="records", force_ascii=False))
    return Alignment(beads_of(alignment), tuple(rows))


def joined_rows(kept: Iterable[Sequence[Row]]) -> pd.DataFrame:
    """The rows that were kept of some chapters as one pair table."""
    return pd.DataFrame([row for rows in kept for row in rows], columns=COLUMNS).astype({"score": float})


def kept_alignments(run: Run) -> Bundles[Alignment]:
    """The alignments of the pair."""
    return Bundles(run.store, run.shared_key("alignments", ""), dict[str, Alignment])
