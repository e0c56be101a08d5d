"""Where a difference comes from: leakage, buckets of segments, edit shares, the segments that changed most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from amts_core.book.segments import scan_segment
from amts_core.evaluate.material import Material, Sample
from amts_core.evaluate.report import (
    FEW_SEGMENTS,
    Bucket,
    Draft,
    EditShare,
    Example,
    Leakage,
    Pair,
    ScoredSegment,
    SpanUse,
)
from amts_core.evaluate.significance import interval
from amts_core.evaluate.similarity import NEAR, exact_matches, responsible_pair
from amts_core.evaluate.text import words

EXAMPLES = 10
TER_LIGHT, TER_MEDIUM = 0.3, 0.6
SIMILARITY_BANDS = ((0, "0-49"), (50, "50-74"), (75, "75-84"), (85, "85-94"), (95, "95-99"), (100, "100"))
LENGTH_BANDS = ((0, "1-9 words"), (10, "10-24 words"), (25, "25-49 words"), (50, "50 words and more"))


def edit_shares(material: Material) -> Iterator[EditShare]:
    """How much of each chapter would need no, light, medium or heavy edits, by TER of each segment."""
    for variant in material.variants:
        sample = material.samples.get((variant, "TER"))
        if sample is None:
            continue
        pairs = zip(material.texts[variant], material.texts["reference"], strict=True)
        untouched = np.array([draft == reference for draft, reference in pairs])
        band = np.digitize(sample.by_segment, [TER_LIGHT, TER_MEDIUM], right=True)
        for group in material.groups():
            touched = band[group.rows][~untouched[group.rows]]
            yield EditShare(
                level=group.level,
                chapter=group.chapter,
                variant=variant,
                segments=len(group.rows),
                untouched=float(untouched[group.rows].mean()),
                light=float(np.sum(touched == 0) / len(group.rows)),
                medium=float(np.sum(touched == 1) / len(group.rows)),
                heavy=float(np.sum(touched == 2) / len(group.rows)),
            )


def span_use(material: Material) -> Iterator[SpanUse]:
    """What each variant, and the reference, keeps of the protected spans of the sources."""
    wanted = [_spans(text) for text in material.frame["source"]]
    for name in (*material.variants, "reference"):
        found = [_spans(text) for text in material.frame[name]]
        lost = sum((one - other).total() for one, other in zip(wanted, found, strict=True))
        added = sum((other - one).total() for one, other in zip(wanted, found, strict=True))
        spans = sum(one.total() for one in wanted)
        yield SpanUse(name, spans, spans - lost, lost, added)


def _spans(text: str) -> Counter[str]:
    return Counter("".join(piece.text.split()) for piece in scan_segment(text) if piece.protected)


def leakage(material: Material) -> Iterator[Leakage]:
    """For each variant with parallel data, how many scored sources are in it, and BLEU with and without them."""
    for variant, pairs in material.pairs.items():
        exact = exact_matches(material.frame["source"], pairs)
        near = (material.nearest[variant].similarity >= NEAR) & ~exact
        sample = material.samples[variant, "BLEU"]
        clean = np.flatnonzero(~exact & ~near)
        yield Leakage(
            variant=variant,
            segments=len(exact),
            exact=int(exact.sum()),
            near=int(near.sum()),
            bleu=sample.measure.score(sample.statistics.sum(axis=0)),
            bleu_without=sample.measure.score(sample.total(clean)) if len(clean) else None,
        )


def buckets(material: Material) -> Iterator[Bucket]:
    """Each comparison over segments alike in something; similarity to the parallel data, which shows ACT, first."""
    for baseline, variant in material.comparisons:
        first, second = material.samples[baseline, "BLEU"], material.samples[variant, "BLEU"]
        for by, label, rows in _divisions(material, variant):
            yield _bucket(by, label, baseline, variant, rows, first, second)


def examples(material: Material) -> Iterator[Example]:
    """The segments that gained and that lost most in each comparison, by chrF of the segment; gains first."""
    for baseline, variant in material.comparisons:
        before, after = (material.samples[name, "chrF"].by_segment for name in (baseline, variant))
        gain = after - before
        order = np.argsort(-gain, kind="stable")
        gained = [row for row in order[:EXAMPLES] if gain[row] > 0]
        lost = [row for row in order[::-1][:EXAMPLES] if gain[row] < 0]
        for row in [*gained, *lost]:
            entry = material.frame.iloc[row]
            yield Example(
                chapter=entry["chapter"],
                segment=entry["segment"],
                baseline=baseline,
                variant=variant,
                source=entry["source"],
                reference=entry["reference"],
                baseline_text=entry[baseline],
                variant_text=entry[variant],
                baseline_score=float(before[row]),
                variant_score=float(after[row]),
                similarity=_similarity(material, variant, row),
                pair=_responsible(material, baseline, variant, row),
            )


def scored_rows(material: Material) -> Iterator[ScoredSegment]:
    """Every segment with its drafts and their own scores."""
    for row, entry in material.frame.iterrows():
        yield ScoredSegment(
            chapter=entry["chapter"],
            segment=entry["segment"],
            kind=str(entry["kind"]),
            source=entry["source"],
            reference=entry["reference"],
            drafts=tuple(
                Draft(
                    variant=variant,
                    text=entry[variant],
                    chrf=float(material.samples[variant, "chrF"].by_segment[row]),
                    ter=float(ter.by_segment[row]) if (ter := material.samples.get((variant, "TER"))) else None,
                    similarity=_similarity(material, variant, row),
                )
                for variant in material.variants
            ),
        )


def _divisions(material: Material, variant: str) -> Iterator[tuple[str, str, np.ndarray]]:
    if variant in material.nearest:
        percent = np.floor(material.nearest[variant].similarity * 100 + 1e-9)
        yield from _bands("similarity", percent, SIMILARITY_BANDS)
    yield from _bands("length", np.array([len(words(text)) for text in material.texts["source"]]), LENGTH_BANDS)
    kinds = material.frame["kind"].astype(str)
    for kind in dict.fromkeys(kinds):
        yield "kind", kind, np.flatnonzero(kinds == kind)
    spans = np.array([_has_spans(text) for text in material.frame["source"]])
    yield "protected spans", "with", np.flatnonzero(spans)
    yield "protected spans", "without", np.flatnonzero(~spans)


def _bands(by: str, values: np.ndarray, bands: tuple[tuple[int, str], ...]) -> Iterator[tuple[str, str, np.ndarray]]:
    band = np.digitize(values, [start for start, _ in bands]) - 1
    for number, (_, label) in enumerate(bands):
        yield by, label, np.flatnonzero(band == number)


def _has_spans(markdown: str) -> bool:
    return any(piece.protected for piece in scan_segment(markdown))


def _bucket(
    by: str, label: str, baseline: str, variant: str, rows: np.ndarray, first: Sample, second: Sample
) -> Bucket:
    """One bucket; an empty one has zeros, so that every band of a scale has its place in a chart."""
    if not len(rows):
        return Bucket(by, label, baseline, variant, 0, 0.0, 0.0, 0.0, 0.0, 0.0, few=True)
    before, after = (sample.measure.score(sample.total(rows)) for sample in (first, second))
    replicates = [
        sample.measure.scores(sample.resampling.segment_sums(sample.statistics[rows])) for sample in (first, second)
    ]
    bounds = interval(after - before, replicates[1] - replicates[0])
    return Bucket(
        by=by,
        label=label,
        baseline=baseline,
        variant=variant,
        segments=len(rows),
        baseline_bleu=before,
        variant_bleu=after,
        value=bounds.value,
        low=bounds.low,
        high=bounds.high,
        few=len(rows) < FEW_SEGMENTS,
    )


def _similarity(material: Material, variant: str, row: int) -> float | None:
    near = material.nearest.get(variant)
    return float(near.similarity[row]) if near else None


def _responsible(material: Material, baseline: str, variant: str, row: int) -> Pair | None:
    """The pair behind a change, if the variant has parallel data."""
    if variant not in material.nearest:
        return None
    table = material.pairs[variant]
    chosen = responsible_pair(
        material.nearest[variant].pairs[row],
        table,
        baseline=material.texts[baseline][row],
        variant=material.texts[variant][row],
    )
    if chosen is None:
        return None
    pair = table.iloc[chosen]
    return Pair(source=pair["source"], target=pair["target"], chapter=str(pair.get("chapter", "")))
