from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from sacrebleu.metrics.bleu import BLEU

from amts_core.errors import AmtsError
from amts_core.evaluate.material import Method
from amts_core.evaluate.publish import as_page, as_text
from amts_core.evaluate.report import FEW_SEGMENTS, Level, Report, Verdict
from amts_core.evaluate.scoring import Beside, _controlled, evaluate
from amts_core.evaluate.similarity import LeakedEvaluation
from amts_core.evaluate.text import scored
from amts_core.languages import LanguagePair
from tests.evaluate.conftest import FEWER, chapter

NOTHING = Beside()
FIRST, SECOND = "chapter_a/first", "chapter_b/second"


@pytest.fixture(scope="module")
def report(frame: pd.DataFrame, pairs: pd.DataFrame) -> Report:
    return evaluate(
        frame,
        languages=LanguagePair("en", "zh"),
        beside=Beside(parallel_data={"paragraph": pairs, "sentence": pairs}),
        method=FEWER,
    )


def score(table: pd.DataFrame, beside: Beside = NOTHING, method: Method = FEWER) -> Report:
    return evaluate(table, LanguagePair("en", "zh"), beside, method)


def test_chapter_scores_are_corpus_bleu_and_the_average_is_their_mean(frame: pd.DataFrame, report: Report) -> None:
    bleu = BLEU(tokenize="zh")
    expected = {}
    for name, rows in frame.groupby("chapter"):
        drafts, references = ([scored(text) for text in rows[column]] for column in ("sentence", "reference"))
        expected[name] = bleu.corpus_score(drafts, [references]).score / 100
    assert {
        name: report.score("sentence", "BLEU", name, Level.CHAPTER).value for name in report.chapters
    } == pytest.approx(expected)
    assert report.score("sentence").value == pytest.approx(sum(expected.values()) / 2)


def test_both_forms_of_the_comparison_are_there(report: Report) -> None:
    assert report.variants == ("none", "paragraph", "sentence")
    assert report.comparisons == (("none", "paragraph"), ("none", "sentence"), ("paragraph", "sentence"))


def test_a_difference_is_the_difference_of_the_scores(report: Report) -> None:
    for row in report.differences:
        before, after = (
            report.score(name, row.metric, row.chapter, row.level).value for name in (row.baseline, row.variant)
        )
        assert row.value == pytest.approx(after - before)
        assert row.low <= row.high


def test_a_gain_or_a_loss_is_named_only_where_the_interval_excludes_0(report: Report) -> None:
    named = [row for row in report.differences if row.verdict in (Verdict.GAIN, Verdict.LOSS)]
    assert named
    assert all(row.low > 0 or row.high < 0 for row in named)


def test_a_small_p_is_no_gain_while_the_interval_holds_0(report: Report) -> None:
    sure = next(row for row in report.differences if row.verdict is Verdict.GAIN)
    row = replace(sure, verdict=Verdict.UNSURE, low=-0.01, p=0.0001)
    assert [one.verdict for one in _controlled([row])] == [Verdict.UNSURE]


def test_a_real_gain_is_called_one_in_every_metric(report: Report) -> None:
    for metric in ("BLEU", "chrF", "TER"):
        assert report.difference("none", "sentence", metric, FIRST, Level.CHAPTER).verdict is Verdict.GAIN
    assert report.difference("none", "sentence", "TER").value < 0


def test_a_worse_variant_is_called_a_loss(frame: pd.DataFrame) -> None:
    report = score(frame.rename(columns={"none": "sentence", "sentence": "none"}))
    assert report.difference("none", "sentence", "TER", FIRST, Level.CHAPTER).verdict is Verdict.LOSS
    assert report.difference("none", "sentence", "BLEU", FIRST, Level.CHAPTER).losses > 30


def test_equal_outputs_are_no_change_with_p_one(frame: pd.DataFrame) -> None:
    report = score(frame.assign(sentence=frame["none"], paragraph=frame["none"]))
    assert {row.verdict for row in report.differences} == {Verdict.NO_CHANGE}
    assert {(row.p, row.adjusted_p, row.value) for row in report.differences} == {(1.0, 1.0, 0.0)}
    assert all(row.ties == row.segments for row in report.differences)


