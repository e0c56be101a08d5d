"""Sentences of the source that a translation left out, though it has what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable

from amts_core.parallel.alignment import Bead
from amts_core.parallel.tokens import tokenize
from amts_core.sync.difference import is_content
from amts_core.sync.group import Material

SAYS = 0.1  # chance from which a target word says a source word
MOST = 0.25  # share of its own words that a translation may have by chance
FEWEST = 2  # words of its own; of fewer nothing can be said


def may_say(bead: Bead, sentences: Iterable[int], material: Material) -> bool:
    """Whether the translation of a bead may say old sentences that stand beside it, too.

    Not where it has hardly any word or span for what only they say; that cannot be told of a word or two.
    """
    lexicon = material.scene.guide.lexicon
    known, said = _keys(bead.source, material), _keys(sentences, material)
    own = said - known
    words = {token.key for j in bead.target for token in tokenize(material.target[j].pieces, material.languages.target)}
    chances = [max(((lexicon.p(key, word), word) for word in words), default=(0.0, "")) for key in own]
    told = sum(chance >= SAYS and chance > lexicon.best(known, word) for chance, word in chances)
    return bool(bead.target) and (not lexicon.pairs or len(own) < FEWEST or told > MOST * len(own))


def _keys(places: Iterable[int], material: Material) -> set[str]:
    """What the words that mean something, and the spans, of some old sentences are known by."""
    code = material.languages.source
    tokens = (token for i in places for token in tokenize(material.former[i].pieces, code))
    return {token.key for token in tokens if token.is_span or is_content(token, code)}
