"""`amts score`: how good drafts are, measured against a human translation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amts_core.cli.chapters import ChapterFile, chapter_files
from amts_core.cli.console import err, out, print_json, remarks
from amts_core.cli.options import AsJson, PairName, languages_of
from amts_core.errors import AmtsError

if TYPE_CHECKING:
    import pandas as pd

    from amts_core.book.chapter import Chapter
    from amts_core.languages import LanguagePair

Drafts = Annotated[Path | None, typer.Option(help="Chapter or folder of drafts of this variant.", show_default=False)]


def score(
    source: Annotated[Path, typer.Argument(help="The source: a chapter (.md, .mdx, .ipynb) or a folder of them.")],
    reference: Annotated[Path, typer.Argument(help="The human translation, a chapter or a folder laid out alike.")],
    pair: PairName,
    none: Drafts = None,
    paragraph: Drafts = None,
    sentence: Drafts = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for the report: JSON, CSV and HTML.")
    ] = None,
    markdown: Annotated[bool, typer.Option(help="Score the Markdown itself, with code, formulas and marks.")] = False,
    neural: Annotated[
        str | None,
        typer.Option(help="A COMET model beside the other metrics: its name, or the path of a checkpoint."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score drafts of chapters against their human translation; several variants are compared with each other.

    Give the drafts of one variant or of several: `--none` translated without parallel data, `--paragraph` and
    `--sentence` with pairs of that granularity. Every chapter of the first of them that the source has is scored.
    """
    languages = languages_of(pair)
    variants = {"none": none, "paragraph": paragraph, "sentence": sentence}
    drafts = {variant: place for variant, place in variants.items() if place is not None}
    if not drafts:
        raise AmtsError("there are no drafts to score: give --none, --paragraph or --sentence")
    import pandas as pd

    from amts_core.evaluate.material import Method
    from amts_core.evaluate.neural import load_metric
    from amts_core.evaluate.publish import as_text, publish
    from amts_core.evaluate.scoring import Beside, evaluate

    metric = load_metric(neural) if neural else None
    frames, left_out = [], []
    for file in _of_the_source(chapter_files(next(iter(drafts.values()))), source):
        err.print(f"scoring {file.relative}", markup=False)
        frame, missing = _segments(file, source, reference, drafts, languages)
        frames.append(frame)
        left_out.append(missing)
    report = evaluate(
        frame := pd.concat(frames, ignore_index=True),
        languages,
        Beside(pd.concat(left_out, ignore_index=True)),
        Method(form="markdown" if markdown else "plain"),
    )
    if metric:
        report = replace(report, neural=tuple(metric.scores(frame, report.variants)))
    if as_json:
        print_json(json.loads(report.to_json()))
    else:
        out.print(as_text(report), markup=False, end="")
    if output is not None:
        written = publish(report, output)
        remarks(as_json).print(f"report: {written['report.html']}", markup=False)


def _of_the_source(files: list[ChapterFile], source: Path) -> list[ChapterFile]:
    """The files that are chapters of the source: what `amts sync` writes has origins and a to-do list beside them."""
    if not source.is_dir():
        return files
    known = [file for file in files if (source / file.relative).is_file()]
    if not known:
        raise AmtsError(f"no file of the drafts is in the source ({source}): give folders that are laid out alike")
    for file in files:
        if file not in known:
            err.print(f"left out {file.relative}: the source has no such chapter", markup=False)
    return known


def _segments(
    file: ChapterFile, source: Path, reference: Path, drafts: dict[str, Path], languages: LanguagePair
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows to score of one chapter and what is left out."""
    from amts_core.evaluate.segments import drafts_of_chapter, scored_segments

    original = _chapter(source, file, "the source")
    texts = {
        variant: drafts_of_chapter(
            original,
            _chapter(place, file, f"variant {variant}"),
            languages=languages,
        )
        for variant, place in drafts.items()
    }
    return scored_segments(
        file.id,
        original,
        _chapter(reference, file, "the human translation"),
        texts,
        languages=languages,
    )


def _chapter(place: Path, file: ChapterFile, what: str) -> Chapter:
    """The chapter that belongs to a file: the place itself, or the file with the same path below it."""
    from amts_core.book.chapter import read_chapter

    path = place / file.relative if place.is_dir() else place
    if not path.is_file():
        raise AmtsError(f"{file.relative} is not in {what} ({path}): give folders that are laid out alike")
    return read_chapter(path, id=file.id)
