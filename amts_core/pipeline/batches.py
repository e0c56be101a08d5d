"""Chapters in batches, each the work of one task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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


def _range(batch: Sequence[str]) -> str:
    return batch[0] if len(batch) == 1 else f"{batch[0]} … {batch[-1]} ({len(batch)})"
