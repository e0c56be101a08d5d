"""Which words of a book translate each other."""

from __future__ import annotations

import pytest

from amts_core.languages import LanguagePair
from amts_core.sync.lexicon import FEWEST, WordLexicon, sure_pairs

WORDS = {"lamp": {"灯": 0.7, "灯笼": 0.2}, "boat": {"船": 0.9}}
LEXICON = WordLexicon(WORDS, frozenset({"lamp"}), 50)
PAIRS = [("The red lamp.", "红 灯"), ("The old lamp.", "旧 灯"), ("The red boat.", "红 船"), ("The old boat.", "旧 船")]


def test_a_word_becomes_another_by_its_chance_and_itself_surely() -> None:
    assert LEXICON.p("lamp", "灯") == 0.7
    assert LEXICON.p("lamp", "船") == LEXICON.p("wood", "船") == 0.0
    assert LEXICON.p("GPU", "GPU") == 1.0


def test_the_best_of_several_words() -> None:
    assert LEXICON.likeliest("lamp") == ("灯", 0.7)
    assert LEXICON.likeliest("wood") == ("", 0.0)
    assert LEXICON.best(["boat", "lamp"], "灯") == 0.7
    assert LEXICON.best([], "灯") == 0.0
    assert LEXICON.best_of("lamp", ["灯笼", "灯", "船"]) == 0.7
    assert LEXICON.best_of("lamp", []) == 0.0


def test_what_it_knows_of_some_words_is_a_lexicon_of_its_own() -> None:
    about = LEXICON.about(["boat", "wood"])
    assert (about.chances, about.known, about.pairs) == ({"boat": {"船": 0.9}}, frozenset(), 50)
    assert LEXICON.about(["lamp"]).known == {"lamp"}


def test_it_is_kept_as_json_with_four_places() -> None:
    kept = WordLexicon({"lamp": {"灯": 0.123456}}, frozenset({"lamp"}), 50).dump()
    assert kept == '{"pairs": 50, "known": ["lamp"], "chances": {"lamp": {"灯": 0.1235}}}'
    loaded = WordLexicon.load(kept)
    assert (loaded.chances, loaded.known, loaded.pairs) == ({"lamp": {"灯": 0.1235}}, {"lamp"}, 50)


def learned(pairs: list[tuple[str, str]]) -> WordLexicon:
    return WordLexicon.learn(pairs, languages=LanguagePair("en", "zh"))


def test_it_learns_which_words_stand_for_each_other() -> None:
    rows = [PAIRS[number % 4] for number in range(FEWEST)]
    found = learned(rows)
    assert found.pairs == FEWEST
    assert found.likeliest("lamp")[0] == "灯"
    assert found.likeliest("boat")[0] == "船"
    assert {"lamp", "boat", "red", "old"} <= found.known
    assert all(chance >= 0.005 for row in found.chances.values() for chance in row.values())


def test_of_too_few_pairs_it_learns_nothing() -> None:
    found = learned([PAIRS[number % 4] for number in range(FEWEST - 1)])
    assert (found.chances, found.known, found.pairs) == ({}, frozenset(), 0)


@pytest.mark.parametrize(
    ("changed", "is_sure"),
    [
        ({}, True),
        ({"score": 0.39}, True),  # one to one, in paragraphs of one to one
        ({"score": 0.39, "bead": "1-2"}, False),
        ({"score": 0.39, "paragraph_bead": "2-1"}, False),
        ({"score": 0.4, "bead": "1-2"}, True),
        ({"granularity": "paragraph"}, False),
        ({"source": ""}, False),
        ({"target": ""}, False),
    ],
)
def test_it_learns_from_sentences_that_surely_translate_each_other(changed: dict[str, object], is_sure: bool) -> None:
    row = {
        "granularity": "sentence",
        "source": "The **lamp** `x`.",
        "target": "那盏*灯*。",
        "bead": "1-1",
        "paragraph_bead": "1-1",
        "score": 0.9,
    }
    assert [*sure_pairs([{**row, **changed}])] == ([("The lamp .", "那盏灯。")] if is_sure else [])
