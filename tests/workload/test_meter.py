"""The workload meter, and the checks of the meter itself."""

from __future__ import annotations

import math
import random

import pandas as pd
import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.errors import AmtsError
from amts_core.evaluate.charts import svg
from amts_core.workload.effort import effort_section, post_edit_effort
from amts_core.workload.meter import (
    FLOOR,
    FRAME,
    REUSE,
    WEIGHTS,
    band_costs,
    expect_workload,
    measure_workload,
    with_frames,
)
from amts_core.workload.report import Basis, charges_section, update_table, workload_page, workload_section

TEXTS = [
    "天空是蓝色的，云很少。",
    "我们在河边种了三棵苹果树。",
    "模型的误差随着数据的增多而减小。",
    "昨天晚上火车晚点了两个小时。",
    "这本书的第二章介绍了线性回归。",
    "她把旧照片放在木盒子里。",
    "价格在冬天上涨，在春天下降。",
    "请把窗户关上，外面风很大。",
]
OTHERS = [text.replace("。", "，并非如此。") for text in TEXTS]


def table(states: list[str], drafts: list[str], humans: list[str], match: float = 60.0) -> pd.DataFrame:
    """Segments of 10 words, four to an update."""
    rows = [
        {
            "update": f"u{number // 4}",
            "group": f"c{number // 8}",
            "words": 10,
            "changed": 0 if state in ("human", "omitted") else 10,
            "characters": 50,
            "sent": 50 * (state in ("machine", "beside")),
            "match": 101.0 if state in ("human", "omitted") else match,
            "state": state,
            "draft": draft,
            "human": human,
        }
        for number, (state, draft, human) in enumerate(zip(states, drafts, humans, strict=True))
    ]
    return pd.DataFrame(rows)


def saving(workload, baseline: str, effort: str, variant: str = "sentence") -> float:  # type: ignore[no-untyped-def]
    chosen = workload.savings.query("variant == @variant and baseline == @baseline and effort == @effort")
    return float(chosen[chosen["over"] == "update"]["value"].iloc[0])


@pytest.mark.parametrize("reuse", REUSE)
def test_the_same_text_costs_only_a_look_at_what_is_reused(reuse: float) -> None:
    workload = measure_workload({"sentence": table(["human"] * 8, TEXTS, TEXTS)}, target_language="zh")
    assert saving(workload, "B0", f"A {reuse:g}") == pytest.approx(1 - reuse)
    assert saving(workload, "B0", "B1") == 1


def test_the_humans_own_text_as_draft_costs_only_reading_it() -> None:
    workload = measure_workload({"sentence": table(["machine"] * 8, TEXTS, TEXTS)}, target_language="zh")
    assert saving(workload, "B1", "A 0.05") == pytest.approx(1 - FLOOR)


def test_shuffled_drafts_save_next_to_nothing_and_never_less() -> None:
    drafts = TEXTS[1:] + TEXTS[:1]
    random.Random(1).shuffle(drafts)
    workload = measure_workload({"sentence": table(["machine"] * 8, drafts, TEXTS)}, target_language="zh")
    assert 0 <= saving(workload, "B1", "A 0.05") < 0.2
    assert saving(workload, "B1", "A unclipped") <= saving(workload, "B1", "A 0.05")


def test_a_draft_without_a_place_costs_what_translating_by_hand_costs() -> None:
    workload = measure_workload({"sentence": table(["beside"] * 4, TEXTS[:4], TEXTS[:4])}, target_language="zh")
    assert saving(workload, "B1", "A 0.05") == 0


@pytest.mark.parametrize("state", ["human", "carried"])
def test_a_wrong_keep_raises_the_cost(state: str) -> None:
    right = table([state] * 8, TEXTS, TEXTS).assign(match=95.0, changed=10)
    wrong = right.assign(draft=OTHERS)
    costs = [
        measure_workload({"sentence": frame}, target_language="zh").updates["A 0"].sum() for frame in (right, wrong)
    ]
    assert costs[0] == pytest.approx(80 * FLOOR)
    assert costs[1] > 2 * costs[0]


def test_a_keep_that_has_nothing_to_do_with_the_humans_text_costs_what_translating_it_does() -> None:
    frame = table(["human"] * 4, ["x y z"] * 4, TEXTS[:4]).assign(match=95.0, changed=10)
    workload = measure_workload({"sentence": frame}, target_language="zh")
    assert saving(workload, "B1", "A 0") == 0


def test_marks_that_the_human_had_to_set_by_hand_are_charged() -> None:
    humans = [f"[**{text[:-1]}**]。" for text in TEXTS]
    frame = table(["human"] * 8, TEXTS, humans).assign(match=99.0, changed=10)
    workload = measure_workload({"sentence": frame}, target_language="zh")
    assert workload.updates["A 0"].sum() > 80 * FLOOR


