"""What a dictionary knows of words: whether there is one, and which one was meant by a slip of the keys."""

from __future__ import annotations

from functools import cache

from rapidfuzz.distance import OSA, Levenshtein

MOST_LETTERS = 2  # that a slip takes to mend
MOST_OFTEN = 2  # times that an error stands in a book
_LANGUAGES = frozenset({"ar", "de", "en", "es", "fa", "fr", "it", "lv", "nl", "pt", "ru"})  # of pyspellchecker
_COMMON = ((8, 0.0), (6, 1e-6), (1, 1e-3))  # share of all words that one must have of which so many letters were typed
_VOWELS = frozenset("aeiouy")
SWAPPED, OTHER = 0.6, 0.8  # share of all uses of words one letter away, from which a word was meant


def is_known_word(word: str, language: str) -> bool:
    """Whether a dictionary has a word; where there is none for the language, it may be."""
    code = language.partition("-")[0]
    return code not in _LANGUAGES or _is_word(word.lower(), code)


@cache
def meant(word: str, language: str) -> str | None:
    """The only known word that is one letter away from a word that no dictionary has; None if there is none."""
    near = _near(word, language)
    return str(next(iter(near))) if len(near) == 1 else None


def is_slip(old: str, new: str, language: str) -> bool:
    """Whether a small-letter word can only be `new`, with letters swapped, left out, added, or a vowel for another.

    "modle" is "model"; "gelu" is no "gel", "probit" no "profit", "nstable" may be "unstable".
    """
    near, is_swapped = _near(old, language), sorted(old) == sorted(new)
    is_form = old.startswith(new) or new.startswith(old)  # "regressors" is no slip for "regressor"
    if (
        new not in near
        or is_form
        or old[0] != new[0]
        or near[new] < sum(near.values()) * (SWAPPED if is_swapped else OTHER)
    ):
        return False
    exchanged = [{old[one.src_pos], new[one.dest_pos]} for one in Levenshtein.editops(old, new) if one.tag == "replace"]
    if not is_swapped and not all(pair <= _VOWELS for pair in exchanged):
        return False
    least = next(share for letters, share in _COMMON if len(old) + is_swapped >= letters)
    return near[new] >= least


def is_like_a_slip(old: str, new: str, language: str) -> bool:
    """Whether a word that no dictionary has became a known one that looks like it: probably it was meant."""
    is_mended = is_known_word(new, language) and not is_known_word(old, language)
    return is_mended and OSA.distance(old, new) <= MOST_LETTERS


@cache
def _near(word: str, language: str) -> dict[str, float]:
    """The known words one letter away from an unknown one, and how often they are used; none for a known word."""
    if is_known_word(word, language):
        return {}
    dictionary = _dictionary(language.partition("-")[0])
    return {one: dictionary.word_usage_frequency(one) for one in dictionary.known(dictionary.edit_distance_1(word))}


@cache
def _is_word(word: str, language: str) -> bool:
    return word in _dictionary(language)


@cache
def _dictionary(language: str):  # type: ignore[no-untyped-def]
    from spellchecker import SpellChecker  # reads a large file

    return SpellChecker(language=language)
