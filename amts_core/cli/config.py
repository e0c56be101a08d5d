"""`amts config check`: read a configuration and say what it means."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from amts_core.cli.console import out
from amts_core.cli.options import DEFAULT_CONFIG
from amts_core.cli.settings_table import settings_page
from amts_core.config import load_config

app = typer.Typer(help="Check the configuration.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Check the configuration."""


@app.command()
def check(path: Annotated[Path, typer.Argument(help="Configuration file.")] = DEFAULT_CONFIG) -> None:
    """Read a configuration file strictly and show its language pairs."""
    config = load_config(path)
    table = Table("pair", "source", "target", "schedule (UTC)", "granularity", "evaluation articles", "budget")
    for name, pair in config.pairs.items():
        source, target = config.books[pair.source], config.books[pair.target]
        table.add_row(
            name,
            f"{pair.source} ({source.location})",
            f"{pair.target} ({target.location})",
            pair.schedule or "by hand",
            pair.granularity,
            str(len(pair.evaluation)),
            f"${config.budget(name):.2f}",
        )
    out.print(table)
    out.print(f"{path} is fine: {len(config.books)} books, {len(config.pairs)} pairs, s3://{config.storage.bucket}/")


@app.command()
def settings() -> None:
    """Print the page of all settings (docs/settings.md)."""
    out.print(settings_page(), markup=False, end="")