def test_equality_is_judged_on_what_is_scored(frame: pd.DataFrame) -> None:
    report = score(
        frame[["chapter", "segment", "kind", "source", "reference", "none"]].assign(
            sentence=frame["none"].str.replace("。", "。 ")
        )
    )
    assert report.difference("none", "sentence").verdict is Verdict.NO_CHANGE


def test_one_lucky_segment_is_no_gain(frame: pd.DataFrame) -> None:
    lucky = frame["none"].where(frame["segment"] != "b3", frame["reference"])
    report = score(frame.drop(columns="paragraph").assign(sentence=lucky))
    assert report.difference("none", "sentence", "BLEU", FIRST, Level.CHAPTER).verdict is Verdict.UNSURE


def test_adjusted_p_values_are_never_smaller(report: Report) -> None:
    assert all(row.adjusted_p >= row.p for row in report.differences)


def test_few_segments_are_said_to_be_few(report: Report) -> None:
    assert FEW_SEGMENTS == 30
    assert not report.score("none", "BLEU", FIRST, Level.CHAPTER).few
    assert report.score("none", "BLEU", SECOND, Level.CHAPTER).few


def test_variants_are_compared_in_their_order_whatever_the_columns(frame: pd.DataFrame) -> None:
    assert score(frame[[*frame.columns[:5], "sentence", "none"]]).comparisons == (("none", "sentence"),)


def test_one_variant_alone_is_scored_without_comparison(frame: pd.DataFrame) -> None:
    report = score(frame.drop(columns=["none", "paragraph"]))
    assert report.variants == ("sentence",)
    assert report.differences == report.examples == report.buckets == ()


