"""How variants, chapters and numbers are called where people read them."""

from __future__ import annotations

from collections.abc import Sequence

from amts_core.book.model import has_letter
from amts_core.evaluate.report import Difference, Level, Score, Verdict
from amts_core.evaluate.variants import variant_title

__all__ = ["p_text", "row_name", "short_names", "variant_title", "verdict_text"]


def short_names(chapters: Sequence[str]) -> dict[str, str]:
    """Chapter ids without their folders where that keeps them apart and they are more than numbers."""
    last = [chapter.rsplit("/", 1)[-1] for chapter in chapters]
    is_enough = len(set(last)) == len(last) and all(has_letter(name) for name in last)
    return dict(zip(chapters, last if is_enough else chapters, strict=True))


def row_name(row: Score | Difference, names: dict[str, str]) -> str:
    """What a row of a table is called: the chapter, or `average` and `all segments`."""
    return {Level.AVERAGE: "average", Level.POOLED: "all segments"}.get(row.level) or names[row.chapter]


def p_text(p: float) -> str:
    """A p-value with three decimals, small ones as a bound."""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def verdict_text(verdict: Verdict, few: bool) -> str:
    """The verdict, with a star where the segments are few."""
    return f"{verdict.value} *" if few else verdict.value
