"""Which word translates which, learned from pairs: IBM model 1 (Brown et al. 1993).

A word is known by its stem: English ones by Snowball's (Porter 2001), those of other languages with blanks by their
first letters, which inflected forms share. Chinese is cut by jieba, other scripts without blanks into characters.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import regex  # type: ignore[import-untyped]

from amts_core.book.chapter import Piece, PieceKind
from amts_core.languages import language as known_language

ROUNDS = 8
SMOOTHING = 0.5  # added to each denominator: else a rare word attracts everything that stands beside it
PREFIX = 5  # letters that inflected forms of a word share

_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*"
    r"|\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}_]+(?:['’][\p{L}]+)?|[^\s]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign or a protected span at `start`..`end` of a text; `key` is what it is known by."""

    start: int
    end: int
    text: str
    key: str
    is_word: bool
    is_span: bool = False


def tokenize(pieces: Sequence[Piece], language: str) -> list[Token]:
    """The words, signs and protected spans of a text, in order; marks and blanks are left out."""
    tokens: list[Token] = []
    for piece in pieces:
        if piece.protected:
            key = " ".join(piece.text.split())
            tokens.append(Token(piece.start, piece.end, piece.text, key, is_word=False, is_span=True))
        elif piece.kind is PieceKind.TEXT:
            for start, end in _cut(piece.text, language):
                text = piece.text[start:end]
                is_word = any(character.isalnum() for character in text)
                key = stem(text, language) if is_word else text
                tokens.append(Token(piece.start + start, piece.start + end, text, key, is_word))
    return tokens


def keys_of(text: str, language: str) -> list[str]:
    """The keys of the words of a plain text."""
    return [token.key for token in tokenize([Piece(PieceKind.TEXT, 0, len(text), text)], language) if token.is_word]


@cache
def stem(word: str, language: str) -> str:
    """What a word is known by."""
    lower = word.lower().replace("’", "'")
    if language.partition("-")[0] == "en":
        return _english()(lower)
    return lower if lower.isascii() and lower.isdigit() else lower[:PREFIX]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """How likely a source word is to become a target word; both by their keys. `pairs` says from how many it learned."""

    source_language: str
    target_language: str
    chances: dict[tuple[str, str], float]
    pairs: int

    def p(self, source: str, target: str) -> float:
        """The chance that `source` becomes `target`; a word, number or span that both sides share is its own."""
        return 1.0 if source == target else self.chances.get((source, target), 0.0)

    def best(self, sources: Iterable[str], target: str) -> float:
        """The greatest chance that one of some source words becomes `target`."""
        return max((self.p(source, target) for source in sources), default=0.0)

    def best_of(self, source: str, targets: Iterable[str]) -> float:
        """The greatest chance that `source` becomes one of some target words."""
        return max((self.p(source, target) for target in targets), default=0.0)


def learn_lexicon(
    pairs: Iterable[tuple[str, str]], *, source_language: str, target_language: str, least: float = 0.005
) -> Lexicon:
    """The lexicon of some pairs of plain texts; chances below `least` are left out. Without pairs it knows nothing."""
    sides = [
        (sorted(set(keys_of(source, source_language))), keys_of(target, target_language)) for source, target in pairs
    ]
    sides = [(one, other) for one, other in sides if one and other]
    if not sides:
        return Lexicon(source_language, target_language, {}, 0)
    numbers: tuple[dict[str, int], dict[str, int]] = ({}, {})
    coded = [
        tuple(
            np.array([known.setdefault(word, len(known)) for word in words], np.int64)
            for known, words in zip(numbers, pair, strict=True)
        )
        for pair in sides
    ]
    width = len(numbers[1])
    cells = np.concatenate([(one[None, :] * width + other[:, None]).ravel() for one, other in coded])
    sizes = np.concatenate([np.full(len(other), len(one)) for one, other in coded])
    slots = np.repeat(np.arange(len(sizes)), sizes)  # the place of a target word in its pair, for each cell
    entries, cell = np.unique(cells, return_inverse=True)
    sources = entries // width
    chance = np.ones(len(entries))
    for _ in range(ROUNDS):
        share = chance[cell] / np.bincount(slots, chance[cell])[slots]
        count = np.bincount(cell, share, len(entries))
        chance = count / (np.bincount(sources, count) + SMOOTHING)[sources]
    words = [list(known) for known in numbers]
    found = np.flatnonzero(chance >= least)
    chances = {(words[0][entries[k] // width], words[1][entries[k] % width]): float(chance[k]) for k in found}
    return Lexicon(source_language, target_language, chances, len(sides))


def _cut(text: str, language: str) -> Iterable[tuple[int, int]]:
    if known_language(language).script in ("Hans", "Hant"):
        return ((start, end) for word, start, end in _chinese()(text) if word.strip())
    return (found.span() for found in _WORD.finditer(text))


@cache
def _english():  # type: ignore[no-untyped-def]
    import snowballstemmer  # type: ignore[import-untyped]

    return snowballstemmer.stemmer("english").stemWord


@cache
def _chinese():  # type: ignore[no-untyped-def]
    import jieba  # type: ignore[import-untyped]

    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer().tokenize
