"""The charts of the pages, as SVG for wide and narrow screens. Drawn here (vl-convert), nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from amts_core.evaluate.charts import NARROW, WIDE, bleu_by_chapter, svg, trend
from amts_core.evaluate.facts import Section
from amts_core.evaluate.report import Report, TrendPoint
from amts_ui.library import Memory

SMALL = 380
_DRAWN: Memory[Markup] = Memory(200)


@dataclass(frozen=True)
class Picture:
    """A chart for wide and for narrow screens, and what it shows in words."""

    wide: Markup
    narrow: Markup
    label: str


@dataclass(frozen=True)
class OverTime:
    """What the chart of BLEU over time looks at: points of runs, the oldest first."""

    variants: tuple[str, ...]
    trend: tuple[TrendPoint, ...]


def bleu_over_time(variants: tuple[str, ...], points: tuple[TrendPoint, ...], key: str) -> Picture | None:
    """BLEU of each variant with its interval, run by run; None for a single run."""
    over_time: Any = OverTime(variants, points)
    return _picture(lambda width: trend(over_time, width), over_time, key, "Average BLEU of each run, by variant")


def bleu_over_time_small(variants: tuple[str, ...], points: tuple[TrendPoint, ...], key: str) -> Markup | None:
    """The same in the size of a card."""
    over_time: Any = OverTime(variants, points)
    if trend(over_time, SMALL) is None:
        return None
    return _DRAWN.get((over_time, SMALL, key), lambda: Markup(svg(trend(over_time, SMALL), key)))


def sparkline(shares: Sequence[float]) -> Markup | None:
    """Shares (0 to 1) over time as a line; None for a single one."""
    if len(shares) < 2:
        return None
    step = 400 / (len(shares) - 1)
    points = " ".join(f"{number * step:.1f},{38 - 36 * share:.1f}" for number, share in enumerate(shares))
    line = f'<polyline points="{points}" fill="none" stroke="var(--accent)" stroke-width="2"/>'
    ground = '<path d="M0 39h400" stroke="var(--line)"/>'
    return Markup(f'<svg class="sparkline" viewBox="0 0 400 40" preserveAspectRatio="none">{ground}{line}</svg>')


def chapters(report: Report, key: tuple[str, str]) -> Picture | None:
    """BLEU of each chapter and of the average; `key` is pair and run."""
    label = "BLEU of each chapter and of the average, by variant, with 95 % intervals"
    return _picture(lambda width: bleu_by_chapter(report, width), (*key, report.about.date), "bleu", label)


def section(found: Section, key: tuple[str, str]) -> Picture | None:
    """The chart that the maker of a section gave it."""
    return _picture(lambda _: found.chart, (*key, found.key, str(found.chart)), found.key, found.title)


def _picture(draw: Callable[[int], Any], what: Any, key: str, label: str) -> Picture | None:
    if draw(WIDE) is None:
        return None
    wide, narrow = (
        _DRAWN.get((what, width, key), lambda width=width: Markup(svg(draw(width), f"{key}-{width}")))  # type: ignore[misc]
        for width in (WIDE, NARROW)
    )
    return Picture(wide, narrow, label)
