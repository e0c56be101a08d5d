"""Which pairs of a chapter a human stands for, by its sidecar: drafts that nobody touched are a machine's words."""

from __future__ import annotations

from collections.abc import Sequence

from amts_core.book.common import bare
from amts_core.deliver.sidecar import Provenance
from amts_core.parallel.table import Row
from amts_core.sync.change import Change

SHORT = 6  # characters; a shorter text stands elsewhere by chance


def trusted_pairs(pairs: Sequence[Row], delivered: Provenance, *, with_machine_text: bool = False) -> Sequence[Row]:
    """The rows of a pair table without untouched drafts, and without sentences that are not up to date.

    `delivered` is the sidecar that the book holds beside the chapter. A draft that a human has changed is no longer
    what the sidecar says, and counts as human. `with_machine_text` keeps the drafts.
    """
    drafts = [bare(one.target) for one in delivered.segments if one.state == "machine" and not with_machine_text]
    outdated = [one for one in delivered.segments if one.change == Change.OUTDATED and not one.looked_at]
    stale = [(bare(one.source), bare(one.target)) for one in outdated]
    drafts = [draft for draft in drafts if len(draft) >= SHORT]

    def is_trusted(source: str, target: str) -> bool:
        own, other = bare(target), bare(source)
        if any(_overlap(own, draft) for draft in drafts):
            return False
        return not any(_overlap(own, text) and _overlap(other, of) for of, text in stale)

    if not drafts and not stale:
        return pairs
    return [pair for pair in pairs if is_trusted(pair["source"], pair["target"])]


def _overlap(one: str, other: str) -> bool:
    """Whether one text is a part of the other."""
    return bool(one and other) and (one in other or other in one)
