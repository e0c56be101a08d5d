from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU

from amts_core.evaluate.text import normalised, scored, word_spans, words


def test_width_of_punctuation_and_blanks_beside_chinese_make_no_difference() -> None:
    assert scored("预训练 BERT 模型（见下文），共 3 步：“好”") == scored('预训练BERT模型(见下文),共3步:"好"')


def test_blanks_between_words_are_one() -> None:
    assert scored("  un   modelo\u00a0pequeño ") == "un modelo pequeño"


def test_protected_spans_and_marks_are_not_scored() -> None:
    assert scored("用 **好的** `load_data()` 和 $x^2$ 见 :numref:`sec_a`。") == "用好的和见。"
    assert scored("See [the docs](https://example.org/a) now") == "See the docs now"


def test_the_markdown_itself_can_be_scored() -> None:
    assert "numref" in scored("见 :numref:`sec_a`。", "markdown")


def test_copied_spans_would_raise_the_score() -> None:
    draft, reference = "以 `train_epoch_ch3` 和 $\\mathbf{x}$ 训练", "用 `train_epoch_ch3` 与 $\\mathbf{x}$ 学习"
    plain, full = (
        BLEU(tokenize="zh", effective_order=True).sentence_score(scored(draft, form), [scored(reference, form)]).score
        for form in ("plain", "markdown")
    )
    assert full > plain + 10


def test_a_chinese_character_is_a_word_and_a_latin_word_is_one() -> None:
    assert words("用BERT模型, 好。") == ["用", "BERT", "模", "型", ",", "好", "。"]


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.text(max_size=60))
def test_words_cover_everything_but_white_space(text: str) -> None:
    rest = list(text)
    for start, end in word_spans(text):
        rest[start:end] = [""] * (end - start)
    assert "".join(rest).strip() == ""
    assert words(text) == [text[start:end] for start, end in word_spans(text)]
