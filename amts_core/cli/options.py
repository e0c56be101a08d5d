"""Options that several commands share: one name, one default, the configuration's words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from amts_core.languages import LanguagePair

DEFAULT_CONFIG = Path("config/sample.yaml")

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", envvar="AMTS_CONFIG", help="Configuration file.", show_default=True)
]
Pairs = Annotated[list[str] | None, typer.Option("--pair", "-p", help="Only this pair; may be repeated.")]
PairName = Annotated[str, typer.Option("--pair", "-p", help="Language pair, such as en-zh.", show_default=False)]
Granularity = Literal["paragraph", "sentence"]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Region = Annotated[
    str, typer.Option("--region", envvar=["AWS_REGION", "AWS_DEFAULT_REGION"], help="AWS region of Amazon Translate.")
]
DEFAULT_REGION = "us-east-1"
OriginSuffix = Annotated[
    str | None,
    typer.Option("--origin-suffix", help="The translation keeps the source of X.md as X<suffix>.md, such as _origin."),
]
BudgetUsd = Annotated[float, typer.Option("--budget-usd", min=0, help="Most that the drafts may cost, in US dollars.")]
DEFAULT_BUDGET = 50.0


def languages_of(pair: str) -> LanguagePair:
    """The languages of `en-zh`; raises AmtsError for anything else."""
    from amts_core.languages import LanguagePair

    return LanguagePair.parse(pair)
