"""`amts estimate`: what a translation of chapters would cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from amts_core.aws.cost import estimate as estimate_cost
from amts_core.book.chapter import read_chapter
from amts_core.book.segments import segments
from amts_core.cli.chapters import chapter_files
from amts_core.cli.console import out
from amts_core.cli.options import languages_of
from amts_core.config import VARIANTS, Prices


def estimate(
    chapters: Annotated[Path, typer.Argument(help="A chapter (.md, .mdx, .ipynb) or a folder of them.")],
    pair: Annotated[str, typer.Option("--pair", "-p", help="Language pair, such as en-zh.")] = "en-zh",
    batch_price: Annotated[float, typer.Option(min=0, help="US dollars per million characters.")] = Prices().batch,
    active_custom_price: Annotated[
        float, typer.Option(min=0, help="US dollars per million characters with parallel data.")
    ] = Prices().active_custom,
) -> None:
    """Count the source characters of chapters and their cost in each variant."""
    source, _ = languages_of(pair)
    files = chapter_files(chapters)
    characters = sum(
        len(segment.text)
        for file in files
        for segment in segments(read_chapter(file.path, id=file.id), language=source, granularity="paragraph")
    )
    cost = estimate_cost(
        dict.fromkeys(VARIANTS, characters), batch_price=batch_price, active_custom_price=active_custom_price
    )
    table = Table("variant", "characters", "US dollars")
    for variant in VARIANTS:
        table.add_row(variant, f"{characters:,}", f"{cost.dollars[variant]:.2f}")
    out.print(table)
    out.print(f"{len(files)} chapters at ${batch_price:g} and ${active_custom_price:g} per million characters")
