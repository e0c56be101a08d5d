"""The words of a text at their places, and what each is known by.

English words are known by Snowball's stem (Porter 2001), those of other languages with blanks by their first letters,
which inflected forms share. Chinese is cut by jieba, other scripts without blanks into characters.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import regex  # type: ignore[import-untyped]

from amts_core.book.chapter import Piece, PieceKind
from amts_core.languages import language as known_language

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


def _cut(text: str, language: str) -> Iterable[tuple[int, int]]:
    if known_language(language).is_chinese:
        return ((start, end) for word, start, end in _chinese()(text) if word.strip())
    return (found.span() for found in _WORD.finditer(text))


@cache
def _english() -> Callable[[str], str]:
    import snowballstemmer  # type: ignore[import-untyped]

    stem_word: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord
    return stem_word


@cache
def _chinese() -> Callable[[str], Iterable[tuple[str, int, int]]]:
    import jieba  # type: ignore[import-untyped]

    jieba.setLogLevel(logging.WARNING)
    cut: Callable[[str], Iterable[tuple[str, int, int]]] = jieba.Tokenizer().tokenize
    return cut
