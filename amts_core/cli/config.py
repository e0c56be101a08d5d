"""`amts config check`: read a configuration and say what it means."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amts_core.cli.console import out, print_table, remarks
from amts_core.cli.options import DEFAULT_CONFIG, AsJson

app = typer.Typer(help="Check the configuration.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Check the configuration."""


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="Configuration file.")] = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    """Read a configuration file strictly and show its language pairs."""
    from amts_core.config import load_config

    config = load_config(path)
    rows = []
    for name, pair in config.pairs.items():
        source, target = config.books[pair.source], config.books[pair.target]
        rows.append(
            (
                name,
                f"{pair.source} ({source.location})",
                f"{pair.target} ({target.location})",
                pair.schedule or "by hand",
                pair.granularity,
                len(pair.evaluation),
                config.budget(name),
            )
        )
    columns = (
        "pair",
        "source",
        "target",
        "schedule (UTC)",
        "granularity",
        "evaluation articles",
        "budget (US dollars)",
    )
    print_table(columns, rows, as_json=as_json)
    remarks(as_json).print(
        f"{path} is fine: {len(config.books)} books, {len(config.pairs)} pairs, s3://{config.storage.bucket}/"
    )


@app.command()
def settings() -> None:
    """Print the page of all settings (docs/settings.md)."""
    from amts_core.cli.settings_table import settings_page

    out.print(settings_page(), markup=False, end="")
