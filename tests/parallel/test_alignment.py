from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel import coarse
from amts_core.parallel.alignment import (
    Bead,
    _bead,
    _without_strangers,
    align,
    align_between,
    align_sides,
    alignment_method,
    score_table,
    similarity,
)
from amts_core.parallel.coarse import band_by_length, sure_borders
from amts_core.parallel.encoder import DIMENSION
from amts_core.parallel.scoring import BY_MEANING, Side

EN_ZH = {"languages": LanguagePair("en", "zh")}


def side(vectors):
    """Sentences of 50 characters with these vectors of runs."""
    number = vectors.shape[1]
    return Side(vectors, np.full(number, 50.0), *np.ones((2, number), np.bool_))


def shapes(beads):
    return [bead.shape for bead in beads]


def assert_whole(beads, n, m):
    assert [i for bead in beads for i in bead.source] == list(range(n))
    assert [j for bead in beads for j in bead.target] == list(range(m))


def test_a_bead_knows_its_score_and_what_its_last_sentence_brings():
    angles = np.radians([[0, 60, 40], [0, 30, 50]])
    source = side(np.stack([np.cos(angles), np.sin(angles)], axis=-1))
    target = replace(source, scale=2.0)
    assert similarity(source, (1,), source, (0,)) == 0.5
    assert similarity(source, (0, 1), source, (0,)) == 0.866
    assert similarity(target, (0,), source, (2,)) == 1.0
    assert similarity(source, (), source, (0,)) == similarity(source, (0,), source, ()) == 0.0
    assert score_table(source, [1, 2], source, [0]).round(3).tolist() == [[0.5], [0.766]]
    assert score_table(target, [2], source, [0]).tolist() == [[1.0]]
    for rows, columns, gain in (((0, 1), (2,), 0.7479), ((2,), (0, 1), 0.7479), ((0, 1), (0,), -134000.0)):
        assert _bead(source, rows, source, columns).gain == pytest.approx(gain, abs=1e-4)
    assert [_bead(source, *one).gain for one in (((0,), source, (2,)), ((), source, (1, 2)))] == [0.0, 0.0]


def test_translations_pair_one_to_one(english, chinese, spanish):
    assert shapes(align(english, chinese, **EN_ZH)) == ["1-1"] * 10
    assert shapes(align(english, spanish, languages=LanguagePair("en", "es"))) == ["1-1"] * 10


def test_merged_sentences_give_beads_of_several(english, chinese):
    merged = [chinese[0] + chinese[1], *chinese[2:5], chinese[5] + chinese[6] + chinese[7], *chinese[8:]]
    assert shapes(align(english, merged, **EN_ZH)) == ["2-1", "1-1", "1-1", "1-1", "3-1", "1-1", "1-1"]
    assert shapes(align(merged, english, languages=LanguagePair("zh", "en")))[0] == "1-2"


def test_an_inserted_sentence_stays_alone(english, chinese, unrelated):
    beads = align(english, [*chinese[:5], unrelated[0], *chinese[5:]], **EN_ZH)
    assert shapes(beads) == ["1-1"] * 5 + ["0-1"] + ["1-1"] * 5


@pytest.mark.parametrize("scrap", ["* * *", "- _-"])
def test_a_scrap_without_words_stays_alone(english, spanish, scrap):
    """Numbers of pages, ornaments, what a scanner read out of a picture: no part of the sentence before it."""
    beads = align(english, [*spanish[:5], scrap, *spanish[5:]], languages=LanguagePair("en", "es"))
    assert shapes(beads) == ["1-1"] * 5 + ["0-1"] + ["1-1"] * 5


@pytest.mark.parametrize("code", ["es", "vi"])
def test_scraps_that_both_sides_have_are_a_pair(english, code):
    text = [*english[:5], "* * *", *english[5:]]
    assert shapes(align(text, text, languages=LanguagePair("en", code))) == ["1-1"] * 11


@pytest.mark.parametrize(("source", "target"), [([], []), (["a"], []), ([], ["b", "c"]), ([""], [" "])])
def test_empty_and_one_sided_texts(source, target):
    assert_whole(align(source, target, **EN_ZH), len(source), len(target))
    assert_whole(align(source, target, languages=LanguagePair("en", "vi")), len(source), len(target))


