"""Sentence borders, per language, never inside a protected span.

A spaCy pipeline carries the work: a tokenizer that cuts a masked text at every place where a sentence may end, and a
component that decides which of them does. A mask has the length of its span, so that borders need no translation
back. More components can be added to `pipeline(language)` like to any spaCy pipeline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import regex  # type: ignore[import-untyped]

from amts_core.book.inline import scan_inline
from amts_core.book.markup import pair_marks
from amts_core.book.model import Piece, PieceKind
from amts_core.languages import ENDS, FULL_STOPS, HANGUL, WIDE
from amts_core.languages import language as known_language

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SPAN, OPENER, CLOSER = "\ue000", "\ue001", "\ue002"  # a protected span, a mark that opens, a mark that closes

_OPENERS = f"{OPENER}\"'“‘«„¿¡([{{（「『【《〈"
_CLOSERS = f"{CLOSER}\"'”’»)\\]}}）」』】》〉"
FOOTNOTE = "[^"  # a mark of a footnote belongs to what stands before it
_EAST_ASIAN = re.compile(f"[{WIDE}{HANGUL}]")
_ENUMERATOR = re.compile(r"\s*\(?(?:\d{1,3}|[ivxIVX]{1,4}|[A-Za-z])\.$")
_LAST_WORD = regex.compile(r"[\w\p{M}.]+$")  # vowel signs of Indic scripts are part of a word


def split_sentences(text: str, language: str, *, pieces: Sequence[Piece] | None = None) -> list[tuple[int, int]]:
    """Start and end of each sentence of a one-line Markdown text, white space and hard breaks between them left out.

    `pieces` are the pieces of `text` where they are known already.
    """
    masked = _masked(text, scan_inline(text) if pieces is None else pieces)
    borders = [0]
    written = known_language(language)
    if any(found.end() < len(masked) for found in ends_of(written.more_ends).finditer(masked)):
        borders = [sentence.start_char for sentence in pipeline(written.code)(masked).sents]
    sentences = []
    for start, end in zip(borders, [*borders[1:], len(text)], strict=True):
        inner = masked[start:end]
        left = start + len(inner) - len(inner.lstrip(" \t"))
        right = start + len(inner.rstrip(" \t"))
        if left < right:
            sentences.append((left, right))
    return sentences


@cache
def ends_of(more: str) -> re.Pattern[str]:
    """What may end a sentence in a language that has more such marks than the usual ones, with what closes after it."""
    return re.compile(rf"[{ENDS}{more}]+[{_CLOSERS}]*")


@cache
def pipeline(language: str) -> Language:
    """The spaCy pipeline of a language: our tokenizer, then our sentence component."""
    import spacy
    from spacy.language import Language
    from spacy.vocab import Vocab

    if not Language.has_factory("amts_sentences"):
        Language.factory("amts_sentences", func=_SentenceBorders)
    # the blank pipelines of ja, ko, vi and th need dictionaries that we have no use for, and of a token, which is a
    # sentence here, nobody asks for its shape: an empty vocabulary does not work it out
    nlp = spacy.blank("xx", vocab=Vocab())
    nlp.max_length = 10**9
    nlp.tokenizer = _Candidates(nlp.vocab, ends_of(known_language(language).more_ends))
    nlp.add_pipe("amts_sentences", config={"language": language})
    return nlp


def _masked(text: str, pieces: Sequence[Piece]) -> str:
    pairs = pair_marks(pieces)
    closing = set(pairs.values())
    parts = []
    for index, piece in enumerate(pieces):
        if piece.kind is PieceKind.TEXT:
            parts.append(piece.text)
        elif piece.kind is PieceKind.SOFT_BREAK or piece.breaks:
            parts.append(" " * len(piece.text))
        else:
            is_closing = index in closing or piece.text.startswith(FOOTNOTE)
            mask = OPENER if index in pairs else CLOSER if is_closing else SPAN
            parts.append(mask * len(piece.text))
    return "".join(parts)


class _Candidates:
    """A tokenizer whose tokens end where a sentence may end."""

    def __init__(self, vocab: Any, ends: re.Pattern[str]) -> None:
        self.vocab, self.ends = vocab, ends

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        words, spaces = [], []
        start = 0
        for end in [*(found.end() for found in self.ends.finditer(text) if found.end() < len(text)), len(text)]:
            has_space = text[end : end + 1] == " "
            if start < end:
                words.append(text[start:end])
                spaces.append(has_space)
                start = end + has_space
        return Doc(self.vocab, words=words, spaces=spaces)


class _SentenceBorders:
    """A spaCy component: which tokens of `_Candidates` start a sentence."""

    def __init__(self, nlp: Language, name: str, language: str) -> None:
        self.language = known_language(language)
        self.ends = ends_of(self.language.more_ends)
        words = (self.language.words, known_language("en").words)  # English ones stand in every language
        ours = (word for one in words for word in one.abbreviations.split())
        self.abbreviations = frozenset(ours) | _tokenizer_abbreviations(self.language.spacy_code)

    def __call__(self, doc: Doc) -> Doc:
        """The document with its sentences (a new one: to set them token by token takes quadratic time)."""
        from spacy.tokens import Doc

        text = doc.text
        inside = _inside_brackets(text, self.ends)
        sentence_start = 0
        starts: list[bool | int | None] = [True]
        words = [token.text for token in doc]
        for token, following in pairwise(doc):
            end = token.idx + len(token.text)
            starts.append(end not in inside and self._ends(text, sentence_start, end))
            if starts[-1]:
                sentence_start = following.idx
        return Doc(doc.vocab, words=words, spaces=[bool(token.whitespace_) for token in doc], sent_starts=starts)

    def _ends(self, text: str, start: int, end: int) -> bool:
        found = next((one for one in self.ends.finditer(text, max(start, end - 80), end) if one.end() == end), None)
        if found is None:
            return False
        marks = found.group().rstrip(_CLOSERS.replace("\\", ""))
        rest = text[end : end + 80]
        following = rest.lstrip(" \t").lstrip(_OPENERS)[:1]
        if not following:
            return False
        if marks[-1] in FULL_STOPS:
            quoted = found.group()[len(marks) :].strip(CLOSER)
            return not (quoted and marks[-1] in "！？" and following.isalpha() and rest[0] not in " \t")
        if rest[0] not in " \t" and not self._glued(text, found.start(), rest):
            return False
        if following.islower() and (self.language.has_capitals or following.isascii()):
            return False
        before = text[max(start, found.start() - 40) : found.start()]
        return set(marks) != {"."} or len(marks) > 1 or not self._is_abbreviation(before, text, start, found.start())

    def _glued(self, text: str, at: int, rest: str) -> bool:
        """Korean and Chinese writers may leave out the blank after a full stop."""
        before, after = text[at - 1 : at], rest[0]
        return self.language.is_east_asian and _is_east_asian(before) and _is_east_asian(after)

    def _is_abbreviation(self, before: str, text: str, start: int, at: int) -> bool:
        if at - start < 12 and _ENUMERATOR.match(text[start : at + 1]):
            return True
        word = _LAST_WORD.search(before)
        if not word:
            return False
        bare = word.group().strip(".")
        if not self.abbreviations.isdisjoint((bare, bare.lower())):
            return True
        if self.language.nouns_are_capital and bare.isdigit() and len(bare) <= 2:
            return True
        is_letter = len(bare) == 1 and bare.isalpha() and not _is_east_asian(bare)
        return is_letter and bare not in self.language.last_letters


@cache
def _tokenizer_abbreviations(code: str) -> frozenset[str]:
    """What the tokenizer of a spaCy language keeps together with its full stop, as it is written. Single letters aside:
    a language has words of one letter.
    """
    from spacy.util import get_lang_class

    exceptions = get_lang_class(code).Defaults.tokenizer_exceptions or {}
    found = (written[:-1] for written in exceptions if written.endswith(".") and written[0].isalpha())
    return frozenset(word for word in found if len(word) > 1)


def _is_east_asian(character: str) -> bool:
    return _EAST_ASIAN.match(character) is not None


def _inside_brackets(text: str, ends: re.Pattern[str]) -> set[int]:
    """Places where a token may end that stand inside a bracket that closes again."""
    pairs = {")": "(", "）": "（", "]": "[", "】": "【"}
    stack: list[tuple[str, int]] = []
    spans: list[tuple[int, int]] = []
    for found in re.finditer(r"[()（）\[\]【】]", text):
        character = found.group()
        if character in pairs:
            if stack and stack[-1][0] == pairs[character]:
                _, start = stack.pop()
                if not stack and found.start() - start < 400:
                    spans.append((start, found.start()))
        else:
            stack.append((character, found.start()))
    inside: set[int] = set()
    place = 0
    for end in (found.end() for found in ends.finditer(text)):
        while place < len(spans) and spans[place][1] < end:
            place += 1
        if place < len(spans) and spans[place][0] < end <= spans[place][1]:
            inside.add(end)
    return inside
