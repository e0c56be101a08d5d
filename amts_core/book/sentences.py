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

from amts_core.book.inline import scan_inline
from amts_core.book.markup import pair_marks
from amts_core.book.model import Piece, PieceKind
from amts_core.languages import language as known_language

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SPAN, OPENER, CLOSER = "\ue000", "\ue001", "\ue002"  # a protected span, a mark that opens, a mark that closes

_OPENERS = f"{OPENER}\"'“‘«„¿¡([{{（「『【《〈"
_CLOSERS = f"{CLOSER}\"'”’»)\\]}}）」』】》〉"
_END = re.compile(rf"(?:[。！？｡．]+|[.!?…]+)[.!?。！？…]*[{_CLOSERS}]*")
_ABBREVIATIONS = {
    "en": """al approx apr aug cf ch chap co corp dec dept dr ed eds eq eqn eqs equ est etc e.g feb fig figs gen
        i.e inc jan jr jul jun ltd mar mr mrs ms mt no nos nov oct op pp prof ref refs rev sec sep sept sr st
        tab univ v viz vol vols vs w.r.t i.i.d resp""",
    "es": "aprox art cap cf dr dra ed ee.uu ej etc fig figs núm p.ej pág págs prof sr sra srta ud uds vol vs",
    "pt": "aprox art cap cf dr dra ed etc ex fig figs núm p.ex pág págs prof profa sr sra vol vs",
    "tr": "age agm bkz böl çev dr doç ed fak gör hz no örn prof s sf şek vb vd vs yy",
    "vi": "ths ts gs pgs tp tr vd v.v nxb",
    "de": "abb bzw ca d.h dr evtl ggf nr prof s st tab u.a usw vgl z.b",
    "fr": "cf chap env etc ex fig m mm mme p.ex pp prof vol",
}
_ENUMERATOR = re.compile(r"\s*\(?(?:\d{1,3}|[ivxIVX]{1,4}|[A-Za-z])\.$")
_LAST_WORD = re.compile(r"[\w.]+$")


def split_sentences(text: str, language: str, *, pieces: Sequence[Piece] | None = None) -> list[tuple[int, int]]:
    """Start and end of each sentence of a one-line Markdown text, white space between them left out.

    `pieces` are the pieces of `text` where they are known already.
    """
    masked = _masked(text, scan_inline(text) if pieces is None else pieces)
    borders = [0]
    if any(found.end() < len(masked) for found in _END.finditer(masked)):
        borders = [sentence.start_char for sentence in pipeline(known_language(language).code)(masked).sents]
    sentences = []
    for start, end in zip(borders, [*borders[1:], len(text)], strict=True):
        inner = text[start:end]
        left = start + len(inner) - len(inner.lstrip(" \t"))
        right = start + len(inner.rstrip(" \t"))
        if left < right:
            sentences.append((left, right))
    return sentences


@cache
def pipeline(language: str) -> Language:
    """The spaCy pipeline of a language: our tokenizer, then our sentence component."""
    import spacy
    from spacy.language import Language

    if not Language.has_factory("amts_sentences"):
        Language.factory("amts_sentences", func=_SentenceBorders)
    nlp = spacy.blank("xx")  # the blank pipelines of ja, ko, vi and th need dictionaries that we have no use for
    nlp.max_length = 10**9
    nlp.tokenizer = _Candidates(nlp.vocab)
    nlp.add_pipe("amts_sentences", config={"language": language})
    return nlp


def _masked(text: str, pieces: Sequence[Piece]) -> str:
    pairs = pair_marks(pieces)
    closing = set(pairs.values())
    parts = []
    for index, piece in enumerate(pieces):
        if piece.kind is PieceKind.TEXT:
            parts.append(piece.text)
        elif piece.kind is PieceKind.SOFT_BREAK:
            parts.append(" " * len(piece.text))
        else:
            mask = OPENER if index in pairs else CLOSER if index in closing else SPAN
            parts.append(mask * len(piece.text))
    return "".join(parts)


class _Candidates:
    """A tokenizer whose tokens end where a sentence may end."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        words, spaces = [], []
        start = 0
        for end in [*(found.end() for found in _END.finditer(text) if found.end() < len(text)), len(text)]:
            has_space = text[end : end + 1] == " "
            if start < end:
                words.append(text[start:end])
                spaces.append(has_space)
                start = end + has_space
        return Doc(self.vocab, words=words, spaces=spaces)


class _SentenceBorders:
    """A spaCy component: which tokens of `_Candidates` start a sentence."""

    def __init__(self, nlp: Language, name: str, language: str) -> None:
        self.language = language
        self.abbreviations = frozenset(_ABBREVIATIONS.get(language.partition("-")[0], "").split())
        self.abbreviations |= frozenset(_ABBREVIATIONS["en"].split())

    def __call__(self, doc: Doc) -> Doc:
        """The document with its sentences (a new one: to set them token by token takes quadratic time)."""
        from spacy.tokens import Doc

        text = doc.text
        inside = _inside_brackets(text)
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
        found = next((one for one in _END.finditer(text, max(start, end - 80), end) if one.end() == end), None)
        if found is None:
            return False
        marks = found.group().rstrip(_CLOSERS.replace("\\", ""))
        rest = text[end : end + 80]
        following = rest.lstrip(" \t").lstrip(_OPENERS)[:1]
        if not following:
            return False
        if marks[-1] in "。｡．！？":
            quoted = found.group()[len(marks) :].strip(CLOSER)
            return not (quoted and marks[-1] in "！？" and following.isalpha() and rest[0] not in " \t")
        if rest[0] not in " \t" and not self._glued(text, found.start(), rest):
            return False
        if following.islower():
            return False
        before = text[max(start, found.start() - 40) : found.start()]
        return set(marks) != {"."} or len(marks) > 1 or not self._is_abbreviation(before, text, start, found.start())

    def _glued(self, text: str, at: int, rest: str) -> bool:
        """Korean and Chinese writers may leave out the blank after a full stop."""
        before, after = text[at - 1 : at], rest[0]
        return self.language[:2] in ("ko", "zh", "ja") and _is_east_asian(before) and _is_east_asian(after)

    def _is_abbreviation(self, before: str, text: str, start: int, at: int) -> bool:
        if at - start < 12 and _ENUMERATOR.match(text[start : at + 1]):
            return True
        word = _LAST_WORD.search(before)
        if not word:
            return False
        bare = word.group().strip(".")
        if bare.lower() in self.abbreviations:
            return True
        if self.language == "de" and bare.isdigit() and len(bare) <= 2:
            return True
        return len(bare) == 1 and bare.isalpha() and not _is_east_asian(bare)


def _is_east_asian(character: str) -> bool:
    return "\u1100" <= character <= "\u11ff" or "\u2e80" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af"


def _inside_brackets(text: str) -> set[int]:
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
    for end in (found.end() for found in _END.finditer(text)):
        while place < len(spans) and spans[place][1] < end:
            place += 1
        if place < len(spans) and spans[place][0] < end <= spans[place][1]:
            inside.add(end)
    return inside
