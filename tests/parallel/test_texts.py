"""Two texts as the aligner sees them, in stretches and in larger units."""

from __future__ import annotations

import numpy as np
import pytest

from amts_core.parallel.encoder import DIMENSION, Encoder, shared_encoder
from amts_core.parallel.lexical import run_directions
from amts_core.parallel.scoring import BY_LENGTH, BY_MEANING
from amts_core.parallel.texts import TOKENS_BESIDE_MEANING, Text, Texts

ENGLISH = ["The lamp of 1984 is red.", "* * *", "It is `on` now. ", "A 7."]
GERMAN = ["Die Lampe von 1984 ist rot.", "Jetzt ist sie `on`."]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return shared_encoder()


def texts(encoder: Encoder | None) -> Texts:
    return Texts.read(ENGLISH, GERMAN, encoder and (encoder.parts(ENGLISH), encoder.parts(GERMAN)))


@pytest.mark.parametrize(
    ("sentence", "has_word"),
    [
        ("It.", True),
        ("灯", True),
        ("ดี", True),
        ("A 7.", False),
        ("* * *", False),
        ("が", True),
        ("1984", False),
        ("é!", False),
    ],
)
def test_a_word_is_two_letters_or_a_character_of_a_script_without_blanks(sentence: str, has_word: bool) -> None:
    text = Text.read([sentence], None, np.zeros((1, 4), np.float32))
    assert text.has_words.tolist() == [has_word]


def test_a_text_has_lengths_without_blanks_and_all_may_be_joined(encoder: Encoder) -> None:
    text = texts(encoder).source
    assert text.lengths.tolist() == [24, 5, 15, 4]
    assert text.has_words.tolist() == [True, False, True, False]
    assert text.joins.all()
    assert text.within([range(0, 2), range(2, 2), range(2, 4)]).joins.tolist() == [False, True, False, True]
    assert text.joins.all()


def test_a_stretch_has_what_its_sentences_have(encoder: Encoder) -> None:
    whole = texts(encoder)
    part = whole.part(slice(1, 3), slice(1, 2))
    assert (part.source.lengths.tolist(), part.target.lengths.tolist()) == ([5, 15], [19])
    for longest in (1, 2):
        ours, all_ours = (one.sides(longest)[0].vectors for one in (part, whole))
        assert np.allclose(ours[0], all_ours[0, 1:3], atol=1e-6)
        assert np.allclose(ours[-1, -1], all_ours[-1, 2], atol=1e-6)
    bare = texts(None).part(slice(1, 3), slice(1, 2))
    assert bare.source.parts is None
    assert bare.source.has_words.tolist() == [False, True]


def test_larger_units_are_the_runs_of_their_sentences(encoder: Encoder) -> None:
    joins = np.array([True, False])
    for one in (texts(encoder), texts(None)):
        whole = one.source
        grouped = whole.grouped(np.array([0, 2]), joins)
        assert (grouped.lengths.tolist(), grouped.has_words.tolist()) == ([29, 19], [True, True])
        assert grouped.joins.tolist() == joins.tolist()
        ours = Texts(grouped, one.target).sides(1)[0]
        assert np.allclose(ours.vectors[0], one.sides(2)[0].vectors[1, [1, 3]], atol=1e-5)
    assert whole.grouped(np.array([0, 1]), joins).has_words.tolist() == [True, True]
    assert whole.grouped(np.array([1, 3]), joins).has_words.tolist() == [True, False]
    empty = Text.read([], None, np.zeros((0, 4), np.float32)).grouped(np.zeros(0, np.int64), np.zeros(0, np.bool_))
    assert (empty.lengths.size, empty.tokens.shape) == (0, (0, 4))


def test_meaning_counts_more_than_shared_tokens_and_where_there_is_none_they_are_all(encoder: Encoder) -> None:
    by_meaning, bare = texts(encoder), texts(None)
    assert (by_meaning.scoring, bare.scoring) == (BY_MEANING, BY_LENGTH)
    assert by_meaning.ratio == bare.ratio == (48 + 1) / (46 + 1)
    ours, theirs = bare.sides(2)
    assert (ours.vectors == run_directions(bare.source.tokens, 2)).all()
    assert (ours.scale, ours.parts, len(theirs)) == (1.0, None, 2)
    source, target = by_meaning.sides(2)
    assert (source.vectors[:, :, :DIMENSION] ** 2).sum(axis=-1)[0] == pytest.approx([1] * 4, abs=1e-5)
    assert np.allclose(source.vectors[:, :, DIMENSION:], ours.vectors * np.sqrt(TOKENS_BESIDE_MEANING), atol=1e-6)
    meaning = source.vectors[0, 0, :DIMENSION] @ target.vectors[0, 0, :DIMENSION]
    both = source.vectors[0, 0] @ target.vectors[0, 0]
    assert both - meaning == pytest.approx(0.3 * float(ours.vectors[0, 0] @ theirs.vectors[0, 0]), abs=1e-5)
    assert both > meaning > 0.6
