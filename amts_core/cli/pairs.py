"""`amts pairs`: two texts to parallel data, and a page to look at it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from amts_core.cli.console import err, print_table, remarks
from amts_core.cli.options import AsJson, Granularity, OriginSuffix, PairName, languages_of
from amts_core.cli.progress import progress_bar
from amts_core.errors import AmtsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts_core.languages import LanguagePair
    from amts_core.parallel.files import Format
    from amts_core.parallel.folders import ChapterFiles

LOOKED_AT = 20  # chapters, to see their languages
CACHE = Path("~/.cache/amts/encoder.sqlite")


def pairs(
    source: Annotated[Path, typer.Argument(help="Chapter, or folder of chapters, in the source language.")],
    target: Annotated[Path, typer.Argument(help="The translation: files match by path.")],
    pair: PairName,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Parallel data file to write: .tmx, .csv or .tsv.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Review page to write.")] = None,
    table: Annotated[Path | None, typer.Option(help="Table of all pairs with verdicts to write: .csv.")] = None,
    granularity: Annotated[Granularity, typer.Option("--granularity", "-g", help="Unit of a pair.")] = "sentence",
    origin_suffix: OriginSuffix = None,
    minimum_score: Annotated[float, typer.Option(min=0, max=1, help="Drop pairs that fit worse than this.")] = 0.35,
    captions_and_cells: Annotated[bool, typer.Option(help="Keep captions and table cells.")] = False,
    markup: Annotated[bool, typer.Option(help="Write inline markup as HTML, as in the jobs; else Markdown.")] = True,
    processes: Annotated[int, typer.Option("--processes", "-j", min=1, help="Chapters aligned at a time.")] = 1,
    cache: Annotated[Path, typer.Option(help="File that keeps what the encoder computed.")] = CACHE,
    as_json: AsJson = False,
) -> None:
    """Align chapters with their translations and write the pairs as parallel data."""
    from amts_core.files import write_whole
    from amts_core.parallel.files import write_pairs
    from amts_core.parallel.filters import Limits, count_verdicts, filter_pairs
    from amts_core.parallel.folders import LeftOut, align_files, pair_files
    from amts_core.parallel.review import write_review
    from amts_core.parallel.second_pass import judged_by_words
    from amts_core.parallel.table import pair_table

    languages = languages_of(pair)
    format = _format(output)
    files, lonely = pair_files(source, target, source_suffix=origin_suffix or "")
    _look_at_languages(files, languages)
    with progress_bar() as bar:
        task = bar.add_task("aligning", total=2 * len(files))
        aligned = align_files(
            files,
            languages=languages,
            processes=min(processes, len(files), os.cpu_count() or 1),
            cache=cache.expanduser(),
            progress=lambda chapter: bar.update(task, advance=1, description=chapter),
        )
    left_out: tuple[LeftOut, ...] = (*aligned.left_out, *lonely)
    for one in left_out:
        err.print(f"left out: {one.chapter}: {one.reason}", markup=False)
    if not aligned.alignments:
        raise AmtsError(f"no chapter of {source} could be aligned with {target}: check that they belong together")
    filtered = filter_pairs(
        judged_by_words(pair_table(aligned.alignments, granularity), aligned.lexicon, languages=languages),
        languages=languages,
        format=format,
        captions_and_cells=captions_and_cells,
        limits=Limits(score=minimum_score),
    )
    counts = [(str(verdict), int(number)) for verdict, number in count_verdicts(filtered).items() if number]
    print_table(("verdict", "pairs"), counts, as_json=as_json)
    say = remarks(as_json).print
    if table is not None:
        write_whole(table, filtered.to_csv(index=False).encode())
    if html is not None:
        write_review(filtered, html, left_out=left_out, languages=languages)
        say(f"{html}: review page", markup=False)
    if output is not None:
        number = write_pairs(filtered, output, format, markup=markup, languages=languages)
        say(f"{output}: {number:,} pairs", markup=False)


def _look_at_languages(files: Sequence[ChapterFiles], languages: LanguagePair) -> None:
    """Raise AmtsError, with what was seen, if one side is clearly in another language than the pair says."""
    from contextlib import suppress

    from amts_core.book.chapter import read_chapter
    from amts_core.pipeline.check_languages import refuse_other_languages

    sources, targets = [], []
    for file in files[:: max(1, len(files) // LOOKED_AT)]:
        with suppress(AmtsError):  # it is named when it is aligned
            sources.append(read_chapter(file.source))
            targets.append(read_chapter(file.target))
    refuse_other_languages(languages, sources, targets, way_out="turn --pair or the two arguments round, or correct it")


def _format(output: Path | None) -> Format:
    """The format that the file's name asks for."""
    suffix = output.suffix.lower().lstrip(".") if output is not None else "tmx"
    if suffix not in ("tmx", "csv", "tsv"):
        raise AmtsError(f"cannot write parallel data as {output}: use a name that ends with .tmx, .csv or .tsv")
    return cast("Format", suffix)
