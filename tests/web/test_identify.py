from __future__ import annotations

import pytest

from amts_core.web.identify import divide, language_of
from amts_core.web.page import Page, Paragraph

EN = "The gradient tells us in which direction the loss falls, and how fast it falls there."
ES = "El gradiente nos dice en qué dirección baja la pérdida y con qué rapidez lo hace allí."
DE = "Der Gradient sagt uns, in welche Richtung der Verlust fällt und wie schnell er das tut."


def test_languages_are_told_apart() -> None:
    assert [language_of(text) for text in (EN, ES, DE, "梯度告诉我们损失下降的方向。")] == ["en", "es", "de", "zh"]


def page(*texts: str) -> Page:
    return Page("http://x.org/", paragraphs=tuple(Paragraph("paragraph", text) for text in texts))


def test_paragraphs_in_another_language_are_left_out() -> None:
    code, kept, foreign = divide(page(ES, "PyTorch", ES, EN), ["en", "es"])
    assert (code, foreign) == ("es", 1)
    assert [paragraph.text for paragraph in kept] == [ES, "PyTorch", ES]


@pytest.mark.parametrize("texts", [(DE, DE), (EN, DE, ES, DE, DE), ()])
def test_pages_in_none_of_the_languages(texts: tuple[str, ...]) -> None:
    code, kept, _ = divide(page(*texts), ["fr", "es"])
    assert code is None
    assert kept == ()


def test_region_of_the_source_is_used() -> None:
    assert divide(page(ES, ES), ["en", "es-MX"])[0] == "es-MX"
