from __future__ import annotations

import pytest

from amts_core.web.subject import Subject

WORDS = {"en": ["machine learning", "neural network"], "zh": ["机器学习"]}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Machine  learning, and\nneural network.", "en", True),
        ("machine learning", "en", False),  # once only
        ("neural networks, machine learnings", "en", False),  # no whole words
        ("我们学习机器学习,机器学习很好", "zh", True),
        ("我们学习机器学习,机器学习很好", "en", False),
        ("我们学习机器学习,机器学习很好", None, True),
        ("machine learning 机器学习", None, False),  # not two in one language
    ],
)
def test_keywords_are_counted_as_words(text: str, language: str | None, expected: bool) -> None:
    assert Subject(WORDS, hits=2).covers(text, language) is expected


def test_without_keywords_everything_is_on_the_subject() -> None:
    assert Subject({}, hits=3).covers("anything")
