"""Chapters in batches, each the work of one task."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from amts_core.pipeline.forms import Plan
from amts_core.pipeline.run import Run

T = TypeVar("T")

MOST_BATCHES = 400  # of one kind in a run; Airflow maps a task over 1024 at most


def in_batches(names: Iterable[str], sizes: Mapping[str, int], most: int) -> tuple[tuple[str, ...], ...]:
    """Names in lists of which the sizes are not above a limit; a longer one stands alone.

    For a book that would have too many lists for a scheduler the limit is higher.
    """
    wanted = list(names)
    most = max(most, sum(sizes.get(name, 0) for name in wanted) // MOST_BATCHES)
    batches: list[list[str]] = []
    held = 0
    for name in wanted:
        if not batches or held + sizes.get(name, 0) > most:
            batches.append([])
            held = 0
        batches[-1].append(name)
        held += sizes.get(name, 0)
    return tuple(tuple(batch) for batch in batches)


def batch_names(batches: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """The number and the name of each batch, for a scheduler: its first and last chapter, and how many it has."""
    return [{"number": number, "name": _range(batch)} for number, batch in enumerate(batches)]


def made_once(run: Run, plan: Plan, name: str, form: type[T], make: Callable[[], T]) -> T:
    """What all batches of a run have in common: made by the first one, and kept if others will ask for it."""
    if len(plan.batches) < 2:
        return make()
    kept = run.own(name, form)
    found = kept.find()
    if found is not None:
        return found
    made = make()
    return kept.change(lambda known: made if known is None else known)  # another batch may have been faster


def _range(batch: Sequence[str]) -> str:
    if len(batch) < 2:
        return batch[0] if batch else "no chapter"
    return f"{batch[0]} … {batch[-1]} ({len(batch)})"
