"""`amts workload`: the edit work that real updates of a translation cost, with and without AMTS."""

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


def workload(
    updates: Annotated[
        Path, typer.Argument(help="Folder of updates (source_before.md ...), or the translation's git repository.")
    ],
    pair: PairName,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Folder for workload.html, segments.csv, savings.csv, drafts/."),
    ] = None,
    drafts: Annotated[
        Path | None,
        typer.Option(help="Folder with <update>.<variant>.json ({segment id: draft}); else TranslateText is asked."),
    ] = None,
    history: Annotated[
        str | None, typer.Option(help="Repository of the source, for a translation that keeps no origins.")
    ] = None,
    origin_suffix: OriginSuffix = None,
    since: Annotated[str | None, typer.Option(help="Only commits after this commit or date.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most updates of a git history, the oldest first.")] = 100,
    budget_usd: BudgetUsd = DEFAULT_BUDGET,
    region: Region = DEFAULT_REGION,
    as_json: AsJson = False,
) -> None:
    """Measure edit work in words (not time): whole chapters, by hand, with a translation memory, with AMTS."""
    languages = languages_of(pair)

    from amts_core.cli.workload_run import find, measure, show

    found = find(updates, history, origin_suffix, since, limit)
    measured = measure(found, languages, drafts=drafts, output=output, budget_usd=budget_usd, region=region)
    show(measured, output, as_json=as_json)
