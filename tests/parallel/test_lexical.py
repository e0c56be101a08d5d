from __future__ import annotations

import unicodedata
from dataclasses import replace

import numpy as np
import pytest

from amts_core.parallel.lexical import run_directions, scale_of, scores_by_words, shared_directions, tokens
from amts_core.parallel.lexicon import Lexicon, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In 1,024 cases", ["1024", "cases"]),
        ("the lamp", ["lamp"]),
        ("`x  = 1` and $a + b$", ["`x=1`", "$a+b$"]),
        ("see https://a.org/b) now", ["https://a.org/b"]),
        ("Transformer模型的注意力", ["trans"]),
        ("卷积神经网络", []),
        ("१,२३४ बार, ۱۲٫۵ بار, ๑๒", ["1234", "125", "12"]),
        (unicodedata.normalize("NFD", "Poincaré"), ["poinc"]),
    ],
)
def test_tokens_that_may_be_in_a_translation_too(text, found):
    assert list(tokens(text)) == found


def test_only_tokens_of_both_sides_count():
    ours, theirs = shared_directions(["Newton 1687", "nothing"], ["牛顿 Newton", "1687"])
    assert not ours[1].any()
    assert theirs[0].any()
    cosines = ours[:1] @ theirs.T
    assert (cosines > 0.3).all()


def test_a_run_is_the_sum_of_its_sentences_and_shorter_than_one():
    rows, _ = shared_directions(["Kepler 1609", "Galilei 1610", "Tycho"], ["Kepler Galilei Tycho 1609 1610"])
    runs = run_directions(rows, 3)
    direction = rows.sum(axis=0)
    assert runs[2, 2] @ direction / np.linalg.norm(runs[2, 2]) / np.linalg.norm(direction) == pytest.approx(1, abs=1e-5)
    assert (np.linalg.norm(runs, axis=2) < 1).all()
    assert not runs[1, 0].any()


def test_a_trusted_lexicon_brings_words_together_and_rare_ones_more() -> None:
    source, target = ["the red lamp", "the old boat", "the dry wood"], ["lampe rot die", "boot alt die", "die holz"]
    pairs = [(one, other) for one, other in zip(source, target, strict=True) for _ in range(9)]
    lexicon = replace(Lexicon.empty()._counted([(words(one), words(other)) for one, other in pairs]), trust=1.0)
    none, half = (replace(lexicon, trust=trust) for trust in (0.0, 0.125))
    assert [scale_of(one) for one in (None, none, half, lexicon)] == pytest.approx([1.0, 1.0, 1.3, 1.6])
    assert not any(side.any() for side in shared_directions(source, target, none))
    full, weak = (shared_directions(source, target, one) for one in (lexicon, half))
    assert all(np.allclose(2 * one, other, atol=1e-6) for one, other in zip(weak, full, strict=True))
    scores = scores_by_words(source, target, lexicon)
    assert scores.shape == (3,)
    assert scores.min() > 0.3
    assert scores_by_words(source, target[1:] + target[:1], lexicon).max() < scores.min() / 2
    runs = [run_directions(side, 1)[0, 0] for side in full]
    assert scores[0] == pytest.approx(1.6 * float(runs[0] @ runs[1]), abs=1e-4)
    rows, _ = shared_directions(["the", "lamp the", "the the"], ["die"], lexicon)
    assert np.allclose(rows[0], rows[2])
    assert np.linalg.norm(rows[1] - rows[0]) > np.linalg.norm(rows[0])


def test_directions_depend_on_the_text_alone():
    first, _ = shared_directions(["Ada 1843"], ["Ada 1843"])
    second, _ = shared_directions(["Ada 1843"], ["1843 Ada"])
    assert (first == second).all()
