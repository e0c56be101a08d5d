"""What is known of a pair from before: its deliveries, and what people decided on the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amts_core.deliver.forms import Record
from amts_core.pipeline.desk import all_desks
from amts_core.pipeline.record import read_records
from amts_core.pipeline.run import Run


@dataclass(frozen=True)
class Past:
    """The last delivery of each chapter, and the digest of what people decided on it; by chapter id."""

    records: Mapping[str, Record]
    desks: Mapping[str, str]


def read_past(run: Run) -> Past:
    """The past of a pair as it is kept now."""
    return Past(read_records(run), {desk.chapter: desk.digest for desk in all_desks(run)})
