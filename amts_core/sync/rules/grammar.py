"""Corrections of English grammar that a translation does not show: its human text stays.

Many changes of a source mend its English: "in greater details" becomes "in greater detail", "data is" becomes "data
are". Languages without number, articles and agreement say the same before and after. The rules are a closed list, and
everything else of the sentence must be as it was:

- a, an: one for the other. Never for nothing: "a few" is not "few".
- the: comes or goes, but not before words whose meaning depends on it ("the most", "the other", "the two").
- is, are; was, were; has, have; does, do: one for the other.
- an ending -s, -es, -ies of a noun or a verb: comes or goes, but not where it makes another word (mean, means), and not
  where the translation says "these", "several" or "each": it shows the number then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from amts_core.book.segments import Segment
from amts_core.languages import language
from amts_core.sync.change import Change
from amts_core.sync.matching import WORD
from amts_core.sync.rules.case import Case, Outcome
from amts_core.sync.spans import PUNCTUATION, span_texts, wording

_VERBS = ({"is", "are"}, {"was", "were"}, {"has", "have"}, {"does", "do"})
_ARTICLES = {"a", "an"}
_NEEDS_THE = (
    "few fewer first former last latter least less little many more most next one ones only other others same second"
    " third three two very whole"
)
OTHER_WORDS = (  # with -s they are other words
    "arm beside can custom doe econometric economic glass good her his look mathematic mean minute new odd one other"
    " our out physic sometime spectacle statistic thank their time way will your"
)


def grammar(case: Case) -> Outcome | None:
    """ "in greater details" → "in greater detail": it stays, if its language does not show it."""
    if not case.is_whole or case.source_language != "en":
        return None
    text = " ".join(one.plain for one in case.target)
    flag = only_grammar(case.former, case.now, text, case.target_language)
    return Outcome(Change.KEPT, flags=(flag,), quiet=not case.has_other_marks) if flag else None


def only_grammar(before: Sequence[Segment], after: Sequence[Segment], translation: str, target_language: str) -> str:
    """What of English sentences changed, if it is nothing that this translation shows, for a flag; else ""."""
    target = language(target_language)
    shows_number = target.words.plurals
    if not shows_number or [*map(span_texts, before)] != [*map(span_texts, after)]:
        return ""
    changes = [_changes(_words(old), _words(new)) for old, new in zip(before, after, strict=True)]
    pairs = [pair for found in changes if found is not None for pair in found]
    if not pairs or None in changes:
        return ""
    if re.search(shows_number, translation, re.IGNORECASE) and any(_is_ending(*pair) for pair in pairs):
        return ""
    told = ", ".join(dict.fromkeys(f"{old or '–'} → {new or '–'}" for old, new in pairs))
    return f"only grammar changed that {target.name} does not show: {told}"


def _words(segment: Segment) -> list[str]:
    return [word for word in WORD.findall(wording(segment)) if word not in PUNCTUATION]


def _changes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]] | None:
    """The pairs of words that differ, "" where there is none; None if one of them is more than grammar."""
    pairs = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace" and i_end - i == j_end - j:
            found = [*zip(old[i:i_end], new[j:j_end], strict=True)]
            if not all(_is_same_word(*pair) for pair in found):
                return None
        elif tag == "delete" and _is_the(old, i, i_end):
            found = [("the", "")]
        elif tag == "insert" and _is_the(new, j, j_end):
            found = [("", "the")]
        elif tag == "equal":
            found = []
        else:
            return None
        pairs += found
    return pairs


def _is_same_word(old: str, new: str) -> bool:
    return {old, new} == _ARTICLES or {old, new} in _VERBS or _is_ending(old, new)


def _is_the(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a stretch is one "the" whose absence changes nothing."""
    follower = words[end] if end < len(words) else ""
    return list(words[start:end]) == ["the"] and follower.isalpha() and follower not in _NEEDS_THE.split()


def _is_ending(old: str, new: str) -> bool:
    """Whether two words differ in an ending of the plural or of the third person."""
    stem, longer = sorted((old, new), key=len)
    if len(stem) < 3 or stem in OTHER_WORDS.split() or longer.endswith(("ss", "us", "is")):
        return False
    if not all(word.isascii() and word.isalpha() and word.islower() for word in (stem, longer)):
        return False
    if stem.endswith("y") and stem[-2] not in "aeiou":
        return longer == stem[:-1] + "ies"
    return longer == stem + ("es" if stem.endswith(("s", "x", "z", "ch", "sh")) else "s")
