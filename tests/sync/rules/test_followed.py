"""A translation that has followed its source already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest

from amts_core.sync import likeness
from amts_core.sync.change import Change
from amts_core.sync.guide import Guide
from amts_core.sync.likeness import Likeness
from amts_core.sync.rules.case import Outcome
from amts_core.sync.rules.followed import FOLLOWED, followed
from tests.sync.rules.cases import case

STAYS = Outcome(Change.KEPT, flags=(FOLLOWED,))
OLD, NEW = "The model uses `relu` here.", "The network uses `gelu` here."


def test_a_translation_with_the_new_span_stays() -> None:
    assert followed(case(OLD, NEW, "这里用`gelu`。")) == STAYS
    assert followed(case(OLD, NEW, "这里用`relu`。")) is None


@pytest.mark.parametrize(
    ("new", "target"),
    [
        (NEW.replace("uses", "never uses"), "这里用`gelu`。"),  # may say the contrary
        (NEW.replace("uses", "uses 3 times"), "这里用`gelu`4次。"),
        (NEW, "这里不用`gelu`。"),
    ],
)
def test_a_translation_that_may_say_the_contrary_has_not_followed(new: str, target: str) -> None:
    assert followed(case(OLD, new, target)) is None


def test_a_listed_word_that_came_must_be_there() -> None:
    old, new = "It is a fast part of `relu` here.", "It is a slow part of `gelu` here."
    assert followed(case(old, new, "这里有`gelu`的慢的部分。")) == STAYS
    assert followed(case(old, new, "这里有`gelu`的部分。")) is None


class Words:
    """An encoder for which a text fits the better the more of the words from u to z it shares."""

    def vectors(self, texts: Sequence[str]) -> np.ndarray:  # type: ignore[type-arg]
        rows = np.array([[1.0, *(float(f"{word} " in f"{text} ") for word in "uvwxyz"), 0.5] for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("old", "new", "target", "has_followed"),
    [
        ("a b of it", "x y of it", "x y und es", True),
        ("a z of it", "x y of it", "x y und es", True),
        ("a y of it b", "x y of it c", "x y und es", True),
        ("a b c d of it z", "u v w x of it y", "u v w x y", True),
        ("a b c d of it y", "u v w x of it z", "u v w x y", False),  # without its second change it would fit better
        ("a of it", "z of it", "x und y", False),
    ],
)
def test_by_meaning_every_change_for_itself_makes_it_fit_better(
    old: str, new: str, target: str, has_followed: bool
) -> None:
    now = case(old, new, target)
    now = replace(now, guide=Guide(Likeness(True, "en", 1.0), now.guide.counts, learn=lambda: now.lexicon))
    with mock.patch.object(likeness, "shared_encoder", Words):
        assert (followed(now) is not None) is has_followed