def test_the_same_input_gives_the_same_report(frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    first = score(frame).to_json()
    monkeypatch.setenv("SACREBLEU_SEED", "none")
    assert score(frame).to_json() == first


def test_markdown_can_be_scored_and_the_signature_says_so(frame: pd.DataFrame) -> None:
    spans = frame.assign(reference=frame["reference"] + " `a_b`", none=frame["none"] + " `a_b`")
    plain, markdown = (
        score(spans[[*frame.columns[:5], "none"]]),
        score(spans[[*frame.columns[:5], "none"]], method=replace(FEWER, form="markdown")),
    )
    assert plain.signatures[0].signature.endswith("|text:plain")
    assert markdown.signatures[0].signature.endswith("|text:markdown")
    assert markdown.score("none").value > plain.score("none").value


# leakage


def test_an_evaluation_article_in_the_parallel_data_fails_the_run(frame: pd.DataFrame, pairs: pd.DataFrame) -> None:
    with pytest.raises(LeakedEvaluation, match=f"{FIRST} is in the parallel data of variant sentence"):
        score(frame, Beside(parallel_data={"sentence": pairs.assign(chapter=FIRST)}))


def test_its_text_under_another_name_fails_the_run_too(frame: pd.DataFrame) -> None:
    copied = frame.rename(columns={"reference": "target"})[["source", "target"]].assign(chapter="copy")
    with pytest.raises(LeakedEvaluation, match="variant paragraph"):
        score(frame, Beside(parallel_data={"paragraph": copied}))


def test_sources_that_are_in_the_parallel_data_are_counted_and_left_out_once(frame: pd.DataFrame) -> None:
    known = frame.iloc[:10]
    table = pd.DataFrame({"source": known["source"], "target": known["reference"], "chapter": "other"})
    report = score(frame, Beside(parallel_data={"sentence": table}))
    (leak,) = report.leakage
    assert (leak.variant, leak.segments, leak.exact, leak.near) == ("sentence", 52, 10, 0)
    rest = score(frame.iloc[10:])
    assert leak.bleu == pytest.approx(report.score("sentence", level=Level.POOLED).value)
    assert leak.bleu_without == pytest.approx(rest.score("sentence", level=Level.POOLED).value)


# buckets, examples, edits


def test_buckets_divide_the_segments(report: Report) -> None:
    for by in ("similarity", "length", "kind", "protected spans"):
        rows = [row for row in report.buckets if (row.by, row.baseline, row.variant) == (by, "none", "sentence")]
        assert sum(row.segments for row in rows) == len(report.segments)


def test_similarity_buckets_show_where_parallel_data_helps(frame: pd.DataFrame) -> None:
    """Only segments whose source is nearly known are improved: the gain stands in their bucket alone."""
    known = frame.index[:10]
    improved = frame["none"].where(~frame.index.isin(known), frame["reference"])
    table = pd.DataFrame(
        {"source": frame.loc[known, "source"].str.replace(".", " today."), "target": "x", "chapter": "other"}
    )
    table["source"] = frame.loc[known, "source"] + " Today."
    report = score(frame.assign(sentence=improved), Beside(parallel_data={"sentence": table}))
    rows = {
        row.label: row
        for row in report.buckets
        if (row.by, row.baseline, row.variant) == ("similarity", "none", "sentence")
    }
    assert rows["100"].segments == 10
    assert rows["100"].low > 0.3
    assert rows["50-74"].value == rows["0-49"].value == 0


def test_examples_are_the_greatest_changes_with_the_pair_behind_them(report: Report, pairs: pd.DataFrame) -> None:
    shown = [example for example in report.examples if (example.baseline, example.variant) == ("none", "sentence")]
    gains = [example.gain for example in shown if example.gain > 0]
    assert len(gains) == 10
    assert gains == sorted(gains, reverse=True)
    assert all(example.pair is not None and example.pair.chapter == "chapter_c/third" for example in shown)
    assert all(example.similarity is not None for example in shown)


def test_a_segment_that_did_not_change_is_no_example(frame: pd.DataFrame) -> None:
    report = score(frame.drop(columns="paragraph").assign(sentence=frame["none"]))
    assert report.examples == ()


def test_edit_shares_add_up_and_count_equal_segments_as_untouched(frame: pd.DataFrame) -> None:
    half = frame["reference"].where(frame.index % 2 == 0, frame["none"])
    report = score(frame[[*frame.columns[:5]]].assign(none=half))
    row = next(row for row in report.edits if row.level is Level.POOLED)
    assert row.untouched == 0.5
    assert row.untouched + row.light + row.medium + row.heavy == pytest.approx(1)


def test_segments_carry_their_drafts_and_scores(frame: pd.DataFrame, report: Report) -> None:
    segment = report.segments[3]
    assert segment.reference == frame["reference"][3]
    assert [draft.variant for draft in segment.drafts] == ["none", "paragraph", "sentence"]
    assert segment.drafts[0].similarity is None
    assert segment.drafts[2].similarity is not None


# wrong input


def test_nothing_to_score_is_an_error(frame: pd.DataFrame) -> None:
    with pytest.raises(AmtsError, match="no segment to score"):
        score(frame.iloc[:0])


def test_a_missing_column_is_named(frame: pd.DataFrame) -> None:
    with pytest.raises(AmtsError, match="lacks the columns kind, reference"):
        score(frame.drop(columns=["kind", "reference"]))


def test_a_table_without_drafts_is_an_error(frame: pd.DataFrame) -> None:
    with pytest.raises(AmtsError, match="no variant: give at least one column of none, paragraph, sentence"):
        score(frame[list(frame.columns[:5])])


def test_an_empty_draft_is_scored_as_such() -> None:
    table = chapter("x", 4).assign(none="")
    assert score(table[["chapter", "segment", "kind", "source", "reference", "none"]]).score("none").value == 0


def test_a_language_without_ter_has_a_report_all_the_same(frame: pd.DataFrame) -> None:
    report = evaluate(frame, languages=LanguagePair("en", "th"), method=FEWER)
    assert [signature.metric for signature in report.signatures] == ["BLEU", "chrF"]
    assert report.edits == ()
    assert "BLEU en-th" in as_text(report)
    assert "How much is left to edit" not in as_page(report)
