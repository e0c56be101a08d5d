"""The report of one run: flat records, so that JSON, CSV, the page and a chart are views of the same rows.

`report.json` is the product; its schema is `report.schema.json` beside this module. Adding a field is no break,
changing or removing one raises the first number of SCHEMA_VERSION. All scores are on the scale 0 to 1.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from amts_core.errors import AmtsError
from amts_core.evaluate.facts import RECORD, RunFacts, Section
from amts_core.evaluate.variants import variant_title

SCHEMA_VERSION = "2.0"
FEW_SEGMENTS = 30
"""Below this many segments a score is shown greyed: its interval is about ten BLEU points wide."""
SCHEMA = Path(__file__).with_name("report.schema.json")


class Level(StrEnum):
    """What a row is about: a chapter, the mean of the chapters (the published figure), all segments as one text."""

    CHAPTER = "chapter"
    AVERAGE = "average"
    POOLED = "pooled"


class Verdict(StrEnum):
    """What a difference says. `NO_CHANGE`: equal outputs; `UNSURE`: adjusted p over 0.05, or 0 in the interval."""

    NO_CHANGE = "no change"
    GAIN = "gain"
    LOSS = "loss"
    UNSURE = "not significant"


@dataclass(frozen=True, config=RECORD)
class Settings:
    """How the report was computed."""

    samples: int
    seed: int
    level: float
    few_segments: int
    text: str


@dataclass(frozen=True, config=RECORD)
class Signature:
    """A metric, whether more of it is better, and the sacrebleu signature that makes its numbers comparable."""

    metric: str
    higher_is_better: bool
    signature: str


@dataclass(frozen=True, config=RECORD)
class Score:
    """A score of one variant with its 95 % interval. `few`: too few segments to be read alone."""

    level: Level
    chapter: str
    variant: str
    metric: str
    segments: int
    value: float
    low: float
    high: float
    few: bool


@dataclass(frozen=True, config=RECORD)
class Difference:
    """Variant minus baseline with its 95 % interval, paired by segment.

    `p` is the paired bootstrap's, `adjusted_p` controlled over all chapters and comparisons of the metric. `wins`,
    `ties` and `losses` count segments by their own score.
    """

    level: Level
    chapter: str
    baseline: str
    variant: str
    metric: str
    segments: int
    value: float
    low: float
    high: float
    p: float
    adjusted_p: float
    verdict: Verdict
    wins: int
    ties: int
    losses: int
    few: bool


@dataclass(frozen=True, config=RECORD)
class EditShare:
    """Share of the segments of a variant by TER against the reference: untouched (equal text), to .3, to .6, over."""

    level: Level
    chapter: str
    variant: str
    segments: int
    untouched: float
    light: float
    medium: float
    heavy: float


@dataclass(frozen=True, config=RECORD)
class Leakage:
    """How much of what is scored is also in the parallel data of a variant: equal sources, and at least 95 % alike.

    `bleu` is over all segments, `bleu_without` over those that are neither (None if none is left).
    """

    variant: str
    segments: int
    exact: int
    near: int
    bleu: float
    bleu_without: float | None


@dataclass(frozen=True, config=RECORD)
class Bucket:
    """BLEU of two variants over the segments that have something in common, and the difference with its interval."""

    by: str
    label: str
    baseline: str
    variant: str
    segments: int
    baseline_bleu: float
    variant_bleu: float
    value: float
    low: float
    high: float
    few: bool


@dataclass(frozen=True, config=RECORD)
class TermUse:
    """How many of the terms that the sources have a variant (or the reference) has in its language; `missed` are those
    that it lacks most often.
    """

    variant: str
    expected: int
    hit: int
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, config=RECORD)
class SpanUse:
    """The protected spans of the scored sources (code, math, roles, link targets) and what a variant, or the reference,
    has of them: `kept` as they are, `lost`, and `added` ones that the source does not have (or not as often).
    """

    variant: str
    spans: int
    kept: int
    lost: int
    added: int


@dataclass(frozen=True, config=RECORD)
class NeuralScore:
    """A score of a neural metric, its mean over all segments; `model` says which, and whether it saw the reference."""

    variant: str
    metric: str
    model: str
    value: float
    segments: int


@dataclass(frozen=True, config=RECORD)
class Pair:
    """A pair of the parallel data, with the chapter it is from."""

    source: str
    target: str
    chapter: str


@dataclass(frozen=True, config=RECORD)
class Example:
    """A segment that gained or lost much, and the pair of the parallel data that most likely did it."""

    chapter: str
    segment: str
    baseline: str
    variant: str
    source: str
    reference: str
    baseline_text: str
    variant_text: str
    baseline_score: float
    variant_score: float
    similarity: float | None
    pair: Pair | None

    @property
    def gain(self) -> float:
        """Segment score of the variant minus the baseline's."""
        return self.variant_score - self.baseline_score


@dataclass(frozen=True, config=RECORD)
class Draft:
    """The draft of one variant for one segment with its own scores, and how near the parallel data came (0 to 1)."""

    variant: str
    text: str
    chrf: float
    ter: float | None
    similarity: float | None