texts = st.lists(st.text(max_size=30), max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts, texts, st.sampled_from(["zh", "vi"]))
def test_every_index_exactly_once_and_in_order(source, target, code):
    beads = align(source, target, languages=LanguagePair("en", code))
    assert_whole(beads, len(source), len(target))
    assert all(len(bead.source) <= 5 and len(bead.target) <= 5 for bead in beads)
    assert all(len(bead.source) + len(bead.target) <= 7 for bead in beads)
    assert beads == align(source, target, languages=LanguagePair("en", code))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_symmetric_when_the_sides_are_swapped(english, chinese, data):
    source = [english[i] for i in sorted(data.draw(st.sets(st.integers(0, 9), min_size=3)))]
    target = [chinese[j] for j in sorted(data.draw(st.sets(st.integers(0, 9), min_size=3)))]
    there = align(source, target, **EN_ZH)
    back = align(target, source, languages=LanguagePair("zh", "en"))
    ours = {(bead.source, bead.target) for bead in there if bead.source and bead.target}
    theirs = {(bead.target, bead.source) for bead in back if bead.source and bead.target}
    assert ours == theirs


def test_unrelated_text_at_the_end_changes_nothing_before_it(english, chinese, unrelated):
    plain = align(english, chinese, **EN_ZH)
    longer = align(english, chinese + unrelated, **EN_ZH)
    assert longer[:8] == plain[:8]


def test_unrelated_texts_yield_almost_nothing(english, unrelated):
    beads = align(english * 4, unrelated * 5, **EN_ZH)
    assert_whole(beads, 40, 40)
    assert sum(bool(bead.source and bead.target) for bead in beads) <= 1


def test_unknown_languages_align_by_length_and_shared_tokens():
    assert alignment_method(LanguagePair("en", "vi")) == "length and anchors"
    assert alignment_method(LanguagePair("en", "zh")) == "encoder"
    source = ["In 1969 Apollo 11 landed.", "The crew was small.", "Armstrong and Aldrin walked for 2.5 hours on it."]
    target = ["Năm 1969, Apollo 11 hạ cánh.", "Armstrong và Aldrin đi bộ trong 2,5 giờ trên đó."]
    beads = align(source, target, languages=LanguagePair("en", "vi"))
    assert [(bead.source, bead.target) for bead in beads if bead.target] in (
        [((0,), (0,)), ((2,), (1,))],
        [((0,), (0,)), ((1, 2), (1,))],
    )


def test_aligning_without_the_encoder_is_logged(caplog):
    align(["Newton 1687."], ["ニュートン 1687."], languages=LanguagePair("vi", "ja"))
    align(["Newton 1687."], ["Newton 1687."], languages=LanguagePair("en", "de"))
    assert [record.getMessage()[:5] for record in caplog.records] == ["vi-ja"]


def test_an_unknown_language_is_named():
    with pytest.raises(AmtsError, match="xx"):
        align(["a"], ["b"], languages=LanguagePair("en", "xx"))


@pytest.mark.parametrize("stretch", [2000, 40])
def test_a_long_text_in_a_band_and_in_stretches_aligns_as_well_as_without(english, chinese, monkeypatch, stretch):
    monkeypatch.setattr("amts_core.parallel.alignment.STRETCH", stretch)
    random = np.random.default_rng(5)
    order = random.integers(0, len(english), 400)
    dropped = set(random.choice(400, 12, replace=False).tolist())
    source = [f"{english[k]} {number}" for number, k in enumerate(order)]
    target = [f"{chinese[k]} {number}" for number, k in enumerate(order) if number not in dropped]
    kept = [number for number in range(400) if number not in dropped]
    beads = align(source, target, **EN_ZH)
    assert_whole(beads, 400, 388)
    right = sum(bead.source == (kept[bead.target[0]],) for bead in beads if len(bead.target) == 1 and bead.source)
    assert right >= 0.97 * 388


