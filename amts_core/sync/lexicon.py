"""Which words of a book translate each other, word by word: what repairs and marks are placed by."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from amts_core.book.segments import plain_text, scan_segment
from amts_core.languages import LanguagePair
from amts_core.parallel.lexicon import Translations
from amts_core.parallel.table import Row
from amts_core.parallel.tokens import keys_of

LEAST = 0.005  # a chance that is kept
SURE = 0.4  # score of a pair that is learned from; one of a single sentence each is learned from anyway
SIDES = ("source", "target")
FEWEST = 30  # pairs; a lexicon of fewer says nothing


@dataclass(frozen=True, eq=False)
class WordLexicon:
    """How likely a source word is to become each target word; both by their keys (see `tokens`)."""

    chances: Mapping[str, Mapping[str, float]]
    known: frozenset[str]  # source words that have a likely translation
    pairs: int = 0

    @classmethod
    def learn(cls, pairs: Iterable[tuple[str, str]], *, languages: LanguagePair) -> WordLexicon:
        """From the plain texts of sentences that translate each other; from too few of them it knows nothing."""
        words = [(keys_of(source, languages.source), keys_of(target, languages.target)) for source, target in pairs]
        if len(words) < FEWEST:
            return cls({}, frozenset())
        learned = Translations.empty().learned(words)
        sources, targets = list(learned.source), list(learned.target)
        table = learned.probabilities.tocoo()
        chances = defaultdict[str, dict[str, float]](dict)
        for row, column, chance in zip(table.row, table.col, table.data, strict=True):
            if row and chance >= LEAST:
                chances[sources[row]][targets[column]] = float(chance)
        known = frozenset(source for source, found in chances.items() if max(found.values()) >= 0.2)
        return cls(dict(chances), known, len(words))

    @classmethod
    def load(cls, text: str) -> WordLexicon:
        """What `dump` wrote."""
        content = json.loads(text)
        return cls(content["chances"], frozenset(content["known"]), content["pairs"])

    def dump(self) -> str:
        """As JSON."""
        chances = {
            source: {target: round(chance, 4) for target, chance in found.items()}
            for source, found in self.chances.items()
        }
        return json.dumps({"pairs": self.pairs, "known": sorted(self.known), "chances": chances}, ensure_ascii=False)

    def about(self, sources: Iterable[str]) -> WordLexicon:
        """What it knows of some source words."""
        words = self.chances.keys() & set(sources)
        return WordLexicon({word: self.chances[word] for word in sorted(words)}, self.known & words, self.pairs)

    def of(self, source: str) -> Mapping[str, float]:
        """The target words that `source` becomes, with their chances."""
        return self.chances.get(source, {})

    def p(self, source: str, target: str) -> float:
        """The chance that `source` becomes `target`; a word, number or span that both sides share is its own."""
        return 1.0 if source == target else self.of(source).get(target, 0.0)

    def likeliest(self, source: str) -> tuple[str, float]:
        """The target word that `source` becomes most likely, and its chance; none with 0."""
        chance, target = max(((chance, target) for target, chance in self.of(source).items()), default=(0.0, ""))
        return target, chance

    def best(self, sources: Iterable[str], target: str) -> float:
        """The greatest chance that one of some source words becomes `target`."""
        return max((self.p(source, target) for source in sources), default=0.0)

    def best_of(self, source: str, targets: Iterable[str]) -> float:
        """The greatest chance that `source` becomes one of some target words."""
        return max((self.p(source, target) for target in targets), default=0.0)


def sure_pairs(pairs: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """The plain texts of the sentence pairs, rows of a pair table, that surely translate each other."""
    for pair in pairs:
        is_single = pair["bead"] == pair["paragraph_bead"] == "1-1"
        is_whole = pair["granularity"] == "sentence" and pair["source"] and pair["target"]
        if is_whole and (is_single or pair["score"] >= SURE):
            source, target = (plain_text(scan_segment(pair[side])) for side in SIDES)
            yield source, target
