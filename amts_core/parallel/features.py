"""The token half of the encoder: sentences of token ids to a row for each clause, before anything that mixes sentences.

As the package's own batch encoder, except for two things. All that a token is and does before it sees its neighbours
(its embedding, and what it brings to each place of the first convolution) is computed once for each kind of token:
words repeat, and that is half of the work. And the tokens of a sentence are normed while they are added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
import scipy
from numpy.typing import NDArray

from amts_core.parallel import usem3_inside as inside
from amts_core.parallel.usem3_inside import model

Matrix = NDArray[np.float32]
Ints = NDArray[np.int64]
Sentence = Sequence[Sequence[int]]  # token ids: the mark where it begins, its clauses, the mark where it ends

MOST_KINDS = 4096  # that are remembered: 15 KB each
TOKENS_PER_STRETCH = MOST_KINDS  # whose kinds are looked at together, and whose sums are projected together
TOKENS_PER_BATCH = 768  # more leave the processor's cache


class TokenHalf:
    """What was computed of kinds of tokens, for all sentences to come."""

    def __init__(self) -> None:
        self._kinds = _Kinds()

    def rows(self, sentences: Iterable[Sentence]) -> Iterator[NDArray[np.float16]]:
        """A row for each part of each sentence: the projected sum of its tokens, and their number."""
        for stretch in _batches(sentences, TOKENS_PER_STRETCH):
            self._kinds.learn(np.unique(_flat(stretch)))
            sums = np.concatenate([self._sums(batch) for batch in _batches(stretch, TOKENS_PER_BATCH)])
            tokens = _lengths(chain.from_iterable(stretch))[:, None].astype(np.float32)
            projected = (sums + tokens * model().ln_b) @ model().cnn_W
            yield from np.split(np.hstack((projected, tokens)).astype(np.float16), np.cumsum(_lengths(stretch))[:-1])

    def _sums(self, batch: Sequence[Sentence]) -> Matrix:
        """The normed features of the tokens of each part of these sentences, summed."""
        lengths = np.array([_tokens(sentence) for sentence in batch])
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        places = self._kinds.place[_flat(batch)]
        blocks = self._features(places, inside.window_index(model(), starts, lengths, len(places)))
        size = sum(block.shape[1] for block in blocks)
        mean = sum(block.sum(axis=1) for block in blocks) / np.float32(size)
        square = sum(np.einsum("ij,ij->i", block, block) for block in blocks) / np.float32(size)
        scale = np.reciprocal(np.sqrt(square - mean**2 + np.float32(model().eps)))
        parts = _lengths(chain.from_iterable(batch))
        borders = np.concatenate(([0], np.cumsum(parts)))
        weights = scipy.sparse.csr_matrix((scale, np.arange(len(places)), borders), (len(parts), len(places)))
        sums: Matrix = np.hstack([weights @ block for block in blocks]) - (weights @ mean)[:, None]
        sums *= model().ln_g
        return sums

    def _features(self, places: Ints, window: Ints) -> list[Matrix]:
        """One row per token, in blocks of columns; `window` has the neighbours of each, their number for none."""
        width, count, kinds = inside.CNN_DIM, len(places), self._kinds
        blocks = [kinds.embedding[places]]
        kind_at = np.append(places, MOST_KINDS)[window]
        padded, one = np.zeros((count + 1, width), np.float32), np.empty((count, width), np.float32)
        first = padded[:count]  # the last row stands for "outside the sentence"
        for branch, (order, left) in enumerate(inside.ORDERS):
            columns = slice(inside.MAX_LEFT - left, inside.MAX_LEFT - left + order)
            first[:] = model().b1[branch]
            for brought, kind in zip(kinds.brought[branch], kind_at[:, columns].T, strict=True):
                first += np.take(brought, kind, axis=0, out=one, mode="clip")
            np.maximum(first, 0, out=first)
            first += np.take(kinds.hidden[branch], places, axis=0, out=one, mode="clip")
            second = padded[window[:, columns]].reshape(count, order * width) @ model().w2[branch]
            second += model().b2[branch]
            np.maximum(second, 0, out=second)
            second += first
            blocks.append(second)
        return blocks


class _Kinds:
    """What kinds of tokens are by themselves, at the `place` of each id.

    `brought[branch][place]` is what each adds to the first convolution of a token at whose `place` it stands; the last
    row there stands for no token.
    """

    def __init__(self) -> None:
        width = inside.CNN_DIM
        self.place = np.full(len(model().table), -1)
        self.embedding = np.empty((MOST_KINDS, inside.EMBEDDING_DIM), np.float32)
        self.hidden = [np.empty((MOST_KINDS, width), np.float32) for _ in inside.ORDERS]
        self.brought = [
            [np.empty((MOST_KINDS + 1, width), np.float32) for _ in range(order)] for order, _ in inside.ORDERS
        ]
        for table in chain.from_iterable(self.brought):
            table[-1] = 0
        self._known = 0

    def learn(self, ids: Ints) -> None:
        """Have a place for each of these different ids; if there is no room, all others are forgotten."""
        fresh = ids[self.place[ids] < 0]
        if self._known + len(fresh) > MOST_KINDS:
            self.place[:] = -1
            self._known, fresh = 0, ids
        places = slice(self._known, self._known + len(fresh))
        self._known = places.stop
        self.place[fresh] = np.arange(places.start, places.stop)
        chunk = fresh % inside.NUM_CHUNKS
        embedding = model().table[fresh] * model().scale[chunk, None] + model().lo[chunk, None]
        x = embedding @ model().proj_W + model().proj_b
        x = inside.layer_norm(x, model().ln_g_all, model().ln_b_all, model().eps)
        self.embedding[places] = embedding
        for branch, own in enumerate(np.split(x, len(inside.ORDERS), axis=1)):
            self.hidden[branch][places] = own
            weights = np.split(model().w1[branch], len(self.brought[branch]))
            for table, weight in zip(self.brought[branch], weights, strict=True):
                np.matmul(own, weight, out=table[places])


def _tokens(sentence: Sentence) -> int:
    return sum(map(len, sentence))


def _lengths(lists: Iterable[Sequence[object]]) -> Ints:
    return np.array([len(one) for one in lists])


def _flat(sentences: Iterable[Sentence]) -> Ints:
    return np.fromiter(chain.from_iterable(chain.from_iterable(sentences)), np.int64)


def _batches(sentences: Iterable[Sentence], most: int) -> Iterator[list[Sentence]]:
    """Sentences of `most` tokens together; a longer one by itself."""
    batch: list[Sentence] = []
    tokens = 0
    for sentence in sentences:
        if batch and tokens + _tokens(sentence) > most:
            yield batch
            batch, tokens = [], 0
        batch.append(sentence)
        tokens += _tokens(sentence)
    if batch:
        yield batch
