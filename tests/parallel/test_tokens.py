"""Words at their places, and what they are known by."""

from __future__ import annotations

import pytest

from amts_core.book.segments import scan_segment
from amts_core.parallel.tokens import keys_of, stem, tokenize


@pytest.mark.parametrize(
    ("language", "one", "other", "is_same"),
    [
        ("en", "Networks", "network", True),
        ("en", "learned", "learning", True),
        ("en-GB", "networks", "network", True),
        ("en", "net", "network", False),
        ("de", "Netzwerke", "netzwerks", True),
        ("es", "aprendido", "aprender", True),
        ("es", "red", "redes", False),
        ("en", "student’s", "student's", True),
        ("de", "123456", "123457", False),
    ],
)
def test_inflected_forms_are_known_by_the_same(language: str, one: str, other: str, is_same: bool) -> None:
    assert (stem(one, language) == stem(other, language)) is is_same


def test_tokens_stand_at_their_places_and_spans_are_whole() -> None:
    text = "The **height** of `x = 1`, 3.5 m."
    tokens = tokenize(scan_segment(text), "en")
    assert [text[one.start : one.end] for one in tokens] == [one.text for one in tokens]
    assert [one.text for one in tokens] == ["The", "height", "of", "`x = 1`", ",", "3.5", "m", "."]
    assert [one.text for one in tokens if one.is_span] == ["`x = 1`"]
    assert [one.text for one in tokens if not one.is_word] == ["`x = 1`", ",", "."]


def test_a_span_on_two_lines_is_known_by_its_text_on_one() -> None:
    [span] = [one for one in tokenize(scan_segment("`a\n b`"), "en") if one.is_span]
    assert (span.key, span.text) == ("`a b`", "`a\n b`")


@pytest.mark.parametrize(
    ("language", "text", "keys"),
    [
        ("zh", "深度学习很有趣。", ["深度", "学习", "很", "有趣"]),
        ("ja", "波の力", ["波", "の", "力"]),
        ("hi", "किताब अच्छी", ["किताब", "अच्छी"]),
        ("en", "", []),
        ("en", "… — !", []),
    ],
)
def test_every_script_has_its_words(language: str, text: str, keys: list[str]) -> None:
    assert keys_of(text, language) == keys
