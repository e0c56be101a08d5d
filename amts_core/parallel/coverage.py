"""Whether all that joined sentences say is said on the other side, too: what a lexicon explains of their clauses."""

from __future__ import annotations

import numpy as np
import regex  # type: ignore[import-untyped]

from amts_core.parallel.lexicon import Lexicon, Translations, words

LIKELY = 0.1  # probability of a translation that explains a word fully
TELLING = 25.0  # information, in nats, of a clause whose words can be judged: some five rare words

_CLAUSE = regex.compile(r"(?V1)[^[\p{Po}\p{Ps}\p{Pe}—–]--['’]]+")


def coverage(source: str, target: str, lexicon: Lexicon) -> float:
    """The share of the information of a clause that the words of the other text explain; of the clause with the least.

    Of two plain texts. Clauses of few or unknown words say nothing; without another it is 1. A clause that one side
    lacks hides in the whole: it changes neither the length nor the meaning of a long text much.
    """
    sides = ((target, source, lexicon.forward), (source, target, lexicon.backward))
    return min(_least_explained(text, other, side, lexicon.pairs) for text, other, side in sides)


def _least_explained(text: str, other: str, translations: Translations, pairs: int) -> float:
    others = set(words(other))
    chances = np.zeros(len(translations.uses))
    table = translations.probabilities
    borders, columns, data = table.indptr, table.indices, table.data
    for row in (translations.source[word] for word in others if word in translations.source):
        entries = slice(borders[row], borders[row + 1])
        chances[columns[entries]] = np.maximum(chances[columns[entries]], data[entries])
    shares = [1.0]
    for clause in _CLAUSE.findall(text):
        known = [word for word in words(clause) if word in translations.target]
        places = [translations.target[word] for word in known]
        weights = np.maximum(np.log((pairs + 1) / (translations.uses[places] + 1)), 0)
        explained = np.maximum(np.minimum(chances[places] / LIKELY, 1), [word in others for word in known])
        if weights.sum() >= TELLING:
            shares.append(float(weights @ explained / weights.sum()))
    return min(shares)
