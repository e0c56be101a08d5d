"""The token half of the encoder: sentences of token ids to one row each, before anything that mixes sentences.

As the package's own batch encoder, except for two things. All that a token is and does before it sees its neighbours
(its embedding, and what it brings to each place of the first convolution) is computed once for each kind of token:
words repeat, and that is half of the work. And the tokens of a sentence are normed while they are added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from amts_core.parallel import usem3_inside as inside
from amts_core.parallel.usem3_inside import model

Matrix = NDArray[np.float32]
Ints = NDArray[np.int64]

MOST_KINDS = 4096  # that are remembered: 15 KB each
TOKENS_PER_STRETCH = MOST_KINDS  # whose kinds are looked at together, and whose sums are projected together
TOKENS_PER_BATCH = 768  # more leave the processor's cache


class TokenHalf:
    """What was computed of kinds of tokens, for all sentences to come."""

    def __init__(self) -> None:
        self._kinds = _Kinds()

    def rows(self, sentences: Iterable[list[int]]) -> Iterator[NDArray[np.float16]]:
        """One row per sentence: the projected sum of its inner tokens, its first and last one, and their number."""
        for stretch in _batches(sentences, TOKENS_PER_STRETCH):
            self._kinds.learn(np.unique(np.fromiter(chain.from_iterable(stretch), np.int64)))
            sums = [self._sums(batch) for batch in _batches(stretch, TOKENS_PER_BATCH)]
            tokens = np.array([len(ids) - 2 for ids in stretch], np.float32)[:, None]
            inner, begin, end = (np.concatenate(one) for one in zip(*sums, strict=True))
            inner += tokens * model().ln_b
            parts = [one @ model().cnn_W for one in (inner, begin + model().ln_b, end + model().ln_b)]
            yield from np.hstack((*parts, tokens)).astype(np.float16)

    def _sums(self, batch: Sequence[list[int]]) -> tuple[Matrix, Matrix, Matrix]:
        """The normed features of each sentence's inner tokens, summed, and those of its first and last one."""
        lengths = np.array([len(ids) for ids in batch])
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        lasts = starts + lengths - 1
        places = self._kinds.place[np.fromiter(chain.from_iterable(batch), np.int64)]
        blocks = self._features(places, inside.window_index(model(), starts, lengths, len(places)))
        size = sum(block.shape[1] for block in blocks)
        mean = sum(block.sum(axis=1) for block in blocks) / np.float32(size)
        square = sum(np.einsum("ij,ij->i", block, block) for block in blocks) / np.float32(size)
        scale = np.reciprocal(np.sqrt(square - mean**2 + np.float32(model().eps)))
        weights = np.zeros((len(batch), len(places)), np.float32)
        weights[np.repeat(np.arange(len(batch)), lengths), np.arange(len(places))] = scale
        weights[:, starts] = weights[:, lasts] = 0
        inner = np.hstack([weights @ block for block in blocks]) - (weights @ mean)[:, None]
        begin, end = (
            (np.hstack([block[at] for block in blocks]) - mean[at, None]) * scale[at, None] for at in (starts, lasts)
        )
        return inner * model().ln_g, begin * model().ln_g, end * model().ln_g

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


def _batches(sentences: Iterable[list[int]], most: int) -> Iterator[list[list[int]]]:
    """Sentences of `most` tokens together; a longer one by itself."""
    batch: list[list[int]] = []
    tokens = 0
    for ids in sentences:
        if batch and tokens + len(ids) > most:
            yield batch
            batch, tokens = [], 0
        batch.append(ids)
        tokens += len(ids)
    if batch:
        yield batch
