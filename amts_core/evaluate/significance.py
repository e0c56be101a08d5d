"""How sure a score or a difference is: bootstrap over the segments of a chapter, and over chapters for all of them.

Sources: Koehn 2004 (paired bootstrap), sacrebleu 2.6 (same resamples for the same seed, same shifted p-value),
Benjamini and Hochberg 1995 (many p-values).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval, all on the scale of the value."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Resampling:
    """How the bootstrap draws. The seed is ours, never the environment's, so a report can be made again."""

    samples: int = 1000
    seed: int = 12345

    def segment_sums(self, statistics: np.ndarray) -> np.ndarray:
        """Sums of rows over resampled segments: (segments, columns) gives (samples, columns).

        The draws depend on the number of segments alone, so two variants of one chapter are resampled alike (paired).
        """
        segments = len(statistics)
        drawn = np.random.default_rng(self.seed).choice(segments, size=(self.samples, segments), replace=True)
        counts = np.zeros((self.samples, segments))
        np.add.at(counts, (np.arange(self.samples)[:, None], drawn), 1)
        return np.asarray(counts @ statistics)

    def over_chapters(self, replicates: Sequence[np.ndarray]) -> np.ndarray:
        """Replicates of several chapters drawn together: as many (samples, ...) give (samples, chapters, ...).

        Two stages, since sentences of one chapter are not independent: chapters are drawn with replacement, and for
        each chapter drawn one of its own segment resamples. One chapter alone gives its segment resamples.
        """
        stacked = np.stack(replicates)
        chapters = len(stacked)
        if chapters == 1:
            return np.moveaxis(stacked, 0, 1)
        random = np.random.default_rng(self.seed)
        chapter = random.integers(chapters, size=(self.samples, chapters))
        replicate = random.integers(self.samples, size=(self.samples, chapters))
        return np.asarray(stacked[chapter, replicate])


def interval(value: float, replicates: np.ndarray) -> Interval:
    """The percentile interval of the replicates around the value that was measured."""
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(replicates, [tail, 1 - tail])
    return Interval(float(value), float(low), float(high))


def paired_p(difference: float, replicates: np.ndarray) -> float:
    """Two-sided p-value of a difference from its paired bootstrap replicates.

    sacrebleu's formula, but a replicate that equals the observed difference counts against significance: two equal
    systems get p = 1, where sacrebleu gives 1 / (samples + 1).
    """
    spread = np.abs(replicates)
    against = int(np.sum(spread - spread.mean() >= abs(difference)))
    return (against + 1) / (len(replicates) + 1)


def control(p_values: Sequence[float]) -> list[float]:
    """Benjamini-Hochberg adjusted p-values, in the order given; an empty list gives an empty list."""
    return [float(q) for q in scipy.stats.false_discovery_control(p_values)] if p_values else []
