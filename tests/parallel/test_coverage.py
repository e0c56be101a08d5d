"""A clause that only one side has is found, however long the text around it."""

from __future__ import annotations

import pytest

from amts_core.parallel.coverage import coverage
from amts_core.parallel.lexicon import Lexicon
from tests.parallel.test_lexicon import NOUNS, pairs


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.learn(pairs(3000))


def clause(number: int, side: int) -> str:
    """Nouns in an order of their own, more than `TELLING` says."""
    nouns = [pair[side] for pair in NOUNS.items()]
    return " ".join((nouns[number:] + nouns[:number]) * 4)


def test_clauses_that_both_sides_have_are_covered(lexicon) -> None:
    assert coverage(f"{clause(0, 0)}, {clause(1, 0)}.", f"{clause(1, 1)}, {clause(0, 1)}.", lexicon) > 0.9


@pytest.mark.parametrize("mark", [",", ";", ":", "。", "،", "।"])
def test_a_clause_without_words_of_the_other_side_is_found_on_either(lexicon, mark) -> None:
    words = list(NOUNS)
    some, rest = (" ".join(part * 9) for part in (words[:3], words[3:]))
    theirs = " ".join([NOUNS[word] for word in words[:3]] * 9)
    assert coverage(some, theirs, lexicon) > 0.9
    assert coverage(f"{some}{mark} {rest}", theirs, lexicon) < 0.1


def test_what_is_written_alike_is_covered_and_unknown_words_say_nothing(lexicon) -> None:
    assert coverage("ResNet " * 30, "VGG " * 30, lexicon) == 1
    assert coverage("tree " * 30, "tree " * 30, lexicon) == 1


@pytest.mark.parametrize("text", ["", "…", "tree"])
def test_short_texts_say_nothing(lexicon, text) -> None:
    assert coverage(text, "nhé", lexicon) == 1
