"""Chapters that needed nothing, remembered by what they were made of: while that stays, no night reads them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from functools import cached_property

from amts_core.aws.keys import digest
from amts_core.aws.stored import Stored
from amts_core.deliver.files import sidecar_of
from amts_core.pipeline.code import code_id
from amts_core.pipeline.past import Past
from amts_core.pipeline.run import Run


@dataclass(frozen=True)
class Settled:
    """A chapter that needed nothing.

    `of` names what it was made of: its files in both books, its record, what people decided on it. `origin` is the key
    of the source that its translation was made from, "" if the translated book keeps it, or there is no translation.
    `is_in_step` says that this is its source as it is; else its delivery waits to be taken over.
    """

    of: str
    origin: str
    is_in_step: bool


@dataclass(frozen=True)
class Settlement:
    """All chapters that needed nothing, as they were remembered."""

    run: Run
    past: Past

    @cached_property
    def known(self) -> dict[str, Settled]:
        """The chapters by id."""
        return _kept(self.run).find() or {}

    def find(self, names: Iterable[str]) -> dict[str, Settled]:
        """Those of some chapters of the source that are as they were when they needed nothing; none of them is read."""
        wanted = (name for name in names if name in self.known)
        return {name: self.known[name] for name in wanted if self.known[name].of == made_of(self.run, name, self.past)}

    def keep(self, settled: Mapping[str, Settled]) -> None:
        """Remember these chapters instead."""
        if settled != self.known:
            _kept(self.run).keep(dict(settled))


def made_of(run: Run, name: str, past: Past) -> str:
    """Digest of all that decides what a chapter needs: the ids of contents, how the books are read, and the code."""
    source, target, record = run.source_book, run.target_book, past.records.get(name)
    story = target.file_blob(sidecar_of(target.path(name))) if target.has(name) else ""
    texts = (source.blob(name), target.blob(name), run.kept_origin_blob(name) or "", story)
    books = [
        run.config.books[book].model_dump_json(exclude={"revision"}) for book in (run.pair.source, run.pair.target)
    ]
    settings = f"{run.origins.search} {run.origins.first_sight} {run.branch}"
    return digest(code_id(), *texts, *(astuple(record) if record else ()), past.desks.get(name, ""), *books, settings)


def _kept(run: Run) -> Stored[dict[str, Settled]]:
    return run.shared("state", "settled.json", dict[str, Settled])
