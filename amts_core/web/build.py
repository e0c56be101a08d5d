"""From crawled hosts to parallel data: all pages of a source become one table of pairs with their provenance."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pandas as pd

from amts_core.config import WebSource
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel.encoder import Encoder, shared_encoder
from amts_core.parallel.table import COLUMNS, pair_table, with_sides
from amts_core.web.crawl import known_hosts
from amts_core.web.pairing import PagePair, pair_pages
from amts_core.web.readings import Reading, read
from amts_core.web.store import Fetched, HostStore

PROVENANCE = ["source_language", "target_language", "source_url", "target_url", "fetched", "licence"]
PAIRS, PAGE_PAIRS, LEFT_OUT = "pairs.jsonl", "page_pairs.jsonl", "left_out.jsonl"


@dataclass(frozen=True)
class Built:
    """What a source gives.

    `pairs` has the columns of a pair table and `PROVENANCE`; both granularities are in it. `page_pairs` has a row for
    every two pages that were compared, with a verdict; `left_out` the pages that were not, with the reason.
    """

    pairs: pd.DataFrame
    page_pairs: pd.DataFrame
    left_out: pd.DataFrame

    def write(self, folder: Path) -> None:
        """Write the three tables into a folder as JSON lines, each in one step."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in ((PAIRS, self.pairs), (PAGE_PAIRS, self.page_pairs), (LEFT_OUT, self.left_out)):
            part = folder / f".{name}.tmp"
            part.write_text(table.to_json(orient="records", lines=True, force_ascii=False), encoding="utf-8")
            part.replace(folder / name)


def build(
    source: WebSource,
    state: Path,
    *,
    name: str,
    encoder: Encoder | None = None,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> Built:
    """Pair and align what was crawled into `state`. Pages of refused domains take no part.

    `name` is the origin of the pairs. `on_progress` is told the language pair and how many of how many candidates are
    done. Raises AmtsError if nothing was crawled.
    """
    readings, left_out = read(_pages(source, state), source)
    page_pairs: list[PagePair] = []
    for one, other in combinations(source.languages, 2):
        page_pairs += pair_pages(
            [reading for reading in readings if reading.language == one],
            [reading for reading in readings if reading.language == other],
            source.judgement,
            encoder=encoder or shared_encoder(),
            on_progress=on_progress and _named(on_progress, f"{one}-{other}"),
        )
    tables = [_pairs(pair, source.judgement.similarity, name) for pair in page_pairs if pair.alignment]
    return Built(
        pairs=pd.concat(tables or [_no_pairs()], ignore_index=True),
        page_pairs=pd.DataFrame([_row(pair) for pair in page_pairs], columns=list(PAGE_PAIR_COLUMNS)),
        left_out=pd.DataFrame([(one.url, one.reason) for one in left_out], columns=["url", "reason"]),
    )


def _named(on_progress: Callable[[str, int, int], None], pair: str) -> Callable[[int, int], None]:
    return lambda done, total: on_progress(pair, done, total)


def _pages(source: WebSource, state: Path) -> Iterator[Fetched]:
    files = [state / f"{host}.sqlite" for host in known_hosts(source, state)]
    if not any(file.exists() for file in files):
        raise AmtsError(f"nothing was crawled into {state}: crawl the source first")
    for file in files:
        if file.exists():
            with HostStore(file) as store:
                yield from store.pages()


def _pairs(pair: PagePair, similarity: float, name: str) -> pd.DataFrame:
    """The sure beads of a pair of pages, and the paragraphs that hold them and align well, with their provenance."""
    assert pair.alignment is not None
    sentences = pair_table([pair.alignment], "sentence", origin=name)
    is_sure = pd.Series(
        [bead in set(pair.beads) for bead in pair.alignment.sentences], index=sentences.index, dtype=bool
    )
    sentences = sentences[is_sure]
    paragraphs = pair_table([pair.alignment], "paragraph", origin=name)
    paragraphs = paragraphs[paragraphs["block"].isin(set(sentences["block"])) & (paragraphs["score"] >= similarity)]
    table = pd.concat([sentences, paragraphs], ignore_index=True)
    return table.assign(
        source_language=pair.source.language,
        target_language=pair.target.language,
        source_url=pair.source.url,
        target_url=pair.target.url,
        fetched=max(pair.source.fetched_at, pair.target.fetched_at),
        licence=_licence(pair.source, pair.target),
    )


def _licence(*pages: Reading) -> str:
    """What the pages state, each once; empty if neither states one."""
    return " ".join(dict.fromkeys(page.page.licence for page in pages if page.page.licence))


def _no_pairs() -> pd.DataFrame:
    return pd.DataFrame(columns=[*COLUMNS, *PROVENANCE]).astype({"score": float})


PAGE_PAIR_COLUMNS = (
    "source_url",
    "target_url",
    "source_language",
    "target_language",
    "evidence",
    "nearness",
    "margin",
    "coverage",
    "sure",
    "verdict",
)


def _row(pair: PagePair) -> tuple[object, ...]:
    return (
        pair.source.url,
        pair.target.url,
        pair.source.language,
        pair.target.language,
        " ".join(pair.evidence),
        pair.nearness,
        pair.margin,
        pair.coverage,
        len(pair.beads),
        pair.verdict,
    )


def read_web_pairs(lines: Iterable[str], *, languages: LanguagePair) -> pd.DataFrame:
    """The pairs of one language pair from the lines of a written `pairs.jsonl`; turned round if it has the other way.

    The table has the columns of a pair table (so it combines with a book's) and `PROVENANCE`.
    """
    rows = [json.loads(line) for line in lines if line.strip()]
    table = pd.DataFrame(rows, columns=[*COLUMNS, *PROVENANCE]).astype({"score": float})
    if table["source_field"].isna().any():  # crawled before the pairs carried their pieces
        table = with_sides(table)
    straight = (table["source_language"] == languages.source) & (table["target_language"] == languages.target)
    turned = (table["source_language"] == languages.target) & (table["target_language"] == languages.source)
    return pd.concat([table[straight], _turned(table[turned])], ignore_index=True)


def _turned(table: pd.DataFrame) -> pd.DataFrame:
    """The same pairs in the other direction."""
    swapped = {
        f"{one}{end}": f"{other}{end}" for one, other in (("source", "target"), ("target", "source")) for end in ENDS
    }
    turned = table.rename(columns=swapped)[table.columns]
    for shape in ("bead", "paragraph_bead"):
        turned[shape] = turned[shape].map(lambda beads: "-".join(reversed(beads.split("-"))))
    return turned


ENDS = ("", "_ids", "_language", "_url", "_format", "_plain", "_field", "_spans")
