"""Values of YAML keep their quotes, and get some where a text needs them."""

from __future__ import annotations

import pytest
import yaml

from amts_core.translate.field import field_value


@pytest.mark.parametrize(
    ("text", "source", "written"),
    [
        ("Eine Lampe", "A lamp", "Eine Lampe"),
        ("Note: it", "A lamp", "'Note: it'"),
        ("[a]", "A lamp", "'[a]'"),
        ("Geht's: so", "A lamp", "'Geht''s: so'"),
        ("12", "A lamp", "'12'"),
        ("'Geht's so'", "'It goes'", "'Geht''s so'"),
        ('"Ein "Wort" \\d"', '"A word"', '"Ein \\"Wort\\" \\\\d"'),
        ("Ein 'Wort'", "A 'word'", "Ein 'Wort'"),
        ("'Wort' so", "'Word' so", "'''Wort'' so'"),
    ],
)
def test_a_value_is_read_as_its_text(text: str, source: str, written: str) -> None:
    assert field_value(text, source) == written
    assert yaml.safe_load(f"key: {written}")["key"] in (text, text[1:-1])
