"""Which pairs of the parallel data help to translate a segment: BM25, then a choice that covers the source.

BM25: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009); the library is bm25s. Choosing examples for
the words that are not covered yet: Agrawal et al., In-context Examples Selection for Machine Translation (2023).
"""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from rapidfuzz import fuzz

from local_aws.engines.adaptive.markup import MaskedPair, mask_pair
from local_aws.engines.base import Example

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells of every index

ENOUGH_PAIRS = 30
CANDIDATES = 60  # pairs that BM25 hands to the second look
SEEN = 0.3  # what a term is still worth that an example chosen before holds
# Scripts written without blanks count by pairs of characters, all others by words.
UNSPACED = "぀-ヿ㐀-䶿一-鿿豈-﫿฀-๿"
RUNS = re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|(?P<word>[^\W_{UNSPACED}]+)")


@dataclass(frozen=True, slots=True)
class Match:
    """A pair that resembles the query; `similarity` is 1.0 for the same words in the same order."""

    position: int
    pair: MaskedPair
    similarity: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    position: int
    similarity: float
    likeness: float
    shared: tuple[str, ...]


def terms_of(text: str) -> list[str]:
    """The BM25 terms of a text: lower-cased words, and pairs of neighbours for scripts without blanks."""
    found: list[str] = []
    for run in RUNS.finditer(text.lower()):
        piece = run.group()
        if run.lastgroup == "word" or len(piece) == 1:
            found.append(piece)
        else:
            found.extend(piece[i : i + 2] for i in range(len(piece) - 1))
    return found


class ExampleIndex:
    """The pairs of one version of a parallel data resource, built once and asked for every segment.

    Pairs whose two sides do not hold the same protected spans are left out: as examples they would teach to lose
    spans. Of several pairs with the same source the last one counts, as with Amazon Translate.
    """

    def __init__(self, examples: Iterable[Example]) -> None:
        masked = {}
        for example in examples:
            pair = mask_pair(example.source, example.target)
            if pair is not None:
                masked[pair.key] = pair
        self.pairs: tuple[MaskedPair, ...] = tuple(masked.values())
        self.length_ratio = _length_ratio(self.pairs)
        self._exact = masked
        self._terms = [terms_of(pair.source) for pair in self.pairs]
        self._weights = _inverse_frequencies(self._terms)
        self._ranking = bm25s.BM25(k1=1.2, b=0.75)
        if any(self._terms):
            self._ranking.index(self._terms, show_progress=False)

    def __len__(self) -> int:
        return len(self.pairs)

    def exact(self, key: str) -> MaskedPair | None:
        """The pair whose source is the same but for white space and span ids; `key` as `Masked.key` gives it."""
        return self._exact.get(key)

    def nearest(self, masked_source: str, count: int) -> list[Match]:
        """The `count` pairs that help most with the source, best first; fewer if fewer share a term with it.

        Each is chosen for what it resembles (half BM25 relative to the best, half similarity of the sequences of
        terms) and for the terms of the source that those before it do not hold. Ties go to the earlier pair.
        """
        query = terms_of(masked_source)
        weights = {term: weight for term in query if (weight := self._weights.get(term)) is not None}
        remaining = self._candidates(query, weights, max(CANDIDATES, count))
        chosen: list[Match] = []
        total = sum(weights.values())
        while remaining and len(chosen) < count:
            best = max(remaining, key=lambda c: c.likeness + sum(map(weights.__getitem__, c.shared)) / total)
            remaining.remove(best)
            chosen.append(Match(best.position, self.pairs[best.position], best.similarity))
            for term in best.shared:
                weights[term] *= SEEN
        return chosen

    def _candidates(self, query: list[str], weights: Mapping[str, float], count: int) -> list[_Candidate]:
        """The best pairs by BM25, in the order of their positions for equal scores."""
        if not weights:
            return []
        scores = self._ranking.get_scores([term for term in query if term in weights])
        best = [int(position) for position in np.argsort(-scores, kind="stable")[:count]]
        found = []
        for position in best:
            if scores[position] > 0:
                similarity = fuzz.ratio(query, self._terms[position]) / 100
                likeness = (float(scores[position] / scores[best[0]]) + similarity) / 2
                shared = tuple(term for term in weights if term in self._terms[position])
                found.append(_Candidate(position, similarity, likeness, shared))
        return found


def _inverse_frequencies(texts: Sequence[list[str]]) -> dict[str, float]:
    """How much a term tells: the BM25 weight of a term by the share of texts that hold it."""
    frequencies = Counter(term for terms in texts for term in set(terms))
    return {term: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for term, n in frequencies.items()}


def _length_ratio(pairs: Sequence[MaskedPair]) -> float | None:
    """How long targets are relative to their sources: the median, of enough pairs of some length."""
    ratios = [len(pair.target) / len(pair.source) for pair in pairs if len(pair.source) >= 20]
    return float(np.median(ratios)) if len(ratios) >= ENOUGH_PAIRS else None
