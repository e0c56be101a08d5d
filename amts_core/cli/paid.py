"""What a command pays for: the cost before it starts, and drafts that are kept as they come."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from amts_core.aws.cost import Estimate, estimate
from amts_core.aws.keys import digest
from amts_core.config import Config, Prices
from amts_core.files import write_whole

Translate = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Documents by name in, translated documents by the same names out; a document that was lost is missing."""


def cost_of(characters: int, config: Config | None = None, *, is_custom: bool = False) -> Estimate:
    """The cost of sending characters, with parallel data if `is_custom`; default prices without configuration."""
    prices = config.prices if config else Prices()
    return estimate(
        {"sentence" if is_custom else "none": characters},
        batch_price=prices.batch,
        active_custom_price=prices.active_custom,
    )


@dataclass(frozen=True)
class PaidDocuments:
    """Translated documents, each paid once: a command that was interrupted finds in `folder` what it had got.

    `of` is what else a translation depends on: languages, engine, parallel data.
    """

    folder: Path
    translate: Translate
    of: str

    def translated(self, documents: Mapping[str, str]) -> dict[str, str]:
        """The translations of these documents by name; a document that was lost is missing."""
        missing = {name: html for name, html in documents.items() if not self._path(html).exists()}
        for name, text in (self.translate(missing) if missing else {}).items():
            write_whole(self._path(missing[name]), text.encode("utf-8"))
        return self.kept(documents)

    def kept(self, documents: Mapping[str, str]) -> dict[str, str]:
        """The translations of these documents that have come already."""
        paths = {name: self._path(html) for name, html in documents.items()}
        return {name: path.read_text("utf-8") for name, path in paths.items() if path.exists()}

    def forget(self) -> None:
        """Everything is delivered: nothing has to be kept any more."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, html: str) -> Path:
        return self.folder / f"{digest(self.of, html)}.html"
