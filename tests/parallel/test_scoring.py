"""What a bead scores, against the formula written down bead by bead."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from amts_core.parallel.scoring import BY_LENGTH, BY_MEANING, Likelihood, LogRatio, RunScorer, Scoring, Side
from amts_core.parallel.search import IMPOSSIBLE, Path

RATIO = 1.5
FREE = np.array([True, True, False, True, True, True, True])
SCORING = Scoring(cosine=3.0, neighbours=0.3, strongest=0.2, lengths=LogRatio(), skip=-1.0, longest=3, most=4)


def side(seed: int, number: int, joins: list[bool] | None = None) -> Side:
    """Sentences with vectors of length one for all runs, and of several lengths."""
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(3, number, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=-1, keepdims=True)
    return Side(
        vectors, random.integers(5, 90, number) * 1.0, np.ones(number, np.bool_), np.array(joins or FREE[:number])
    )


def expected(source: Side, target: Side, corners: Path, x: int, y: int, p: int, q: int) -> float:
    """The score of the bead of x and y sentences that ends at (p, q)."""
    stretch = [one for one in pairwise(corners) if one[0][0] <= p - x and one[0][1] <= q - y]
    stretch = [one for one in stretch if p <= one[1][0] and q <= one[1][1]]
    if not stretch or not all(source.joins[p - x + 1 : p]) or not all(target.joins[q - y + 1 : q]):
        return IMPOSSIBLE
    ((low, left), (high, right)) = stretch[0]
    ours, theirs = source.vectors[x - 1, p - 1], target.vectors[y - 1, q - 1]
    beside_ours = [float(source.vectors[0, i] @ theirs) for i in (p - x - 1, p) if low <= i < high]
    beside_theirs = [float(target.vectors[0, j] @ ours) for j in (q - y - 1, q) if left <= j < right]
    mean = sum(sum(one) / len(one) for one in (beside_ours, beside_theirs) if one) / 2
    around = beside_ours + beside_theirs
    highest = max([*around, *[0.0] * (4 - len(around))])  # what is not there is like nothing
    a = source.lengths[p - x : p].sum() / np.sqrt(RATIO)
    b = target.lengths[q - y : q].sum() * np.sqrt(RATIO)
    margin = float(ours @ theirs) - 0.3 * mean - 0.2 * highest
    return 3.0 * margin - 0.1 * abs(float(np.log((a + 5) / (b + 5))))


@pytest.mark.parametrize("corners", [[(0, 0), (7, 6)], [(0, 0), (3, 2), (7, 6)], [(0, 0), (0, 2), (4, 2), (7, 6)]])
def test_a_bead_scores_its_cosine_over_that_of_its_neighbours_and_its_lengths(corners: Path) -> None:
    source, target = side(1, 7), side(2, 6, [True] * 4 + [False, True])
    scorer = RunScorer(source, target, RATIO, SCORING, corners)
    assert scorer.shapes[:3] == [(1, 1), (1, 2), (2, 1)]
    whole = scorer(slice(0, 8), slice(0, 7))
    for (number, (x, y)), p, q in product(enumerate(scorer.shapes), range(1, 8), range(1, 7)):
        if p >= x and q >= y:
            assert whole[number, p, q] == pytest.approx(expected(source, target, corners, x, y, p, q), abs=1e-5)
    assert (scorer(slice(3, 6), slice(2, 5)) == whole[:, 3:6, 2:5]).all()


def test_texts_without_sentences_have_no_beads() -> None:
    nothing = side(1, 0)
    for other in (side(2, 2), nothing):
        for sides in ((nothing, other), (other, nothing)):
            scorer = RunScorer(*sides, RATIO, SCORING, [(0, 0), (len(sides[0]), len(sides[1]))])
            assert scorer.shapes == []
            assert scorer(slice(0, 1), slice(0, 1)).shape == (0, 1, 1)
    assert RunScorer(nothing, nothing, RATIO, SCORING, [(0, 0)]).shapes == []


def test_shapes_are_small_and_even_ones_first_and_no_longer_than_the_texts() -> None:
    assert SCORING.shapes(9, 9) == [(1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1)]
    assert SCORING.shapes(1, 9) == [(1, 1), (1, 2), (1, 3)]
    assert SCORING.shapes(0, 9) == []
    assert [BY_MEANING.holds(*shape) for shape in ((5, 2), (6, 1), (5, 3), (1, 5))] == [True, False, False, True]


def test_a_sentence_alone_scores_less_if_it_has_words() -> None:
    one = Side(np.zeros((1, 2, 1), np.float32), np.ones(2), np.array([True, False]), np.ones(2, np.bool_))
    assert [list(scoring.alone(one).round(4)) for scoring in (BY_MEANING, BY_LENGTH)] == [[-0.07, -0.021], [-5.0, -1.5]]


@pytest.mark.parametrize(
    ("lengths", "a", "b", "shape", "score"),
    [
        (LogRatio(), 45, 45, (1, 1), 0.0),
        (LogRatio(), 95, 45, (1, 1), -0.0693),
        (LogRatio(), 45, 95, (3, 2), -0.0693),
        (Likelihood(), 40, 40, (1, 1), 0.0),
        (Likelihood(), 40, 40, (2, 1), -4.0),
        (Likelihood(), 40, 40, (2, 2), -6.7272),
        (Likelihood(), 60, 40, (1, 1), -1.2773),
        (Likelihood(), 900, 1, (1, 1), -60.0),
    ],
)
def test_lengths_that_differ_cost(
    lengths: LogRatio | Likelihood, a: int, b: int, shape: tuple[int, int], score: float
) -> None:
    found = lengths(np.array([float(a)]), np.array([float(b)]), *(np.array([one]) for one in shape))
    assert found[0] == pytest.approx(score, abs=1e-4)


def test_a_stretch_of_a_side_is_a_side() -> None:
    whole = side(3, 7)
    part = whole.part(range(2, 5))
    assert len(part) == 3
    assert (part.vectors == whole.vectors[:, 2:5]).all()
    assert (part.lengths.tolist(), part.joins.tolist()) == (whole.lengths[2:5].tolist(), [False, True, True])
    assert (part.scale, part.parts) == (1.0, None)
