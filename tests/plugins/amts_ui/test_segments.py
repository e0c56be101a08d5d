"""Which segments are shown, and in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plugins.amts_ui.conftest import drafted_report

REPORT = drafted_report()


@given(
    chapter=st.sampled_from(["", "chapter_a/first", "chapter_b/second", "unknown"]),
    order=st.sampled_from(["book", "gain", "loss", "worst", "sideways"]),
    variant=st.sampled_from(["", "none", "sentence", "unknown"]),
    text=st.sampled_from(["", "BATCH 3", "梯度", "nowhere"]),
)
def test_the_pages_together_are_the_chosen_segments(chapter, order, variant, text):
    from amts_ui.segments import Choice, segment_page

    choice = Choice(text, chapter=chapter, variant=variant, order=order)
    first = segment_page(REPORT, choice)
    shown = [
        (row.segment.chapter, row.segment.segment)
        for page in range(1, first.pages + 1)
        for row in segment_page(REPORT, replace(choice, page=page)).rows
    ]
    wanted = {
        (row.chapter, row.segment)
        for row in REPORT.segments
        if chapter not in REPORT.chapters or row.chapter == chapter
        if text.lower() in f"{row.source} {row.reference} {[draft.text for draft in row.drafts]}".lower()
    }
    assert len(shown) == len(set(shown)) == first.count
    assert set(shown) == wanted


@pytest.mark.parametrize(("order", "sign"), [("gain", -1), ("loss", 1)])
def test_gain_and_loss_are_ordered_by_the_difference_of_the_drafts(order, sign):
    from amts_ui.segments import Choice, segment_page

    rows = segment_page(REPORT, Choice(baseline="none", variant="sentence", order=order)).rows
    gains = [sign * (row.variant.chrf - row.baseline.chrf) for row in rows]
    assert gains == sorted(gains)
    assert len(set(gains)) > 1


def test_a_variant_against_itself_is_shown_once():
    from amts_ui.segments import Choice, segment_page

    row = segment_page(REPORT, Choice(baseline="none", variant="none")).rows[0]
    assert row.baseline is None


def test_a_page_that_does_not_exist_is_the_last():
    from amts_ui.segments import Choice, segment_page

    assert segment_page(REPORT, Choice(page=99)).wish.page == 2


def test_a_segment_is_named_by_its_place_in_its_chapter():
    from amts_ui.segments import Choice, segment_page

    assert [row.number for row in segment_page(REPORT, Choice(chapter="chapter_b/second")).rows] == [1, 2, 3, 4, 5, 6]
    assert [row.number for row in segment_page(REPORT, Choice("batch 3.")).rows] == [4, 4]
