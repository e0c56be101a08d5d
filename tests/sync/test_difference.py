"""How two versions of a sentence differ."""

from __future__ import annotations

import pytest

from amts_core.parallel.tokens import Token
from amts_core.sync.difference import Difference, is_content
from tests.sync.builders import sentences


def difference(old: str, new: str, language: str = "en") -> Difference:
    return Difference.of(sentences(old, language), sentences(new, language), language)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("We read the list.", "We read the table.", "list → table"),
        ("We read the list.", "We read the long list.", "– → long"),
        ("We read the long list.", "We read the list.", "long → –"),
        ("We read a list and a list.", "We read a table and a table.", "list → table"),
        ("We read the list.", "We read the list", "punctuation"),
        ("We read the list.", "We read the **list**.", "marks"),
        ("We read the list here.", "we read The list here.", "We → we, the → The"),
        ("We read the list.", "We read, the table!", "list → table"),
        ("It is -5 here.", "It is +6 here.", "− 5 → + 6"),
        ("It is `a` here.", "It is `b` here.", "`a` → `b`"),
    ],
)
def test_a_difference_is_told_in_words(old: str, new: str, told: str) -> None:
    assert difference(old, new).told == told


def test_capitals_and_apostrophes_are_no_difference() -> None:
    assert difference("We read Anna’s list.", "we read Anna's List.").hunks == ()
    assert difference("We use `A` here.", "We use `a` here.").hunks != ()


def test_similarity_is_the_share_of_words_that_are_the_same() -> None:
    assert difference("One two three four.", "One two three five!").similarity == 75
    assert difference("One two.", "One two!").similarity == 100
    assert difference("One two.", "Three four.").similarity == 0
    assert difference("One `a` two.", "One `b` two.").similarity == 100


def test_words_that_went_came_and_stayed_are_those_that_mean_something() -> None:
    found = difference("The old list is in the box.", "A new list was at the box.")
    assert (found.gone, found.came, found.stayed) == ({"old"}, {"new"}, {"list", "box"})
    assert found.all_new == {"new", "list", "box"}
    assert not found.moved


def test_a_word_that_stands_elsewhere_now_neither_went_nor_came_but_moved() -> None:
    found = difference("The list of the model is here.", "The model of the list is here.")
    assert (found.gone, found.came) == (set(), set())
    assert found.moved
    assert not difference("The list and the list.", "The list and the lists.").moved


@pytest.mark.parametrize(
    ("old", "new", "changes", "contradicts"),
    [
        ("We read the list.", "We read the table.", False, False),
        ("We read the list.", "We do not read the list.", True, True),
        ("The model is small.", "The model is big.", True, True),
        ("It is 5 < 6 here.", "It is 5 > 6 here.", True, True),
        ("It has 5 parts.", "It has 6 parts.", True, False),
        ("We read it in May.", "We read it after May.", True, False),
        ("We read, the list.", "We read the list!", False, False),
        ("It is -5 here.", "It is 5 here.", True, True),
    ],
)
def test_what_changes_the_sense_and_what_says_the_contrary(
    old: str, new: str, changes: bool, contradicts: bool
) -> None:
    found = difference(old, new)
    assert (found.changes_sense, found.contradicts) == (changes, contradicts)


@pytest.mark.parametrize(
    ("text", "has_minus"),
    [
        ("It is -5 here.", True),
        ("It is −5 here.", True),
        ("It is (-5) here.", True),
        ("[-5 degrees] here.", True),
        ("It is a-5 here.", False),
        ("It is - 5 here.", False),
        ("It is -x here.", False),
        ("It is 3-5 here.", False),
    ],
)
def test_a_minus_is_another_sign_than_a_hyphen(text: str, has_minus: bool) -> None:
    (hunk,) = Difference.of((), sentences(text), "en").hunks
    assert ("⊖" in [token.key for token in hunk.new]) is has_minus
    assert "⊖" not in hunk.told


@pytest.mark.parametrize(
    ("word", "language", "means"),
    [
        ("the", "en", False),
        ("Would", "en", False),
        ("list", "en", True),
        ("it's", "en", False),
        ("it’s", "en", False),
        ("list's", "en", True),
        ("ox", "en", True),
        ("des", "de", False),
        ("Boot", "de", True),
        ("10", "de", True),
        ("es", "de", False),
        ("ist", "de", False),
        ("été", "fr", True),
        ("灯", "zh", True),
        ("!", "en", False),
    ],
)
def test_a_word_means_something_by_itself_or_not(word: str, language: str, means: bool) -> None:
    key = word.lower()
    is_word = any(map(str.isalnum, word))
    assert is_content(Token(0, len(word), word, key, is_word), language) is means


def test_sentences_are_compared_as_one_text() -> None:
    found = Difference.of(sentences("It is red. We go."), sentences("It is red, we go."), "en")
    assert found.told == "punctuation"
    assert found.similarity == 100
