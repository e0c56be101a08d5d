"""What of a chapter a translator does not change."""

from __future__ import annotations

import pytest

from amts_core.sync.witnesses import sentences_of, witnesses_of
from tests.sync.builders import chapter


def witnesses(text: str) -> list[int]:
    return witnesses_of(chapter(text))


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("# The lamp\n\nIt is red. We see.\n", "# Die Lampe\n\nSie ist rot.\n"),
        ("We use `a` and $x + y$ here.\n", "Hier nutzen wir $x+y$ und `a`.\n"),
        ("See :numref:`fig` and [this](b.md).\n", "Siehe [das](b.md) und :numref:`fig`.\n"),
        ("It has **one** part.\n", "Es hat einen Teil.\n"),
    ],
)
def test_a_translation_has_the_witnesses_of_its_source(source: str, translation: str) -> None:
    assert witnesses(source) == witnesses(translation)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We use `a`.\n", "We use `b`.\n"),
        ("We use `a`.\n", "We use `a` and `a`.\n"),
        ("We use $x$.\n", "We use $y$.\n"),
        ("See :numref:`a`.\n", "See :numref:`b`.\n"),
        ("See [this](a.md).\n", "See [this](b.md).\n"),
        ("```python\nx = 1\n```\n", "```python\nx = 2\n```\n"),
        ("It is red.\n", "- It is red.\n"),
        ("It is red.\n", "It is red.\n\nIt is red.\n"),
        ("# A\n", "## A\n"),
        ("| a | b |\n|---|---|\n", "| a |\n|---|\n"),
    ],
)
def test_another_version_of_a_source_has_others(one: str, other: str) -> None:
    assert witnesses(one) != witnesses(other)


def test_each_is_a_number_of_63_bits_and_what_it_says_stays() -> None:
    assert witnesses("It is `a`.\n") == [7952119101635631413, 7345227528526801392]


def test_the_sentences_of_a_chapter_are_texts() -> None:
    assert sentences_of(chapter("# A\n\nIt is *red*. We see.\n"), "en") == ["A", "It is *red*.", "We see."]
