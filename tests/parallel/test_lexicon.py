"""The lexicon learns words from pairs, says how far it can be trusted, and goes on learning."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts_core.errors import AmtsError
from amts_core.parallel.lexicon import LEAST_COUNT, NULL, ROUNDS, SMOOTHING, Lexicon, Translations, words

NOUNS = {"cat": "mèo", "dog": "chó", "house": "nhà", "tree": "cây", "river": "sông", "table": "bàn", "stone": "đá"}
VERBS = {"sees": "thấy", "wants": "muốn", "loves": "yêu", "finds": "tìm", "leaves": "rời"}


def pairs(number: int, seed: int = 0) -> list[tuple[str, str]]:
    """Sentences of a tiny language, whose translation has its object first."""
    chance = random.Random(seed)
    found = []
    for _ in range(number):
        (a, x), (b, y), (v, w) = (chance.choice(list(words.items())) for words in (NOUNS, NOUNS, VERBS))
        found.append((f"The {a} {v} the {b}.", f"{y} {x} {w} nhé"))
    return found


def test_words_translate_each_other_in_both_directions() -> None:
    lexicon = Lexicon.learn(pairs(200))
    for source, target in NOUNS.items():
        source = source[:5]
        assert lexicon.forward.probability(target, source) > 0.8
        assert lexicon.backward.probability(source, target) > 0.8
        assert max(lexicon.forward.probability(other, source) for other in NOUNS.values() if other != target) < 0.1


FIRST = [(("a", "b"), ("x", "y")), (("a", "c"), ("x", "z", "x")), (("b",), ("y",)), ((), ("x",)), (("a",), ())]
SECOND = [(("a", "d"), ("w", "x")), (("b", "d", "d"), ("w", "y"))]
Counts = dict[tuple[str, str], float]


def counted(pairs: list[tuple[tuple[str, ...], tuple[str, ...]]], before: Counts) -> Counts:
    """IBM model 1 with a null word, count by count."""
    uses = [({NULL, *ours}, target) for ours, theirs in pairs if ours for target in theirs]
    entries = {(word, target) for ours, target in uses for word in ours} | before.keys()
    prior = {entry: before.get(entry, 0.0) for entry in entries}

    def mass(counts: Counts, source: str) -> float:
        return sum(count for (word, _), count in counts.items() if word == source) + SMOOTHING

    def fresh(source: str) -> float:
        return SMOOTHING / sum(word == source for word, _ in entries)

    chances = {(word, target): (prior[word, target] + fresh(word)) / mass(prior, word) for word, target in entries}
    for _ in range(ROUNDS):
        counts = dict(prior)
        for ours, target in uses:
            whole = sum(chances[word, target] for word in ours)
            for word in ours:
                counts[word, target] += chances[word, target] / whole
        chances = {entry: count / mass(counts, entry[0]) for entry, count in counts.items()}
    return {entry: count for entry, count in counts.items() if count >= LEAST_COUNT}


def test_expected_counts_are_those_of_the_model_and_grow_with_further_pairs() -> None:
    found, expected = Translations.empty(), Counts()
    for pairs_of_words in (FIRST, SECOND):
        found, expected = found.learned(pairs_of_words), counted(pairs_of_words, expected)
        rows, columns = ([*side] for side in (found.source, found.target))
        counts = found.counts.tocoo()
        entries = zip(counts.row, counts.col, counts.data, strict=True)
        assert {(rows[i], columns[j]): count for i, j, count in entries} == pytest.approx(expected)
    assert dict(zip(columns, found.uses, strict=True)) == {"x": 4, "y": 3, "z": 1, "w": 2}
    assert found.learned([((), ("x",))]) is found
    mass = sum(count for (word, _), count in expected.items() if word == "a") + SMOOTHING
    assert found.probability("x", "a") == pytest.approx(expected["a", "x"] / mass)


def test_a_word_is_predicted_by_all_words_of_its_source_or_by_its_use_alone() -> None:
    known = Translations.empty().learned(FIRST + SECOND)
    by_source, by_use = known.prediction([(("a", "b", "new"), ("x", "q")), ((), ("y",))])
    x = sum(known.probability("x", word) for word in (NULL, "a", "b")) / 3
    assert by_source == pytest.approx([x, 0, known.probability("y", NULL)])
    assert by_use == pytest.approx([4.5 / 12.5, 0.5 / 12.5, 3.5 / 12.5])
    assert [len(side) for side in known.prediction([])] == [0, 0]


def test_an_unknown_word_has_no_translation() -> None:
    assert Lexicon.learn(pairs(50)).forward.probability("mèo", "zebra") == 0
    assert Lexicon.empty().forward.probability("mèo", "cat") == 0


def test_probabilities_of_a_word_sum_to_one_at_most() -> None:
    sums = np.asarray(Lexicon.learn(pairs(100)).forward.probabilities.sum(axis=1))
    assert (sums <= 1).all()


def test_a_lexicon_that_predicts_is_trusted_and_one_of_unrelated_texts_is_not() -> None:
    right = pairs(300)
    targets = [target for _, target in right]
    random.Random(1).shuffle(targets)
    wrong = [(source, target) for (source, _), target in zip(right, targets, strict=True)]
    assert Lexicon.learn(right).trust > 0.3
    assert Lexicon.learn(wrong).trust < 0.05


def test_a_handful_of_pairs_is_not_trusted() -> None:
    assert Lexicon.learn(pairs(20)).trust == 0
    assert Lexicon.learn([]).trust == 0


def test_words_that_translate_each_other_point_the_same_way() -> None:
    lexicon = Lexicon.learn(pairs(200))
    ours, theirs = lexicon.directions
    for side in (ours, theirs):
        assert np.linalg.norm(side, axis=1).min() > 0.9
    places, known = [lexicon.forward.source[word[:5]] for word in NOUNS], lexicon.backward.source
    cosines = ours[places] @ theirs[[known[word] for word in NOUNS.values()]].T
    assert np.diag(cosines).min() > 1.5
    assert (cosines - np.diag(np.diag(cosines))).max() < 0.6


def test_learning_goes_on_without_the_old_pairs() -> None:
    old = [pair for pair in pairs(300) if "stone" not in pair[0]]
    new = [pair for pair in pairs(300, seed=1) if "stone" in pair[0]]
    lexicon = Lexicon.learn(old)
    assert lexicon.forward.probability("đá", "stone") == 0
    later = lexicon.learned(new)
    assert later.forward.probability("đá", "stone") > 0.7
    assert later.forward.probability("mèo", "cat") > 0.8
    assert later.pairs == len(old) + len(new)


def test_a_kept_lexicon_is_the_same_when_it_is_read() -> None:
    lexicon = Lexicon.learn(pairs(100))
    again = Lexicon.from_bytes(lexicon.to_bytes())
    assert again.digest == lexicon.digest
    assert (again.trust, again.judged, again.pairs) == (lexicon.trust, lexicon.judged, lexicon.pairs)
    nothing = Lexicon.from_bytes(Lexicon.empty().to_bytes())
    assert (nothing.forward.target, nothing.backward.source) == ({}, {NULL: 0})
    assert again.forward.probability("mèo", "cat") == pytest.approx(lexicon.forward.probability("mèo", "cat"), abs=1e-6)
    assert Lexicon.from_bytes(Lexicon.empty().to_bytes()).learned(pairs(30)).pairs == 30


def test_the_same_pairs_give_the_same_lexicon() -> None:
    assert Lexicon.learn(pairs(100)).digest == Lexicon.learn(pairs(100)).digest
    assert Lexicon.learn(pairs(100)).digest != Lexicon.learn(pairs(101)).digest


@pytest.mark.parametrize("content", [b"", b"no lexicon", Lexicon.empty().to_bytes()[:50]])
def test_a_damaged_file_is_told(content: bytes) -> None:
    with pytest.raises(AmtsError, match="no lexicon"):
        Lexicon.from_bytes(content)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The networks' *learning* rate is 0.5.", ["the", "netwo", "learn", "rate", "is", "0.5"]),
        ("学习率为 0.5", ["学", "习", "率", "为", "0.5"]),
        ("tầng ẩn", ["tầng", "ẩn"]),
        ("ta\u0302\u0300ng", ["tầng"]),  # the same letters, decomposed
        ("हिन्दी भाषा", ["हिन्द", "भाषा"]),  # signs belong to their letters
        ("१,२३४ बार", ["1,234", "बार"]),  # numbers are the same in all digits
        ("هذا الكِتَابُ", ["هذا", "الكتا"]),  # vowel points are written or not
        ("စာအုပ်။", ["စာ", "အု", "ပ်"]),
        ("학습률을 계산한다", ["학습", "계산"]),
        ("see :numref:`fig_a` and [there](https://a.b/c)", ["see", "and", "there"]),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == tuple(expected)


def test_scripts_without_blanks_are_cut() -> None:
    assert len(words("การเรียนรู้เชิงลึก")) > 1
    assert "".join(words("ニューラルネットワークです")) == "ニューラルネットワークです"


@given(st.text())
def test_any_text_has_words_without_blanks(text: str) -> None:
    assert all(word and not word.isspace() for word in words(text))
