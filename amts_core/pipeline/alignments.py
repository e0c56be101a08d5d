"""The alignments of a pair, each made once for a pair of texts: a batch in one object, an index beside.

The key of an alignment is made from what both texts and the words that they are aligned with are known by, and from how
the books are read. The index names the object that holds it. Nights with few changes write small objects: the next one
writes their chapters anew with its own, so that a book stays in about as many objects as it has batches.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from amts_core.aws.keys import digest
from amts_core.parallel.beads import ChapterBeads, beads_of
from amts_core.parallel.chapters import ChapterAlignment
from amts_core.parallel.table import COLUMNS, combine_pairs, pair_table
from amts_core.pipeline.run import Run
from amts_core.pipeline.stored import find_stored, keep_stored

ALIGNMENT_VERSION = 7  # part of the key of an alignment: raise it when the alignment changes


@dataclass(frozen=True)
class Alignment:
    """What is kept of an alignment: beads, and rows of the pair table in both granularities.

    `refused` says why two texts are no translations of each other: they have neither.
    """

    beads: ChapterBeads | None = None
    rows: tuple[dict[str, Any], ...] = ()
    refused: str = ""

    @property
    def table(self) -> pd.DataFrame:
        """The pair table."""
        return pd.DataFrame(self.rows, columns=COLUMNS).astype({"score": float})


_BATCH = TypeAdapter(dict[str, Alignment])


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


def read_index(run: Run) -> dict[str, str]:
    """The object that holds each alignment of the pair, by its key."""
    known: dict[str, str] = run.store.find_json(_index(run)) or {}
    return known


def sound_index(run: Run) -> dict[str, str]:
    """The index without alignments whose object is gone: they are made again. So it is kept, too."""
    index, there = read_index(run), set(run.store.keys(run.shared_key("alignments", "")))
    lost = {name for name in index.values() if _object(run, name) not in there}
    if not lost:
        return index

    def change(text: str | None) -> str:
        known: dict[str, str] = json.loads(text or "{}")
        return json.dumps({key: name for key, name in known.items() if name not in lost}, indent=0, sort_keys=True)

    kept: dict[str, str] = json.loads(run.store.update(_index(run), change))
    return kept


def read_alignments(run: Run, index: Mapping[str, str], keys: Collection[str]) -> Iterator[tuple[str, Alignment]]:
    """Those of some alignments that are kept, with their keys, in the order of keys; each object is read once."""
    wanted = defaultdict[str, list[str]](list)
    for key in sorted(set(keys) & index.keys()):
        wanted[index[key]].append(key)
    for name, held in sorted(wanted.items(), key=lambda entry: entry[1]):
        batch = find_stored(run.store, _object(run, name), _BATCH) or {}
        yield from ((key, batch[key]) for key in held if key in batch)


def keep_alignments(run: Run, found: Mapping[str, Alignment]) -> None:
    """Keep the alignments of a batch in one object, and let the index say so."""
    if not found:
        return
    name = digest(*sorted(found))[:32]
    keep_stored(run.store, _object(run, name), _BATCH, dict(found))

    def change(text: str | None) -> str:
        return json.dumps(json.loads(text or "{}") | dict.fromkeys(found, name), indent=0, sort_keys=True)

    run.store.update(_index(run), change)


def _index(run: Run) -> str:
    return run.shared_key("alignments", "index.json")


def _object(run: Run, name: str) -> str:
    return run.shared_key("alignments", f"{name}.json.gz")
