from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amts_core.evaluate.diff import Mark, Part, mark_differences, spans_apart

lines = st.text(alphabet="ab 模型`$*:", max_size=25)


def marked(parts: tuple[Part, ...], mark: Mark) -> str:
    return "|".join(part.text for part in parts if part.mark is mark)


def test_what_the_variant_has_right_and_the_baseline_wrong_is_marked() -> None:
    texts = mark_differences("使用标记训练", "使用词元训练", "用词元来训练")
    assert marked(texts.baseline, Mark.MISS) == "标记"
    assert marked(texts.variant, Mark.HIT) == "词元"
    assert marked(texts.reference, Mark.HIT) == "词元"
    assert marked(texts.reference, Mark.MISS) == ""


def test_a_loss_is_marked_the_other_way_round() -> None:
    texts = mark_differences("un modelo grande", "un coche grande", "un modelo grande")
    assert marked(texts.baseline, Mark.HIT).strip() == "modelo"
    assert marked(texts.variant, Mark.MISS).strip() == "coche"
    assert marked(texts.reference, Mark.MISS).strip() == "modelo"


def test_equal_drafts_have_no_marks() -> None:
    texts = mark_differences("同样的话", "同样的话", "另一句话")
    assert {part.mark for part in (*texts.baseline, *texts.variant, *texts.reference)} == {Mark.SAME}


def test_width_of_punctuation_is_no_difference() -> None:
    texts = mark_differences("是（的）", "是(的)", "是（的）")
    assert marked(texts.variant, Mark.MISS) == ""


def test_a_protected_span_is_one_word_and_shown_as_such() -> None:
    texts = mark_differences("见 `load_a()` 。", "见 `load_b()` 。", "见 `load_b()` 。")
    assert [part for part in texts.variant if part.mark] == [Part("`load_b()`", Mark.HIT, True)]
    assert [part.text for part in spans_apart("见 `a` 和 $x$") if part.span] == ["`a`", "$x$"]


@given(lines, lines, lines)
def test_the_parts_are_the_texts(baseline: str, variant: str, reference: str) -> None:
    texts = mark_differences(baseline, variant, reference)
    for parts, text in ((texts.baseline, baseline), (texts.variant, variant), (texts.reference, reference)):
        assert "".join(part.text for part in parts) == text
