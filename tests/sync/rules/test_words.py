"""The source has the same words as before."""

from __future__ import annotations

from amts_core.sync.rules.words import words
from tests.sync.rules.cases import case


def test_punctuation_needs_nobody() -> None:
    found = words(case("First we open it.", "First, we open it.", "首先打开它。"))
    assert found is not None
    assert found.quiet


def test_marks_and_spans_without_a_place_need_somebody() -> None:
    for new in ("We *open* it.", "We open it `now`."):
        found = words(case("We open it.", new, "我们打开它。"))
        assert found is not None
        assert not found.quiet


def test_another_word_is_no_case() -> None:
    assert words(case("We open it.", "We close it.", "我们打开它。")) is None
