"""Drafts of real updates by a local engine, for the benchmarks of the sync and of the workload meter.

    python -m tests.benchmarks.sync_drafts UPDATES OUT [--variants none sentence] [--engine gemma] [--most 100]
        [--book BOOK] [--only NAME ...]

UPDATES holds a folder for each update (source_before.md, source_after.md, translation_before.md). Writes
OUT/<update>.<variant>.json ({segment id: draft}) as they come, BATCH at a time, shortest first; what OUT holds is not
computed again, and updates with more than MOST segments are left out. The parallel data of an update are the sentence
pairs of its own chapter as it was before, and those of BOOK (a folder with X_origin.md and X.md, as it was then), of
chapters that no update is of.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from amts_core.book.chapter import Chapter, read_chapter
from amts_core.book.markup import to_html
from amts_core.book.segments import Segment, scan_segment
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import ChaptersDoNotMatch, align_chapters
from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.table import KEPT, pair_table
from amts_core.sync.chapter import ChapterSync, plan_sync
from amts_core.sync.guide import Known
from amts_core.sync.lexicon import WordLexicon
from amts_core.translate.document import read_documents
from local_aws.engines.base import Engine, Example, create_engine
from local_aws.engines.retrieval import ExampleIndex

BATCH = 16


def main() -> None:
    """Translate what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("updates", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--variants", nargs="+", default=["sentence", "none"])
    parser.add_argument("--pair", default="en-zh")
    parser.add_argument("--engine", default="gemma")
    parser.add_argument("--most", type=int, default=100)
    parser.add_argument("--book", type=Path)
    parser.add_argument("--only", nargs="*", default=[""], help="beginnings of the names of updates")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    source, target = arguments.pair.split("-")
    folders = [
        folder
        for folder in sorted(arguments.updates.iterdir())
        if folder.is_dir() and folder.name.startswith(tuple(arguments.only))
    ]
    known_pairs = [*book_tables(arguments.book, arguments.updates, source, target)] if arguments.book else []
    plans = {folder: plan(folder, source, target) for folder in folders}
    engine = create_engine(arguments.engine)
    for variant in arguments.variants:
        for folder in sorted(folders, key=lambda folder: len(plans[folder].to_translate)):
            path = arguments.out / f"{folder.name}.{variant}.json"
            known = json.loads(path.read_text("utf-8")) if path.exists() else {}
            missing = [one for one in plans[folder].to_translate if one.id not in known]
            if (missing or not path.exists()) and len(plans[folder].to_translate) <= arguments.most:
                began = time.perf_counter()
                examples = pairs(folder, source, target, known_pairs) if variant == "sentence" and missing else None
                for batch in batched(missing, BATCH) if missing else [()]:
                    known |= translate(plans[folder], batch, engine, examples)
                    path.write_text(json.dumps(known, ensure_ascii=False, indent=1), "utf-8")
                    print(f"{path.name}: {len(known)} segments, {time.perf_counter() - began:.0f} s", flush=True)


def batched(items: Sequence[Segment], size: int) -> list[Sequence[Segment]]:
    """The items in batches."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def chapters(folder: Path) -> dict[str, Chapter]:
    """The chapters of an update by state, such as `source_after`."""
    return {path.stem: read_chapter(path, id=folder.name) for path in folder.glob("*.md")}


def plan(folder: Path, source: str, target: str, lexicon: Callable[[], WordLexicon] | None = None) -> ChapterSync:
    """What the sync of an update sends; `lexicon` as in `plan_sync`."""
    states = chapters(folder)
    return plan_sync(
        states["source_after"],
        before=states["source_before"],
        translation=states["translation_before"],
        languages=LanguagePair(source, target),
        known=Known(lexicon=lexicon),
    )


def book_tables(book: Path, updates: Path, source: str, target: str) -> Iterator[pd.DataFrame]:
    """The pair tables of the chapters of a book that no update is of."""
    updated = {folder.name.partition("-")[2] for folder in updates.iterdir()}
    for path in sorted(book.rglob("*_origin.md")):
        place = path.with_name(path.name.replace("_origin", ""))
        if f"{path.parent.name.removeprefix('chapter_')}-{place.stem}" in updated or not place.exists():
            continue
        sides = read_chapter(path, id=place.stem), read_chapter(place, id=place.stem)
        try:
            alignment = align_chapters(*sides, languages=LanguagePair(source, target))
        except ChaptersDoNotMatch:
            continue
        yield pair_table([alignment], "sentence")


def pairs(folder: Path, source: str, target: str, others: Sequence[pd.DataFrame] = ()) -> ExampleIndex:
    """The sentence pairs of the chapter as it was before the update, and those of other chapters."""
    states = chapters(folder)
    alignment = align_chapters(
        states["source_before"], states["translation_before"], languages=LanguagePair(source, target)
    )
    table = pd.concat([*others, pair_table([alignment], "sentence")], ignore_index=True)
    table = filter_pairs(table, languages=LanguagePair(source, target))
    kept = table[table["verdict"] == KEPT]
    sides = zip(kept["source"], kept["target"], strict=True)
    return ExampleIndex(Example(*(to_html(scan_segment(text)) for text in pair)) for pair in sides)


def translate(
    sync: ChapterSync, wanted: Sequence[Segment], engine: Engine, examples: ExampleIndex | None
) -> dict[str, str]:
    """The draft of each of these segments by its id."""
    inner = [to_html(one.pieces, prefix=one.id + ".") for one in wanted]
    translations = engine.translate(
        inner, source_language=sync.languages.source, target_language=sync.languages.target, examples=examples
    )
    page = "".join(f'<p id="{one.id}">{draft.text}</p>\n' for one, draft in zip(wanted, translations, strict=True))
    drafts = read_documents([f"<html><body>\n{page}</body></html>"], wanted, target_language=sync.languages.target)
    return {draft.segment: draft.text for draft in drafts}


if __name__ == "__main__":
    main()
