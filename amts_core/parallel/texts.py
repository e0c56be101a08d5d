"""Two texts as the aligner sees them: what every sentence contributes to the vectors of runs, and how long it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import regex  # type: ignore[import-untyped]
from numpy.typing import NDArray

from amts_core.parallel.encoder import DIMENSION, Parts, run_vectors
from amts_core.parallel.lexical import run_directions, scale_of, shared_directions
from amts_core.parallel.lexicon import Lexicon
from amts_core.parallel.scoring import BY_LENGTH, BY_MEANING, Matrix, Scoring, Side, Vector

TOKENS_BESIDE_MEANING = 0.3  # weight of the cosine of shared tokens beside that of the encoder

# an ideograph or syllable, or two letters in succession
_HAS_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|\p{L}[\p{L}\p{M}]"
)


@dataclass(frozen=True)
class Text:
    """One of the texts; a row for each sentence. `parts` is None where the encoder does not know the languages."""

    parts: Parts | None
    tokens: Matrix
    lengths: Vector
    has_words: NDArray[np.bool_]
    joins: NDArray[np.bool_]  # whether a bead may hold a sentence together with the one before

    @classmethod
    def read(cls, sentences: Sequence[str], parts: Parts | None, tokens: Matrix) -> Text:
        """`parts` and `tokens` are those of the sentences."""
        lengths = np.array([len(sentence.strip()) for sentence in sentences], np.float64)
        has_words = np.array([bool(_HAS_WORD.search(one)) for one in sentences], np.bool_)
        return cls(parts, tokens, lengths, has_words, np.ones(len(sentences), np.bool_))

    def part(self, rows: slice) -> Text:
        """A stretch of the text."""
        parts = self.parts and self.parts.part(rows)
        return Text(parts, self.tokens[rows], self.lengths[rows], self.has_words[rows], self.joins[rows])

    def within(self, stretches: Iterable[range]) -> Text:
        """The text with beads that lie in one of these stretches each: no run beyond them has a vector."""
        joins = self.joins.copy()
        joins[[stretch.start for stretch in stretches if stretch]] = False
        return replace(self, joins=joins)

    def grouped(self, starts: NDArray[np.int64], joins: NDArray[np.bool_]) -> Text:
        """The text in larger units (paragraphs), which begin at these sentences and join those before or not."""
        parts = self.parts and self.parts.grouped(starts)
        has_words = _sums(self.has_words.astype(np.int64), starts) > 0
        return Text(parts, _sums(self.tokens, starts), _sums(self.lengths, starts), has_words, joins)


@dataclass(frozen=True)
class Texts:
    """Both texts, and by what they are compared."""

    source: Text
    target: Text
    scale: float = 1.0

    @classmethod
    def read(
        cls,
        source: Sequence[str],
        target: Sequence[str],
        parts: tuple[Parts, Parts] | None,
        lexicon: Lexicon | None = None,
    ) -> Texts:
        """`parts` is what the encoder computed of both; None if it does not know the languages."""
        one, other = parts or (None, None)
        ours, theirs = shared_directions(source, target, lexicon)
        return cls(Text.read(source, one, ours), Text.read(target, other, theirs), 1.0 if parts else scale_of(lexicon))

    @property
    def scoring(self) -> Scoring:
        """The weights for the evidence that there is."""
        return BY_LENGTH if self.source.parts is None else BY_MEANING

    @property
    def ratio(self) -> float:
        """Source characters per target character."""
        return float((self.source.lengths.sum() + 1) / (self.target.lengths.sum() + 1))

    def sides(self, longest: int) -> tuple[Side, Side]:
        """The two sides with the vectors of all runs of up to `longest` sentences."""
        return self._side(self.source, longest), self._side(self.target, longest)

    def part(self, rows: slice, columns: slice) -> Texts:
        """A stretch of both texts."""
        return replace(self, source=self.source.part(rows), target=self.target.part(columns))

    def _side(self, text: Text, longest: int) -> Side:
        return Side(self._vectors(text, longest), text.lengths, text.has_words, text.joins, self.scale, text.parts)

    def _vectors(self, text: Text, longest: int) -> Matrix:
        if text.parts is None:
            return run_directions(text.tokens, longest)
        vectors = np.zeros((longest, len(text.lengths), DIMENSION + text.tokens.shape[1]), np.float32)
        run_vectors(text.parts, longest, vectors[:, :, :DIMENSION], text.joins)
        shared = run_directions(text.tokens, longest, out=vectors[:, :, DIMENSION:])
        shared *= np.float32(np.sqrt(TOKENS_BESIDE_MEANING))
        return vectors


def _sums(rows: NDArray[Any], starts: NDArray[np.int64]) -> NDArray[Any]:
    return np.add.reduceat(rows, starts, axis=0) if len(starts) else rows[:0]
