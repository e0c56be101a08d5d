from __future__ import annotations

import pytest
from hypothesis import given

from local_aws.engines.adaptive.markup import mask
from local_aws.engines.adaptive.sentences import split_sentences
from tests.local_aws.engines.strategies import ANY_FRAGMENT


@given(ANY_FRAGMENT)
@pytest.mark.parametrize("language", ["en", "zh", "th", "xx"])
def test_nothing_but_white_space_lies_between_sentences_and_no_token_is_cut(language: str, fragment: str) -> None:
    text = mask(fragment).text
    spans = split_sentences(text, language)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    assert all(text[s:e].count("⟦") == text[s:e].count("⟧") for s, e in spans)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["In Fig. 3 we see ⟦1⟧.", "⟦2⟧Then, e.g. here, it ends.⟦3⟧", "Is it?", "Yes!"]),
        ("en", ["J. Smith et al. wrote 2.5 pages vs. our ten.", '"He did."', "(So did we.)"]),
        ("es", ["¿Es así?", "¡Sí!", "«Claro.»", "Véase p. ej. la tabla."]),
        ("ko", ["우리는 모델을 씁니다.", "그 다음에는 평가합니다."]),
        ("hi", ["यह एक वाक्य है।", "यह दूसरा है।"]),
        ("ar", ["ما هذا؟", "هذا نموذج."]),
    ],
)
def test_sentences_of_scripts_with_blanks(language: str, sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text, language)] == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("zh", ["他说：“好！”", "然后用⟦1⟧。", "⟦2⟧下一句？", "没有句号"]),
        ("ja", ["これは文です。", "「はい。」", "次の文。"]),
    ],
)
def test_sentences_of_scripts_without_blanks(language: str, sentences: list[str]) -> None:
    text = "".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text, language)] == sentences
