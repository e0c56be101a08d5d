"""What a plan says of its chapters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amts_core.deliver.forms import Record
from amts_core.errors import AmtsError
from amts_core.pipeline.forms import Plan, PlannedChapter, State

CHAPTERS = (
    PlannedChapter("a", State.NEW),
    PlannedChapter("b", State.CHANGED, former_id="was-b"),
    PlannedChapter("c", State.NEW, former_id="was-c"),
)
PLAN = Plan(
    pair="en-zh",
    run="night",
    source_revision="s",
    target_revision="t",
    variants=("none",),
    delivered="none",
    chapters=CHAPTERS,
    deliver=("a", "b", "c"),
    remove=(),
    evaluate=(),
    force=False,
    budget_usd=1.0,
    formality=None,
    profanity=None,
    scored_names=("a", "was-b"),
    batches=(("a",), ("b", "c")),
)


def test_chapters_are_found_by_name_and_what_is_not_there_is_named() -> None:
    assert [PLAN.chapter(name) for name in "abc"] == list(CHAPTERS)
    with pytest.raises(AmtsError, match="d is not in the plan of run night: start a new run"):
        PLAN.chapter("d")


def test_each_chapter_is_in_one_batch() -> None:
    assert [PLAN.batch_of(name) for name in "abc"] == [0, 1, 1]


def test_an_article_is_scored_under_its_former_name_too() -> None:
    assert [PLAN.is_scored(chapter) for chapter in CHAPTERS] == [True, True, False]


def test_settings_that_nobody_asked_for_are_left_out() -> None:
    assert PLAN.settings == {}
    assert replace(PLAN, formality="FORMAL", profanity="MASK").settings == {"Formality": "FORMAL", "Profanity": "MASK"}


def test_a_night_of_removals_alone_needs_no_parallel_data() -> None:
    night = replace(PLAN, variants=("none", "sentence"))
    assert night.adapted == replace(night, deliver=(), evaluate=("a",)).adapted == ("sentence",)
    assert replace(night, deliver=(), remove=("d",)).adapted == ()


def test_chapters_are_counted_by_state() -> None:
    assert PLAN.counts == {"new": 2, "changed": 1, "touched": 0, "unchanged": 0, "deleted": 0}


def test_a_record_of_a_chapter_that_had_no_translation_is_of_a_draft() -> None:
    record = Record("a", "night", "s", source="key", origin="", translation="")
    assert record.is_draft
    assert not replace(record, translation="digest").is_draft
    assert not replace(record, source="").is_draft
