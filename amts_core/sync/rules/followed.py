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
    """Whether the new source with any one of its changes of words undone would fit no better than with it."""
    texts = [after]
    for undone in case.difference.hunks:
        if undone.new and any(token.is_word for token in undone.old):
            tokens, first = list(case.difference.new), case.difference.new.index(undone.new[0])
            tokens[first : first + len(undone.new)] = undone.old
            texts.append(Text(" ".join(token.text for token in tokens), ()))
    if len(texts) < 3:
        return True
    fits = case.guide.likeness.table(texts, [target])[:, 0]
    return bool(fits[0] >= max(fits))
