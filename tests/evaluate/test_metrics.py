from __future__ import annotations

import numpy as np
import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from amts_core.errors import AmtsError
from amts_core.evaluate.metrics import edit_measure, measures

CHINESE = (
    ["我们使用较小的语料库来训练模型。", "数据集的每一行代表一个段落。"],
    ["我们使用了较小的语料库训练这个模型。", "在数据集中每行代表一个段落。"],
)
JAPANESE = (["私たちは小さなデータセットを使います。"], ["私たちは小さいデータセットを使用します。"])
KOREAN = (["우리는 작은 데이터셋을 사용합니다."], ["우리는 더 작은 데이터 집합을 사용한다."])
SPANISH = (["Usamos un conjunto de datos pequeño."], ["Utilizamos un conjunto de datos más pequeño."])


def scores(language: str, drafts: list[str], references: list[str]) -> dict[str, float]:
    return {
        measure.name: measure.score(measure.statistics(drafts, references).sum(axis=0))
        for measure in measures(language)
    }


@pytest.mark.parametrize(
    ("language", "texts", "tokenizer", "asian"),
    [
        ("zh", CHINESE, "zh", True),
        ("zh-TW", CHINESE, "zh", True),
        ("ja", JAPANESE, "ja-mecab", True),
        ("ko", KOREAN, "ko-mecab", False),
        ("es", SPANISH, "13a", False),
    ],
)
def test_scores_are_those_of_plain_sacrebleu(
    language: str, texts: tuple[list[str], list[str]], tokenizer: str, asian: bool
) -> None:
    drafts, references = texts
    expected = {
        "BLEU": BLEU(tokenize=tokenizer).corpus_score(drafts, [references]).score / 100,
        "chrF": CHRF().corpus_score(drafts, [references]).score / 100,
        "TER": TER(asian_support=asian, normalized=asian).corpus_score(drafts, [references]).score / 100,
    }
    assert scores(language, drafts, references) == pytest.approx(expected, abs=1e-12)


def test_thirteen_a_reads_a_chinese_sentence_as_one_word_and_is_not_used() -> None:
    drafts, references = CHINESE
    assert BLEU(tokenize="13a").corpus_score(drafts, [references]).score < 1
    assert scores("zh", drafts, references)["BLEU"] > 0.4
    assert "tok:zh" in measures("zh")[0].signature(samples=10, seed=1, form="plain")


def test_ter_sees_the_characters_of_chinese() -> None:
    drafts, references = CHINESE
    assert TER(asian_support=True).corpus_score(drafts, [references]).score >= 100
    assert 0.1 < scores("zh", drafts, references)["TER"] < 0.4


def test_every_language_gets_chrf_beside_bleu() -> None:
    assert [measure.name for measure in measures("vi")] == ["BLEU", "chrF", "TER"]


def test_signature_names_tokenizer_bootstrap_seed_and_form_of_the_text() -> None:
    signature = measures("ja")[0].signature(samples=500, seed=7, form="markdown")
    assert signature.startswith("nrefs:1|bs:500|seed:7|case:mixed|eff:no|tok:ja-mecab")
    assert signature.endswith("|text:markdown")


def test_scores_of_many_sums_are_the_scores_of_each() -> None:
    drafts, references = CHINESE
    for measure in measures("zh"):
        rows = measure.statistics(drafts, references)
        assert measure.scores(rows) == pytest.approx([measure.score(row) for row in rows])
        assert measure.scores(np.stack([rows, rows])).shape == (2, 2)


def test_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(AmtsError, match="unknown language 'xx'"):
        measures("xx")


def test_thai_is_scored_by_characters_and_has_no_ter() -> None:
    """Thai writes no blanks between words: TER would read a sentence as one word."""
    assert [measure.name for measure in measures("th")] == ["BLEU", "chrF"]
    assert scores("th", ["เราใช้ข้อมูลชุดเล็ก"], ["เราใช้ชุดข้อมูลเล็ก"])["BLEU"] > 0.3


@pytest.mark.parametrize(
    ("language", "module", "extra"), [("ja", "ja_mecab", "japanese"), ("ko", "ko_mecab", "korean")]
)
def test_a_dictionary_that_is_not_installed_is_named(
    language: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"sacrebleu.tokenizers.tokenizer_{module}.MeCab", None)
    with pytest.raises(AmtsError, match=rf"pip install 'amts\[{extra}\]'"):
        measures(language)
    assert measures("es")
    assert edit_measure(language)  # of edits alone it is not needed
