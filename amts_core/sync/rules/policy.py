"""Where no rule keeps a human text: how much of its source changed says what becomes of it."""

from __future__ import annotations

from amts_core.sync.change import Change
from amts_core.sync.lines import Lines
from amts_core.sync.parts import Choice
from amts_core.sync.repair import repaired_by_lexicon
from amts_core.sync.rules.case import Case, Outcome

ALL = 100  # words in a hundred; where more must have stayed, nothing is repaired


def policy(case: Case) -> Outcome:
    """ "We see a lamp" → "We see a boat": the lexicon repairs it; else it is chosen when the draft is there.

    Where too little stayed, and no line between hard breaks, or where it stands in several blocks, the draft takes its
    place. What may say the contrary now is never kept as it is.
    """
    difference, limits = case.difference, case.guide.policy
    keeps = difference.similarity >= limits.keep and not difference.contradicts
    may_stay = keeps or difference.similarity >= limits.repair or (limits.repair <= ALL and Lines.of(case).stayed)
    if len(case.blocks) > 1 or not may_stay:
        return Outcome(Change.CHANGED, case.drafts)
    text = repaired_by_lexicon(case, case.lexicon)
    if text is not None:
        return Outcome(Change.REPAIRED, (text,), (f"repaired by the lexicon: {difference.told}",))
    choice = Choice.of(case, case.lexicon, case.drafts, keeps=keeps)
    return Outcome(Change.OUTDATED if keeps else Change.CHANGED, (choice,))
