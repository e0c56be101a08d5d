"""Whether a book has taken over a delivery: told by the texts that it brought and those that it took away.

The digest of a chapter does not tell: a translator may mend a word while the delivery waits, or is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from amts_core.book.chapter import Chapter
from amts_core.deliver.sidecar import Provenance, bare, content_digest, likeness, stands

MENDED = 90.0  # likeness that a former text keeps when a word of it is mended
_REPLACED = ("changed", "carried", "deleted")


def is_taken_over(delivered: Provenance, now: Chapter) -> bool:
    """Whether a chapter of the book is the delivered one, edited or not, rather than the one it was built on.

    Where its segments do not tell, it is not: to carry a change twice changes nothing, to miss it loses it.
    """
    digest = content_digest(now)
    if digest in (delivered.delivered_digest, delivered.former_digest):
        return digest == delivered.delivered_digest
    return sum(_votes(delivered, bare(now.text))) > 0


def _votes(delivered: Provenance, text: str) -> Iterator[int]:
    """1 for each segment that is as the delivery has it, -1 for each that is as it was before."""
    for record in (*delivered.segments, *delivered.removed):
        brought, former = bare(record.target), bare(record.former_target)
        if record.change == "new" and brought:
            yield 1 if stands(record.target, text) else -1
        elif record.change in _REPLACED and former and brought != former:
            there = likeness(brought, text) if brought else 0.0
            yield -1 if there < 100 and likeness(former, text) >= max(MENDED, there) else 1
