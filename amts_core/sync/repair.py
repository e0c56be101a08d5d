"""A human sentence in which only what changed is changed: what the draft says for the changed words is put into it.

Where one word changed, the lexicon may know the new one. Else the draft is asked, of any engine. Where it differs from
the human text are hunks; those that have to do with the words that changed in the source are tried in all combinations,
and of those that can be verified the one that the lexicon likes best is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import compress, product
from math import log
from operator import itemgetter

from amts_core.languages import language
from amts_core.parallel.tokens import Token
from amts_core.sync.difference import Difference, Revision
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.spans import BRACKETS
from amts_core.sync.verify import MATTERS, cut_words, verified

MOST_HUNKS = 9
TRIED = 16  # choices among hunks that are verified, the best first
FLOOR = 0.001  # chance of a word that nothing explains
PER_WORD = 1.0  # what it costs to change a target word
SAYS = 0.15  # chance from which a target word is the word for what went
OTHERS = 0.05  # chance below which it is not that for anything that stayed
SURE = 0.5  # chance from which a target word is the word for what came


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
    hunks = _hunks(case, lexicon, draft)
    matter = [hunk for hunk in hunks if _matters(hunk, difference, lexicon)]
    # those with brackets as well: their other half may be in another one
    hunks = [h for h in hunks if h in matter or any(token.text in BRACKETS for token in h.gone + h.came)]
    if not matter or len(hunks) > MOST_HUNKS:
        return None
    best = sorted(_candidates(case, lexicon, hunks), key=itemgetter(slice(2)))[:TRIED]
    return next((text for *_, text in best if verified(case, lexicon, text)), None)


def _candidates(case: Revision, lexicon: WordLexicon, hunks: Sequence[_Hunk]) -> Iterator[tuple[float, int, str]]:
    """The texts that some hunks make, with how little the lexicon likes each, and of how many hunks it is."""
    for chosen in product((False, True), repeat=len(hunks)):
        taken = [*compress(hunks, chosen)]
        if taken:
            text = _with(case.text, taken)
            keys = [token.key for token in cut_words(case, lexicon, text)]
            words = sum(token.is_word for hunk in taken for token in hunk.gone + hunk.came) / 2  # became others once
            yield PER_WORD * words - _score(keys, case.difference, lexicon), len(taken), text


def repaired_by_lexicon(case: Revision, lexicon: WordLexicon) -> str | None:
    """The human text with its word for the only one that changed exchanged; None if that cannot be verified.

    Without a draft, so only in Chinese, where a word is written as the lexicon knows it.
    """
    difference = case.difference
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
    hunk = _Hunk(start, end, new, (places[0],), tuple(cut_words(case, lexicon, new)))
    text = _with(case.text, [hunk])
    return text if verified(case, lexicon, text) else None


def _hunks(case: Revision, lexicon: WordLexicon, draft: str) -> list[_Hunk]:
    """Where a draft differs from the human text."""
    ours, theirs = cut_words(case, lexicon, case.text), cut_words(case, lexicon, draft)
    steps = SequenceMatcher(None, [*map(_same, ours)], [*map(_same, theirs)], autojunk=False).get_opcodes()
    hunks = []
    for tag, i, i_end, j, j_end in steps:
        if tag == "equal":
            continue
        gone, came = tuple(ours[i:i_end]), tuple(theirs[j:j_end])
        if gone and came:
            start, end, text = gone[0].start, gone[-1].end, draft[came[0].start : came[-1].end]
            if _sticks(ours, i_end) is not _sticks(theirs, j_end):
                end, text = _next(ours, i_end, case.text), draft[came[0].start : _next(theirs, j_end, draft)]
        elif came and _sticks(theirs, j_end) and i < len(ours):
            start = end = ours[i].start
            text = draft[came[0].start : came[-1].end]
        elif came:
            start = end = ours[i - 1].end if i else ours[0].start if ours else 0
            text = draft[theirs[j - 1].end : came[-1].end] if j else draft[came[0].start : _next(theirs, j_end, draft)]
        elif _sticks(ours, i_end):
            start, end, text = gone[0].start, gone[-1].end, ""
        else:
            start, end = (ours[i - 1].end, gone[-1].end) if i else (gone[0].start, _next(ours, i_end, case.text))
            text = ""
        hunks.append(_Hunk(start, end, text, gone, came))
    return hunks


def _sticks(tokens: Sequence[Token], place: int) -> bool:
    """Whether the word at a place has no blank before it, as behind an opening bracket."""
    return 0 < place < len(tokens) and tokens[place].is_word and tokens[place - 1].end == tokens[place].start


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


def _with(text: str, hunks: Sequence[_Hunk]) -> str:
    parts, done = [], 0
    for hunk in hunks:
        parts += [text[done : hunk.start], hunk.text]
        done = hunk.end
    return "".join([*parts, text[done:]])


def _same(token: Token) -> str:
    return token.key if token.is_span else token.text.lower()
