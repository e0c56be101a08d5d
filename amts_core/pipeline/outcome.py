"""What became of deliveries: those that the translated book has taken over, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from amts_core.aws.keys import digest
from amts_core.book.chapter import Chapter
from amts_core.deliver.files import sidecar_of
from amts_core.deliver.forms import Record
from amts_core.deliver.presence import is_taken_over
from amts_core.deliver.sidecar import Provenance
from amts_core.pipeline.record import read_delivered, read_records
from amts_core.pipeline.run import Run

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class TakenOver:
    """A delivery, the story of its segments, and what the book has in its place now."""

    record: Record
    delivered: Provenance
    now: Chapter


def taken_over(run: Run) -> Iterator[TakenOver]:
    """The last delivery of each chapter that the book has taken over."""
    for record in read_records(run).values():
        now = run.target_book.find(record.chapter) if record.source else None
        if now is None or digest(now.text) == record.translation:
            continue
        delivered = read_delivered(run, record.run, record.chapter)
        sidecar = run.target_book.content(sidecar_of(run.target_book.path(record.chapter)))
        if delivered is not None and is_taken_over(delivered, now, sidecar):
            yield TakenOver(record, delivered, now)


def outcomes(run: Run, kind: str, examine: Callable[[TakenOver], Rows]) -> Rows:
    """What `examine` says of each delivery that was taken over, of earlier deliveries too: that is kept.

    A delivery is examined again when its chapter has changed. `kind` names what it is examined for.
    """
    for one in taken_over(run):
        key, of = run.shared_key(kind, f"{one.record.run}/{one.record.chapter}.json"), digest(one.now.text)
        known = run.store.find_json(key)
        if known is None or known["of"] != of:
            run.store.write_json(key, {"of": of, "rows": examine(one)})
    return [row for key in run.store.keys(run.shared_key(kind, "")) for row in run.store.read_json(key)["rows"]]
