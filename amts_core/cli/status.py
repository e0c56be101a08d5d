"""`amts status`: how far the translation of each language pair is, and what happens next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amts_core.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile, Pairs


def status(
    config: ConfigFile = DEFAULT_CONFIG,
    pair: Pairs = None,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option(help="Markdown tables, for a README.")] = False,
    badges: Annotated[Path | None, typer.Option(help="Folder for a badge (SVG) of each pair, for a README.")] = None,
    keep: Annotated[bool, typer.Option(help="Keep the status in the store, where the board reads it.")] = False,
) -> None:
    """Say how far each translation is: from the books, git, records and sidecars. Nothing is sent or paid for."""
    from amts_core.cli.status_run import show_status

    show_status(config, pair or (), as_json=as_json, markdown=markdown, badges=badges, keep=keep)
