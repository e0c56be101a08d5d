"""Which words of two languages translate each other, learned from sentence pairs of a book.

IBM model 1 with a null word (Brown et al. 1993, https://aclanthology.org/J93-2003) in both directions. What is kept are
the expected counts, so that a lexicon goes on learning from new pairs without the old ones. Pairs are predicted before
they are learned from: how much better than bare word frequencies that works says how far the lexicon can be trusted
(Jelinek and Mercer 1980), and a small book, whose lexicon predicts nothing, gets a trust near 0.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from sys import intern

import numpy as np
import regex  # type: ignore[import-untyped]
import scipy
from numpy.typing import NDArray

from amts_core.errors import AmtsError
from amts_core.languages import with_western_digits
from amts_core.parallel.encoder import encodable, word_pieces

VERSION = 2  # raise it when the words or the counting change: a lexicon kept by another version is learned again

PREFIX = 5  # letters of a word that count: inflected forms agree in them
SYLLABLES = 2  # of a Korean word
ROUNDS = 6
SMOOTHING = 0.5  # added to each denominator: else rare words attract everything
LEAST_COUNT = 0.05  # expected co-occurrences that are kept
MOST_PAIRS = 20_000  # that a new lexicon learns from, chosen evenly: more hardly teach it more
HELD_OUT = 10  # one pair in so many is predicted by the others when a lexicon is new
FEWEST_HELD_OUT = 10  # pairs; fewer say nothing
UNTRUSTED, TRUSTED = 0.05, 0.2  # trust from which words count, and from which they count fully
DIRECTIONS = 256  # dimension of the vectors of words
LIKELY, MORE_THAN_ONCE = 0.03, 1.2  # probability and count of a translation that is more than noise
NULL = ""

_PIECES = r"\p{Thai}\p{Hiragana}\p{Katakana}ー"  # scripts without blanks that the encoder's tokeniser knows
_SYLLABLE = r"[\p{Han}\p{Lao}\p{Khmer}\p{Myanmar}]"  # and those that it does not
_WORD = regex.compile(
    rf"(?V1)(?P<whole>(?=\p{{L}}){_SYLLABLE}\p{{M}}*|\d+(?:[.,]\d+)*)|(?P<pieces>[{_PIECES}]+)"
    rf"|(?P<syllables>\p{{Hangul}}+)|(?P<letters>(?:[\p{{L}}--[{_PIECES}\p{{Hangul}}{_SYLLABLE}]]\p{{M}}*)+)"
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Matrix = NDArray[np.float32]


@lru_cache(maxsize=1 << 15)  # a book's sentences are learned from, compared, and judged
def words(text: str) -> tuple[str, ...]:
    """The words of a text as a lexicon counts them, in order: in lower case, cut to their first five letters.

    Each Chinese character is one, and each syllable of Lao, Khmer and Burmese; other scripts without blanks are cut
    into the pieces of the encoder's tokeniser. Roles, link destinations, tags and marks are left out.
    """
    found: list[str] = []
    for match in _WORD.finditer(with_western_digits(unicodedata.normalize("NFC", encodable(text).lower()))):
        word = match[0]
        if match.lastgroup == "pieces":
            found += word_pieces(word)
        else:
            found.append(word[:SYLLABLES] if match.lastgroup == "syllables" else word[:PREFIX])
    return tuple(map(intern, found))


@dataclass(frozen=True, eq=False)
class Translations:
    """Expected counts of the translations of words, one direction: `counts[s, t]` for the words `source` and `target`.

    The first source word is the null word, which stands for target words that nothing in the source explains.
    """

    source: Mapping[str, int]
    target: Mapping[str, int]
    counts: scipy.sparse.csr_matrix
    uses: Floats  # of each target word

    @classmethod
    def empty(cls) -> Translations:
        """Before anything was learned."""
        return cls({NULL: 0}, {}, scipy.sparse.csr_matrix((1, 0)), np.zeros(0))

    @cached_property
    def probabilities(self) -> scipy.sparse.csr_matrix:
        """p(target word | source word)."""
        totals = np.asarray(self.counts.sum(axis=1)).ravel() + SMOOTHING
        rows = np.repeat(np.arange(self.counts.shape[0]), np.diff(self.counts.indptr))
        data = (self.counts.data / totals[rows]).astype(np.float32)
        return scipy.sparse.csr_matrix((data, self.counts.indices, self.counts.indptr), shape=self.counts.shape)

    def probability(self, target: str, source: str) -> float:
        """p(target | source) of two words as `words` gives them; 0 for an unknown one."""
        row, column = self.source.get(source), self.target.get(target)
        return 0.0 if row is None or column is None else float(self.probabilities[row, column])

    def learned(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Translations:
        """With what further pairs of (source words, target words) say."""
        source, target = dict(self.source), dict(self.target)
        sides = [
            (
                np.array(sorted({0, *(source.setdefault(word, len(source)) for word in ours)}), np.int64),
                np.array([target.setdefault(word, len(target)) for word in theirs], np.int64),
            )
            for ours, theirs in pairs
            if ours and theirs
        ]
        if not sides:
            return self
        shape = (len(source), len(target))
        uses = np.bincount(np.concatenate([theirs for _, theirs in sides]), minlength=shape[1]).astype(float)
        uses[: len(self.uses)] += self.uses
        old = self.counts.tocoo()
        before = scipy.sparse.csr_matrix((old.data, (old.row, old.col)), shape=shape)
        return Translations(source, target, _expected(sides, before), uses)

    def prediction(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> tuple[Floats, Floats]:
        """The probability of each target word, by the words of its source, and by its frequency alone."""
        total = self.uses.sum() + SMOOTHING * (len(self.uses) + 1)
        if not pairs:
            return np.zeros(0), np.zeros(0)
        sources = [[0, *{self.source[word] for word in ours if word in self.source}] for ours, _ in pairs]
        columns = np.array([self.target.get(word, -1) for _, theirs in pairs for word in theirs], np.int64)
        sizes = np.array([len(one) for one in sources])
        starts = np.concatenate(([0], np.cumsum(sizes)))
        shares = (np.repeat(1 / sizes, sizes), np.concatenate(sources), starts)
        chances = scipy.sparse.csr_matrix(shares, (len(pairs), len(self.source))) @ self.probabilities
        is_known = columns >= 0
        found, use = np.zeros(len(columns)), np.full(len(columns), SMOOTHING)
        pair = np.repeat(np.arange(len(pairs)), [len(theirs) for _, theirs in pairs])
        found[is_known] = np.asarray(chances[pair[is_known], columns[is_known]]).ravel()
        use[is_known] += self.uses[columns[is_known]]
        return found, use / total


def _expected(pairs: Sequence[tuple[Ints, Ints]], before: scipy.sparse.csr_matrix) -> scipy.sparse.csr_matrix:
    """The counts `before` and those that the pairs are expected to have, after some rounds of EM."""
    rows, columns = before.shape
    heights, widths = (np.array([len(side) for side in sides]) for sides in zip(*pairs, strict=True))
    # one entry for every source word of every occurrence of a target word
    per_use = np.repeat(heights, widths)
    starts = np.concatenate(([0], np.cumsum(per_use)[:-1]))
    ours = np.concatenate([np.tile(one, len(other)) for one, other in pairs])
    theirs = np.repeat(np.concatenate([other for _, other in pairs]), per_use)
    old = before.tocoo()
    keys, entry = np.unique(
        np.concatenate((ours * columns + theirs, old.row.astype(np.int64) * columns + old.col)), return_inverse=True
    )
    entry, known = entry[: len(ours)], entry[len(ours) :]
    row_of = keys // columns
    prior = np.bincount(known, old.data, minlength=len(keys))
    mass = np.bincount(row_of, prior, minlength=rows)
    # a word pair that was never seen is as likely as any other translation of a new word
    fresh = 1.0 / np.bincount(row_of, minlength=rows)[row_of]
    probability = (prior + SMOOTHING * fresh) / (mass[row_of] + SMOOTHING)
    counts = prior
    for _ in range(ROUNDS):
        share = probability[entry]
        share /= np.repeat(np.add.reduceat(share, starts), per_use)
        counts = prior + np.bincount(entry, share, minlength=len(keys))
        probability = counts / (np.bincount(row_of, counts, minlength=rows)[row_of] + SMOOTHING)
    is_kept = counts >= LEAST_COUNT
    return scipy.sparse.csr_matrix((counts[is_kept], (row_of[is_kept], keys[is_kept] % columns)), shape=(rows, columns))


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The translations of words in both directions, and how far they can be trusted.

    `trust` is the share (0 to 1) of the information in the words of new sentences that their translations foretell,
    `judged` the number of words that were predicted to find that out, `pairs` how many sentence pairs were learned.
    """

    forward: Translations
    backward: Translations
    trust: float = 0.0
    judged: int = 0
    pairs: int = 0

    @classmethod
    def empty(cls) -> Lexicon:
        """Knows nothing; trust 0."""
        return cls(Translations.empty(), Translations.empty())

    @classmethod
    def learn(cls, pairs: Iterable[tuple[str, str]]) -> Lexicon:
        """From (source, target) sentences that surely are translations of each other."""
        everything = list(pairs)
        everything = everything[:: -(-len(everything) // MOST_PAIRS) or 1]
        held_out = everything[::HELD_OUT]
        first = [pair for number, pair in enumerate(everything) if number % HELD_OUT]
        return cls.empty()._counted(_in_words(first)).learned(held_out)

    def learned(self, pairs: Iterable[tuple[str, str]]) -> Lexicon:
        """With what further sentence pairs say; first they tell how well this lexicon predicts them."""
        counted = _in_words(pairs)
        return self._judged(counted)._counted(counted)

    def _counted(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Lexicon:
        turned = [(theirs, ours) for ours, theirs in pairs]
        forward, backward = self.forward.learned(pairs), self.backward.learned(turned)
        return Lexicon(forward, backward, self.trust, self.judged, self.pairs + len(pairs))

    def _judged(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Lexicon:
        """With what these pairs say of the trust: translations and word frequencies, mixed so that they fit best."""
        if len(pairs) < FEWEST_HELD_OUT or not self.pairs:
            return self
        turned = [(theirs, ours) for ours, theirs in pairs]
        predicted = [self.forward.prediction(pairs), self.backward.prediction(turned)]
        by_source, by_use = (np.concatenate(both) for both in zip(*predicted, strict=True))
        weight = 0.5
        for _ in range(20):
            weight = float(np.mean(weight * by_source / (weight * by_source + (1 - weight) * by_use)))
        explained = np.log((weight * by_source + (1 - weight) * by_use) / by_use).sum() / -np.log(by_use).sum()
        judged = self.judged + len(by_use)
        trust = (self.trust * self.judged + max(0.0, float(explained)) * len(by_use)) / judged
        return Lexicon(self.forward, self.backward, trust, judged, self.pairs)

    @property
    def weight(self) -> float:
        """How much the words count beside other evidence, 0 to 1."""
        return min(max((self.trust - UNTRUSTED) / (TRUSTED - UNTRUSTED), 0.0), 1.0)

    @cached_property
    def directions(self) -> tuple[Matrix, Matrix]:
        """A vector for every source and every target word: its own random direction and those of its translations."""
        ours, theirs = (
            _random_directions(len(side.source), seed) for seed, side in enumerate((self.forward, self.backward))
        )
        source, target = self.forward.source, self.backward.source
        return (
            ours + _likely(self.forward) @ theirs[[target[word] for word in self.forward.target]],
            theirs + _likely(self.backward) @ ours[[source[word] for word in self.backward.target]],
        )

    @cached_property
    def digest(self) -> str:
        """Names the content: equal lexicons have equal digests."""
        return hashlib.blake2b(self.to_bytes(), digest_size=8).hexdigest()

    def to_bytes(self) -> bytes:
        """As a file; `from_bytes` reads it."""
        arrays: dict[str, NDArray[np.generic]] = {
            "about": np.array([VERSION, self.trust, self.judged, self.pairs], np.float64)
        }
        for name, side in (("forward", self.forward), ("backward", self.backward)):
            arrays |= {
                f"{name}_words": np.array("\n".join(side.source)),
                f"{name}_data": side.counts.data.astype(np.float32),
                f"{name}_indices": side.counts.indices.astype(np.int32),
                f"{name}_indptr": side.counts.indptr.astype(np.int32),
                f"{name}_targets": np.array("\n".join(side.target)),
                f"{name}_uses": side.uses.astype(np.float32),
            }
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Lexicon:
        """What `to_bytes` wrote; raises AmtsError if it is no lexicon of this version."""
        try:
            with np.load(io.BytesIO(content)) as arrays:
                version, trust, judged, pairs = arrays["about"]
                if version != VERSION:
                    raise AmtsError("the lexicon was kept by another version of AMTS: learn it again")
                return cls(_read(arrays, "forward"), _read(arrays, "backward"), float(trust), int(judged), int(pairs))
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile):
            raise AmtsError("this is no lexicon: learn it again") from None


def _likely(side: Translations) -> scipy.sparse.csr_matrix:
    """The probabilities that are more than noise, and that one pair alone does not give: it would vouch for itself."""
    likely = side.probabilities.copy()
    likely.data[(likely.data < LIKELY) | (side.counts.data < MORE_THAN_ONCE)] = 0
    likely.eliminate_zeros()
    return likely


def _random_directions(number: int, seed: int) -> Matrix:
    """Unit vectors that are nearly at right angles to each other."""
    signs = np.random.default_rng(seed).integers(0, 2, (number, DIRECTIONS), np.int8)
    return (signs * 2 - 1).astype(np.float32) / np.float32(np.sqrt(DIRECTIONS))


def _read(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Translations:
    source, target = (
        {word: number for number, word in enumerate(str(arrays[f"{name}_{side}"]).split("\n"))}
        for side in ("words", "targets")
    )
    if not len(arrays[f"{name}_uses"]):
        target = {}
    data, indices, indptr = (arrays[f"{name}_{part}"] for part in ("data", "indices", "indptr"))
    counts = scipy.sparse.csr_matrix((data.astype(np.float64), indices, indptr), shape=(len(source), len(target)))
    return Translations(source, target, counts, arrays[f"{name}_uses"].astype(np.float64))


def _in_words(pairs: Iterable[tuple[str, str]]) -> list[tuple[Sequence[str], Sequence[str]]]:
    return [(words(source), words(target)) for source, target in pairs]
