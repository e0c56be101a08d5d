"""Only marks of the source changed: emphasis, links, code ticks around words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from amts_core.book.model import Piece, PieceKind
from amts_core.book.segments import scan_segment
from amts_core.languages import language
from amts_core.parallel.tokens import Token, tokenize
from amts_core.sync.change import Change
from amts_core.sync.dictionary import is_known_word
from amts_core.sync.difference import is_content
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.marks import Mark, carry_marks, count_kinds, read_marks
from amts_core.sync.rules.case import CODE, Case, Outcome
from amts_core.sync.spans import BRACKETS

LIKELY = 0.1  # chance from which a target word is the translation of a source word
MOST_OF = 0.4  # share of the words of a mark that the stretch must have
TIE = 0.05  # what a word adds that may be inside as well as outside

_SPAN = r"\$[^$]+\$|(?::[\w:-]+:|\{[\w:-]+\})`[^`]*`"
_NAME = r"[A-Za-z0-9]*_[A-Za-z0-9_]*"  # such as sum_A
_WHOLE = re.compile(f"{_SPAN}|{_NAME}")
"""What is one word, and the same in any language."""
_ENDS = ".,;:!?…。，；：！？、"
_AFTER = f"{_ENDS} )"  # what may stand between the end of a mark and that of its sentence


def marks(case: Case) -> Outcome | None:
    """ "the loss" → "the **loss**": the translation's 损失 becomes **损失**.

    The place is clear where the words stand verbatim; else the lexicon finds it, and a flag shows the proposal.
    """
    if not case.is_whole or len(case.blocks) != 1:
        return None
    former, now = (" ".join(one.text for one in side) for side in (case.former, case.now))
    proposed: list[str] = []

    def place(mark: Mark, source: str, target: str) -> tuple[int, int] | None:
        found = stretch_of(mark, source, target, case)
        proposed.extend([f"{mark.opening}{target[slice(*found)]}{mark.closing}"] if found else [])
        return found

    pieces = scan_segment(former), scan_segment(now), scan_segment(case.text)
    text = carry_marks(*pieces, place)
    if text is None:
        return None
    before, after, done = (count_kinds(one) for one in (*pieces[:2], scan_segment(text)))
    left = (after - before) & (after - done)
    if text == case.text:
        moved = _moved(*(read_marks(one).marks for one in pieces[:2]))
        told = (f"the source marks other words now: {', '.join(moved)}",) if moved else ()
        return None if left else Outcome(Change.KEPT, flags=told, quiet=not moved)
    proposed += [written for written in _like_words(case.text, text, case) if written not in proposed]
    flags = [f"proposed by the words: {', '.join(proposed)}"] if proposed else []
    flags += [f"without a place: {', '.join('…'.join(signs) for signs in left)}"] if left else []
    return Outcome(Change.CARRIED, (text,), tuple(flags))


def _moved(before: Sequence[Mark], after: Sequence[Mark]) -> list[str]:
    """The marks that stand elsewhere than others of their kind did: how many there are says nothing of them."""
    sides = [{(mark.kind, mark.start, mark.end): mark for mark in side} for side in (before, after)]
    gone = {kind for kind, *_ in sides[0].keys() - sides[1].keys()}
    came = [mark for place, mark in sides[1].items() if place not in sides[0]]
    return [f"{mark.opening}{mark.text}{mark.closing}" for mark in came if mark.kind in gone]


def _like_words(before: str, after: str, case: Case) -> list[str]:
    """What came to be marked because a word of the source stands there that may be another here: English "fast"."""
    if language(case.languages.target).script != "Latn":
        return []
    old, new = (
        Counter((mark.signs, mark.text) for mark in read_marks(scan_segment(one)).marks) for one in (before, after)
    )
    came = [(signs, text) for signs, text in new - old if signs not in CODE]
    return [
        f"{opening}{text}{closing}"
        for (opening, closing), text in came
        if text.islower() and all(is_known_word(word, case.languages.source) for word in text.split())
    ]


@dataclass(frozen=True)
class _Claims:
    """The words inside and outside a mark, and which of the words of a translation are theirs."""

    lexicon: WordLexicon
    inside: frozenset[str]
    outside: frozenset[str]

    @classmethod
    def of(cls, mark: Mark, tokens: Sequence[Token], lexicon: WordLexicon) -> _Claims:
        sides = ({t.key for t in tokens if (mark.start <= t.start < mark.end) is side} for side in (True, False))
        return cls(lexicon, *map(frozenset, sides))

    def weight(self, token: Token) -> float:
        """How much more a word is of those inside than of those outside."""
        own, other = self.lexicon.best(self.inside, token.key), self.lexicon.best(self.outside, token.key)
        return own - other + (TIE if own >= other else 0.0) if max(own, other) >= LIKELY else 0.0

    def is_inside(self, token: Token) -> bool:
        own = self.lexicon.best(self.inside, token.key)
        return token.is_word and own > 0 and own >= self.lexicon.best(self.outside, token.key)

    def is_outside(self, token: Token) -> bool:
        return self.lexicon.best(self.outside, token.key) >= LIKELY > self.lexicon.best(self.inside, token.key)


def stretch_of(mark: Mark, source: str, target: str, case: Case) -> tuple[int, int] | None:
    """Where the words of a mark stand in a translation, by the lexicon; both are bare texts.

    All that means something in a sentence is its translation without the little words before it. Else it is the
    stretch that has most of what translates words inside the mark rather than words outside, and least of the contrary,
    if it has enough of the words of the mark; and the words beside it that translate a word inside, be it a little one,
    rather than one outside. What ends with the sentence does so in the translation, if nothing there is of others.
    """
    ours = [token for token in _tokens(source, case.languages.source) if token.is_word]
    verbatim = {token.text.lower(): token.key for token in ours}
    theirs = [replace(t, key=verbatim.get(t.text.lower(), t.key)) for t in _tokens(target, case.languages.target)]
    words = _Claims.of(mark, ours, case.lexicon)
    content = _Claims.of(mark, [t for t in ours if is_content(t, case.languages.source)], case.lexicon)
    if not theirs or not content.inside:
        return None
    last = len(theirs) - sum(1 for _ in takewhile(lambda token: token.text in _ENDS, reversed(theirs)))
    if not content.outside:
        first = sum(1 for _ in takewhile(words.is_outside, theirs[:last]))
        is_all = not first and mark.text.rstrip()[-1:] in _ENDS
        return (theirs[first].start, theirs[-1 if is_all else last - 1].end) if first < last else None
    first, end = _heaviest([content.weight(token) for token in theirs])
    keys = [token.key for token in theirs[first:end]]
    found = sum(case.lexicon.best_of(word, keys) >= LIKELY for word in content.inside)
    if first == end or found < MOST_OF * len(content.inside):
        return None
    first -= sum(1 for _ in takewhile(words.is_inside, reversed(theirs[:first])))
    end += sum(1 for _ in takewhile(words.is_inside, theirs[end:]))
    if not source[mark.end :].strip(_AFTER) and not any(map(words.is_outside, theirs[end:])):
        end = max(end, last)
    first, end = _with_brackets(theirs, first, end)
    return theirs[first].start, theirs[end - 1].end


def _with_brackets(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
    """The stretch with the other half of brackets inside, where it stands beside."""
    inside = [token.text for token in tokens[first:end]]
    for opening, closing in zip(BRACKETS[::2], BRACKETS[1::2], strict=True):
        more = inside.count(opening) - inside.count(closing)
        end += more > 0 and end < len(tokens) and tokens[end].text == closing
        first -= more < 0 < first and tokens[first - 1].text == opening
    return first, end


def _heaviest(weights: Sequence[float]) -> tuple[int, int]:
    """The shortest stretch with the greatest sum (Kadane); an empty one if none is above 0."""
    best, place, total, start = 0.0, (0, 0), 0.0, 0
    for number, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, number
        total += weight
        if total > best:
            best, place = total, (start, number + 1)
    return place


def _tokens(text: str, code: str) -> list[Token]:
    """The words of a bare text, at their places; a formula, a role or a name of code is one."""
    tokens, done = list[Token](), 0
    for found in [*_WHOLE.finditer(text), None]:
        start, end = found.span() if found else (len(text), len(text))
        tokens += tokenize([Piece(PieceKind.TEXT, done, start, text[done:start])], code)
        tokens += [Token(start, end, found.group(), found.group(), is_word=True)] if found else []
        done = end
    return tokens
