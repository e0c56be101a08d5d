"""The source has the same words as before."""

from __future__ import annotations

from collections.abc import Sequence

from amts_core.book.segments import Segment
from amts_core.sync.change import Change
from amts_core.sync.rules.case import Case, Outcome
from amts_core.sync.spans import span_texts, words_of


def words(case: Case) -> Outcome | None:
    """ "First we open it." → "First, we open it.": only punctuation changed, the human text stays."""
    if not case.is_whole:
        return None
    flag = no_other_words(case.former, case.now)
    spans = [[span for one in side for span in span_texts(one)] for side in (case.former, case.now)]
    is_quiet = spans[0] == spans[1] and not case.has_other_marks and not _is_short_form(case)
    return Outcome(Change.KEPT, flags=(flag,), quiet=is_quiet) if flag else None


def _is_short_form(case: Case) -> bool:
    """Whether a word became a short form of capitals, or such a form a word: "help US" → "help us"."""
    sides = [[token.text for token in side if token.is_word] for side in (case.difference.old, case.difference.new)]
    return any(
        len(one) > 1 and one != other and (one.isupper(), other.islower()) == (True, True)
        for pair in zip(*sides, strict=False)
        for one, other in (pair, pair[::-1])
    )


def no_other_words(former: Sequence[Segment], now: Sequence[Segment]) -> str:
    """What changed of sentences that have the same words as before, for a flag; "" if they have others."""
    for hyphen in (" ", ""):
        old, new = ([word for one in side for word in words_of(one, hyphen=hyphen)] for side in (former, now))
        if [word.casefold() for word in old] == [word.casefold() for word in new]:
            cases = dict.fromkeys(f"{one} → {other}" for one, other in zip(old, new, strict=True) if one != other)
            capitals = f"only capital letters changed: {', '.join(cases)}"
            return capitals if cases else "only marks, spans or punctuation changed"
    return ""
