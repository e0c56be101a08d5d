"""How far a translation is: every segment of the source counts once, in one state."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts_core.book.chapter import Chapter, parse_chapter
from amts_core.book.versions import ChapterTexts
from amts_core.deliver.sidecar import Provenance, SegmentRecord
from amts_core.deliver.status import (
    LONGEST_TREND,
    BookStatus,
    ChapterState,
    ChapterStatus,
    Counts,
    LastDelivery,
    TrendPoint,
    badge,
    chapter_status,
    chapter_table,
    percent,
    read_status,
    source_since,
    status_table,
    write_status,
)
from amts_core.errors import AmtsError

SOURCE = "# Lamps\n\nThe lamp is bright. It costs a coin.\n\nWe walk home.\n"
TARGET = "# 灯\n\n灯很亮。它值一枚硬币。\n\n我们走路回家。\n"


def chapter(text: str) -> Chapter:
    return parse_chapter(text, id="lamps")


def status(source: str | None, origin: str | None, target: str | None, **delivery: object) -> ChapterStatus:
    sides = (None if text is None else chapter(text) for text in (source, origin, target))
    return chapter_status(ChapterTexts("lamps", *sides), LastDelivery(**delivery), language="en")  # type: ignore[arg-type]


def told(*records: SegmentRecord) -> Provenance:
    return Provenance("lamps", records)


DRAFT = SegmentRecord("b1", "It costs a coin.", "它值一枚硬币。", "machine")
REPAIR = SegmentRecord("b2", "The lamp is bright.", "灯很亮。", "carried")


def test_a_chapter_as_its_translation_was_made_is_up_to_date() -> None:
    found = status(SOURCE, SOURCE, TARGET)
    assert (found.state, found.counts, found.words) == (ChapterState.UP_TO_DATE, Counts(human=4), 0)


def test_a_changed_sentence_is_outdated_and_a_new_one_missing() -> None:
    now = SOURCE.replace("a coin", "two coins") + "\nThe end is near.\n"
    found = status(now, SOURCE, TARGET)
    assert (found.state, found.counts) == (ChapterState.OUTDATED, Counts(human=3, outdated=1, missing=1))
    assert found.words == 4 + 4
    assert found.next_step == "the next run translates 2 segments"


def test_a_sentence_that_only_moved_is_still_human() -> None:
    now = "# Lamps\n\nWe walk home.\n\nThe lamp is bright. It costs a coin.\n"
    assert status(now, SOURCE, TARGET).counts == Counts(human=4)


def test_a_sentence_that_stands_twice_now_is_missing_once() -> None:
    assert status(SOURCE + "\nWe walk home.\n", SOURCE, TARGET).counts == Counts(human=4, missing=1)


def test_a_chapter_without_translation_is_missing_whole() -> None:
    found = status(SOURCE, None, None)
    assert (found.state, found.counts) == (ChapterState.MISSING, Counts(missing=4))
    assert found.characters == len("LampsThe lamp is bright.It costs a coin.We walk home.")


def test_a_chapter_whose_source_is_gone_is_to_be_removed() -> None:
    found = status(None, SOURCE, TARGET)
    assert (found.state, found.next_step) == (ChapterState.SOURCE_GONE, "the next run removes it")


def test_drafts_and_repairs_that_nobody_looked_at_are_to_be_reviewed() -> None:
    found = status(SOURCE, SOURCE, TARGET, story=told(DRAFT, REPAIR))
    assert (found.state, found.counts) == (ChapterState.TO_REVIEW, Counts(human=2, machine=1, repaired=1))


def test_what_a_delivery_could_not_bring_up_to_date_waits_for_a_person_and_costs_nothing() -> None:
    left = replace(DRAFT, state="outdated", change="outdated")
    found = status(SOURCE, SOURCE, TARGET, story=told(left))
    assert (found.state, found.counts, found.characters) == (ChapterState.TO_REVIEW, Counts(human=3, outdated=1), 0)
    assert found.next_step == "look at 1 segment"
    assert book(found).next_step == "look at 1 segment"


@pytest.mark.parametrize(
    ("record", "target"),
    [(replace(DRAFT, looked_at=True), TARGET), (DRAFT, TARGET.replace("一枚硬币", "一块钱"))],
    ids=["looked at", "corrected in the book"],
)
def test_a_draft_that_somebody_looked_at_or_corrected_is_human(record: SegmentRecord, target: str) -> None:
    assert status(SOURCE, SOURCE, target, story=told(record)).counts == Counts(human=4)


def test_a_delivery_that_waits_is_the_next_step_and_costs_nothing() -> None:
    found = status(SOURCE.replace("bright", "dark"), SOURCE, TARGET, run="run-1", is_waiting=True)
    assert (found.state, found.characters) == (ChapterState.DELIVERED, 0)
    assert found.next_step == "review and take over the delivery of run-1"


SENTENCES = st.lists(st.sampled_from(["One is here.", "Two is there.", "Three is gone.", "Four came."]), max_size=6)


@given(SENTENCES, SENTENCES)
def test_every_sentence_of_the_source_is_counted_once(before: list[str], now: list[str]) -> None:
    texts = ["# T\n\n" + "\n\n".join(sentences) + "\n" for sentences in (before, now)]
    found = status(texts[1], texts[0], "# 题\n")
    assert found.counts.total == len(now) + 1
    assert found.counts.human >= 1 + sum(min(before.count(one), now.count(one)) for one in set(now))


def book(*chapters: ChapterStatus, **known: object) -> BookStatus:
    return BookStatus(pair="en-zh", chapters=chapters, **known)  # type: ignore[arg-type]


def test_a_book_is_read_back_as_it_was_written() -> None:
    whole = book(status(SOURCE, SOURCE, TARGET), usd=1.5, date="2026-03-01T02:00:00+00:00", remarks=("a remark",))
    assert read_status(write_status(whole)) == whole


def test_what_is_no_status_is_refused_by_name() -> None:
    with pytest.raises(AmtsError, match=r"s3://b/status\.json cannot be read"):
        read_status('{"pair": 3, "chapters": 1}', "s3://b/status.json")
    with pytest.raises(AmtsError, match="schema version 9"):
        read_status(write_status(book(schema_version=9)))


def test_a_day_has_one_point_on_the_trend() -> None:
    first = book(date="2026-03-01T02:00:00+00:00").after(None)
    again = book(ChapterStatus("a", ChapterState.UP_TO_DATE, Counts(1)), date="2026-03-01T09:00:00+00:00").after(first)
    later = book(date="2026-03-02T02:00:00Z").after(again)
    assert again.trend == (TrendPoint("2026-03-01", Counts(1)),)
    assert [point.day for point in later.trend] == ["2026-03-01", "2026-03-02"]


def test_the_next_step_of_a_book_names_the_work_and_its_cost() -> None:
    whole = book(
        ChapterStatus("a", ChapterState.OUTDATED, Counts(3, 0, 0, 2, 1)),
        ChapterStatus("b", ChapterState.DELIVERED, Counts(3, 1), delivery="r"),
        ChapterStatus("c", ChapterState.SOURCE_GONE),
        usd=0.25,
    )
    assert whole.next_step == (
        "take over the delivery of 1 chapter; run: 3 segments of 1 chapter, about $0.25; look at 1 segment;"
        " run: 1 chapter without source are removed"
    )
    assert book().next_step == "nothing"


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0 %"), (0.001, "1 %"), (0.5, "50 %"), (0.9999, "99 %"), (1.0, "100 %")]
)
def test_what_is_not_all_is_not_100_per_cent(share: float, text: str) -> None:
    assert percent(share) == text


def test_names_cannot_break_the_tables() -> None:
    rows = chapter_table(book(ChapterStatus("a|b <script>", ChapterState.UP_TO_DATE))).splitlines()
    assert rows[2].startswith("| a\\|b \\<script\\> | up to date |")
    assert status_table([book()]).splitlines()[2] == "| en-zh | 100 % | 0 % | 0 % | 0 % | 0 % | 0 of 0 | – |"


WHOLE = book(
    ChapterStatus("a", ChapterState.UP_TO_DATE, Counts(6), delivered="2026-03-02T02:00:00Z", human_change="2026-01"),
    ChapterStatus("b", ChapterState.OUTDATED, Counts(1, 1, 1, 1), commits=1, words=2, delivered="2026-03-01T02:00:00Z"),
    date="2026-03-03",
)


def test_a_book_counts_what_its_chapters_count() -> None:
    assert WHOLE.counts == Counts(7, 1, 1, 1)
    assert (WHOLE.counts.total, WHOLE.counts.to_review, WHOLE.counts.to_translate) == (10, 2, 1)
    assert [WHOLE.counts.share(name) for name in ("human", "missing")] == [0.7, 0]
    assert (Counts().share("human"), Counts().share("missing")) == (1, 0)
    assert (WHOLE.last_delivery, WHOLE.last_human_change) == ("2026-03-02T02:00:00Z", "2026-01")
    assert (book().last_delivery, book().last_human_change) == ("", "")


def test_tables_have_a_row_for_each_pair_and_for_each_chapter() -> None:
    assert status_table([WHOLE, book()]).splitlines() == [
        "| pair | human, up to date | machine | repaired | outdated | missing | chapters up to date | last delivery |",
        "|---|--:|--:|--:|--:|--:|--:|---|",
        "| en-zh | 70 % | 10 % | 10 % | 10 % | 0 % | 1 of 2 | 2026-03-02 |",
        "| en-zh | 100 % | 0 % | 0 % | 0 % | 0 % | 0 of 0 | – |",
    ]
    assert chapter_table(WHOLE).splitlines() == [
        "| chapter | state | human | machine | repaired | outdated | missing | source since | next step |",
        "|---|---|--:|--:|--:|--:|--:|---|---|",
        "| a | up to date | 6 | 0 | 0 | 0 | 0 | – | nothing |",
        "| b | outdated | 1 | 1 | 1 | 1 | 0 | 1 commit, 2 words | the next run translates 1 segment |",
    ]
    assert status_table([]).endswith("|\n")
    assert chapter_table(book()).endswith("|\n")


@pytest.mark.parametrize(
    ("state", "commits", "words", "told"),
    [
        (ChapterState.OUTDATED, 2, 1, "2 commits, 1 word"),
        (ChapterState.OUTDATED, None, 3, "3 words"),
        (ChapterState.UP_TO_DATE, 1, 0, "1 commit, no words"),
        (ChapterState.UP_TO_DATE, 0, 0, "–"),
        (ChapterState.MISSING, 1, 5, "–"),
        (ChapterState.SOURCE_GONE, 1, 5, "–"),
    ],
)
def test_what_happened_to_the_source_is_told_in_words(
    state: ChapterState, commits: int | None, words: int, told: str
) -> None:
    assert source_since(ChapterStatus("a", state, commits=commits, words=words)) == told


def test_states_are_kept_by_names_that_stay() -> None:
    names = ["missing", "outdated", "delivered", "to review", "up to date", "source gone"]
    assert [state.value for state in ChapterState] == names


def test_many_chapters_and_segments_are_told_as_many() -> None:
    gone, waiting = (ChapterStatus("a", state) for state in (ChapterState.SOURCE_GONE, ChapterState.DELIVERED))
    outdated = ChapterStatus("b", ChapterState.OUTDATED, Counts(outdated=2))
    to_review = ChapterStatus("c", ChapterState.TO_REVIEW, Counts(0, 1, 1, 1))
    assert book(gone, gone, waiting, waiting, outdated, outdated, to_review).next_step == (
        "take over the delivery of 2 chapters; run: 4 segments of 2 chapters; look at 3 segments;"
        " run: 2 chapters without source are removed"
    )
    assert to_review.next_step == "look at 3 segments"


def test_the_trend_forgets_what_is_long_ago() -> None:
    days = tuple(TrendPoint(f"{day:04}", Counts(day)) for day in range(LONGEST_TREND))
    trend = book(date="2026-03-01").after(replace(book(), trend=days)).trend
    assert (len(trend), trend[0].day, trend[-1].day) == (LONGEST_TREND, "0001", "2026-03-01")


@pytest.mark.parametrize(("human", "color"), [(95, "#1a7f37"), (94, "#7a5c00"), (70, "#7a5c00"), (69, "#a4262c")])
def test_the_color_of_a_badge_says_how_much_is_done(human: int, color: str) -> None:
    counts = Counts(human, missing=100 - human)
    image = badge(book(ChapterStatus("a", ChapterState.MISSING, counts)))
    assert f'fill="{color}"' in image
    assert f">{human} %</text>" in image
    assert image.endswith("</svg>\n")


def test_a_badge_is_svg_that_says_what_it_shows() -> None:
    image = ElementTree.fromstring(badge(book(status(SOURCE, SOURCE, TARGET))))
    assert image.get("aria-label") == "en-zh: 100 % of the segments are human and up to date"
