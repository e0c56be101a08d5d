from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein
from sacrebleu.metrics import lib_ter
from sacrebleu.metrics.ter import TER

from amts_core.evaluate import ter
from amts_core.evaluate.ter import FastTER, edits

words = st.lists(st.sampled_from("abcdefgh"), max_size=40)


@given(words, words)
@example([], ["a"])
@example(["a"], [])
@settings(max_examples=150, deadline=None)
def test_edits_are_those_of_sacrebleu(hypothesis: list[str], reference: list[str]) -> None:
    assert edits(" ".join(hypothesis), " ".join(reference)) == lib_ter.translation_edit_rate(hypothesis, reference)


@pytest.mark.parametrize("cut", [28, 31])
def test_edits_are_those_of_sacrebleu_where_the_shortest_path_leaves_its_beam(cut: int) -> None:
    """Words moved from the start to the end put the shortest path further off the diagonal than the beam is wide."""
    reference = [f"w{number % 45}" for number in range(70)]
    hypothesis = [*reference[cut:], *reference[:5], *("x" * 10)]
    assert Levenshtein.distance(hypothesis, reference) < lib_ter.BeamEditDistance(reference)(hypothesis)[0]
    assert edits(" ".join(hypothesis), " ".join(reference)) == lib_ter.translation_edit_rate(hypothesis, reference)


def test_chinese_segments_score_as_in_sacrebleu() -> None:
    drafts = ["为了预训练模型，我们需要以理想的格式生成数据集，以便完成两项任务：蒙版语言建模和下一句预测。"]
    references = ["我们需要以理想的格式生成数据集，以便预训练模型，完成两个任务：遮蔽语言模型和下一句预测。"]
    flags = {"asian_support": True, "normalized": True}
    assert FastTER(**flags).corpus_score(drafts, [references]).score == pytest.approx(
        TER(**flags).corpus_score(drafts, [references]).score
    )


def test_a_segment_is_computed_once_whatever_variant_it_is_in(monkeypatch: pytest.MonkeyPatch) -> None:
    edits.cache_clear()
    calls = []
    shift = ter.best_shift
    monkeypatch.setattr(ter, "best_shift", lambda *given: calls.append(given) or shift(*given))
    metric = FastTER()
    metric._extract_corpus_statistics(["one two three"], [["two one three"]])
    first = len(calls)
    metric._extract_corpus_statistics(["one two three"] * 50, [["two one three"] * 50])
    assert first > 0
    assert len(calls) == first