def test_a_long_text_is_cut_where_pairs_of_one_to_one_are_sure():
    random = np.random.default_rng(0)
    source = random.normal(size=(300, 64)).astype(np.float32)
    source /= np.linalg.norm(source, axis=1, keepdims=True)
    target = np.concatenate((source[:100], source[110:]))
    borders = sure_borders(source, target, 50)
    assert borders[0] == (0, 0)
    assert borders[-1] == (300, 290)
    assert len(borders) >= 6
    assert all(q == (p if p <= 100 else p - 10) for p, q in borders)


@pytest.mark.parametrize("is_swapped", [False, True])
@pytest.mark.parametrize("gap", [slice(0, 90), slice(120, 200), slice(230, 300)])
def test_without_encoder_a_band_leads_round_a_part_that_one_side_lacks(monkeypatch, gap, is_swapped):
    """Few sentences are landmarks, the others say nothing; some landmarks are false."""
    monkeypatch.setattr(coarse, "CELLS_BY_LENGTH", 1000)
    monkeypatch.setattr(coarse, "WIDTH_BY_LENGTH", 8)
    monkeypatch.setattr(coarse, "CELLS_BETWEEN", 3000)
    random = np.random.default_rng(0)
    whole = random.normal(size=(300, 64)).astype(np.float32)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    whole[random.random(300) < 0.6] = 0
    part = np.delete(whole, gap, axis=0)
    part[[20, 60]] = whole[[270, 150]]
    lengths = np.full(300, 50.0), np.full(len(part), 50.0)
    there = np.array([p if p <= gap.start else max(gap.start, p - (gap.stop - gap.start)) for p in range(301)])
    path = list(zip(range(301), there.tolist(), strict=True))
    if is_swapped:
        band = band_by_length(lengths[1], lengths[0], part, whole)
        path = [(q, p) for p, q in path]
    else:
        band = band_by_length(*lengths, whole, part)
    assert all(band.low[p] <= q <= band.high[p] for p, q in path)
    assert (band.low[1:] <= band.high[:-1]).all()
    assert (band.high - band.low + 1).sum() < 0.3 * 300 * len(part)


def test_unrelated_long_texts_are_not_cut():
    random = np.random.default_rng(0)
    source, target = (random.normal(size=(300, 64)).astype(np.float32) / 8 for _ in range(2))
    assert sure_borders(source, target, 50) == [(0, 0), (300, 300)]


@pytest.mark.parametrize(("name", "least"), [("text-berg-dev", 0.93), ("text-berg-test-part", 0.917)])
def test_the_gold_alignments_are_met(shared_data, name, least):
    from tests.benchmarks.alignment import align_documents, scores

    documents = json.loads((shared_data / "alignment-gold" / f"{name}.json").read_text(encoding="utf-8"))
    assert scores(documents, align_documents(documents))["strict"] >= least


def test_a_free_translation_is_no_stranger():
    """What is strange depends on the texts: a path of low scores stays where chance would find lower ones."""
    random = np.random.default_rng(0)
    noise = random.normal(size=(400, DIMENSION)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    ours, theirs = noise[:200], noise[200:]
    free = 0.3 * ours + np.sqrt(1 - 0.3**2) * theirs  # cosines of about .3 to the source

    def left(target):
        sides = side(ours[None]), side(target[None].astype(np.float32))
        beads = [Bead((i,), (i,), similarity(sides[0], (i,), sides[1], (i,))) for i in range(200)]
        return sum(bool(bead.source and bead.target) for bead in _without_strangers(beads, *sides))

    assert left(free) == 200
    assert left(theirs) == 0


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=6), st.integers(0, 2**32 - 1))
def test_stretches_between_corners_are_aligned_as_if_each_were_a_text(sizes, seed):
    random = np.random.default_rng(seed)
    corners = [(0, 0)] + [tuple(corner) for corner in np.cumsum(sizes, axis=0).tolist()]
    vectors = random.normal(size=(2, 5, max(corners[-1]), 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=-1, keepdims=True)
    source, target = (side(one[:, :number]) for one, number in zip(vectors, corners[-1], strict=True))
    expected = [
        [
            bead.shifted(p, q)
            for bead in align_sides(source.part(range(p, p_end)), target.part(range(q, q_end)), 1.0, BY_MEANING)
        ]
        for (p, q), (p_end, q_end) in pairwise(corners)
    ]
    assert align_between(corners, source, target, 1.0, BY_MEANING) == expected
