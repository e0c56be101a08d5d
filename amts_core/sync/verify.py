"""Whether a repaired human text can be believed: it says what is new, not what is gone, and all else as before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from amts_core.language_contraries import negations, number_values, traits
from amts_core.languages import language
from amts_core.parallel.tokens import Token, stem, tokenize
from amts_core.sync.difference import Difference, Revision
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.marks import lone_marks
from amts_core.sync.spans import BRACKETS

MATTERS = 0.02  # chance from which a target word has to do with a source word
COVERED = 0.05  # chance from which a target word says the source word that it says best
CARRIES = 0.1  # chance from which it says a source word, whatever else it says
SHORTEST = 0.6  # share of the length that is left at least
_SHORTEST_WORD = 3  # letters of a word of the source that is known as one
ACROSS = 0.05  # chance from which the translation of a word is looked for across the borders of others
SHORTEST_ACROSS = 2  # characters of a word that is
_TWICE = '*_~"'  # signs whose other half is the same


def verified(case: Revision, lexicon: WordLexicon, text: str) -> bool:
    """Whether `text` is what the human text of a revision has to become."""
    human, tokens = cut_words(case, lexicon, case.text), cut_words(case, lexicon, text)
    sides = ([token.key for token in side if token.is_word] for side in (human, tokens))
    return _Repaired(case, lexicon, text, case.difference, human, tokens, *sides).is_right


@dataclass(frozen=True, eq=False)
class _Repaired:
    """`human` are the words and signs of the human text, `before` the keys of its words; `tokens` and `now` are those
    of the repaired one.
    """

    case: Revision
    lexicon: WordLexicon
    text: str
    difference: Difference
    human: Sequence[Token]
    tokens: Sequence[Token]
    before: Sequence[str]
    now: Sequence[str]

    @property
    def is_right(self) -> bool:
        return (
            all(map(self._says_what_came, self.difference.came))
            and not any(map(self._still_says_what_went, self.now))
            and self._says_what_stayed()
            and all(self.lexicon.best(self.difference.all_new, token.key) >= MATTERS for token in self._came)
            and len(self.text) >= SHORTEST * len(self.case.text)
            and self._has_the_sense()
            and self._has_the_numbers()
            and _unbalanced(self.text) <= _unbalanced(self.case.text)
            and self._has_the_brackets()
            and self._has_the_marks()
            and self._has_the_spans()
            and not any(map(self._is_foreign, self._came))
        )

    @property
    def _came(self) -> list[Token]:
        """Words that the human text has not."""
        return [t for t in self.tokens if t.is_word and not self._stands(t, self.before, self.case.text)]

    @property
    def _went(self) -> list[Token]:
        """Words that only the human text has."""
        return [t for t in self.human if t.is_word and not self._stands(t, self.now, self.text)]

    def _stands(self, token: Token, keys: Sequence[str], text: str) -> bool:
        """Whether a word stands in a text of these words; in Chinese also as a part of others."""
        return token.key in keys or (language(self.case.languages.target).is_chinese and token.text in text)

    def _says_what_came(self, word: str) -> bool:
        """By a word that came too, or that carries it anyway, and as often as it came."""
        before, now = self._sayers(word, self.before, self.difference.old), self._sayers(word, self.now)
        old, new = (sum(token.key == word for token in side) for side in (self.difference.old, self.difference.new))
        is_sure = bool(Counter(now) - Counter(before)) or any(self.lexicon.p(word, key) >= CARRIES for key in now)
        return is_sure and len(now) >= new - max(0, old - len(before))

    def _sayers(self, word: str, keys: Iterable[str], source: Iterable[Token] = ()) -> list[str]:
        """The target words that say a source word of the new version, or of another one."""
        others = {token.key for token in source if token.is_word} or self.difference.all_new
        p, best = self.lexicon.p, self.lexicon.best
        return [key for key in keys if p(word, key) >= CARRIES or p(word, key) >= max(COVERED, best(others, key))]

    def _still_says_what_went(self, key: str) -> bool:
        chance = self.lexicon.best(self.difference.gone, key)
        return chance >= CARRIES and chance > self.lexicon.best(self.difference.all_new, key)

    def _says_what_stayed(self) -> bool:
        """Each word that stayed; where no word is known to say one of them, nothing that is unknown went."""
        stayed = self.difference.stayed
        known = {word for word in stayed if self.lexicon.best_of(word, self.before) >= CARRIES}
        return all(self._sayers(word, self.now) for word in known) and (
            known == stayed
            or all(self.lexicon.best(self.difference.all_old, token.key) >= MATTERS for token in self._went)
        )

    def _has_the_sense(self) -> bool:
        """Whether what the change did to negations, questions and contraries it did to the translation."""
        source, target = self.case.languages.source, self.case.languages.target
        old, new = (" ".join(one.plain for one in side) for side in (self.case.former, self.case.now))
        return (
            negations(old, source) == negations(new, source)
            and negations(self.case.text, target) == negations(self.text, target)
            and _questions(new) - _questions(old) == _questions(self.text) - _questions(self.case.text)
            and (traits(old, source) - traits(new, source)).isdisjoint(traits(self.text, target))
        )

    def _has_the_numbers(self) -> bool:
        """Whether words that changed in the source say each number that came or went."""
        target = self.case.languages.target
        human, now = (number_values(" ".join(t.text for t in side), target) for side in (self.human, self.tokens))
        sides = ((self.difference.gone, self.human, human - now), (self.difference.came, self.tokens, now - human))
        return all(
            self.lexicon.best(changed, token.key) >= COVERED
            for changed, tokens, values in sides
            for token in tokens
            if values & number_values(token.text, target)
        )

    def _has_the_spans(self) -> bool:
        """Whether the text gained and lost the protected spans that the source gained and lost."""
        sides = (self.difference.old, self.difference.new, self.human, self.tokens)
        old, new, before, now = (Counter(token.key for token in side if token.is_span) for side in sides)
        return now - before == new - old and before - now == old - new

    def _has_the_brackets(self) -> bool:
        """Whether the text has as many brackets and quotes as before, where the source has."""
        old, new = (sum(map(_brackets, (one.plain for one in side))) for side in (self.case.former, self.case.now))
        return old != new or _brackets(self.text) == _brackets(self.case.text)

    def _is_foreign(self, token: Token) -> bool:
        """Whether a word that came in is one of the source that the draft left untranslated."""
        word = token.text
        is_small = len(word) >= _SHORTEST_WORD and word.isascii() and word.isalpha() and word.islower()
        return is_small and any(word == other.text.lower() for other in self.difference.new)

    def _has_the_marks(self) -> bool:
        """Whether no mark lost its other half."""
        before, now = (len(lone_marks(self.case.target[0].scan(text))) for text in (self.case.text, self.text))
        return now <= before


def _questions(text: str) -> int:
    return sum(text.count(sign) for sign in "?？؟")


def _brackets(text: str) -> int:
    """How many brackets and quotes a text has, of whatever form."""
    return sum(map(text.count, BRACKETS))


def _unbalanced(text: str) -> int:
    """How many brackets and quotes of a text lack their other half."""
    counts = Counter(text)
    lone = sum(abs(counts[one] - counts[other]) for one, other in re.findall("(.)(.)", BRACKETS))
    return lone + sum(counts[sign] % 2 for sign in _TWICE)


def cut_words(case: Revision, lexicon: WordLexicon, text: str) -> list[Token]:
    """The words of the human text of a revision, or of another version of it, as its lexicon knows them.

    Cut anew where translations of some source words stand across their borders.
    """
    language = case.languages.target
    tokens = tokenize(case.target[0].scan(text), language)
    if not case.languages.target_facts.is_chinese:
        return tokens
    sources = (token.key for token in (*case.difference.old, *case.difference.new))
    known = {target for one in sources for target, chance in lexicon.of(one).items() if chance >= ACROSS}
    words = sorted(
        (word for word in known if len(word) >= SHORTEST_ACROSS and not word.isascii()), key=len, reverse=True
    )
    if not words:
        return tokens
    pattern = re.compile("|".join(map(re.escape, words)))
    return [token for run in _runs(tokens) for token in _cut(run, pattern, language)]


def _runs(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Words that stand together without anything between; each other token alone."""
    run: list[Token] = []
    for token in tokens:
        is_word = token.is_word and not token.text.isascii()
        if run and not (is_word and run[-1].is_word and run[-1].end == token.start):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _cut(run: Sequence[Token], pattern: re.Pattern[str], language: str) -> Iterable[Token]:
    text, start = "".join(token.text for token in run), run[0].start
    known = {token.start - start for token in run} | {len(text)}
    borders = set(known)
    for found in pattern.finditer(text):
        inside = range(found.start() + 1, found.end())
        borders = {place for place in borders if place not in inside} | {found.start(), found.end()}
    if borders == known:
        return run
    pieces = [(place, text[place:end]) for place, end in pairwise(sorted(borders))]
    return [Token(start + p, start + p + len(one), one, stem(one, language), is_word=True) for p, one in pieces]
