"""`amts sync`: bring the translation of a chapter or of a folder up to date with its source."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amts_core.cli.options import (
    DEFAULT_BUDGET,
    DEFAULT_REGION,
    AsJson,
    BudgetUsd,
    OriginSuffix,
    PairName,
    Region,
    languages_of,
)


def sync(
    before: Annotated[
        Path,
        typer.Argument(
            help="Source that the translation was made from: a chapter or a folder; AFTER again if you have none."
        ),
    ],
    after: Annotated[Path, typer.Argument(help="Source as it is now.")],
    translation: Annotated[Path, typer.Argument(help="The translation: a chapter, a folder, or a clone.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for chapters, review pages and TODO.md.")],
    pair: PairName,
    origin_suffix: OriginSuffix = None,
    history: Annotated[
        Path | None,
        typer.Option(help="Clone of the source: finds there what BEFORE has in a stale version, or not at all."),
    ] = None,
    patch: Annotated[Path | None, typer.Option(help="Write a patch for the translation's folder too.")] = None,
    branch: Annotated[str | None, typer.Option(help="Commit to this branch of the clone TRANSLATION too.")] = None,
    pull_request: Annotated[
        str | None, typer.Option(help="owner/name: push the branch and open a pull request ($GITHUB_TOKEN).")
    ] = None,
    base: Annotated[str, typer.Option(help="Branch that the pull request goes to.")] = "main",
    adapt: Annotated[
        bool, typer.Option("--adapt", help="Drafts follow the book: make parallel data of its pairs (needs --config).")
    ] = False,
    parallel_data: Annotated[
        str | None, typer.Option(help="Parallel data resource that the drafts follow as it is (needs --config).")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", envvar="AMTS_CONFIG", help="Configuration: bucket and role of a batch job."),
    ] = None,
    region: Region = DEFAULT_REGION,
    budget_usd: BudgetUsd = DEFAULT_BUDGET,
    chapter: Annotated[
        list[str] | None,
        typer.Option(help="Only this chapter (its path without the ending), also if it is held; may be repeated."),
    ] = None,
    one_sentence_per_line: Annotated[bool, typer.Option(help="New paragraphs: each sentence on a line.")] = False,
    state: Annotated[
        Path | None,
        typer.Option(help="Folder for drafts and records, so that nothing is paid twice; default: in the cache."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, and translate nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Keep every human word whose source did not change, and draft what did. The translation itself is not touched."""
    from amts_core.cli.sync_books import Order, Sides, state_folder
    from amts_core.cli.sync_run import run_sync
    from amts_core.config import load_config

    sides, languages = Sides(before, after, translation), languages_of(pair)
    order = Order(
        languages=languages,
        output=output,
        state=state or state_folder(translation, languages),
        origin_suffix=origin_suffix,
        history=sides.history(history) if history else None,
        patch=patch,
        branch=branch,
        pull_request=pull_request,
        base=base,
        adapt=adapt,
        parallel_data=parallel_data,
        settings=load_config(config) if config else None,
        region=region,
        budget_usd=budget_usd,
        chapters=chapter or (),
        one_sentence_per_line=one_sentence_per_line,
        dry_run=dry_run,
    )
    run_sync(sides, order, as_json=as_json)
