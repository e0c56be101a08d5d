"""The token half of the encoder: sentences of token ids to one row each, before anything that mixes sentences.

As the package's own batch encoder, except that all that a token is and does before it sees its neighbours (its
embedding, and what it brings to each place of the first convolution) is computed once for each kind of token of a
stretch of text: words repeat, and that is three fifths of the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from amts_core.parallel import usem3_inside as inside
from amts_core.parallel.usem3_inside import model

Matrix = NDArray[np.float32]
Ints = NDArray[np.int64]

TOKENS_PER_STRETCH = 16_384  # whose kinds are looked at together: 10 KB each
TOKENS_PER_BATCH = 768  # more leave the processor's cache


def sentence_rows(sentences: Iterable[list[int]]) -> Iterator[NDArray[np.float16]]:
    """One row per sentence: the projected sum over its inner tokens, those of its first and last one, their number."""
    for stretch in _batches(sentences, TOKENS_PER_STRETCH):
        kinds = _Kinds.of(np.unique(np.fromiter(chain.from_iterable(stretch), np.int64)))
        for batch in _batches(stretch, TOKENS_PER_BATCH):
            yield from _rows(batch, kinds)


@dataclass(frozen=True)
class _Kinds:
    """What the tokens with these `ids` (rising) are by themselves; the last row of `brought` stands for no token.

    `brought[branch][place]` is what each adds to the first convolution of a token at whose `place` it stands.
    """

    ids: Ints
    embedding: Matrix
    hidden: list[Matrix]
    brought: list[list[Matrix]]

    @classmethod
    def of(cls, ids: Ints) -> _Kinds:
        chunk = ids % inside.NUM_CHUNKS
        embedding = model().table[ids] * model().scale[chunk, None] + model().lo[chunk, None]
        x = embedding @ model().proj_W + model().proj_b
        x = inside.layer_norm(x, model().ln_g_all, model().ln_b_all, model().eps)
        hidden = np.split(x, len(inside.ORDERS), axis=1)
        nothing = np.zeros((1, inside.CNN_DIM), np.float32)
        brought = [
            [np.vstack((own @ weight, nothing)) for weight in np.split(weights, order)]
            for own, weights, (order, _) in zip(hidden, model().w1, inside.ORDERS, strict=True)
        ]
        return cls(ids, embedding, hidden, brought)


def _rows(batch: Sequence[list[int]], kinds: _Kinds) -> list[NDArray[np.float16]]:
    lengths = np.array([len(ids) for ids in batch])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    places = np.searchsorted(kinds.ids, np.fromiter(chain.from_iterable(batch), np.int64))
    features = _features(places, kinds, inside.window_index(model(), starts, lengths, len(places)))
    begin, end = features[starts], features[starts + lengths - 1]
    inner = np.add.reduceat(features, starts, axis=0) - begin - end
    projected = np.concatenate((inner, begin, end)) @ model().cnn_W
    columns = np.split(projected, 3)
    return list(np.hstack((*columns, (lengths - 2)[:, None])).astype(np.float16))


def _features(places: Ints, kinds: _Kinds, window: Ints) -> Matrix:
    """One row per token; `window` has the neighbours of each, and their number for one outside the sentence."""
    width, count = inside.CNN_DIM, len(places)
    features = np.empty((count, inside.feature_dim(model())), np.float32)
    features[:, : inside.EMBEDDING_DIM] = kinds.embedding[places]
    kind_at = np.append(places, len(kinds.ids))[window]
    padded = np.zeros((count + 1, width), np.float32)  # the last row stands for "outside the sentence"
    for branch, (order, left) in enumerate(inside.ORDERS):
        columns = slice(inside.MAX_LEFT - left, inside.MAX_LEFT - left + order)
        grown = model().b1[branch] + np.zeros((count, width), np.float32)
        for brought, kind in zip(kinds.brought[branch], kind_at[:, columns].T, strict=True):
            grown += brought[kind]
        padded[:count] = np.maximum(grown, 0, out=grown) + kinds.hidden[branch][places]
        grown = padded[window[:, columns]].reshape(count, order * width) @ model().w2[branch] + model().b2[branch]
        first = inside.EMBEDDING_DIM + branch * width
        features[:, first : first + width] = np.maximum(grown, 0, out=grown) + padded[:count]
    inside.layer_norm(features, model().ln_g, model().ln_b, model().eps)
    return features


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
