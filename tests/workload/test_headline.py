"""The meter in ten lines."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import segments
from amts_core.languages import LanguagePair
from amts_core.sync.chapter import SegmentOrigin
from amts_core.workload.headline import headline, headline_lines
from amts_core.workload.meter import FLOOR, measure_workload
from amts_core.workload.segment_table import COLUMNS, segment_table


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    usual: dict[str, Any] = {
        "update": "u",
        "group": "g",
        "chapter": "c",
        "segment": "s",
        "words": 100,
        "characters": 500,
        "sent": 0,
    }
    usual |= {
        "match": 101.0,
        "state": "human",
        "source": "",
        "draft": "a b c d",
        "former": "a b c d",
        "human": "a b c d",
    }
    known = [{"changed": row["words"] if row["match"] < 100 else 0} | row for row in (usual | row for row in rows)]
    return pd.DataFrame(known, columns=COLUMNS)


def saved(*rows: dict[str, object]) -> dict[str, float]:
    found = headline(measure_workload({"x": table(*rows)}, target_language="de"), "x")
    return {engine: round(estimate.value, 2) for engine, estimate in found.free.items()}


def test_a_perfect_draft_saves_all_and_no_engine_nothing() -> None:
    assert saved({"match": 20.0, "state": "machine", "sent": 500}) == {"engine": 1.0, "ideal": 1.0, "none": 0.0}


def test_half_a_draft_saves_half_and_an_ideal_engine_all() -> None:
    row = {"match": 20.0, "state": "machine", "draft": "a b x y"}
    assert saved(row) == {"engine": 0.5, "ideal": 1.0, "none": 0.0}


def test_a_sentence_that_was_kept_wrongly_costs_whatever_the_engine_unless_it_has_a_draft() -> None:
    row = {"match": 90.0, "state": "outdated", "draft": "a b c x"}
    assert saved(row) == {"engine": 0.75, "ideal": 0.75, "none": 0.75}
    assert saved(row | {"sent": 500}) == {"engine": 0.75, "ideal": 1.0, "none": 0.75}


def test_marks_that_are_nearly_right_cost_what_moving_them_does() -> None:
    human = " ".join("abcdefghijklmnopqrstuvwxyz")
    row = {"match": 99.0, "state": "carried", "draft": f"x{human[1:]}", "human": human}
    assert saved(row)["engine"] == round(1 - (1 / 26) / FLOOR, 2)


def test_marks_are_charged_as_marks_by_hand() -> None:
    found = headline(measure_workload({"x": table({"match": 99.0})}, target_language="de"), "x")
    assert found.by_hand == pytest.approx(10)


def test_what_was_sent_although_the_old_text_stayed_is_waste() -> None:
    rows = (
        {"match": 90.0, "state": "outdated", "sent": 100},
        {"match": 20.0, "state": "machine", "sent": 300, "former": "x"},
    )
    assert headline(measure_workload({"x": table(*rows)}, target_language="de"), "x").waste == pytest.approx(0.25)


def test_it_fits_in_ten_lines_and_tells_of_one_update_that_has_most_words() -> None:
    sizes = (("a", 900), ("b", 10), ("c", 10))
    rows = [{"update": name, "match": 20.0, "state": "machine", "words": size} for name, size in sizes]
    lines = headline_lines(measure_workload({"x": table(*rows)}, target_language="de"), "x")
    assert len(lines) <= 10
    assert any(line.startswith("Without a ") for line in lines)


def test_by_hand_only_the_sentence_that_changed_counts_of_those_that_one_translation_holds_together() -> None:
    row = {"match": 40.0, "state": "outdated", "words": 44, "changed": 13, "draft": "a b c x"}
    found = headline(measure_workload({"x": table(row)}, target_language="de"), "x")
    assert found.by_hand == 13
    assert found.free["engine"].value == pytest.approx(1 - 44 / 4 / 13)


def test_a_segment_of_two_sentences_has_the_words_and_the_likeness_of_the_one_that_changed() -> None:
    before, after, human = (
        parse_chapter(f"{text}\n", id="chapter_a/b")
        for text in ("The lamp is on. The sea is calm.", "The lamp is on. The sea is wild.", "灯亮着。海面很汹涌。")
    )
    ids = tuple(one.id for one in segments(after, language="en", granularity="sentence"))
    story = SegmentOrigin(ids[0], "", "灯亮着。海面很平静。", "outdated", segments=ids)
    languages = LanguagePair("en", "zh")
    (row,) = segment_table(
        [story], before=before, after=after, human=human, languages=languages, update="u"
    ).itertuples()
    assert (row.words, row.changed, row.match) == (8, 4, 75.0)
