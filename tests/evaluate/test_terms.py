"""Terms of the book and protected spans: what the drafts have of what the sources ask for."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from amts_core.evaluate.material import Method
from amts_core.evaluate.publish import as_page
from amts_core.evaluate.report import SpanUse, TermUse
from amts_core.evaluate.scoring import Beside, evaluate
from amts_core.evaluate.significance import Resampling
from amts_core.evaluate.terms import term_use
from amts_core.languages import LanguagePair

TERMS = {"learning rate": "学习率", "rate": "比率", "loss": "损失"}


def use(sources: list[str], drafts: list[str], terms: dict[str, str] = TERMS) -> list[TermUse]:
    return list(term_use(sources, {"none": drafts}, terms))


def test_the_longest_of_overlapping_terms_counts() -> None:
    assert use(["The learning rate falls."], ["学习率下降。"]) == [TermUse("none", 1, 1)]
    assert use(["The Learning Rate falls."], ["比率下降。"]) == [TermUse("none", 1, 0, ("learning rate → 学习率 (1)",))]


def test_a_part_of_a_word_is_no_term() -> None:
    assert use(["Lossless and separate things, glossy."], ["无"]) == []


def test_a_term_that_stands_twice_in_a_segment_is_expected_once() -> None:
    assert use(["Loss after loss."], ["损失"])[0].expected == 1


def test_without_terms_there_is_nothing_to_tell() -> None:
    assert use(["loss"], ["损失"], {}) == []
    assert use(["nothing of it"], ["无"]) == []


def test_what_is_missed_most_often_comes_first() -> None:
    found = use(["loss", "loss", "rate"], ["无", "无", "无"])[0]
    assert found.missed == ("loss → 损失 (2)", "rate → 比率 (1)")


@given(st.lists(st.sampled_from(["loss", "a rate", "none", "the learning rate"]), max_size=6))
def test_drafts_that_have_every_term_hit_all(sources: list[str]) -> None:
    everything = " ".join(TERMS.values())
    assert all(one.hit == one.expected for one in use(sources, [everything] * len(sources)))


def test_the_report_tells_terms_and_spans_of_each_variant_and_of_the_reference() -> None:
    frame = pd.DataFrame(
        {
            "chapter": "c",
            "segment": ["a", "b"],
            "kind": "paragraph",
            "source": ["The loss `f(x)` and $y$.", "The loss."],
            "reference": ["损失`f(x)`和$y$。", "丢失。"],
            "none": ["丢失`f(x)`。", "损失`g`。"],
            "sentence": ["损失`f(x)`和$y$。", "损失。"],
        }
    )
    report = evaluate(
        frame, languages=LanguagePair("en", "zh"), beside=Beside(terms=TERMS), method=Method(Resampling(samples=20))
    )
    assert [(one.variant, one.hit, one.expected) for one in report.terms] == [
        ("none", 1, 2),
        ("sentence", 2, 2),
        ("reference", 1, 2),
    ]
    assert report.spans == (
        SpanUse("none", 2, 1, 1, 1),
        SpanUse("sentence", 2, 2, 0, 0),
        SpanUse("reference", 2, 2, 0, 0),
    )
    page = as_page(report)
    assert "Terms of the book" in page
    assert "loss → 损失 (1)" in page
    assert type(report).from_json(report.to_json()) == report