def test_a_segment_without_a_translation_whose_source_changed_costs_what_translating_it_does() -> None:
    frame = table(["omitted"] * 4, [""] * 4, TEXTS[:4]).assign(match=95.0, changed=10)
    assert saving(measure_workload({"sentence": frame}, target_language="zh"), "B1", "A 0") == 0


def test_what_the_human_reworded_although_its_source_stands_is_not_our_cost() -> None:
    workload = measure_workload({"sentence": table(["human"] * 8, TEXTS, OTHERS)}, target_language="zh")
    assert workload.updates["A 0"].sum() == 0


def test_a_flagged_frame_costs_words_with_amts_only_and_a_flag_of_a_draft_none() -> None:
    plain = table(["human"] * 3 + ["machine"], TEXTS[:4], TEXTS[:4]).assign(
        chapter="a", segment=["s0", "s1", "s2", "s3"]
    )
    flags = ["code in line 4 stays as it is: conflict", "s3: a span was lost and put back"]
    flagged = with_frames(plain, flags, {"s0", "s1", "s2", "s3"})
    assert list(flagged["source"].dropna()) == flags[:1]
    before, after = (measure_workload({"sentence": frame}, target_language="zh") for frame in (plain, flagged))
    for way, words in {"B0": 0, "B1": 0, "B2 usual": 0, "A 0": FRAME, "words": 0}.items():
        assert after.updates[way].sum() - before.updates[way].sum() == pytest.approx(words), way
    assert saving(after, "B1", "A 0") < saving(before, "B1", "A 0")
    assert after.left_out == 0
    assert with_frames(plain, flags[1:], {"s3"}) is plain


def test_a_flagged_frame_that_the_human_left_is_only_looked_at() -> None:
    ours, same = (parse_chapter("```\na = 1\n```\n", id="a") for _ in range(2))
    other = parse_chapter("```\na = 2\n```\n", id="a")
    frame = table(["human"], TEXTS[:1], TEXTS[:1]).assign(chapter="a", segment="s0")
    for human, words in ((same, 0), (other, FRAME)):
        flagged = with_frames(frame, ["code in line 1: a", "code in line 4: b"], set(), (ours, human))
        workload = measure_workload({"sentence": flagged}, target_language="zh")
        assert workload.updates["A 0"].sum() == words
        assert len(flagged) == 3


def test_a_frame_that_is_only_looked_at_is_told_among_the_charges() -> None:
    same = parse_chapter("```\na = 1\n```\n", id="a")
    frame = table(["human"], TEXTS[:1], TEXTS[:1]).assign(chapter="a", segment="s0")
    flagged = with_frames(frame, ["code in line 1: a"], set(), (same, same))
    told = charges_section(measure_workload({"sentence": flagged}, target_language="zh")).rows
    assert [(row[1], row[2]) for row in told][1:] == [("flagged code, formulas, markup that needed nothing", "1")]


def test_updates_without_words_in_a_baseline_have_no_saving_against_it() -> None:
    nothing = measure_workload({"sentence": table(["human"] * 8, TEXTS, TEXTS)}, target_language="zh")
    assert math.isnan(saving(nothing, "B1", "A 0"))
    assert "nothing to save" in workload_section(nothing).rows[1]


def test_draws_without_words_in_a_baseline_do_not_move_the_interval() -> None:
    frame = table(["machine"] * 4 + ["human"] * 4, TEXTS, TEXTS)
    savings = measure_workload({"sentence": frame}, target_language="zh").savings
    (found,) = savings.query("over == 'update' and baseline == 'B1' and effort == 'A 0'").itertuples()
    assert (found.value, found.low, found.high) == pytest.approx((1 - FLOOR,) * 3)
    assert (found.n, found.counted) == (2, 1)


def test_an_update_without_changed_words_counts_with_the_looks_that_it_costs() -> None:
    frame = table(["machine"] * 4 + ["human"] * 4, TEXTS, TEXTS)
    workload = measure_workload({"sentence": frame}, target_language="zh")
    assert saving(workload, "B1", "A 0.1") == pytest.approx(1 - (40 * FLOOR + 40 * 0.1) / 40)


def test_change_detection_and_drafts_are_told_apart() -> None:
    states = ["human"] * 6 + ["machine"] * 2
    workload = measure_workload({"sentence": table(states, TEXTS, TEXTS)}, target_language="zh")
    assert saving(workload, "B0", "B1") == pytest.approx(0.75)
    assert saving(workload, "B0", "A 0") == pytest.approx(1 - 0.25 * FLOOR)


def test_segments_that_the_human_did_not_translate_are_left_out_and_counted() -> None:
    workload = measure_workload({"sentence": table(["machine"] * 8, TEXTS, [*TEXTS[:7], ""])}, target_language="zh")
    assert workload.left_out == 1
    assert workload.updates["words"].sum() == 70


