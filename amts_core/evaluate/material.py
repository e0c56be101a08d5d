"""What a report is computed from: the scored texts, their statistics (once), and how near the parallel data is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd

from amts_core.evaluate.metrics import Measure, measures
from amts_core.evaluate.report import Level
from amts_core.evaluate.significance import Resampling
from amts_core.evaluate.similarity import Nearest, nearest_pairs
from amts_core.evaluate.text import Form, scored
from amts_core.languages import LanguagePair


@dataclass(frozen=True)
class Group:
    """What gets a row of its own in the tables: a chapter, the average of the chapters, all segments pooled."""

    level: Level
    chapter: str
    rows: np.ndarray


@dataclass
class Sample:
    """The statistics of one variant under one metric, and every score that is a function of sums of their rows.

    `statistics` has shape (segments, columns); `chapters` maps a chapter to its row positions.
    """

    measure: Measure
    statistics: np.ndarray
    chapters: Mapping[str, np.ndarray]
    resampling: Resampling

    def value(self, group: Group) -> float:
        """The score of a group."""
        if group.level is Level.AVERAGE:
            return float(np.mean([self.measure.score(self.total(rows)) for rows in self.chapters.values()]))
        return self.measure.score(self.total(group.rows))

    def replicates(self, group: Group) -> np.ndarray:
        """Bootstrap scores of a group, shape (samples,); all samples are resampled alike, so they can be subtracted."""
        if group.level is Level.CHAPTER:
            return self._chapter_scores[group.chapter]
        if group.level is Level.AVERAGE:
            drawn = self.resampling.over_chapters(list(self._chapter_scores.values()))
            return np.asarray(drawn.mean(axis=1))
        return self.measure.scores(self.resampling.over_chapters(list(self._chapter_sums.values())).sum(axis=1))

    def total(self, rows: np.ndarray) -> np.ndarray:
        """Sum of the statistics of these segments."""
        return np.asarray(self.statistics[rows].sum(axis=0))

    @cached_property
    def by_segment(self) -> np.ndarray:
        """The score of every segment by itself, shape (segments,)."""
        return self.measure.scores(self.statistics)

    @cached_property
    def _chapter_sums(self) -> dict[str, np.ndarray]:
        return {name: self.resampling.segment_sums(self.statistics[rows]) for name, rows in self.chapters.items()}

    @cached_property
    def _chapter_scores(self) -> dict[str, np.ndarray]:
        return {name: self.measure.scores(sums) for name, sums in self._chapter_sums.items()}


@dataclass(frozen=True)
class Method:
    """How segments are scored: by how many samples, and in which form of the text."""

    resampling: Resampling = field(default_factory=Resampling)
    form: Form = "plain"


PLAIN = Method()


class Material:
    """The frame of a run with everything that is computed once from it."""

    def __init__(
        self,
        frame: pd.DataFrame,
        variants: tuple[str, ...],
        languages: LanguagePair,
        pairs: Mapping[str, pd.DataFrame],
        method: Method,
    ) -> None:
        self.frame = frame.reset_index(drop=True)
        self.variants, self.measures, self.pairs = variants, measures(languages.target), pairs
        self.method = method
        self.comparisons = tuple(combinations(variants, 2))
        self.chapters = {
            str(chapter): np.flatnonzero(self.frame["chapter"] == chapter)
            for chapter in dict.fromkeys(self.frame["chapter"])
        }
        self.texts = {
            name: [scored(text, method.form) for text in self.frame[name]]
            for name in ("source", "reference", *variants)
        }
        self.samples = {
            (variant, measure.name): Sample(
                measure,
                measure.statistics(self.texts[variant], self.texts["reference"]),
                self.chapters,
                method.resampling,
            )
            for variant in variants
            for measure in self.measures
        }
        self.nearest: dict[str, Nearest] = {
            variant: nearest_pairs(self.frame["source"], table, source_language=languages.source)
            for variant, table in pairs.items()
        }

    def groups(self) -> Iterator[Group]:
        """Every chapter, then the average, then all segments pooled."""
        everything = np.arange(len(self.frame))
        yield from (Group(Level.CHAPTER, chapter, rows) for chapter, rows in self.chapters.items())
        yield Group(Level.AVERAGE, "", everything)
        yield Group(Level.POOLED, "", everything)

    def equal(self, baseline: str, variant: str, rows: np.ndarray) -> bool:
        """Whether two variants have the same scored text in all these segments."""
        return all(self.texts[baseline][row] == self.texts[variant][row] for row in rows)
