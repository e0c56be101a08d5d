"""Align two texts, sentence by sentence or paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amts_core.languages import language
from amts_core.parallel.coarse import band_for
from amts_core.parallel.encoder import DIMENSION, ENCODED_LANGUAGES, Encoder, Parts, shared_encoder
from amts_core.parallel.lexical import run_directions, shared_directions
from amts_core.parallel.scoring import MarginScorer, Matrix, Scoring, Side, Vector
from amts_core.parallel.search import best_path

SENTENCES = Scoring()


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments that translate each other: their indices on both sides. One side may be empty; then the score is 0.

    `score` is the cosine of the two runs where the encoder knows both languages, else the share of common tokens.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float

    @property
    def shape(self) -> str:
        """Such as `2-1`."""
        return f"{len(self.source)}-{len(self.target)}"


def encoder_knows(source_language: str, target_language: str) -> bool:
    """Whether both languages are among the encoder's; else alignment is by length and anchors."""
    return {language(source_language).code, language(target_language).code} <= ENCODED_LANGUAGES


def align(
    source: Sequence[str],
    target: Sequence[str],
    *,
    source_language: str,
    target_language: str,
    encoder: Encoder | None = None,
    scoring: Scoring = SENTENCES,
    progress: Callable[[int], None] | None = None,
) -> list[Bead]:
    """The beads of two texts: every index exactly once and in order; up to 5 sentences a side, 7 together."""
    texts = Texts.read(source, target, source_language, target_language, encoder or shared_encoder())
    one, other = texts.sides(scoring.longest)
    return align_sides(one, other, texts.ratio, scoring, progress)


def align_sides(
    source: Side,
    target: Side,
    ratio: float,
    scoring: Scoring = SENTENCES,
    progress: Callable[[int], None] | None = None,
) -> list[Bead]:
    """The beads of two sides; `ratio` is the number of source characters per target character in the whole text."""
    scorer = MarginScorer(source, target, ratio, scoring)
    band = band_for(source.vectors[0], target.vectors[0])
    path = best_path(len(source), len(target), scoring.shapes, scorer, scoring.skip, scoring.skip, band, progress)
    beads = []
    for (p, q), (p_end, q_end) in pairwise(path):
        rows, columns = tuple(range(p, p_end)), tuple(range(q, q_end))
        beads.append(Bead(rows, columns, similarity(source, rows, target, columns)))
    return beads


def similarity(source: Side, rows: Sequence[int], target: Side, columns: Sequence[int]) -> float:
    """The cosine of two runs; 0 if one of them is empty."""
    if not rows or not columns:
        return 0.0
    one = source.vectors[len(rows) - 1, rows[-1], :DIMENSION]
    other = target.vectors[len(columns) - 1, columns[-1], :DIMENSION]
    return round(float(one @ other), 4)


@dataclass(frozen=True)
class Texts:
    """Both texts as the aligner sees them: what every sentence contributes to the vectors of runs."""

    source_parts: Parts
    target_parts: Parts
    source_tokens: Matrix
    target_tokens: Matrix
    source_lengths: Vector
    target_lengths: Vector

    @classmethod
    def read(
        cls, source: Sequence[str], target: Sequence[str], source_language: str, target_language: str, encoder: Encoder
    ) -> Texts:
        """Encode both texts; what the encoder has in its cache is not computed again."""
        parts = encoder.parts(source), encoder.parts(target)
        lengths = (np.array([len(text.strip()) for text in side], np.float64) for side in (source, target))
        return cls(*parts, *shared_directions(source, target), *lengths)

    @property
    def ratio(self) -> float:
        """Source characters per target character."""
        return float((self.source_lengths.sum() + 1) / (self.target_lengths.sum() + 1))

    def sides(self, longest: int, encoder: Encoder | None = None) -> tuple[Side, Side]:
        """The two sides with the vectors of all runs of up to `longest` sentences."""
        encoder = encoder or shared_encoder()
        return (
            _side(encoder, self.source_parts, self.source_tokens, self.source_lengths, longest),
            _side(encoder, self.target_parts, self.target_tokens, self.target_lengths, longest),
        )

    def grouped(self, source_starts: NDArray[np.int64], target_starts: NDArray[np.int64]) -> Texts:
        """The same texts in larger units (paragraphs), which begin at these sentences."""
        return Texts(
            self.source_parts.grouped(source_starts),
            self.target_parts.grouped(target_starts),
            _sums(self.source_tokens, source_starts),
            _sums(self.target_tokens, target_starts),
            _sums(self.source_lengths, source_starts),
            _sums(self.target_lengths, target_starts),
        )


def _side(encoder: Encoder, parts: Parts, tokens: Matrix, lengths: Vector, longest: int) -> Side:
    shared = run_directions(tokens, longest) * np.float32(np.sqrt(SENTENCES.lexical))
    return Side(np.concatenate((encoder.run_vectors(parts, longest), shared), axis=2), lengths)


def _sums(rows: NDArray[Any], starts: NDArray[np.int64]) -> NDArray[Any]:
    return np.add.reduceat(rows, starts, axis=0) if len(starts) else rows[:0]
