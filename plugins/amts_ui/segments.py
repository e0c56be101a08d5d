"""Segments of a run side by side: which are shown, in which order, and where two drafts differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from amts_core.evaluate.diff import Marked, mark_differences
from amts_core.evaluate.report import Draft, Report, ScoredSegment
from amts_ui.paging import Asked, Page, page_of

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
class Choice(Asked):
    """Which segments a reader asks for. Unknown names mean: all chapters, the first and the last variant, the book."""

    chapter: str = ""
    baseline: str = ""
    variant: str = ""
    order: str = Order.BOOK

    def within(self, report: Report) -> Choice:
        """The same choice with names that the report has."""
        variants = report.variants
        choice = self.known(chapter=report.chapters, baseline=variants, variant=variants, order=set(Order))
        return replace(choice, baseline=choice.baseline or variants[0], variant=choice.variant or variants[-1])


@dataclass(frozen=True)
class SideBySide:
    """A segment with two of its drafts; `baseline` is None where both are the same variant.

    `number` counts the scored segments of its chapter.
    """

    segment: ScoredSegment
    number: int
    baseline: Draft | None
    variant: Draft
    marked: Marked


def segment_page(report: Report, choice: Choice) -> Page[SideBySide, Choice]:
    """The segments that a reader chose, a page of them."""
    choice = choice.within(report)
    chosen = [row for row in report.segments if choice.chapter in ("", row.chapter) and choice.is_in(_texts(row))]
    page = page_of(_ordered(chosen, choice), choice, PER_PAGE)
    shown = tuple(_side_by_side(row, _number(report, row), choice) for row in page.rows)
    return Page(page.wish, shown, page.count, page.pages, page.start)


def _number(report: Report, row: ScoredSegment) -> int:
    """The place of a segment among those of its chapter, from 1."""
    return 1 + [one.segment for one in report.segments if one.chapter == row.chapter].index(row.segment)


def _texts(row: ScoredSegment) -> Iterator[str]:
    """What a text is looked for in."""
    yield from (row.source, row.reference, row.segment)
    yield from (draft.text for draft in row.drafts)


def _ordered(rows: list[ScoredSegment], choice: Choice) -> list[ScoredSegment]:
    match choice.order:
        case Order.GAIN:
            return sorted(rows, key=lambda row: _gain(row, choice), reverse=True)
        case Order.LOSS:
            return sorted(rows, key=lambda row: _gain(row, choice))
        case Order.WORST:
            return sorted(rows, key=lambda row: _draft(row, choice.variant).chrf)
        case _:
            return rows


def _gain(row: ScoredSegment, choice: Choice) -> float:
    return _draft(row, choice.variant).chrf - _draft(row, choice.baseline).chrf


def _draft(row: ScoredSegment, variant: str) -> Draft:
    return next(draft for draft in row.drafts if draft.variant == variant)


def _side_by_side(row: ScoredSegment, number: int, choice: Choice) -> SideBySide:
    before, after = _draft(row, choice.baseline), _draft(row, choice.variant)
    marked = mark_differences(before.text, after.text, row.reference)
    return SideBySide(row, number, before if choice.baseline != choice.variant else None, after, marked)