@dataclass(frozen=True, config=RECORD)
class ScoredSegment:
    """One scored segment: source and reference of one bead, and a draft per variant."""

    chapter: str
    segment: str
    kind: str
    source: str
    reference: str
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, config=RECORD)
class LeftOut:
    """A segment that was not scored, and why."""

    chapter: str
    segment: str
    reason: str


@dataclass(frozen=True, config=RECORD)
class TrendPoint:
    """The average BLEU of one variant in one run. Only runs of one engine can be compared."""

    run: str
    date: str
    variant: str
    value: float
    low: float
    high: float
    engine: str = ""


@dataclass(frozen=True, config=RECORD)
class Report:
    """Everything that is known about the quality of one run for one language pair."""

    schema_version: str
    about: RunFacts
    source_language: str
    target_language: str
    variants: tuple[str, ...]
    settings: Settings
    signatures: tuple[Signature, ...]
    scores: tuple[Score, ...]
    differences: tuple[Difference, ...]
    edits: tuple[EditShare, ...]
    leakage: tuple[Leakage, ...]
    buckets: tuple[Bucket, ...]
    examples: tuple[Example, ...]
    segments: tuple[ScoredSegment, ...]
    left_out: tuple[LeftOut, ...]
    trend: tuple[TrendPoint, ...] = ()
    sections: tuple[Section, ...] = ()
    terms: tuple[TermUse, ...] = ()
    spans: tuple[SpanUse, ...] = ()
    neural: tuple[NeuralScore, ...] = ()

    @property
    def language_pair(self) -> str:
        """Such as `en-zh`."""
        return f"{self.source_language}-{self.target_language}"

    @property
    def chapters(self) -> tuple[str, ...]:
        """The evaluation articles, in order."""
        return tuple(dict.fromkeys(score.chapter for score in self.scores if score.level is Level.CHAPTER))

    @property
    def comparisons(self) -> tuple[tuple[str, str], ...]:
        """(baseline, variant) of every comparison, in order."""
        return tuple(dict.fromkeys((row.baseline, row.variant) for row in self.differences))

    @property
    def rows(self) -> tuple[Score, ...]:
        """What tables have rows for: chapters; then, of several, their average and all segments."""
        levels = {Level.CHAPTER} if len(self.chapters) == 1 else {*Level}
        first = [row for row in self.scores if (row.variant, row.metric) == (self.variants[0], "BLEU")]
        return tuple(row for row in first if row.level in levels)

    def score(self, variant: str, metric: str = "BLEU", chapter: str = "", level: Level = Level.AVERAGE) -> Score:
        """One score; raises KeyError if the report has none such."""
        return self._scores[level, chapter, variant, metric]

    def difference(
        self, baseline: str, variant: str, metric: str = "BLEU", chapter: str = "", level: Level = Level.AVERAGE
    ) -> Difference:
        """One difference; raises KeyError if the report has none such."""
        return self._differences[level, chapter, baseline, variant, metric]

    @cached_property
    def _scores(self) -> dict[tuple[Level, str, str, str], Score]:
        return {(row.level, row.chapter, row.variant, row.metric): row for row in self.scores}

    @cached_property
    def _differences(self) -> dict[tuple[Level, str, str, str, str], Difference]:
        return {(row.level, row.chapter, row.baseline, row.variant, row.metric): row for row in self.differences}

    def regressions(self) -> list[str]:
        """Sentences for variants whose average BLEU fell below the interval of the run before; [] is good.

        Runs of other engines are not looked at.
        """
        return [
            f"average BLEU ({variant_title(last.variant)}) fell to {last.value:.3f}, below {before.low:.3f}, "
            f"the lower end of run {before.run}"
            for before, last in _last_two(self.trend)
            if last.value < before.low
        ]

    def to_json(self) -> str:
        """The report as JSON text, valid against `report.schema.json`."""
        return _adapter().dump_json(self, by_alias=True, indent=1).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Report:
        """The report in this JSON text; raises AmtsError if it is none, or of another major version."""
        try:
            version = str(json.loads(text)["schemaVersion"])
        except (ValueError, KeyError, TypeError) as error:
            raise AmtsError(f"this is not a report of AMTS ({error}): give the report.json of a run") from None
        if version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
            raise AmtsError(f"the report has schema version {version}, this AMTS reads {SCHEMA_VERSION}: run it again")
        try:
            return _adapter().validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise AmtsError(f"the report is damaged at {place}: {first['msg']}") from None


def _last_two(trend: Iterable[TrendPoint]) -> list[tuple[TrendPoint, TrendPoint]]:
    points = list(trend)
    by_variant: dict[str, list[TrendPoint]] = {}
    for point in points:
        if point.engine == points[-1].engine:
            by_variant.setdefault(point.variant, []).append(point)
    return [(points[-2], points[-1]) for points in by_variant.values() if len(points) > 1]


def _adapter() -> TypeAdapter[Report]:
    return TypeAdapter(Report)


def json_schema() -> dict[str, Any]:
    """The JSON schema of `to_json`, made from the records; `report.schema.json` is this, kept in step by a test."""
    schema = _adapter().json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "AMTS report"} | schema
