"""Align two texts, sentence by sentence or paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from amts_core.languages import language
from amts_core.parallel.coarse import band_for
from amts_core.parallel.encoder import ENCODED_LANGUAGES, Encoder, shared_encoder
from amts_core.parallel.scoring import MarginScorer, Scoring, Side
from amts_core.parallel.search import best_path


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences that translate each other: their indices on both sides. One side may be empty; then the score is 0.

    `score` is the cosine of the two runs where the encoder knows both languages, else the share of common anchors.
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
    scoring: Scoring = Scoring(),
) -> list[Bead]:
    """The beads of two texts: every index exactly once and in order; up to 5 sentences a side, 7 together."""
    encoder = encoder or shared_encoder()
    longest = scoring.longest
    a, b = (
        Side(encoder.run_vectors(encoder.parts(texts), longest), np.array([len(text.strip()) for text in texts], float))
        for texts in (source, target)
    )
    ratio = (a.lengths.sum() + 1) / (b.lengths.sum() + 1)
    scorer = MarginScorer(a, b, ratio, scoring)
    band = band_for(a.vectors[0], b.vectors[0])
    path = best_path(len(a), len(b), scorer.shapes, scorer, scoring.skip, scoring.skip, band)
    beads = []
    for (p0, q0), (p1, q1) in zip(path, path[1:], strict=False):
        score = a.vectors[p1 - p0 - 1, p1 - 1] @ b.vectors[q1 - q0 - 1, q1 - 1] if p1 > p0 and q1 > q0 else 0.0
        beads.append(Bead(tuple(range(p0, p1)), tuple(range(q0, q1)), float(score)))
    return beads
