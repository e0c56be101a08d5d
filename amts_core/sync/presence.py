"""Whether a book has taken over a delivery: told by the texts that it brought and those that it took away.

The digest of a chapter does not tell: a translator may mend a word while the delivery waits, or is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.fuzz import partial_ratio

from amts_core.book.chapter import Chapter
from amts_core.sync.provenance import Provenance, content_digest

EDITED = 70.0  # likeness (0 to 100) to what stands in the book that a draft keeps when it is corrected
MENDED = 90.0  # likeness that a former text keeps when a word of it is mended
_REPLACED = ("changed", "carried", "deleted")


def is_taken_over(delivered: Provenance, now: Chapter) -> bool:
    """Whether a chapter of the book is the delivered one, edited or not, rather than the one it was built on.

    Where its segments do not tell, it is not: to carry a change twice changes nothing, to miss it loses it.
    """
    digest = content_digest(now)
    if digest in (delivered.delivered_digest, delivered.former_digest):
        return digest == delivered.delivered_digest
    return sum(_votes(delivered, _bare(now.text))) > 0


def _votes(delivered: Provenance, text: str) -> Iterator[int]:
    """1 for each segment that is as the delivery has it, -1 for each that is as it was before."""
    for record in (*delivered.segments, *delivered.removed):
        brought, former = _bare(record.target), _bare(record.former_target)
        if record.change == "new" and brought:
            yield 1 if _likeness(brought, text) >= EDITED else -1
        elif record.change in _REPLACED and former and brought != former:
            there = _likeness(brought, text) if brought else 0.0
            yield -1 if there < 100 and _likeness(former, text) >= max(MENDED, there) else 1


def _likeness(wanted: str, text: str) -> float:
    return 100.0 if wanted in text else partial_ratio(wanted, text)


def _bare(text: str) -> str:
    return "".join(text.split())
