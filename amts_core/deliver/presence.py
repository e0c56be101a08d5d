"""Whether a book has taken over a delivery.

The sidecar tells: it comes with the delivery. In a book without sidecars the texts tell that the delivery brought and
those that it took away. The digest of a chapter does not: a translator may mend a word before the delivery is taken
over, or rejected.
"""

from __future__ import annotations

from collections.abc import Iterator

from amts_core.book.chapter import Chapter
from amts_core.book.common import bare
from amts_core.deliver.sidecar import Provenance, content_digest, is_of, likeness, stands

MENDED = 90.0  # likeness that a former text keeps when a word of it is mended
_REPLACED = ("changed", "carried", "repaired", "deleted")


def is_taken_over(delivered: Provenance, now: Chapter, sidecar: bytes | None = None) -> bool:
    """Whether a chapter of the book is the delivered one, edited or not, rather than the one it was built on.

    `sidecar` is the one that the book holds beside the chapter. Where that and the segments do not tell, it is
    not: to carry a change twice changes nothing, to miss it loses it.
    """
    digest = content_digest(now)
    if digest in (delivered.delivered_digest, delivered.former_digest):
        return digest == delivered.delivered_digest
    return is_of(sidecar, delivered) or sum(_votes(delivered, bare(now.text))) > 0


def _votes(delivered: Provenance, text: str) -> Iterator[int]:
    """1 for each segment that is as the delivery has it, -1 for each that is as it was before."""
    for record in (*delivered.segments, *delivered.removed):
        brought, former = bare(record.target), bare(record.former_target)
        if record.change == "new" and brought:
            yield 1 if stands(record.target, text) else -1
        elif record.change in _REPLACED and former and brought != former:
            there = likeness(brought, text) if brought else 0.0
            yield -1 if there < 100 and likeness(former, text) >= max(MENDED, there) else 1
