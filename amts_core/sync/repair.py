"""A human sentence in which only what changed is changed: what the draft says for the changed words is put into it.

Where one word changed, the lexicon may know the new one. Else the draft is asked, of any engine. Where it differs from
the human text are hunks; those that have to do with the words that changed in the source are tried in all combinations,
and the one that the lexicon likes best is taken. It is verified before it is believed: a repair that cannot be verified
is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product
from math import log

from amts_core.language_contraries import negations, number_values, traits
from amts_core.languages import language
from amts_core.parallel.tokens import Token, tokenize
from amts_core.sync.difference import Difference
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.marks import lone_marks
from amts_core.sync.rules.case import Case, Revision

MATTERS = 0.02  # how much more a target word has to do with what changed than with what stayed
MOST_HUNKS = 9
FLOOR = 0.001  # chance of a word that nothing explains
PER_WORD = 1.0  # what it costs to change a target word
COVERED = 0.05  # chance from which a new word is in the repaired sentence
SAYS = 0.15  # chance from which a target word is the word for what went
OTHERS = 0.05  # chance below which it is not that for anything that stayed
SURE = 0.5  # chance from which a target word is the word for what came
CARRIES = 0.1  # chance from which a target word carries a source word
SHORTEST = 0.6  # share of the length that is left at least
_BRACKETS = "()[]{}（）［］【】「」『』《》“”«»„"


@dataclass(frozen=True)
class _Hunk:
    """`start`..`end` of the human text become `text`."""

    start: int
    end: int
    text: str
    gone: tuple[Token, ...]
    came: tuple[Token, ...]


def repaired(case: Revision, lexicon: WordLexicon, draft: str) -> str | None:
    """The human text with what changed taken from a draft; None if no such text can be verified."""
    difference = case.difference
    if not lexicon.pairs or not (difference.came or difference.gone):
        return None
    hunks = [hunk for hunk in _hunks(case, draft) if _matters(hunk, difference, lexicon)]
    if not hunks or len(hunks) > MOST_HUNKS:
        return None
    best, best_score = None, float("-inf")
    for chosen in product((False, True), repeat=len(hunks)):
        if not any(chosen):
            continue
        taken = [hunk for hunk, is_taken in zip(hunks, chosen, strict=True) if is_taken]
        text = _with(case.text, taken)
        keys = [token.key for token in _tokens(case, text)]
        score = _score(keys, difference, lexicon) - PER_WORD * sum(_words(h.gone) + _words(h.came) for h in taken) / 2
        if score > best_score:
            best, best_score = (text, taken), score
    if best is None or not verified(case, lexicon, *best):
        return None
    return best[0]


def repaired_by_lexicon(case: Case) -> str | None:
    """The human text with its word for the only one that changed exchanged; None if that cannot be verified.

    Without a draft, so only in Chinese, where a word is written as the lexicon knows it.
    """
    difference, lexicon = case.difference, case.lexicon
    is_one = len(difference.gone) == len(difference.came) == 1
    if (
        not (is_one and case.is_whole and language(case.languages.target).is_chinese)
        or difference.changes_sense
        or difference.moved
    ):
        return None
    (gone,), (came,) = difference.gone, difference.came
    new, chance = lexicon.likeliest(came)
    places = [
        token
        for token in case.tokens
        if lexicon.p(gone, token.key) >= SAYS and lexicon.best(difference.stayed, token.key) < OTHERS
    ]
    if len(places) != 1 or chance < SURE or came in case.text.lower() or any(t.key == new for t in case.tokens):
        return None
    start, end = places[0].start, places[0].end
    hunk = _Hunk(start, end, new, (places[0],), tuple(_tokens(case, new)))
    text = _with(case.text, [hunk])
    return text if verified(case, lexicon, text, [hunk]) else None


def verified(case: Revision, lexicon: WordLexicon, text: str, taken: Sequence[_Hunk]) -> bool:
    """Whether a repaired text says all that is new, nothing that is gone, and everything else as before."""
    difference = case.difference
    tokens = _tokens(case, text)
    now, before = ([token.key for token in side if token.is_word] for side in (tokens, case.tokens))
    source = difference.all_new
    came = [token for hunk in taken for token in hunk.came if token.is_word]
    return (
        all(lexicon.best_of(word, now) >= COVERED for word in difference.came)
        and not any(_is_left(key, difference, lexicon) for key in now)
        and all(
            lexicon.best_of(word, now) >= CARRIES
            for word in difference.stayed
            if lexicon.best_of(word, before) >= CARRIES
        )
        and all(lexicon.best(source, token.key) >= MATTERS for token in came if token.key not in before)
        and len(text) >= SHORTEST * len(case.text)
        and _same_sense(case, text)
        and _balanced(text) >= _balanced(case.text)
        and _lone(case, text) <= _lone(case, case.text)
        and _spans_fit(case, tokens)
        and not any(_is_foreign(token, case) for token in came)
    )


def _hunks(case: Revision, draft: str) -> list[_Hunk]:
    """Where a draft differs from the human text."""
    ours, theirs = case.tokens, _tokens(case, draft)
    steps = SequenceMatcher(None, [*map(_same, ours)], [*map(_same, theirs)], autojunk=False).get_opcodes()
    hunks = []
    for tag, i, i_end, j, j_end in steps:
        if tag == "equal":
            continue
        gone, came = tuple(ours[i:i_end]), tuple(theirs[j:j_end])
        if gone and came:
            start, end, text = gone[0].start, gone[-1].end, draft[came[0].start : came[-1].end]
        elif came:
            start = end = ours[i - 1].end if i else ours[0].start if ours else 0
            text = draft[theirs[j - 1].end : came[-1].end] if j else draft[came[0].start : _next(theirs, j_end, draft)]
        else:
            start, end = (ours[i - 1].end, gone[-1].end) if i else (gone[0].start, _next(ours, i_end, case.text))
            text = ""
        hunks.append(_Hunk(start, end, text, gone, came))
    return hunks


def _next(tokens: Sequence[Token], place: int, text: str) -> int:
    return tokens[place].start if place < len(tokens) else len(text)


def _matters(hunk: _Hunk, difference: Difference, lexicon: WordLexicon) -> bool:
    """Whether a hunk has to do with what changed in the source."""
    sides = ((difference.gone, hunk.gone), (difference.came, hunk.came))
    return any(
        lexicon.best(changed, token.key) - lexicon.best(difference.stayed, token.key) > MATTERS
        for changed, tokens in sides
        for token in tokens
        if token.is_word
    )


def _score(keys: Sequence[str], difference: Difference, lexicon: WordLexicon) -> float:
    source = difference.all_new
    ours = sum(log(max(FLOOR, lexicon.best_of(word, keys))) for word in source)
    return ours + sum(log(max(FLOOR, lexicon.best(source, key))) for key in keys)


def _is_left(key: str, difference: Difference, lexicon: WordLexicon) -> bool:
    """Whether a target word still says an old word."""
    chance = lexicon.best(difference.gone, key)
    return chance >= CARRIES and chance > lexicon.best(difference.all_new, key)


def _same_sense(case: Revision, text: str) -> bool:
    """Whether what the change did to negations, contraries and numbers of the source it did to the translation."""
    old, new = (" ".join(one.plain for one in side) for side in (case.former, case.now))
    if negations(old, case.languages.source) != negations(new, case.languages.source):
        return False
    if negations(case.text, case.languages.target) != negations(text, case.languages.target):
        return False
    numbers = [number_values(one, case.languages.source) for one in (old, new)]
    found = [number_values(one, case.languages.target) for one in (case.text, text)]
    if numbers[0] == numbers[1] and found[0] != found[1]:
        return False
    gone = traits(old, case.languages.source) - traits(new, case.languages.source)
    return gone.isdisjoint(traits(text, case.languages.target))


def _spans_fit(case: Revision, tokens: Iterable[Token]) -> bool:
    """Whether the repaired text gained and lost the protected spans that the source gained and lost."""
    former, now = (Counter(t.key for t in side if t.is_span) for side in (case.difference.old, case.difference.new))
    before, after = (Counter(t.key for t in side if t.is_span) for side in (case.tokens, tokens))
    return after - before == now - former and before - after == former - now


def _is_foreign(token: Token, case: Revision) -> bool:
    """Whether a word that came in is one of the source that the draft left untranslated."""
    word = token.text.lower()
    if len(word) < 3 or not word.isascii() or not word.isalpha() or token.text != word:
        return False
    is_source = any(word == other.text.lower() for other in case.difference.new)
    return is_source and all(word != other.text.lower() for other in case.tokens)


def _with(text: str, hunks: Sequence[_Hunk]) -> str:
    parts, done = [], 0
    for hunk in hunks:
        parts += [text[done : hunk.start], hunk.text]
        done = hunk.end
    return "".join([*parts, text[done:]])


def _words(tokens: Iterable[Token]) -> int:
    return sum(token.is_word for token in tokens)


def _tokens(case: Revision, text: str) -> list[Token]:
    return tokenize(case.target[0].scan(text), case.languages.target)


def _same(token: Token) -> str:
    return token.key if token.is_span else token.text.lower()


def _balanced(text: str) -> int:
    """0 if all brackets of a text have their other half, else less."""
    counts = Counter(character for character in text if character in _BRACKETS)
    return -sum(
        abs(counts[one] - counts[other]) for one, other in re.findall("(.)(.)", "()[]{}（）［］【】「」『』《》“”«»")
    )


def _lone(case: Revision, text: str) -> int:
    return len(lone_marks(case.target[0].scan(text)))
