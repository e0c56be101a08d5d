"""Where a text of the translation may say something else than a source, though it is about the same.

The encoder finds "stable" and "not stable" nearly the same. So nothing is taken for a translation across a negation, a
contrary (fast, slow; must, may; left, right; seconds, hours), another number or another name.
"""

from __future__ import annotations

import re

from amts_core.language_contraries import contradict, negations, number_values, traits
from amts_core.languages import LanguagePair, language

_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\w-])[A-Z][\w-]*[A-Za-z0-9]|\b[A-Za-z]*[a-z][A-Z]\w*|\b[A-Z]{2,}\b")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9-]{2,}")
_STEM = 4  # letters that a name keeps in another language


def contradicts(source: str, target: str, *, languages: LanguagePair) -> bool:
    """Whether `target` may say something else than `source`; both are plain texts."""
    return (
        _differ_in_negation(source, target, languages)
        or contradict(traits(source, languages.source), traits(target, languages.target))
        or _differ_in_numbers(source, target, languages)
        or _differ_in_names(source, target, languages.target)
    )


def shows_change(before: str, after: str, target: str, *, languages: LanguagePair) -> bool:
    """Whether a translation shows the change of its source as far as negations, contraries and numbers go.

    Where the number of negations changed it is never sure; a listed word that came must be there, one that went must
    not, and in languages without lists no such word may have come or gone at all.
    """
    if negations(before, languages.source) != negations(after, languages.source):
        return False
    old, new = traits(before, languages.source), traits(after, languages.source)
    if old != new:
        found = traits(target, languages.target)
        if not new - old <= found or not (old - new).isdisjoint(found):
            return False
    old_numbers, new_numbers = (number_values(text, languages.source) for text in (before, after))
    if old_numbers != new_numbers:
        return (new_numbers - old_numbers).keys() <= number_values(target, languages.target).keys()
    return True


def _differ_in_negation(source: str, target: str, languages: LanguagePair) -> bool:
    ours, theirs = negations(source, languages.source, plain=True), negations(target, languages.target, plain=True)
    return ours is not None and theirs is not None and (ours > 0) != (theirs > 0)


def _differ_in_numbers(source: str, target: str, languages: LanguagePair) -> bool:
    ours, theirs = number_values(source, languages.source), number_values(target, languages.target)
    return bool(ours.keys() - theirs.keys()) and bool(theirs.keys() - ours.keys())


def _differ_in_names(source: str, target: str, target_language: str) -> bool:
    """Whether the source has a name that the translation lacks (in Latin script; else: and has another there)."""
    names = {name.lower() for name in _NAME.findall(source)}
    lower = target.lower()
    missing = [name for name in names if name[:_STEM] not in lower]
    if not missing:
        return False
    if language(target_language).script == "Latn":
        return True
    return any(word.lower()[:_STEM] not in source.lower() for word in _LATIN.findall(target))
