"""Which pairs of the parallel data help to translate a segment: BM25, then a choice that covers the source.

BM25: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009); the library is bm25s. Choosing examples for
the words that are not covered yet: Agrawal et al., In-context Examples Selection for Machine Translation (2023).
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from bm25s.tokenization import Tokenized
from rapidfuzz import fuzz

from local_aws.engines.adaptive.markup import MaskedPair, mask_pair
from local_aws.engines.base import Example

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells of every index

PAIRS, RANKING, DIGEST = "pairs.json", "params.index.json", "sha256"  # the files of an index
ENOUGH_PAIRS = 30
MANY_PAIRS, RARE = 500, 1 / 500
CANDIDATES = 60  # pairs that BM25 hands to the second look
SEEN = 0.3  # what a term is still worth that an example chosen before holds
# Scripts written without blanks count by pairs of characters, all others by words.
UNSPACED = "぀-ヿ㐀-䶿一-鿿豈-﫿฀-๿"
ANY_UNSPACED, WORDS = re.compile(f"[{UNSPACED}]"), re.compile(r"[^\W_]+")
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
    text = text.lower()
    if not ANY_UNSPACED.search(text):  # five times as fast
        return WORDS.findall(text)
    found: list[str] = []
    for run in RUNS.finditer(text):
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
        self._hold(tuple(masked.values()), _ranked(pair.source for pair in masked.values()))

    @classmethod
    def load(cls, folder: Path) -> ExampleIndex:
        """The index that `save` wrote there; raises OSError or ValueError if there is none that is whole."""
        if (folder / DIGEST).read_text("ascii") != _digest(folder):
            raise ValueError(f"the index in {folder} is damaged")
        index = cls.__new__(cls)
        pairs = json.loads((folder / PAIRS).read_text("utf-8"))
        ranking = bm25s.BM25.load(folder, show_progress=False) if (folder / RANKING).exists() else None
        index._hold(tuple(MaskedPair(*pair) for pair in pairs), ranking)
        return index

    def save(self, folder: Path) -> None:
        """Write the index into a new folder, from which `load` makes it again; raises OSError."""
        folder.mkdir(parents=True)
        pairs = [(pair.source, pair.target, pair.key) for pair in self.pairs]
        (folder / PAIRS).write_text(json.dumps(pairs, ensure_ascii=False), "utf-8")
        if self._ranking is not None:
            self._ranking.save(folder, show_progress=False, raise_on_serialization_error=True)
        (folder / DIGEST).write_text(_digest(folder), "ascii")

    def _hold(self, pairs: tuple[MaskedPair, ...], ranking: bm25s.BM25 | None) -> None:
        self.pairs = pairs
        self.length_ratio = _length_ratio(pairs)
        self._exact = {pair.key: pair for pair in pairs}
        self._ranking = ranking

    def __len__(self) -> int:
        return len(self.pairs)

    def exact(self, key: str) -> MaskedPair | None:
        """The pair whose source is the same but for white space and span ids; `key` as `Masked.key` gives it."""
        return self._exact.get(key)

    def with_term(self, term: str) -> list[MaskedPair]:
        """The pairs whose source has this term, as `terms_of` gives it, in their order."""
        return [self.pairs[position] for position in self._holders(term)]

    def is_rare(self, text: str) -> bool:
        """Whether hardly a target of many has this text, whatever its case."""
        found = sum(text in pair.target.casefold() for pair in self.pairs)
        return len(self.pairs) >= MANY_PAIRS and found < len(self.pairs) * RARE

    def nearest(self, masked_source: str, count: int) -> list[Match]:
        """The `count` pairs that help most with the source, best first; fewer if fewer share a term with it.

        Each is chosen for what it resembles (half BM25 relative to the best, half similarity of the sequences of
        terms) and for the terms of the source that those before it do not hold. Ties go to the earlier pair.
        """
        query = terms_of(masked_source)
        weights = {term: weight for term in query if (weight := self._weight(term)) is not None}
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

    def _weight(self, term: str) -> float | None:
        """How much a term tells: its inverse frequency, of the texts that hold it; None if none does."""
        holders = len(self._holders(term))
        return math.log(1 + (len(self.pairs) - holders + 0.5) / (holders + 0.5)) if holders else None

    def _holders(self, term: str) -> np.ndarray:
        """The positions of the pairs whose source has a term."""
        if self._ranking is None or (number := self._ranking.vocab_dict.get(term)) is None:
            return np.empty(0, dtype=int)
        first, end = self._ranking.scores["indptr"][number : number + 2]
        holders: np.ndarray = self._ranking.scores["indices"][first:end]
        return holders

    def _candidates(self, query: list[str], weights: Mapping[str, float], count: int) -> list[_Candidate]:
        """The best pairs by BM25, in the order of their positions for equal scores."""
        if not weights or self._ranking is None:
            return []
        scores = self._ranking.get_scores([term for term in query if term in weights])
        best = [int(position) for position in np.argsort(-scores, kind="stable")[:count]]
        found = []
        for position in best:
            if scores[position] > 0:
                terms = terms_of(self.pairs[position].source)
                similarity = fuzz.ratio(query, terms) / 100
                likeness = (float(scores[position] / scores[best[0]]) + similarity) / 2
                shared = tuple(term for term in weights if term in terms)
                found.append(_Candidate(position, similarity, likeness, shared))
        return found


def _ranked(sources: Iterable[str]) -> bm25s.BM25 | None:
    """The ranking of these texts; None if they have no terms."""
    numbers: dict[str, int] = {}
    texts = [[numbers.setdefault(term, len(numbers)) for term in terms_of(source)] for source in sources]
    if not numbers:
        return None
    ranking = bm25s.BM25(k1=1.2, b=0.75)
    ranking.index(Tokenized(texts, numbers), show_progress=False)
    return ranking


def _digest(folder: Path) -> str:
    """What all files of an index hold but the digest itself."""
    files = sorted(path for path in folder.iterdir() if path.name != DIGEST)
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _length_ratio(pairs: Sequence[MaskedPair]) -> float | None:
    """How long targets are relative to their sources: the median, of enough pairs of some length."""
    ratios = [len(pair.target) / len(pair.source) for pair in pairs if len(pair.source) >= 20]
    return float(np.median(ratios)) if len(ratios) >= ENOUGH_PAIRS else None
