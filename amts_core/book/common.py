"""How texts and lists are compared: without white space; by what they have in common, in order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def bare(text: str) -> str:
    """A text without white space: line breaks and blanks make no difference."""
    return "".join(text.split())


def shortened(text: str, most: int = 40) -> str:
    """A text for people to recognise, of at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def heaviest_path(weights: NDArray[np.floating]) -> list[tuple[int, int]]:
    """The heaviest common subsequence: pairs (row, column), rising in both, with the greatest sum of weights.

    `weights[i, j]` is what it is worth to pair i of one list with j of the other; pairs of weight 0 are never taken.
    """
    rows, columns = weights.shape
    best = np.zeros((rows + 1, columns + 1))
    for i in range(rows):
        taken = np.where(weights[i] > 0, best[i, :-1] + weights[i], 0.0)
        best[i + 1] = np.maximum.accumulate(np.maximum(best[i], np.concatenate(([0.0], taken))))
    pairs = []
    i, j = rows, columns
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]
