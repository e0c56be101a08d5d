"""The translation has followed its source already: a translator was faster than the sync."""

from __future__ import annotations

from collections.abc import Sequence

from amts_core.sync.contradiction import contradicts
from amts_core.sync.likeness import Text
from amts_core.sync.parts import Change
from amts_core.sync.rules.case import Case, Outcome

FOLLOWED = "the translation seems to have followed already"


def followed(case: Case) -> Outcome | None:
    """"It is fast" → "The new engine is fast", where the translation speaks of a new engine: it stays.

    Never where it may say the contrary of the new source, and only if every change for itself makes it fit better.
    """
    before, after, target = case.texts
    if contradicts(
        after.plain, target.plain, source_language=case.source_language, target_language=case.target_language
    ):
        return None
    if case.difference.changes_sense and not set(after.spans) - set(before.spans):
        return None
    if not case.likeness.has_followed(before, after, target):
        return None
    if case.likeness.by_meaning and not _each_change_fits(case, after, target):
        return None
    return Outcome(Change.KEPT, flags=(FOLLOWED,))


def _each_change_fits(case: Case, after: Text, target: Text) -> bool:
    """Whether the new source without any one of its changes would fit no better than with it."""
    difference = case.difference
    words = [[token for hunk in difference.hunks for token in side] for side in ([], [])]
    variants = _without_each(case)
    if len(variants) < 2 and not words[0]:
        return True
    fits = case.likeness.table([after, *(Text(one, ()) for one in variants)], [target])[:, 0]
    return bool(all(fits[0] >= one for one in fits[1:]))


def _without_each(case: Case) -> Sequence[str]:
    """The new source with one of its changes undone, for each change."""
    hunks, variants = case.difference.hunks, []
    for number, hunk in enumerate(hunks):
        if not any(token.is_word for token in hunk.old + hunk.new):
            continue
        parts, place = [], 0
        starts = {id(other.new[0]): other for other in hunks[number : number + 1] if other.new}
        tokens = list(case.difference.new)
        while place < len(tokens):
            found = starts.get(id(tokens[place]))
            if found:
                parts += [token.text for token in found.old]
                place += len(found.new)
            else:
                parts.append(tokens[place].text)
                place += 1
        if hunk.new:
            variants.append(" ".join(parts))
    return variants
