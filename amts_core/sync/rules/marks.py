"""Only marks of the source changed: emphasis, links, code ticks around words."""

from __future__ import annotations

from amts_core.book.segments import scan_segment
from amts_core.sync.change import Change
from amts_core.sync.marks import carry_marks
from amts_core.sync.rules.case import Case, Outcome


def marks(case: Case) -> Outcome | None:
    """ "the loss" → "the **loss**": the translation's 损失 becomes **损失**.

    The place is clear where the words stand verbatim; else the lexicon finds it, and a flag shows the proposal.
    """
    if not case.is_whole or len(case.blocks) != 1:
        return None
    former, now = (" ".join(one.text for one in side) for side in (case.former, case.now))
    text = carry_marks(*(scan_segment(one) for one in (former, now, case.text)))
    if text is None:
        return None
    return Outcome(Change.KEPT, quiet=True) if text == case.text else Outcome(Change.CARRIED, text)
