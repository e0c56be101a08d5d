"""What a run has kept, as far as the pages show it: each object of the store in its form, or an error that names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from amts_core.aws.cost import Estimate
from amts_core.aws.storage import Store
from amts_core.aws.stored import Stored
from amts_core.deliver.forms import Failure, Outcome, Rebuilt

Value = TypeVar("Value")


@dataclass(frozen=True)
class Place:
    """A run of a pair."""

    pair: str
    run: str

    def key(self, name: str) -> str:
        """The key of what the run keeps under a name."""
        return f"runs/{self.pair}/{self.run}/{name}"


@dataclass(frozen=True)
class Plan:
    """What a run planned: chapters by what was to happen with them, and in which batches."""

    deliver: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)
    batches: tuple[tuple[str, ...], ...] = ()
    force: bool = False
    budget_usd: float | None = None


@dataclass(frozen=True)
class Fetched:
    """What came back for a variant: why chapters are lost."""

    lost: Mapping[str, str]


_REBUILT = tuple[Rebuilt, ...]


def find_plan(store: Store, place: Place) -> Plan | None:
    """What a run planned, None if it has not come so far."""
    return Stored(store, place.key("plan.json"), Plan).find()


def find_outcome(store: Store, place: Place) -> Outcome | None:
    """How a run ended, None if it has not."""
    return Stored(store, place.key("outcome.json"), Outcome).find()


def find_cost(store: Store, place: Place) -> Estimate | None:
    """What a run costs, None if that is not known, or was not allowed."""
    return Stored(store, place.key("cost.json"), Estimate | None).find()  # type: ignore[arg-type]


def read_failures(store: Store, place: Place) -> tuple[Failure, ...]:
    """Why tasks of a run failed, the first first."""
    return tuple(sorted(_below(store, place.key("failures"), Failure), key=lambda one: one.at))


def read_refused(store: Store, place: Place) -> dict[str, str]:
    """Why chapters were not translated, or could not be put together."""
    found: dict[str, str] = {}
    for fetched in _below(store, place.key("fetched"), Fetched):
        found |= fetched.lost
    return found | {one.chapter: one.refused for one in read_rebuilt(store, place) if one.refused}


def read_rebuilt(store: Store, place: Place) -> Iterator[Rebuilt]:
    """What a run has kept of the chapters that it put together, and of those that it could not."""
    return (one for batch in _below(store, place.key("rebuilt"), _REBUILT) for one in batch)


def find_rebuilt(store: Store, place: Place, chapter: str) -> tuple[Rebuilt, Mapping[str, float]]:
    """What a run has kept of a chapter with the others of its batch, and what its drafts are worth, by segment."""
    batches = (find_plan(store, place) or Plan()).batches
    number = next((number for number, batch in enumerate(batches) if chapter in batch), 0)
    rebuilt = Stored(store, place.key(f"rebuilt/{number}.json"), _REBUILT).find() or ()
    quality = Stored(store, place.key(f"quality/{number}.json"), dict[str, dict[str, float]]).find() or {}
    return next((one for one in rebuilt if one.chapter == chapter), Rebuilt(chapter)), quality.get(chapter, {})


def _below(store: Store, folder: str, form: type[Value]) -> Iterator[Value]:
    """The objects under a folder."""
    return (Stored(store, key, form).read() for key in store.keys(folder))
