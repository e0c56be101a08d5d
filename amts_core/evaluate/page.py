"""The report as one HTML page that needs nothing else: style and pictures are in it, and there is no script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from amts_core.evaluate import charts
from amts_core.evaluate.charts import NARROW, WIDE
from amts_core.evaluate.diff import Marked, mark_differences, spans_apart
from amts_core.evaluate.facts import RunFacts
from amts_core.evaluate.names import p_text, row_name, short_names, variant_title
from amts_core.evaluate.report import Difference, Example, Level, Report, Verdict
from amts_core.languages import language
from amts_core.money import usd

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Picture:
    """One chart for wide and for narrow screens, with what it shows in words."""

    wide: Markup
    narrow: Markup
    label: str


@dataclass(frozen=True)
class SideBySide:
    """An example with its differences marked."""

    example: Example
    marked: Marked


def page(report: Report) -> str:
    """The whole page of a report."""
    names = short_names(report.chapters)
    return _template().render(
        report=report,
        style=Markup((FOLDER / "page.css").read_text(encoding="utf-8")),
        pictures=_pictures(report),
        run_line=_run_line(report.about),
        headlines=[_headline(report, baseline, variant) for baseline, variant in report.comparisons],
        examples={comparison: _side_by_side(report, comparison) for comparison in report.comparisons},
        metrics=[signature.metric for signature in report.signatures],
        languages=[language(code).name for code in (report.source_language, report.target_language)],
        left_out=_left_out_by_reason(report),
        names=names,
        Level=Level,
        row_name=lambda row: row_name(row, names),
        usd=usd,
        variant_title=variant_title,
        p_text=p_text,
        verdict_class=lambda row: row.verdict.name.lower().replace("_", "-"),
        spans_apart=spans_apart,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["score"] = lambda value: f"{value:.3f}"
    environment.filters["signed"] = lambda value: f"{value:+.3f}".replace("-", "−")
    environment.filters["percent"] = lambda value: f"{100 * value:.0f} %"
    environment.filters["count"] = lambda value: f"{value:,}".replace(",", "\u202f")
    return environment.get_template("page.html.j2")


def _pictures(report: Report) -> dict[str, Picture]:
    """The charts that this report has data for; none without the extra `charts`."""
    if not charts.CAN_DRAW:
        return {}
    drawn = {
        "bleu": (charts.bleu_by_chapter, "BLEU of each chapter and of the average, by variant, with 95 % intervals"),
        "similarity": (charts.gain_by_similarity, "BLEU gained in each band of similarity to the parallel data"),
        "edits": (charts.edit_shares, "Share of segments by the edits they need, by variant"),
        "trend": (charts.trend, "Average BLEU of the last runs, by variant"),
    }
    pictures = {}
    for key, (draw, label) in drawn.items():
        chart = draw(report, WIDE)
        if chart is not None:
            wide, narrow = charts.svg(chart, key), charts.svg(draw(report, NARROW), f"{key}-narrow")
            pictures[key] = Picture(Markup(wide), Markup(narrow), label)
    for section in report.sections:
        if section.chart is not None:
            wide, narrow = (Markup(charts.svg(section.chart, f"{section.key}-{size}")) for size in ("wide", "narrow"))
            pictures[section.key] = Picture(wide, narrow, section.title)
    return pictures


def _run_line(about: RunFacts) -> str:
    """Which run this is, and what translated."""
    date = about.date[:16].replace("T", " ")
    run = " · ".join(filter(None, [about.run and f"Run {about.run}", date]))
    engine = " at ".join(filter(None, [about.engine and f"engine {about.engine}", about.endpoint]))
    return " · ".join(filter(None, [run, engine]))


def _headline(report: Report, baseline: str, variant: str) -> str:
    """A comparison as a sentence."""
    row: Difference = report.difference(baseline, variant)
    after, before = (report.score(name).value for name in (variant, baseline))
    what = f"average BLEU {after:.3f} against {before:.3f} {_against(baseline)}"
    bounds = f"{row.value:+.3f}, 95 % interval {row.low:+.3f} to {row.high:+.3f}, p {_p_sign(row.p)}"
    match row.verdict:
        case Verdict.NO_CHANGE:
            return f"{variant_title(variant)}: the drafts are the same as {_against(baseline)}, no change."
        case Verdict.UNSURE:
            return f"{variant_title(variant)}: {what} ({bounds}); by {row.metric} this may be chance."
        case _:
            return f"{variant_title(variant)}: {what} ({bounds}), a {row.verdict.value} by {row.metric}."


def _against(variant: str) -> str:
    return variant_title(variant) if variant == "none" else f"with {variant_title(variant)}"


def _p_sign(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def _side_by_side(report: Report, comparison: tuple[str, str]) -> list[SideBySide]:
    return [
        SideBySide(example, mark_differences(example.baseline_text, example.variant_text, example.reference))
        for example in report.examples
        if (example.baseline, example.variant) == comparison
    ]


def _left_out_by_reason(report: Report) -> dict[str, int]:
    reasons = [entry.reason for entry in report.left_out]
    return {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)}
