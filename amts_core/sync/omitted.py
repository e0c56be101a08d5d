"""Sentences of the source that a translation left out, though it has what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence

from amts_core.book.segments import Segment
from amts_core.languages import LanguagePair
from amts_core.parallel.tokens import tokenize
from amts_core.sync.difference import is_content
from amts_core.sync.lexicon import WordLexicon

SAYS = 0.1  # chance from which a target word says a source word
MOST = 0.25  # share of its own words that a translation may have by chance
FEWEST = 2  # words of its own; of fewer nothing can be said


def may_say(
    target: Sequence[Segment],
    sentences: Sequence[Segment],
    *,
    beside: Sequence[Segment],
    lexicon: WordLexicon,
    languages: LanguagePair,
) -> bool:
    """Whether `target`, which translates the sentences `beside`, may say these `sentences`, too.

    Not where it has hardly any word or span for what only they say; that cannot be told of a word or two.
    """
    known, said = ({key for one in side for key in _keys(one, languages.source)} for side in (beside, sentences))
    own = said - known
    words = {token.key for one in target for token in tokenize(one.pieces, languages.target)}
    chances = [max(((lexicon.p(key, word), word) for word in words), default=(0.0, "")) for key in own]
    told = sum(chance >= SAYS and chance > lexicon.best(known, word) for chance, word in chances)
    return not lexicon.pairs or len(own) < FEWEST or told > MOST * len(own)


def _keys(sentence: Segment, language: str) -> list[str]:
    """What the words that mean something, and the spans, are known by."""
    return [token.key for token in tokenize(sentence.pieces, language) if token.is_span or is_content(token, language)]
