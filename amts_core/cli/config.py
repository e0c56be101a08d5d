"""`amts config check`: read a configuration and say what it means."""

from __future__ import annotations

from typing import Annotated

import typer

from amts_core.cli.console import err, out, print_table, remarks
from amts_core.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile, Pairs
from amts_core.cli.plan import DEFAULT_CACHE, Bucket, Cache, tell_held
from amts_core.cli.progress import remarks_of_steps

COLUMNS = (
    "pair",
    "source",
    "target",
    "schedule (UTC)",
    "budget (US dollars)",
    "source chapters",
    "translated",
    "matched",
    "origins",
    "to do",
    "to remove",
    "held",
    "at most (US dollars)",
    "verdict",
)

app = typer.Typer(help="Check the configuration.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Check the configuration."""


@app.command()
def check(
    path: ConfigFile = DEFAULT_CONFIG,
    pair: Pairs = None,
    quick: Annotated[bool, typer.Option("--quick", help="Read the file alone, not the books.")] = False,
    bucket: Bucket = False,
    cache: Cache = DEFAULT_CACHE,
    as_json: AsJson = False,
) -> None:
    """Read a configuration strictly, then the books of each pair, and say what a run would do.

    Ends with exit code 1 if a run of a pair would fail; nothing is sent, and nothing is paid.
    """
    from amts_core.config import load_config
    from amts_core.errors import AmtsError
    from amts_core.pipeline.check import foresee, look_at, open_dry

    config = load_config(path)
    rows, problems = [], []
    for name in pair or config.pairs:
        told = config.pair(name)
        row: list[object] = [name, told.source, told.target, told.schedule or "by hand", config.budget(name)]
        if not quick:
            run = open_dry(config, name, cache, bucket=bucket)
            seen = look_at(run)
            row += [seen.source_chapters, seen.target_chapters, seen.matched, seen.origins]
            problems += [f"{name}: {problem}" for problem in seen.problems]
            for remark in seen.remarks:
                err.print(f"{name}: {remark}", markup=False, style="yellow")
            for reading in seen.readings:
                err.print(f"{name}: {told.source}: {reading}", markup=False, soft_wrap=True)
            try:
                with remarks_of_steps():
                    found = None if seen.problems else foresee(run)
            except AmtsError as error:
                problems.append(f"{name}: {error}")
                found = None
            if found:
                tell_held(name, found.plan.held)
                counts = [len(found.plan.deliver), len(found.plan.remove), len(found.plan.held)]
            row += [*counts, round(found.usd, 4), found.verdict] if found else [0, 0, 0, 0.0, "would fail"]
        rows.append(tuple(row))
    print_table(COLUMNS[: len(rows[0])], rows, as_json=as_json)
    for problem in problems:
        err.print(problem, markup=False, style="red")
    if problems:
        raise typer.Exit(1)
    remarks(as_json).print(
        f"{path} is fine: books {len(config.books)}, pairs {len(config.pairs)}, s3://{config.storage.bucket}/"
    )


@app.command()
def settings() -> None:
    """Print the page of all settings (docs/settings.md)."""
    from amts_core.cli.settings_table import settings_page

    out.print(settings_page(), markup=False, end="")