def test_the_bands_of_a_memory_rise_in_cost() -> None:
    match = pd.Series([101.0, 100.0, 99.0, 95.0, 94.9, 85.0, 80.0, 60.0, 49.0, 0.0])
    for name, costs in WEIGHTS.items():
        found = band_costs(match, name)
        assert list(found) == sorted(found)
        assert (found[0], found[2], found[-1]) == (costs[0], costs[2], 1.0)
        assert found[3] == costs[2]
        assert found[4] == costs[3]


def test_the_interval_holds_the_value_and_counts_commits_apart() -> None:
    states = ["human", "machine", "human", "machine"] * 4
    frame = table(states, TEXTS * 2, TEXTS * 2)
    frame.loc[frame["update"] == "u0", ["words", "changed"]] = 40
    savings = measure_workload({"sentence": frame}, target_language="zh").savings
    assert ((savings["low"] <= savings["value"] + 1e-9) & (savings["value"] <= savings["high"] + 1e-9)).all()
    assert set(savings.query("over == 'group'")["n"]) == {2}
    assert set(savings.query("over == 'update'")["n"]) == {4}


def test_the_report_says_upper_bound_and_edit_work_and_draws_a_picture() -> None:
    frames = {"none": table(["machine"] * 8, TEXTS[::-1], TEXTS), "sentence": table(["machine"] * 8, TEXTS, TEXTS)}
    workload = measure_workload(frames, target_language="zh")
    section = workload_section(workload)
    assert "upper bound" in section.text
    assert "not time" in section.text
    assert "upper bound" not in workload_section(workload, basis=Basis.POST_EDIT).text
    assert section.chart is not None
    assert "<svg" in svg(section.chart, "x")
    assert all(len(row) == len(section.columns) for row in section.rows)
    assert "80 words (B0), what changed by hand 80 (B1)" in section.text
    assert "drafts (ACT, sentence pairs) leaves 8 (A)" in section.text
    charges = charges_section(workload)
    assert [(row[0], row[3], row[4]) for row in charges.rows][1:] == [("ACT, sentence pairs", "80", "8")]
    assert all(len(row) == len(charges.columns) for row in charges.rows)
    assert "What was charged" in workload_page(workload)
    assert list(update_table(workload, "sentence")["TER"]) == [0.0, 0.0]


def test_the_work_of_a_delivery_is_expected_from_the_rate_of_its_drafts() -> None:
    frame = table(["human"] * 6 + ["machine"] * 2, [""] * 8, [""] * 8)
    workload = expect_workload(frame, {"none": 0.9, "sentence": 0.5})
    assert saving(workload, "B1", "A 0", "sentence") == pytest.approx(0.5)
    assert saving(workload, "B1", "A 0", "none") == pytest.approx(0.1)
    assert "expected" in workload_section(workload, basis=Basis.EXPECTED).text


def test_no_updates_is_an_error() -> None:
    with pytest.raises(AmtsError, match="no updates"):
        measure_workload({}, target_language="zh")


def test_post_editing_effort_counts_drafts_that_nobody_touched() -> None:
    frame = pd.DataFrame(
        {
            "chapter": ["a", "a", "b"],
            "date": ["2026-01-01"] * 3,
            "draft": [TEXTS[0], TEXTS[1], TEXTS[2]],
            "final": [TEXTS[0], TEXTS[1].replace("三", "四"), TEXTS[2]],
        }
    )
    effort = post_edit_effort(frame, target_language="zh").set_index("chapter")
    assert effort.loc["a", "untouched"] == 0.5
    assert effort.loc["b", "untouched"] == 1
    assert effort.loc["a", "hter"] == pytest.approx(1 / 24)
    assert effort.loc["b", "hter"] == 0
    assert len(effort_section(effort.reset_index()).rows) == 2
    assert effort_section(effort.reset_index()).chart is None
    later = effort_section(effort.reset_index().assign(date=["2026-01-01", "2026-02-01"]))
    assert later.chart is not None
    assert "drafts left untouched" in svg(later.chart, "x")
    assert post_edit_effort(frame.iloc[:0], target_language="zh").empty


def test_a_draft_that_is_gone_counts_as_edited_word_by_word() -> None:
    frame = pd.DataFrame(
        {
            "chapter": ["a", "a", "b"],
            "date": ["2026-01-01"] * 3,
            "draft": TEXTS[:3],
            "final": [TEXTS[0], "", ""],
        }
    )
    effort = post_edit_effort(frame, target_language="zh").set_index("chapter")
    lengths = [len(text) for text in TEXTS]
    assert effort.loc["a", "hter"] == pytest.approx(lengths[1] / sum(lengths[:2]), abs=0.02)
    assert (effort.loc["b", "hter"], effort.loc["b", "characters"], effort.loc["b", "untouched"]) == (1, 1, 0)
    assert list(effort["gone"]) == [1, 1]
    section = effort_section(effort.reset_index())
    assert "2 of them" in section.text
    assert all(len(row) == len(section.columns) for row in section.rows)
