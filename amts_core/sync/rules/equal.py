"""The new words of the source are what the translation says already: it did not tell the old and new ones apart."""

from __future__ import annotations

from amts_core.sync.change import Change
from amts_core.sync.rules.case import Case, Outcome

FITS = 0.08  # chance from which a target word may be the translation of a source word
CHIEF = 0.33  # share of the greatest chance from which a target word is more than chance beside a source word, or back


def equal(case: Case) -> Outcome | None:
    """ "data points" → "data examples", where the translation has 样本 for both: the human text stays.

    Every new word has a target word that belongs to the old ones, more than to what stayed, and every target word of
    the old ones fits the new ones. Or the translation has no word for the old ones: what it does not show it need not
    change. Never with a negation, a contrary, a number or a word of relation.
    """
    difference, lexicon = case.difference, case.lexicon
    if not case.is_whole or not difference.gone or difference.changes_sense or difference.moved:
        return None
    if len(difference.gone) != len(difference.came):  # what has no successor may be missing
        return None
    if any(token.is_span for hunk in difference.hunks for token in (*hunk.old, *hunk.new)):
        return None
    if not difference.gone <= lexicon.known:
        return None
    targets = {token.key for token in case.tokens if token.is_word}
    chances = {target: lexicon.best(difference.gone, target) for target in targets}
    least = max(FITS, CHIEF * max(chances.values(), default=0.0))
    of_old = {
        target for target, chance in chances.items() if chance >= max(least, lexicon.best(difference.stayed, target))
    }
    if not of_old:
        return Outcome(Change.KEPT, flags=(f"the translation does not show what changed: {difference.told}",))
    is_equal = all(
        lexicon.best_of(word, of_old) >= max(FITS, CHIEF * lexicon.likeliest(word)[1]) for word in difference.came
    ) and all(lexicon.best(difference.came, target) >= FITS for target in of_old)
    if not is_equal:
        return None
    flags = (f"the translation says the same for both: {difference.told}",)
    return Outcome(Change.KEPT, flags=flags)
