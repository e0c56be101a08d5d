"""Scores of beads from run vectors and lengths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amts_core.parallel.search import Scores

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Scoring:
    neighbour_weight: float = 0.55
    length_weight: float = 0.5
    skip: float = -0.07
    lexical_weight: float = 0.0
    longest: int = 5
    most: int = 7

    def shapes(self):
        return sorted(((x, y) for x in range(1, self.longest + 1) for y in range(1, self.longest + 1) if x + y <= self.most), key=lambda s: (sum(s), abs(s[0]-s[1]), s))


@dataclass(frozen=True)
class Side:
    vectors: NDArray[np.float32]
    lengths: Vector

    def __len__(self):
        return len(self.lengths)


class MarginScorer:
    def __init__(self, source, target, ratio, scoring, lexical=None, tiny=0):
        self.source, self.target, self.scoring = source, target, scoring
        self.shapes = scoring.shapes()
        self.a = np.concatenate(([0.0], np.cumsum(source.lengths)))
        self.b = np.concatenate(([0.0], np.cumsum(target.lengths))) * ratio
        self.lexical = lexical
        self.tiny = tiny

    def __call__(self, rows, columns):
        sc = self.scoring
        k = sc.longest
        A = _take(self.source.vectors[:k], rows.start - 1 - k, rows.stop)
        B = _take(self.target.vectors[:k], columns.start - 1 - k, columns.stop)
        R, C = A.shape[1], B.shape[1]
        sims = (A.reshape(k * R, -1) @ B.reshape(k * C, -1).T).reshape(k, R, k, C)
        n, m = len(self.source), len(self.target)
        h, w = rows.stop - rows.start, columns.stop - columns.start
        p = np.arange(rows.start, rows.stop)[:, None]
        q = np.arange(columns.start, columns.stop)[None, :]
        result = np.empty((len(self.shapes), h, w), np.float32)
        for number, (x, y) in enumerate(self.shapes):
            s = sims[x - 1, k:k + h, y - 1, k:k + w]
            cl = ((q - y) >= 1).astype(np.float32); cr = (q < m).astype(np.float32)
            n1 = (sims[x - 1, k:k + h, 0, k - y:k - y + w] * cl + sims[x - 1, k:k + h, 0, k + 1:k + 1 + w] * cr) / np.maximum(cl + cr, 1)
            rl = ((p - x) >= 1).astype(np.float32); rr = (p < n).astype(np.float32)
            n2 = (sims[0, k - x:k - x + h, y - 1, k:k + w] * rl + sims[0, k + 1:k + 1 + h, y - 1, k:k + w] * rr) / np.maximum(rl + rr, 1)
            margin = s - sc.neighbour_weight * (n1 + n2) / 2
            a = self.a[p] - self.a[np.maximum(p - x, 0)] + self.tiny
            b = self.b[q] - self.b[np.maximum(q - y, 0)] + self.tiny
            L = np.log2(1 + np.minimum(a, b) / np.maximum(np.maximum(a, b), 1e-9))
            if self.lexical is not None:
                margin = margin + sc.lexical_weight * self.lexical(p, q, x, y)
            res = margin * (1 - sc.length_weight + sc.length_weight * L)
            res = np.where((p >= x) & (q >= y), res, -1e30)
            result[number] = res
        return result


def _take(vectors, start, stop):
    n = vectors.shape[1]
    out = np.zeros((vectors.shape[0], stop - start, vectors.shape[2]), np.float32)
    a, b = max(start, 0), min(stop, n)
    if b > a: out[:, a - start:b - start] = vectors[:, a:b]
    return out
