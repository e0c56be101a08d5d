"""What is used of the inside of sacrebleu: the only module that knows its private names (pinned to 2.6).

sacrebleu scores texts; we keep the counts of each segment, so that every score is a function of a sum of rows, and
search the shifts of TER faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sacrebleu.metrics import lib_ter
from sacrebleu.metrics.ter import TER

from amts_core.progress import telling

_inside: Any = lib_ter  # its lists of words may be strings of one-character words

BEAM: int = _inside._BEAM_WIDTH
MOST_SHIFTS: int = _inside._MAX_SHIFT_CANDIDATES


def counts_of(metric: Any, hypotheses: Sequence[str], references: Sequence[str]) -> list[list[float]]:
    """The counts of each segment that a metric adds up, against one reference; the log says how far it is."""
    pairs = list(zip(hypotheses, references, strict=True))
    found = telling(pairs, f"segments scored by {type(metric).__name__}")
    return [metric._extract_corpus_statistics([hypothesis], [[reference]])[0] for hypothesis, reference in found]


def score_of(metric: Any, counts: Sequence[float]) -> float:
    """The score of one sum of counts, as sacrebleu gives it (0 to 100)."""
    return float(metric._compute_score_from_stats(list(counts)).score)


def beam_distance(reference: str) -> Any:
    """sacrebleu's edit distance to a reference within its beam; called with a hypothesis: distance and trace."""
    return _inside.BeamEditDistance(reference)


def best_shift(words: str, reference: str, distances: Any, checked: int) -> tuple[int, str, int]:
    """The shift that lowers the distance most: what it gains, the words after it, and how many were tried until now."""
    found: tuple[int, str, int] = _inside._shift(words, reference, distances, checked)
    return found


class OneReferenceTER(TER):
    """sacrebleu's TER, whose edits of a segment `edits` counts."""

    def edits(self, hypothesis: str, reference: str) -> tuple[int, int]:
        """Edits and length of the reference, in words of two tokenised texts."""
        raise NotImplementedError

    def _compute_segment_statistics(self, hypothesis: str, ref_kwargs: dict[str, Any]) -> list[float]:
        (reference,) = ref_kwargs["ref_words"]
        return list(self.edits(hypothesis, " ".join(reference)))
