"""The tables of the report as text, for the log of a task and for a terminal: articles as rows, the average last."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table

from amts_core.evaluate.report import Level, Report, Score, Verdict

TITLES = {"none": "without ACT", "paragraph": "ACT, paragraph pairs", "sentence": "ACT, sentence pairs"}
WIDTH = 110


def text_tables(report: Report) -> str:
    """Scores of all variants, then each comparison with its differences, then what the numbers rest on."""
    text = io.StringIO()
    console = Console(file=text, width=WIDTH, color_system=None, highlight=False, markup=False, emoji=False)
    for table in tables(report):
        console.print(table)
    for line in _footnotes(report):
        console.print(line, soft_wrap=True)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def tables(report: Report) -> Iterator[Table]:
    """The tables, for a console that prints them itself."""
    yield _scores(report)
    yield from (_comparison(report, baseline, variant) for baseline, variant in report.comparisons)


def row_name(score: Score) -> str:
    """What a row is called: the article, or `average` and `all segments`."""
    return {Level.ARTICLE: score.article, Level.AVERAGE: "average", Level.POOLED: "all segments"}[score.level]


def variant_title(variant: str) -> str:
    """What a variant is called where people read it."""
    return TITLES.get(variant, variant)


def _scores(report: Report) -> Table:
    table = _table(f"{report.language_pair}: BLEU, chrF and TER (0 to 1), without and with ACT")
    metrics = [signature.metric for signature in report.signatures]
    table.add_column("article", overflow="fold")
    table.add_column("segments", justify="right")
    for variant in report.variants:
        for metric in metrics:
            table.add_column(f"{variant}\n{metric}", justify="right")
    for row in _rows(report):
        cells = [
            f"{report.score(variant, metric, row.article, row.level).value:.3f}"
            for variant in report.variants
            for metric in metrics
        ]
        table.add_row(row_name(row), str(row.segments), *cells, end_section=row.article == report.articles[-1])
    return table


def _comparison(report: Report, baseline: str, variant: str) -> Table:
    table = _table(f"BLEU, {variant_title(baseline)} → {variant_title(variant)}")
    table.add_column("article", overflow="fold")
    for name in (baseline, variant, "difference", "95 % interval", "p", "verdict"):
        table.add_column(name, justify="left" if name == "verdict" else "right")
    for row in _rows(report):
        difference = report.difference(baseline, variant, "BLEU", row.article, row.level)
        values = [report.score(name, "BLEU", row.article, row.level).value for name in (baseline, variant)]
        table.add_row(
            row_name(row),
            *(f"{value:.3f}" for value in values),
            f"{difference.value:+.3f}",
            f"{difference.low:+.3f} … {difference.high:+.3f}",
            p_text(difference.adjusted_p),
            verdict_text(difference.verdict, difference.few),
            end_section=row.article == report.articles[-1],
        )
    return table


def p_text(p: float) -> str:
    """A p-value with three decimals, small ones as a bound."""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def verdict_text(verdict: Verdict, few: bool) -> str:
    """The verdict, with a remark where the segments are few."""
    return f"{verdict.value} (few segments)" if few else verdict.value


def _rows(report: Report) -> list[Score]:
    return [row for row in report.scores if (row.variant, row.metric) == (report.variants[0], "BLEU")]


def _footnotes(report: Report) -> Iterator[str]:
    for signature in report.signatures:
        yield f"{signature.metric}: {signature.signature}"
    yield f"{len(report.segments)} segments scored, {len(report.left_out)} left out"
    for leak in report.leakage:
        yield (
            f"parallel data of variant {leak.variant}: no evaluation article in it; "
            f"{leak.exact} of {leak.segments} scored sources are also there, {leak.near} nearly"
        )


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="", pad_edge=False)
