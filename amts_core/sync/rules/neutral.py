"""Only small words, forms of words, signs or spellings of the source changed."""

from __future__ import annotations

from amts_core.language_contraries import changes_sense
from amts_core.language_words import GRAMMAR, WANDERERS
from amts_core.languages import language as known_language
from amts_core.parallel.tokens import Token
from amts_core.sync.change import Change
from amts_core.sync.dictionary import is_like_a_slip
from amts_core.sync.difference import Difference, Hunk, is_content
from amts_core.sync.proof import is_harmless
from amts_core.sync.rules.case import Case, Outcome
from amts_core.sync.spans import PUNCTUATION


def neutral(case: Case) -> Outcome | None:
    """ "a previos model" → "the previous model": the human text stays, and somebody is asked to look.

    Nobody is where each change is proven to be harmless. Never where it touches a negation, a contrary, a number or a
    word of relation.
    """
    if not case.is_whole:
        return None
    told = f"only this changed: {case.difference.told}"
    if is_proven(case):
        return Outcome(Change.KEPT, flags=(told,), quiet=not case.has_other_marks)
    if not _wandered(case.difference) and not all(_is_small(hunk, case) for hunk in case.difference.hunks):
        return None
    return Outcome(Change.KEPT, flags=(f"{told}: does it change the translation?",))


def is_proven(case: Case) -> bool:
    """Whether nothing that changed concerns the translation."""
    return all(
        is_harmless(former, now, case.text, languages=case.languages, counts=case.guide.counts)
        for former, now in zip(case.former, case.now, strict=True)
    )


def _wandered(difference: Difference) -> bool:
    """Whether only an adverb stands elsewhere."""
    words = [
        [token.text.lower() for token in side if token.text not in PUNCTUATION]
        for side in (difference.old, difference.new)
    ]
    others = [[word for word in side if word not in WANDERERS] for side in words]
    return others[0] == others[1] and sorted(words[0]) == sorted(words[1])


def _is_small(hunk: Hunk, case: Case) -> bool:
    """Whether a hunk leaves all words that mean something by themselves, in one form or another."""
    sides = hunk.bare
    old, new = ([token.text.lower() for token in side] for side in sides)
    if old == new:
        return True
    if any(token.is_span or not token.is_word for side in sides for token in side):
        return False
    is_same = "".join(old) == "".join(new)
    if is_same and any(token.text == "-" for token in (*hunk.old, *hunk.new)):
        return True
    if changes_sense(old, new, case.languages.source):
        return False
    if (
        is_same
        or _is_short_for(old, new)
        or _is_short_for(new, old)
        or _are_like_slips(old, new, case.languages.source)
    ):
        return True
    kept = [[token.key for token in side if _means(token, case.languages.source)] for side in sides]
    return kept[0] == kept[1]


def _are_like_slips(old: list[str], new: list[str], language: str) -> bool:
    """Whether words that no dictionary has became known ones that look like them."""
    return len(old) == len(new) and all(
        one == other or is_like_a_slip(one, other, language) for one, other in zip(old, new, strict=True)
    )


def _is_short_for(short: list[str], long: list[str]) -> bool:
    """Whether a word is made of the first letters of others: "CNNs", convolutional neural networks."""
    return len(short) == 1 and len(long) > 1 and short[0].removesuffix("s") == "".join(word[0] for word in long)


def _means(token: Token, language: str) -> bool:
    """Whether a word is more than grammar."""
    is_grammar = token.text.lower() in GRAMMAR
    return not is_grammar if known_language(language).is_english else is_content(token, language)
