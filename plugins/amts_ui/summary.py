"""The gist of a report: what lists and charts over many runs need, without its segments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from amts_core.evaluate.report import Difference, Level, Report, Score, TrendPoint


@dataclass(frozen=True)
class Summary:
    """A run as its report sums it up.

    `run` is the folder of the report in S3. `scored` is equal for reports whose scores can be compared: the same
    chapters, metrics and form of the text. `usd` is what was billed, else what was estimated, None if neither is known.
    """

    run: str
    date: datetime
    book: str
    engine: str
    variants: tuple[str, ...]
    bleu: tuple[Score, ...]
    differences: tuple[Difference, ...]
    scored: tuple[tuple[str, ...], tuple[str, ...]]
    segments: int
    usd: float | None
    billed: bool
    flags: int
    regressions: tuple[str, ...]
    trend: tuple[TrendPoint, ...]

    def score(self, variant: str) -> Score | None:
        """The average BLEU of a variant, None if the run did not make it."""
        return next((score for score in self.bleu if score.variant == variant), None)

    def points(self) -> list[TrendPoint]:
        """The run on the chart of BLEU over time."""
        return [
            TrendPoint(
                run=self.run,
                date=self.date.isoformat(),
                variant=score.variant,
                value=score.value,
                low=score.low,
                high=score.high,
                engine=self.engine,
            )
            for score in self.bleu
        ]


def summarised(report: Report, run: str) -> Summary:
    """The summary of the report in folder `run`."""
    billed = [cost.billed_usd for cost in report.about.cost if cost.billed_usd is not None]
    estimated = [cost.estimated_usd for cost in report.about.cost if cost.estimated_usd is not None]
    return Summary(
        run=run,
        date=_date(report.about.date),
        book=report.about.book,
        engine=report.about.engine,
        variants=report.variants,
        bleu=tuple(_average(report.scores)),
        differences=tuple(_average(report.differences)),
        scored=(report.chapters, tuple(row.signature for row in report.signatures)),
        segments=len(report.segments),
        usd=sum(billed or estimated) if billed or estimated else None,
        billed=bool(billed),
        flags=len(report.about.flags),
        regressions=tuple(report.regressions()),
        trend=report.trend,
    )


def _average(rows: tuple) -> list:  # type: ignore[type-arg]
    return [row for row in rows if row.level is Level.AVERAGE and row.metric == "BLEU"]


def _date(text: str) -> datetime:
    """The date of a run; a report made by hand may have none, and comes last."""
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return date if date.tzinfo else date.replace(tzinfo=UTC)
