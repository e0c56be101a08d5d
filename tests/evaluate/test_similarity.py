from __future__ import annotations

import pandas as pd
import pytest

from amts_core.evaluate.similarity import (
    NEAR,
    LeakedEvaluation,
    Nearest,
    exact_matches,
    kept_pairs,
    nearest_pairs,
    pairs_in_chapters,
    refuse_leaked_chapters,
    refuse_leaked_text,
    responsible_pair,
)

SENTENCES = [
    "The encoder reads the whole input sequence before the decoder starts to write.",
    "Dropout switches some of the hidden units off in every step of the training.",
]


def table(*sources: str, chapter: str = "chapter_c/third", **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"source": sources, "target": ["译文"] * len(sources), "chapter": chapter} | columns)


def similarity(source: str, *sources: str) -> float:
    return float(nearest_pairs([source], table(*sources), source_language="en").similarity[0])


def test_a_source_that_is_in_the_parallel_data_is_found_whatever_its_spans_and_spaces() -> None:
    pairs = table("Call  `fit()` now.", "Something else.")
    assert exact_matches(["Call `train()` now.", "Call it later."], pairs).tolist() == [True, False]


def test_similarity_is_one_for_the_same_sentence_and_near_for_a_changed_word() -> None:
    assert similarity(SENTENCES[0], *SENTENCES) == 1
    assert 0.85 < similarity(SENTENCES[0].replace("whole", "entire"), *SENTENCES) < 1
    assert similarity("Nothing of that kind here at all", *SENTENCES) < 0.4


@pytest.mark.parametrize(("scored", "given"), [([" ".join(SENTENCES)], SENTENCES), (SENTENCES, [" ".join(SENTENCES)])])
def test_paragraphs_and_sentences_are_comparable(scored: list[str], given: list[str]) -> None:
    """A paragraph is as near as its sentences are, and a sentence of a paragraph in the parallel data is there."""
    assert nearest_pairs(scored, table(*given), source_language="en").similarity.min() == 1


def test_the_similarity_of_a_paragraph_weighs_its_sentences_by_length() -> None:
    known, unknown = SENTENCES[0], "Quite new."
    assert similarity(f"{known} {unknown}", known) > 0.75


def test_nearest_pairs_come_first() -> None:
    near = nearest_pairs([SENTENCES[1]], table("Far away.", SENTENCES[1], "Hidden units."), source_language="en")
    assert near.pairs[0][0] == 1


def test_without_parallel_data_nothing_is_near() -> None:
    near = nearest_pairs(SENTENCES, table(), source_language="en")
    assert near.similarity.tolist() == [0, 0]
    assert near.pairs == ((), ())


def test_a_segment_of_protected_spans_alone_is_near_to_nothing() -> None:
    assert similarity("`a`", *SENTENCES) == 0


def test_an_evaluation_article_in_the_parallel_data_is_refused_by_name_and_pair() -> None:
    pairs = pd.concat([table("One."), table("Two words.", chapter="chapter_a/first")], ignore_index=True)
    with pytest.raises(
        LeakedEvaluation, match=r"chapter_a/first is in the parallel data of variant sentence \(pair 2: 'Two"
    ):
        refuse_leaked_chapters(["chapter_a/first"], {"sentence": pairs})
    refuse_leaked_chapters(["chapter_b/second"], {"sentence": pairs})


def test_a_rejected_pair_is_not_in_the_parallel_data() -> None:
    pairs = table("One.", chapter="chapter_a/first", verdict="length ratio")
    assert kept_pairs(pairs).empty
    refuse_leaked_chapters(["chapter_a/first"], {"sentence": pairs})


def leak_check(sources: list[str], pairs: pd.DataFrame) -> None:
    frame = pd.DataFrame({"chapter": "chapter_a/first", "source": sources})
    refuse_leaked_text(frame, nearest_pairs(sources, pairs, source_language="en"), "paragraph", pairs)


def test_a_chapter_under_another_name_is_refused() -> None:
    with pytest.raises(LeakedEvaluation, match=r"chapter_a/first .* variant paragraph"):
        leak_check([*SENTENCES, "One of its own, that nobody has seen before."], table(*SENTENCES, chapter="elsewhere"))


def test_headings_and_single_sentences_that_chapters_share_are_no_leak() -> None:
    own = ["One of its own, that nobody has seen before.", "And a second one of the same sort as that."]
    leak_check(["Summary", "Exercises", SENTENCES[0], *own], table("Summary", "Exercises", SENTENCES[0]))


def test_nearly_equal_means_ninety_five_percent() -> None:
    frame = pd.DataFrame({"chapter": ["a"], "source": ["just a handful of plain words here"]})
    pairs = table("x")
    refuse_leaked_text(frame, Nearest(pd.Series([NEAR - 0.01]).to_numpy(), ((0,),)), "sentence", pairs)
    with pytest.raises(LeakedEvaluation):
        refuse_leaked_text(frame, Nearest(pd.Series([NEAR]).to_numpy(), ((0,),)), "sentence", pairs)


def test_a_pair_that_cites_a_chapter_is_found_whatever_stands_around_the_sentence() -> None:
    chapter = ["The moon pulls the water of the sea. Twice a day the water rises and falls."]
    cited = "As is well known, much depends on it. Twice a day the water rises and falls."
    nearly = "Twice a day the waters rise and fall, so they say."
    found = pairs_in_chapters([cited, nearly, "Summary", "The moon."], chapter, source_language="en")
    assert found == [True, False, False, False]
    assert pairs_in_chapters([cited], [], source_language="en") == [False]


def test_the_responsible_pair_holds_what_the_draft_gained() -> None:
    pairs = pd.DataFrame({"source": ["a", "b"], "target": ["我们标记每个单词", "我们标注词元序列"]})
    assert responsible_pair([0, 1], pairs, baseline="我们标记单词序列", variant="我们标注词元序列") == 1
    assert responsible_pair([0, 1], pairs, baseline="同样", variant="同样") == 0
    assert responsible_pair([], pairs, baseline="a", variant="b") is None
