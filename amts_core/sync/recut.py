"""Chinese words cut as the lexicon of a book knows them: 神经 and 网络层 become 神经网络 and 层."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from amts_core.parallel.tokens import Token, stem, tokenize
from amts_core.sync.difference import Revision
from amts_core.sync.lexicon import WordLexicon

LIKELY = 0.05  # chance from which the translation of a word is looked for across the borders of others
SHORTEST = 2  # characters of a word that is


def cut_words(case: Revision, lexicon: WordLexicon, text: str) -> list[Token]:
    """The words of the human text of a revision, or of another version of it, as its lexicon knows them.

    Cut anew where translations of some source words stand across their borders.
    """
    language = case.languages.target
    tokens = tokenize(case.target[0].scan(text), language)
    if not case.languages.target_facts.is_chinese:
        return tokens
    sources = (token.key for token in (*case.difference.old, *case.difference.new))
    known = {target for one in sources for target, chance in lexicon.of(one).items() if chance >= LIKELY}
    words = sorted((word for word in known if len(word) >= SHORTEST and not word.isascii()), key=len, reverse=True)
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
