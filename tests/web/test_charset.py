from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts_core.web.charset import decode

TEXTS = {
    "es": "La función de activación mañana también será más pequeña. ",
    "fr": "L’élève a mangé à l’école près du château où il était né. ",
    "pl": "Łódź jest większa niż się wydaje, a gęś śpi na łące. ",
    "ru": "Обучение модели занимает много времени и памяти. ",
    "tr": "Öğrenme oranı küçük olmalıdır, şimdi modeli eğitiyoruz. ",
    "zh": "模型的训练需要很长时间，而且需要很多数据。",
    "ja": "モデルを訓練するには多くのデータが必要です。",
    "ko": "모델을 학습하려면 많은 데이터가 필요합니다. ",
}


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])).filter(lambda text: text[:1] != "\ufeff"))
def test_valid_utf8_wins_over_any_declaration(text: str) -> None:
    assert decode(text.encode(), "latin-1") == text


@pytest.mark.parametrize("declared", [None, "utf-8", "no-such-charset"])
@pytest.mark.parametrize(
    ("language", "encoding"),
    [("es", "latin-1"), ("fr", "cp1252"), ("pl", "cp1250"), ("ru", "cp1251"), ("tr", "cp1254"),
     ("zh", "gb18030"), ("ja", "shift_jis"), ("ko", "euc_kr")],
)  # fmt: skip
def test_missing_or_wrong_declarations(language: str, encoding: str, declared: str | None) -> None:
    text = f"<html><body><p>{TEXTS[language] * 9}</p></body></html>"
    assert decode(text.encode(encoding), declared) == text


def test_right_declarations_are_believed() -> None:
    assert decode("日本語".encode("utf-16"), "utf-16") == "日本語"
    body = '<meta charset="windows-1251"><p>Обучение модели</p>'.encode("cp1251")
    assert "Обучение модели" in decode(body, None)
