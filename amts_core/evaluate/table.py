"""The tables of the report as text, for the log of a task and for a terminal: chapters as rows, the average last."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table

from amts_core.evaluate.names import p_text, row_name, short_names, variant_title, verdict_text
from amts_core.evaluate.report import Report

WIDTH = 120


def text_tables(report: Report) -> str:
    """Each metric for all variants, then each comparison with its differences, then what the numbers rest on."""
    text = io.StringIO()
    console = Console(file=text, width=WIDTH, color_system=None, highlight=False, markup=False, emoji=False)
    for table in tables(report):
        console.print(table)
    for line in _footnotes(report):
        console.print(line, soft_wrap=True)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def tables(report: Report) -> Iterator[Table]:
    """The tables, for a console that prints them itself."""
    yield from (_scores(report, signature.metric) for signature in report.signatures)
    yield from (_comparison(report, baseline, variant) for baseline, variant in report.comparisons)


def _scores(report: Report, metric: str) -> Table:
    """The shape of the published tables: chapters as rows, variants as columns."""
    names = short_names(report.chapters)
    table = _table(f"{metric} {report.language_pair}, 0 to 1")
    table.add_column("chapter", overflow="fold")
    for name in ("segments", *report.variants):
        table.add_column(name, justify="right")
    for row in report.rows:
        values = (report.score(variant, metric, row.chapter, row.level).value for variant in report.variants)
        table.add_row(
            row_name(row, names),
            str(row.segments),
            *(f"{value:.3f}" for value in values),
            end_section=row.chapter == report.chapters[-1],
        )
    return table


def _comparison(report: Report, baseline: str, variant: str) -> Table:
    table = _table(f"BLEU, {variant_title(baseline)} → {variant_title(variant)}")
    names = short_names(report.chapters)
    table.add_column("chapter", overflow="fold")
    for name in (baseline, variant, "difference", "95 % interval", "p", "verdict"):
        table.add_column(name, justify="left" if name == "verdict" else "right")
    for row in report.rows:
        difference = report.difference(baseline, variant, "BLEU", row.chapter, row.level)
        values = [report.score(name, "BLEU", row.chapter, row.level).value for name in (baseline, variant)]
        table.add_row(
            row_name(row, names),
            *(f"{value:.3f}" for value in values),
            f"{difference.value:+.3f}",
            f"{difference.low:+.3f} … {difference.high:+.3f}",
            p_text(difference.adjusted_p),
            verdict_text(difference.verdict, difference.few),
            end_section=row.chapter == report.chapters[-1],
        )
    return table


def _footnotes(report: Report) -> Iterator[str]:
    if any(difference.few for difference in report.differences):
        yield f"* fewer than {report.settings.few_segments} segments"
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
