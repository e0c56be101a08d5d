"""Which words a dictionary has, and which one a slip of the keys was meant to be."""

from __future__ import annotations

from pathlib import Path

import pytest
import spellchecker

from amts_core.sync import dictionary
from amts_core.sync.dictionary import is_known_word, is_like_a_slip, is_slip, meant


def test_a_language_without_a_dictionary_may_have_any_word() -> None:
    assert is_known_word("Model", "en-GB")
    assert not is_known_word("modle", "en")
    assert is_known_word("modle", "tr")
    for code, word in (("de", "modell"), ("es", "modelo"), ("fr", "modèle"), ("ru", "модель")):
        assert is_known_word(word, code)
        assert not is_known_word(f"{word}qx", code)


def test_the_only_word_near_an_unknown_one_was_meant() -> None:
    assert meant("previos", "en") == "previous"
    assert meant("modle", "en") is None
    assert meant("model", "en") is None
    assert meant("previos", "tr") is None
    assert meant("previos", "en-GB") == "previous"


SLIPS = [
    "modle model",
    "teh the",
    "previos previous",
    "seperate separate",
    "lerning learning",
    "embedidng embedding",
    "gradeint gradient",
    "optimizaton optimization",
]
NO_SLIPS = [
    "gelu gel",  # too short: many words look like it
    "lenet lent",
    "minmax minimax",  # nobody uses that word
    "probit profit",  # no slip of the keys
    "pretrain retrain",  # another first letter
    "nstable stable",  # unstable may be meant
    "quantile quintile",
    "resnet resent",
    "regressors regressor",  # a form of it
    "model mode",  # a word already
    "modle middle",  # two letters away
]


@pytest.mark.parametrize("pair", SLIPS)
def test_a_slip_can_only_be_the_word_that_is_near(pair: str) -> None:
    assert is_slip(*pair.split(), "en")
    assert is_like_a_slip(*pair.split(), "en")


@pytest.mark.parametrize("pair", NO_SLIPS)
def test_what_may_be_a_term_or_another_word_is_no_slip(pair: str) -> None:
    assert not is_slip(*pair.split(), "en")


def test_what_looks_like_a_word_is_like_a_slip_and_a_word_is_not() -> None:
    assert is_like_a_slip("gelu", "gel", "en")
    assert is_like_a_slip("recomendd", "recommend", "en")  # two letters
    assert not is_like_a_slip("recmedd", "recommend", "en")  # three
    assert not is_like_a_slip("gelu", "helped", "en")
    assert not is_like_a_slip("mode", "model", "en")
    assert not is_like_a_slip("gelu", "relu", "en")
    assert not is_like_a_slip("gelu", "gel", "tr")
    assert is_like_a_slip("gelu", "gel", "en-GB")


def test_all_dictionaries_of_natural_languages_with_their_forms_are_used() -> None:
    """Basque is left out: its dictionary lacks most inflected forms."""
    files = (Path(spellchecker.__file__).parent / "resources").glob("*.json.gz")
    assert {file.name.partition(".")[0] for file in files} - {"eu"} == dictionary._LANGUAGES
