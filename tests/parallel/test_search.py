from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts_core.parallel import search
from amts_core.parallel.search import Band, best_path

SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1))


def alone(n, m, seed=0):
    """What each sentence scores alone, and each of them something else."""
    random = np.random.default_rng(seed)
    return -random.uniform(0.05, 0.5, n), -random.uniform(0.05, 0.5, m)


def table_scorer(table):
    """Scores from a table [shape, p, q] of borders."""

    def score(rows, columns):
        block = table[:, rows, columns].copy()
        p, q = np.arange(rows.start, rows.stop)[:, None], np.arange(columns.start, columns.stop)[None, :]
        for number, (x, y) in enumerate(SHAPES):
            block[number][~((p >= x) & (q >= y))] = search.IMPOSSIBLE
        return block

    return score


def path_value(path, table, single):
    total = 0.0
    for (p, q), (p_end, q_end) in pairwise(path):
        shape = (p_end - p, q_end - q)
        if 0 in shape:
            total += single[0][p] if shape[0] else single[1][q]
        else:
            total += table[SHAPES.index(shape), p_end, q_end]
    return total


def best_value(table, n, m, single):
    @lru_cache(None)
    def value(p, q):
        if (p, q) == (0, 0):
            return 0.0
        options = [value(p - 1, q) + single[0][p - 1]] if p else []
        options += [value(p, q - 1) + single[1][q - 1]] if q else []
        options += [
            value(p - x, q - y) + table[number, p, q] for number, (x, y) in enumerate(SHAPES) if p >= x and q >= y
        ]
        return max(options)

    return value(n, m)


@settings(deadline=None)
@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_no_path_is_better(n, m, seed, rows_per_block):
    table = np.random.default_rng(seed).normal(size=(len(SHAPES), n + 1, m + 1)).astype(np.float32)
    single = alone(n, m, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "ROWS_PER_BLOCK", rows_per_block)
        path = best_path(table_scorer(table), SHAPES, single, Band.full(n, m))
    assert path[0] == (0, 0)
    assert path[-1] == (n, m)
    steps = {(p_end - p, q_end - q) for (p, q), (p_end, q_end) in pairwise(path)}
    assert steps <= {*SHAPES, (0, 1), (1, 0)}
    assert path_value(path, table, single) == pytest.approx(best_value(table, n, m, single), abs=1e-4)


@settings(deadline=None)
@given(st.integers(1, 200), st.integers(1, 200), st.integers(0, 2**32 - 1), st.integers(0, 6))
def test_a_band_around_a_path_holds_the_path_and_is_respected(n, m, seed, width):
    random = np.random.default_rng(seed)
    path = [(0, 0)]
    while path[-1] != (n, m):
        p, q = path[-1]
        path.append((min(n, p + int(random.integers(0, 3))), min(m, q + int(random.integers(0, 3)))))
    band = Band.around(path, n, m, width)
    assert all(band.low[p] <= q <= band.high[p] for p, q in path)
    assert (np.diff(band.low) >= 0).all()
    assert (np.diff(band.high) >= 0).all()
    table = random.normal(size=(len(SHAPES), n + 1, m + 1)).astype(np.float32)
    found = best_path(table_scorer(table), SHAPES, alone(n, m), band)
    assert all(band.low[p] <= q <= band.high[p] for p, q in found)


def test_progress_counts_every_row():
    table = np.zeros((len(SHAPES), 151, 11), np.float32)
    done: list[int] = []
    best_path(table_scorer(table), SHAPES, alone(150, 10), Band.full(150, 10), done.append)
    assert sum(done) == 151
