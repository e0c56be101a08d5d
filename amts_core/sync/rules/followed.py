"""The translation has followed its source already: a translator was faster than the sync."""

from __future__ import annotations

from amts_core.sync.change import Change
from amts_core.sync.contradiction import contradicts, shows_change
from amts_core.sync.likeness import Text
from amts_core.sync.rules.case import Case, Outcome

FOLLOWED = "the translation seems to have followed already"


def followed(case: Case) -> Outcome | None:
    """ "It is fast" → "The new engine is fast", where the translation speaks of a new engine: it stays.

    Never where it may say the contrary of the new source, and only if every change for itself makes it fit better.
    """
    before, after, target = case.texts
    if contradicts(after.plain, target.plain, languages=case.languages):
        return None
    if not shows_change(before.plain, after.plain, target.plain, languages=case.languages):
        return None
    if not case.guide.likeness.has_followed(before, after, target):
        return None
    if case.guide.likeness.by_meaning and not _each_change_fits(case, after, target):
        return None
    return Outcome(Change.KEPT, flags=(FOLLOWED,))


def _each_change_fits(case: Case, after: Text, target: Text) -> bool:
    """Whether the new source without any one of its changes would fit no better than with it."""
    variants = _without_each(case)
    if len(variants) < 2:
        return True
    fits = case.guide.likeness.table([after, *(Text(one, ()) for one in variants)], [target])[:, 0]
    return bool(all(fits[0] >= one for one in fits[1:]))


def _without_each(case: Case) -> list[str]:
    """The new source with one of its changes undone, for each change of words."""
    variants = []
    for undone in case.difference.hunks:
        if not any(token.is_word for token in undone.old) or not undone.new:
            continue
        tokens, first = list(case.difference.new), case.difference.new.index(undone.new[0])
        tokens[first : first + len(undone.new)] = undone.old
        variants.append(" ".join(token.text for token in tokens))
    return variants
