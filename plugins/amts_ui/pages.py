"""What the pages show: the runs of Airflow and the reports in S3, brought together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from amts_core.config import Config
from amts_core.evaluate.facts import Section
from amts_core.evaluate.report import TrendPoint
from amts_ui import pictures
from amts_ui.library import Damaged, Shelved
from amts_ui.paging import Asked, Page, page_of
from amts_ui.pictures import Picture
from amts_ui.runs import AirflowRun
from amts_ui.summary import Summary


@dataclass(frozen=True)
class PairCard:
    """A language pair on the first page: its last run, its last report, its scores over time."""

    name: str
    title: str
    book: str
    last_run: AirflowRun | None
    latest: Summary | None
    damaged: Damaged | None
    over_time: Markup | None
    runs: int


@dataclass(frozen=True)
class RunRow:
    """A run in the table of a pair: what Airflow knows of it, its report, or what is wrong with that.

    `comparable`: it scored what the latest report scored, in the same way.
    """

    name: str
    airflow: AirflowRun | None
    report: Summary | None
    damaged: Damaged | None
    comparable: bool

    @property
    def date(self) -> datetime:
        """When it ran."""
        if self.airflow:
            return self.airflow.date
        if self.report:
            return self.report.date
        assert self.damaged
        return self.damaged.written


@dataclass(frozen=True)
class PairRuns:
    """A page of the runs of a pair, the newest first; `latest` is the last good report of the page."""

    page: Page[RunRow, Asked]
    variants: tuple[str, ...]
    latest: Summary | None
    over_time: Picture | None
    elsewhere: int
    """Reports with other chapters or metrics than the latest: not on the chart."""


@dataclass(frozen=True)
class DrawnSection:
    """A section of a report with its chart."""

    section: Section
    picture: Picture | None


def pair_title(config: Config, pair: str) -> str:
    """A pair in words, such as `English → Chinese`; what its name says beyond the languages follows."""
    languages = config.languages(pair)
    more = pair.removeprefix(str(languages)).lstrip("-")
    return f"{languages.title} ({more})" if more else languages.title


def pair_card(
    config: Config, pair: str, last_run: AirflowRun | None, newest: list[Summary | Damaged], runs: int
) -> PairCard:
    """The card of a pair: its last good report, and the damaged one that is newer, if there is one."""
    latest = next((entry for entry in newest if isinstance(entry, Summary)), None)
    damaged = newest[0] if newest and isinstance(newest[0], Damaged) else None
    drawn = pictures.bleu_over_time_small(latest.variants, latest.trend, f"card-{pair}") if latest else None
    return PairCard(pair, pair_title(config, pair), config.pair(pair).target, last_run, latest, damaged, drawn, runs)


RUNS_A_PAGE = 30


def pair_runs(
    pair: str,
    airflow: list[AirflowRun],
    shelf: list[Shelved],
    read: Callable[[list[Shelved]], list[Summary | Damaged]],
    asked: Asked,
) -> PairRuns:
    """The runs of a pair: those that Airflow knows, and those that left a report. `read` reads those of a page."""
    runs, shelved = {run.name: run for run in airflow}, {one.run: one for one in shelf}
    dates = {name: one.listed.written for name, one in shelved.items()} | {name: run.date for name, run in runs.items()}
    names = page_of(sorted(dates, key=dates.__getitem__, reverse=True), asked, RUNS_A_PAGE)
    reports = read([shelved[name] for name in names.rows if name in shelved])
    by_name = {entry.run: entry for entry in reports}
    summaries = [entry for entry in reports if isinstance(entry, Summary)]
    latest = summaries[0] if summaries else None
    rows = [_row(name, runs.get(name), by_name.get(name), latest) for name in names.rows]
    shown = [summary for summary in summaries if latest and summary.scored == latest.scored]
    points: list[TrendPoint] = [point for summary in reversed(shown) for point in summary.points()]
    variants = _variants(shown)
    return PairRuns(
        replace(names, rows=tuple(sorted(rows, key=lambda row: row.date, reverse=True))),  # type: ignore[arg-type]
        _variants(summaries),
        latest,
        pictures.bleu_over_time(variants, tuple(points), f"trend-{pair}"),
        len(summaries) - len(shown),
    )


def _row(name: str, airflow: AirflowRun | None, entry: Summary | Damaged | None, latest: Summary | None) -> RunRow:
    summary = entry if isinstance(entry, Summary) else None
    damaged = entry if isinstance(entry, Damaged) else None
    return RunRow(name, airflow, summary, damaged, bool(summary and latest and summary.scored == latest.scored))


def _variants(summaries: list[Summary]) -> tuple[str, ...]:
    """All variants of these runs, in the order none, paragraph, sentence."""
    found = {variant for summary in summaries for variant in summary.variants}
    return tuple(sorted(found, key=["none", "paragraph", "sentence"].index))
