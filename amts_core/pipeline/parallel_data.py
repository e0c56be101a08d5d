"""Step 3: the pairs of the whole book, without the scored chapters, become one parallel data file for each variant."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from amts_core.aws.keys import digest
from amts_core.aws.parallel_data import show_parallel_data
from amts_core.book.segments import segments
from amts_core.config import BOOK, Variant, web_pairs_key
from amts_core.deliver.files import sidecar_of
from amts_core.deliver.sidecar import load_provenance
from amts_core.deliver.trust import trusted_pairs
from amts_core.errors import AmtsError
from amts_core.evaluate.similarity import pairs_in_chapters, refuse_leaked_chapters
from amts_core.parallel.files import write_pairs
from amts_core.parallel.filters import Limits, filter_pairs
from amts_core.parallel.second_pass import judged_by_words
from amts_core.parallel.table import COLUMNS, KEPT, Row, combine_pairs
from amts_core.pipeline.alignments import joined_rows, kept_alignments
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.corrections import correction_table
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.run import Run
from amts_core.pipeline.words import keep_words

NOTHING_TO_FOLLOW = "the book has no pairs yet: drafts are made without parallel data"
AS_IT_IS = "resource:"  # begins the address of a resource that is used as it is


@dataclass(frozen=True)
class ParallelDataFile:
    """A parallel data file in S3 and the resource it is for. The address is made from the content.

    A resource that is used as it is has no file of ours: its address names its state.
    """

    variant: Variant
    name: str
    uri: str
    format: str
    pairs: int

    @property
    def is_ours(self) -> bool:
        """Whether the resource is made from the file."""
        return not self.uri.startswith(AS_IT_IS)


def upload_parallel_data(run: Run, plan: Plan) -> list[ParallelDataFile]:
    """Join the pairs of all sources, filter them for each variant that follows pairs, and write those that are kept as
    Amazon Translate takes them. LeakedEvaluation if a scored chapter is among them.

    Where sources are equal, what a human corrected goes first, then the sources in the pair's order. The words of the
    book have their say on each pair. The tables are kept with every verdict. A variant of which no pair is kept, as in
    a translation that only begins, has no file: no resource can be made of none.
    """
    if not plan.adapted:
        return []
    book = _book_table(run, plan)
    lexicon = keep_words(run, book)
    sources = [book if name == BOOK else _web_table(run, name) for name in run.pair.parallel_data_sources]
    frame = judged_by_words(combine_pairs([correction_table(run, plan), *sources]), lexicon, languages=run.languages)
    made = (_upload(run, plan, variant, frame[frame["granularity"] == variant]) for variant in plan.adapted)
    return [file for file in made if file]


def _upload(run: Run, plan: Plan, variant: Variant, frame: pd.DataFrame) -> ParallelDataFile | None:
    frame = filter_pairs(
        frame,
        languages=run.languages,
        format=run.pair.parallel_data_format,
        captions_and_cells=run.pair.captions_and_cells,
        limits=Limits(score=run.pair.minimum_score),
        in_evaluation=_in_evaluation(run, plan, frame),
    )
    lines = frame.to_json(orient="records", lines=True, force_ascii=False)  # keeps every text as it is
    run.store.write(_table_key(run, variant), lines, content_type="application/jsonl")
    kept = frame[frame["verdict"] == KEPT]
    if kept.empty:
        return None
    refuse_leaked_chapters(list(plan.scored_names), {variant: kept})
    text = _file_text(run, kept)
    key = run.shared_key("parallel-data", f"{variant}/{digest(text)[:16]}.{run.pair.parallel_data_format}")
    if not run.store.exists(key):
        run.store.write(key, text)
    return ParallelDataFile(
        variant=variant,
        name=run.config.storage.resource_name(run.pair_name, variant),
        uri=run.store.uri(key),
        format=run.pair.parallel_data_format.upper(),
        pairs=len(kept),
    )


def _book_table(run: Run, plan: Plan) -> pd.DataFrame:
    """The pairs of each chapter of the book that is not scored."""
    wanted = {
        chapter.alignment: chapter.id for chapter in plan.chapters if chapter.alignment and not plan.is_scored(chapter)
    }
    found = {wanted[key]: one.rows for key, one in kept_alignments(run).read(wanted)}
    lost = next((name for name in wanted.values() if name not in found), None)
    if lost:
        raise AmtsError(f"the alignment of {lost} is gone: clear extract_and_align to make it again")
    return joined_rows(_trusted(run, name, found[name]) for name in sorted(found))


def _trusted(run: Run, chapter_id: str, rows: Sequence[Row]) -> Sequence[Row]:
    """The pairs of a chapter that a human stands for, by the sidecar in the book."""
    if chapter_id not in run.target_book.chapter_ids():
        return rows
    place = sidecar_of(run.target_book.path(chapter_id))
    content = run.target_book.content(place)
    if content is None:
        return rows
    return trusted_pairs(rows, load_provenance(content, place), with_machine_text=run.pair.machine_text)


def _web_table(run: Run, name: str) -> pd.DataFrame:
    """The pairs of a web source; none as long as it was not crawled."""
    from amts_core.web.build import read_web_pairs  # with the packages of [web], which the core does without

    lines = (run.store.find(web_pairs_key(name)) or "").split("\n")
    return read_web_pairs(lines, languages=run.languages)


def _in_evaluation(run: Run, plan: Plan, frame: pd.DataFrame) -> list[bool]:
    """Which rows are from the web and hold a sentence of an evaluation article, as those who cite the book do."""
    is_web = frame["origin"].isin(run.pair.web_sources)
    if not is_web.any():
        return [False] * len(frame)
    scored = [chapter_texts(run, plan, chapter.id) for chapter in plan.chapters if plan.is_scored(chapter)]
    sentences = [
        segment.text
        for texts in scored
        for chapter in (texts.source, texts.origin)
        if chapter is not None
        for segment in segments(chapter, language=run.languages.source, granularity="sentence")
    ]
    found = iter(pairs_in_chapters(list(frame.loc[is_web, "source"]), sentences, source_language=run.languages.source))
    return [next(found) if from_web else False for from_web in is_web]


def read_pair_table(run: Run, variant: Variant) -> pd.DataFrame:
    """The pair table of a variant of this run, with verdicts; raises AmtsError if there is none."""
    rows = [json.loads(line) for line in run.store.read(_table_key(run, variant)).split("\n") if line]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"score": float})


def _table_key(run: Run, variant: Variant) -> str:
    return run.key(f"pairs/{variant}.jsonl")


def parallel_data_as_it_is(variant: Variant, name: str, client: Any) -> ParallelDataFile:
    """A resource that a variant follows as it is; raises AmtsError if there is none.

    A resource that has been imported anew since gives other drafts.
    """
    found, _ = show_parallel_data(client, name)
    return ParallelDataFile(variant, name, f"{AS_IT_IS}{name}@{found.updated or ''}", "", found.imported)


def _file_text(run: Run, kept: pd.DataFrame) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"pairs.{run.pair.parallel_data_format}"
        write_pairs(kept, path, run.pair.parallel_data_format, languages=run.languages)
        return path.read_bytes().decode("utf-8")
