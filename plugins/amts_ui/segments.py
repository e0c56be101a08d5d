"""Segments of a run side by side: which are shown, in which order, and where two drafts differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from urllib.parse import urlencode

from amts_core.evaluate import Report
from amts_core.evaluate.diff import Marked, mark_differences
from amts_core.evaluate.report import Draft, ScoredSegment

PER_PAGE = 20


class Order(StrEnum):
    """In which order segments are shown."""

    BOOK = "book"
    GAIN = "gain"
    LOSS = "loss"
    WORST = "worst"


ORDERS = {
    Order.BOOK: "as in the book",
    Order.GAIN: "largest gain first",
    Order.LOSS: "largest loss first",
    Order.WORST: "worst draft first",
}


@dataclass(frozen=True)
class Choice:
    """What a reader asks for. Empty or unknown names mean: all chapters, the first and the last variant."""

    chapter: str = ""
    baseline: str = ""
    variant: str = ""
    order: Order = Order.BOOK
    page: int = 1

    def within(self, report: Report) -> Choice:
        """The same choice with names that the report has."""
        variants = report.variants
        return replace(
            self,
            chapter=self.chapter if self.chapter in report.chapters else "",
            baseline=self.baseline if self.baseline in variants else variants[0],
            variant=self.variant if self.variant in variants else variants[-1],
        )

    def query(self, page: int) -> str:
        """The choice as the query of an address, at another page."""
        return urlencode(
            {
                "chapter": self.chapter,
                "baseline": self.baseline,
                "variant": self.variant,
                "order": self.order.value,
                "page": page,
            }
        )


@dataclass(frozen=True)
class SideBySide:
    """A segment with two of its drafts; `baseline` is None where both are the same variant."""

    segment: ScoredSegment
    baseline: Draft | None
    variant: Draft
    marked: Marked


@dataclass(frozen=True)
class SegmentPage:
    """One page of segments, of `pages`; `count` segments were chosen."""

    choice: Choice
    rows: tuple[SideBySide, ...]
    count: int
    pages: int


def segment_page(report: Report, choice: Choice) -> SegmentPage:
    """The segments that a reader chose; a page that does not exist is the nearest that does."""
    choice = choice.within(report)
    chosen = _ordered([row for row in report.segments if not choice.chapter or row.chapter == choice.chapter], choice)
    pages = max(1, ceil(len(chosen) / PER_PAGE))
    choice = replace(choice, page=min(max(1, choice.page), pages))
    start = (choice.page - 1) * PER_PAGE
    rows = tuple(_side_by_side(row, choice) for row in chosen[start : start + PER_PAGE])
    return SegmentPage(choice, rows, len(chosen), pages)


def _ordered(rows: list[ScoredSegment], choice: Choice) -> list[ScoredSegment]:
    match choice.order:
        case Order.GAIN:
            return sorted(rows, key=lambda row: _gain(row, choice), reverse=True)
        case Order.LOSS:
            return sorted(rows, key=lambda row: _gain(row, choice))
        case Order.WORST:
            return sorted(rows, key=lambda row: _draft(row, choice.variant).chrf)
        case Order.BOOK:
            return rows


def _gain(row: ScoredSegment, choice: Choice) -> float:
    return _draft(row, choice.variant).chrf - _draft(row, choice.baseline).chrf


def _draft(row: ScoredSegment, variant: str) -> Draft:
    return next(draft for draft in row.drafts if draft.variant == variant)


def _side_by_side(row: ScoredSegment, choice: Choice) -> SideBySide:
    before, after = _draft(row, choice.baseline), _draft(row, choice.variant)
    marked = mark_differences(before.text, after.text, row.reference)
    return SideBySide(row, before if choice.baseline != choice.variant else None, after, marked)
