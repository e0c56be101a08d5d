"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypedDict

import typer

from amts_core.errors import AmtsError
from amts_core.languages import language

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", envvar="AMTS_CONFIG", help="Configuration file.", show_default=True)
]

DEFAULT_CONFIG = Path("config/sample.yaml")


class Languages(TypedDict):
    """The languages of a pair, as arguments."""

    source_language: str
    target_language: str


def languages_of(pair: str) -> tuple[str, str]:
    """Source and target language of `en-zh`; raises AmtsError for anything else."""
    source, separator, target = pair.partition("-")
    if not separator:
        raise AmtsError(f"{pair!r} is no language pair: write it as source-target, such as en-zh")
    return language(source).code, language(target).code
