"""Sentences of the source that a translation left out, though it has what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence

from amts_core.book.segments import Segment
from amts_core.languages import LanguagePair
from amts_core.parallel.tokens import tokenize
from amts_core.sync.difference import is_content
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.likeness import Likeness, Text

SAYS = 0.1  # chance from which a target word says a source word
MOST = 0.25  # share of its own words that a translation may have by chance
FEWEST = 2  # words of its own; of fewer nothing can be said


def is_left_out(
    sentences: Sequence[Segment],
    others: Sequence[Segment],
    target: Sequence[Segment],
    *,
    likeness: Likeness,
    lexicon: WordLexicon,
    languages: LanguagePair,
) -> bool:
    """Whether `target` translates `others`, but not the `sentences` beside them.

    It is as long as the others ask for, no more like them with the sentences than without, and has hardly any word or
    span for what only the sentences say.
    """
    return (
        lexicon.pairs > 0
        and likeness.says_no_more(Text.joined(target), Text.joined(others), Text.joined(sentences))
        and not _is_said(sentences, others, target, lexicon, languages)
    )


def _is_said(
    sentences: Sequence[Segment],
    others: Sequence[Segment],
    target: Sequence[Segment],
    lexicon: WordLexicon,
    languages: LanguagePair,
) -> bool:
    """Whether the target has words for what only the sentences say; also where they say too little to tell."""
    known, all_own = ({key for one in side for key in _keys(one, languages.source)} for side in (others, sentences))
    own = all_own - known
    words = {token.key for one in target for token in tokenize(one.pieces, languages.target)}
    chances = [max((lexicon.p(key, word), word) for word in words) if words else (0.0, "") for key in own]
    said = sum(chance >= SAYS and chance > lexicon.best(known, word) for chance, word in chances)
    return len(own) < FEWEST or said > MOST * len(own)


def _keys(sentence: Segment, language: str) -> list[str]:
    """What the words that mean something, and the spans, are known by."""
    return [token.key for token in tokenize(sentence.pieces, language) if token.is_span or is_content(token, language)]
