from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from amts_core.book.common import heaviest_path, shortened

weights = arrays(np.int64, array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=4), elements=st.integers(0, 5))


@settings(deadline=None)
@given(weights)
def test_no_pairs_in_order_weigh_more(weights):
    found = heaviest_path(weights)
    assert all(a < b and c < d for (a, c), (b, d) in pairwise(found))
    assert all(weights[pair] > 0 for pair in found)
    rows, columns = map(range, weights.shape)
    most = max(
        sum(weights[pair] for pair in zip(ours, theirs, strict=True))
        for size in range(min(weights.shape) + 1)
        for ours in combinations(rows, size)
        for theirs in combinations(columns, size)
    )
    assert sum(weights[pair] for pair in found) == most


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_an_empty_list_has_nothing_in_common(shape):
    assert heaviest_path(np.zeros(shape)) == []


def test_a_long_text_is_shortened_to_what_is_allowed():
    assert [shortened(text, 4) for text in ("", "four", "five!")] == ["", "four", "fiv…"]
    assert shortened("x" * 41) == "x" * 39 + "…"
