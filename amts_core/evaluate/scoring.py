"""From aligned segments to a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

import numpy as np
import pandas as pd

from amts_core.errors import AmtsError
from amts_core.evaluate import breakdown
from amts_core.evaluate.facts import RunFacts
from amts_core.evaluate.material import PLAIN, Group, Material, Method
from amts_core.evaluate.metrics import Measure
from amts_core.evaluate.report import (
    FEW_SEGMENTS,
    SCHEMA_VERSION,
    Difference,
    LeftOut,
    Level,
    Report,
    Score,
    Settings,
    Signature,
    TrendPoint,
    Verdict,
)
from amts_core.evaluate.significance import LEVEL, control, interval, paired_p
from amts_core.evaluate.similarity import kept_pairs, refuse_leaked_chapters, refuse_leaked_text
from amts_core.evaluate.terms import REFERENCE, term_use
from amts_core.evaluate.variants import VARIANTS
from amts_core.languages import LanguagePair

COLUMNS = ("chapter", "segment", "kind", "source", "reference")
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Beside:
    """What is known beside the segments that are scored.

    `left_out` are those that are not (chapter, segment, reason). `parallel_data` maps a variant to its pairs (columns
    source, target, chapter; verdict if there are rejected ones); `terms` are those of the book, source to target.
    """

    left_out: pd.DataFrame | None = None
    parallel_data: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)


def evaluate(
    frame: pd.DataFrame,
    languages: LanguagePair,
    beside: Beside = Beside(),
    method: Method = PLAIN,
    *,
    about: RunFacts | None = None,
    history: Sequence[Report] = (),
) -> Report:
    """Score the variants of a run and compare each with the earlier ones.

    `frame` has a row per scored segment: chapter, segment, kind, source, reference, and a column per variant (`none`,
    `paragraph`, `sentence`), all Markdown on one line. `history` are reports of earlier runs, oldest first. Raises
    AmtsError if there is nothing to score and LeakedEvaluation if a chapter is in the parallel data.
    """
    variants = _checked_variants(frame)
    pairs = {name: kept_pairs(table) for name, table in beside.parallel_data.items() if name in variants}
    refuse_leaked_chapters([str(chapter) for chapter in frame["chapter"].unique()], pairs)
    material = Material(frame, variants, languages, pairs, method)
    for variant, near in material.nearest.items():
        refuse_leaked_text(material.frame, near, variant, pairs[variant])
    report = Report(
        schema_version=SCHEMA_VERSION,
        about=about or RunFacts(),
        source_language=languages.source,
        target_language=languages.target,
        variants=variants,
        settings=_settings(material),
        signatures=tuple(_signature(measure, material) for measure in material.measures),
        scores=tuple(_scores(material)),
        differences=tuple(_controlled(list(_differences(material)))),
        edits=tuple(breakdown.edit_shares(material)),
        leakage=tuple(breakdown.leakage(material)),
        buckets=tuple(breakdown.buckets(material)),
        examples=tuple(breakdown.examples(material)),
        segments=tuple(breakdown.scored_rows(material)),
        left_out=_left_out(beside.left_out),
        terms=tuple(term_use(material.texts["source"], _columns(material), beside.terms)),
        spans=tuple(breakdown.span_use(material)),
    )
    return replace(report, trend=_trend([*history, report]))


def _columns(material: Material) -> dict[str, list[str]]:
    """The scored texts of the variants and of the reference."""
    return {name: material.texts[name] for name in (*material.variants, REFERENCE)}


def _checked_variants(frame: pd.DataFrame) -> tuple[str, ...]:
    missing = [column for column in COLUMNS if column not in frame]
    if missing:
        raise AmtsError(f"the table of segments lacks the columns {', '.join(missing)}: make it with scored_segments")
    variants = tuple(name for name in VARIANTS if name in frame)
    if not variants:
        raise AmtsError(f"the table of segments has no variant: give at least one column of {', '.join(VARIANTS)}")
    if not len(frame):
        raise AmtsError("there is no segment to score: check that the evaluation articles have a reference and drafts")
    return variants


def _settings(material: Material) -> Settings:
    return Settings(
        samples=material.method.resampling.samples,
        seed=material.method.resampling.seed,
        level=LEVEL,
        few_segments=FEW_SEGMENTS,
        text=material.method.form,
    )


def _signature(measure: Measure, material: Material) -> Signature:
    resampling = material.method.resampling
    return Signature(
        metric=measure.name,
        higher_is_better=measure.sign > 0,
        signature=measure.signature(samples=resampling.samples, seed=resampling.seed, form=material.method.form),
    )


def _scores(material: Material) -> Iterator[Score]:
    for (variant, metric), sample in material.samples.items():
        for group in material.groups():
            bounds = interval(sample.value(group), sample.replicates(group))
            yield Score(
                level=group.level,
                chapter=group.chapter,
                variant=variant,
                metric=metric,
                segments=len(group.rows),
                few=len(group.rows) < FEW_SEGMENTS,
                **asdict(bounds),
            )


def _differences(material: Material) -> Iterator[Difference]:
    for measure in material.measures:
        for baseline, variant in material.comparisons:
            for group in material.groups():
                yield _difference(material, measure, baseline, variant, group)


def _difference(material: Material, measure: Measure, baseline: str, variant: str, group: Group) -> Difference:
    """One comparison; the verdict waits for the control of all p-values, except where the outputs are equal."""
    before, after = material.samples[baseline, measure.name], material.samples[variant, measure.name]
    replicates = after.replicates(group) - before.replicates(group)
    bounds = interval(after.value(group) - before.value(group), replicates)
    gains = measure.sign * (after.by_segment[group.rows] - before.by_segment[group.rows])
    equal = material.equal(baseline, variant, group.rows)
    p = 1.0 if equal else paired_p(bounds.value, replicates)
    return Difference(
        level=group.level,
        chapter=group.chapter,
        baseline=baseline,
        variant=variant,
        metric=measure.name,
        segments=len(group.rows),
        p=p,
        adjusted_p=p,
        verdict=Verdict.NO_CHANGE if equal else Verdict.UNSURE,
        wins=int(np.sum(gains > 0)),
        ties=int(np.sum(gains == 0)),
        losses=int(np.sum(gains < 0)),
        few=len(group.rows) < FEW_SEGMENTS,
        **asdict(bounds),
    )


def _controlled(differences: Sequence[Difference]) -> Iterator[Difference]:
    """Adjust the p-values of the chapters, all comparisons of a metric together, and give the verdicts."""
    better = {difference.metric: -1 if difference.metric == "TER" else 1 for difference in differences}
    adjusted = {
        id(row): q
        for metric in better
        for row, q in _adjusted([row for row in differences if row.metric == metric and row.level is Level.CHAPTER])
    }
    for row in differences:
        q = adjusted.get(id(row), row.p)
        verdict = row.verdict
        if verdict is not Verdict.NO_CHANGE and q <= SIGNIFICANT and not row.low <= 0 <= row.high:
            verdict = Verdict.GAIN if row.value * better[row.metric] > 0 else Verdict.LOSS
        yield replace(row, adjusted_p=q, verdict=verdict)


def _adjusted(rows: Sequence[Difference]) -> Iterable[tuple[Difference, float]]:
    return zip(rows, control([row.p for row in rows]), strict=True)


def _left_out(table: pd.DataFrame | None) -> tuple[LeftOut, ...]:
    if table is None or not len(table):
        return ()
    return tuple(
        LeftOut(chapter=str(chapter), segment=str(segment), reason=str(reason))
        for chapter, segment, reason in zip(table["chapter"], table["segment"], table["reason"], strict=True)
    )


def _trend(reports: Sequence[Report]) -> tuple[TrendPoint, ...]:
    """The average BLEU of the runs that scored the same chapters with the same signature as the last one."""
    last = reports[-1]
    alike = [report for report in reports if (report.chapters, report.signatures) == (last.chapters, last.signatures)]
    return tuple(
        TrendPoint(
            run=report.about.run,
            date=report.about.date,
            variant=score.variant,
            value=score.value,
            low=score.low,
            high=score.high,
            engine=report.about.engine,
        )
        for report in alike
        for score in report.scores
        if score.level is Level.AVERAGE and score.metric == "BLEU"
    )
