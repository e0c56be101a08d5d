"""`amts estimate`: what a translation of chapters would cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amts_core.cli.chapters import chapter_files
from amts_core.cli.console import print_table, remarks
from amts_core.cli.options import AsJson, PairName, languages_of


def estimate(
    chapters: Annotated[Path, typer.Argument(help="A chapter (.md, .mdx, .ipynb) or a folder of them.")],
    pair: PairName,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", envvar="AMTS_CONFIG", help="Configuration: its prices.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count the source characters of chapters and their cost in each variant."""
    from amts_core.aws.cost import estimate as estimate_cost
    from amts_core.book.chapter import read_chapter
    from amts_core.book.segments import segments
    from amts_core.config import VARIANTS, Prices, load_config

    source = languages_of(pair).source
    prices = load_config(config).prices if config else Prices()
    files = chapter_files(chapters)
    characters = sum(
        len(segment.text)
        for file in files
        for segment in segments(read_chapter(file.path, id=file.id), language=source, granularity="paragraph")
    )
    cost = estimate_cost(dict.fromkeys(VARIANTS, characters), prices)
    rows = [(variant, characters, cost.dollars[variant]) for variant in VARIANTS]
    print_table(("variant", "characters", "US dollars"), rows, as_json=as_json)
    remarks(as_json).print(
        f"{len(files)} chapters at ${prices.batch:g} and ${prices.active_custom:g} per million characters"
    )
