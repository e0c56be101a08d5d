"""`amts pairs`: two texts to parallel data, and a page to look at it."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from amts_core.cli.console import err, out
from amts_core.cli.options import languages_of
from amts_core.errors import AmtsError
from amts_core.files import write_whole
from amts_core.parallel.files import Format

CACHE = Path("~/.cache/amts/encoder.sqlite")


class Grain(StrEnum):
    """What a pair is made of."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


def pairs(
    source: Annotated[Path, typer.Argument(help="Chapter, or folder of chapters, in the source language.")],
    target: Annotated[Path, typer.Argument(help="The translation: files match by path.")],
    pair: Annotated[str, typer.Option("--pair", "-p", help="Language pair, such as en-zh.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Parallel data file to write: .tmx, .csv or .tsv.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Review page to write.")] = None,
    table: Annotated[Path | None, typer.Option(help="Table of all pairs with verdicts to write: .csv.")] = None,
    granularity: Annotated[Grain, typer.Option("--granularity", "-g", help="Unit of a pair.")] = Grain.SENTENCE,
    source_suffix: Annotated[
        str, typer.Option(help="Ending of the source files' names, such as _origin, where both are in one folder.")
    ] = "",
    minimum_score: Annotated[float, typer.Option(min=0, max=1, help="Drop pairs that fit worse than this.")] = 0.35,
    captions_and_cells: Annotated[bool, typer.Option(help="Keep captions and table cells.")] = True,
    markup: Annotated[bool, typer.Option(help="Write inline markup as HTML, as in the jobs; else Markdown.")] = True,
    processes: Annotated[int, typer.Option("--processes", "-j", min=1, help="Chapters aligned at a time.")] = 1,
    cache: Annotated[Path, typer.Option(help="File that keeps what the encoder computed.")] = CACHE,
) -> None:
    """Align chapters with their translations and write the pairs as parallel data."""
    from amts_core.parallel.files import write_pairs
    from amts_core.parallel.filters import Limits, count_verdicts, filter_pairs
    from amts_core.parallel.folders import LeftOut, align_files, pair_files
    from amts_core.parallel.review import write_review
    from amts_core.parallel.table import pair_table

    source_language, target_language = languages_of(pair)
    format = _format(output)
    files, lonely = pair_files(source, target, source_suffix=source_suffix)
    with _progress() as bar:
        task = bar.add_task("aligning", total=len(files))
        aligned = align_files(
            files,
            source_language=source_language,
            target_language=target_language,
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
        pair_table(aligned.alignments, granularity.value),
        source_language=source_language,
        target_language=target_language,
        format=format,
        captions_and_cells=captions_and_cells,
        limits=Limits(score=minimum_score),
    )
    counts = Table("verdict", "pairs")
    for verdict, number in count_verdicts(filtered).items():
        if number:
            counts.add_row(str(verdict), f"{number:,}")
    out.print(counts)
    languages = {"source_language": source_language, "target_language": target_language}
    if table is not None:
        write_whole(table, filtered.to_csv(index=False).encode())
    if html is not None:
        write_review(filtered, html, left_out=left_out, **languages)
        out.print(f"{html}: review page")
    if output is not None:
        number = write_pairs(filtered, output, format, markup=markup, **languages)
        out.print(f"{output}: {number:,} pairs")


def _format(output: Path | None) -> Format:
    """The format that the file's name asks for."""
    suffix = output.suffix.lower().lstrip(".") if output is not None else "tmx"
    if suffix not in ("tmx", "csv", "tsv"):
        raise AmtsError(f"cannot write parallel data as {output}: use a name that ends with .tmx, .csv or .tsv")
    return cast(Format, suffix)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, transient=True)
