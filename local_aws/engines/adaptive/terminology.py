"""Custom terminology: which entries a text holds, and how they get into its translation.

An entry matches whole words, in any case of letters: "Gate" at the start of a sentence is the entry "gate", and its
target is written with a capital. Where two entries differ in the case of letters alone, the exact one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from unicodedata import normalize

from local_aws.engines.adaptive.languages import UNSPACED
from local_aws.engines.adaptive.markup import TOKEN, Masked, Token, TokenKind, marker
from local_aws.engines.base import Term

NO_WORD_ENDS = re.compile(f"[{UNSPACED}]")
WORD = rf"[^\W{UNSPACED}]"  # what a whole word of another script cannot stand beside


def terms_in(text: str, terms: Sequence[Term]) -> tuple[Term, ...]:
    """The entries whose source stands in a masked text, longest first, their targets with the capitals of the text.

    A part of a longer entry does not count.
    """
    return tuple(dict.fromkeys(term for _, _, term in sorted(_places(text, terms), key=_longest_first)))


def missed_terms(output: str, terms: Sequence[Term]) -> tuple[Term, ...]:
    """The entries whose target is not in the output; the case of letters does not matter here."""
    folded = _folded(output)
    return tuple(term for term in terms if _folded(term.target) not in folded)


def with_fixed_terms(sentence: Masked, terms: Sequence[Term]) -> tuple[Masked, dict[int, str]]:
    """The sentence with each place of these entries as a span, and the target that belongs to each new number."""
    text, tokens, targets = sentence.text, list(sentence.tokens), {}
    places = sorted(_places(text, terms), key=lambda place: -place[0])
    for number, (start, end, term) in enumerate(places, len(tokens) + 1):
        text = text[:start] + marker(number) + text[end:]
        tokens.append(Token(number, TokenKind.SPAN, term.target, term.source))
        targets[number] = term.target
    return replace(sentence, text=text, tokens=tuple(tokens)), targets


def put_terms(text: str, targets: dict[int, str]) -> str:
    """The output with the targets in place of their tokens."""
    return TOKEN.sub(lambda m: targets.get(int(m.group(1)), m.group()), text)


def replaced(text: str, terms: Sequence[Term]) -> str:
    """A masked text with the targets of these entries in place of their sources."""
    for start, end, term in sorted(_places(text, terms), key=lambda place: -place[0]):
        text = text[:start] + term.target + text[end:]
    return text


@lru_cache(maxsize=4096)
def term_pattern(source: str) -> re.Pattern[str]:
    """Whole words in any case of letters, except that Chinese, Japanese, Korean and Thai have no word ends.

    Never inside a token.
    """
    left = "" if NO_WORD_ENDS.match(source[0]) else rf"(?<!{WORD})"
    right = "" if NO_WORD_ENDS.match(source[-1]) else rf"(?!{WORD})"
    letters = "".join(_letter(one) for one in normalize("NFC", source))
    return re.compile(rf"(?<!⟦){left}{letters}{right}(?!⟧)", re.I)


def _letter(letter: str) -> str:
    """A letter as it may be written: é as one character or two, ß as ss."""
    forms = dict.fromkeys((letter, normalize("NFD", letter), letter.casefold()))
    return re.escape(letter) if len(forms) == 1 else f"(?:{'|'.join(map(re.escape, forms))})"


def _folded(text: str) -> str:
    """What texts share that differ in the case of letters alone; dotted and dotless i are one, as for patterns."""
    return normalize("NFC", text).casefold().replace("i\u0307", "i").replace("ı", "i")


def _places(text: str, terms: Sequence[Term]) -> list[tuple[int, int, Term]]:
    """Where which entry stands, without overlaps: the longer entries first, of equal ones the exact one."""
    folded = _folded(text)
    candidates = [term for term in dict.fromkeys(terms) if term.source and _folded(term.source) in folded]
    places: list[tuple[int, int, Term]] = []
    for term in sorted(candidates, key=lambda term: (-len(term.source), term.source not in text, term.source)):
        for start, end in _matches(term, text, exact=_is_ambiguous(term, candidates)):
            if all(end <= other or stop <= start for other, stop, _ in places):
                places.append((start, end, replace(term, target=_with_capitals(term, text[start:end]))))
    return places


def _matches(term: Term, text: str, *, exact: bool) -> Iterator[tuple[int, int]]:
    for match in term_pattern(term.source).finditer(text):
        if not exact or match.group() == term.source:
            yield match.span()


def _is_ambiguous(term: Term, terms: Sequence[Term]) -> bool:
    """Whether another entry is the same but for the case of letters."""
    folded = _folded(term.source)
    return any(other.source != term.source and _folded(other.source) == folded for other in terms)


def _with_capitals(term: Term, found: str) -> str:
    """The target in the case of letters of the place where its source was found."""
    if found == term.source or not term.target:
        return term.target
    if len(found) > 1 and found.isupper():
        return term.target.upper()
    return term.target[0].upper() + term.target[1:] if found[0].isupper() else term.target


def _longest_first(place: tuple[int, int, Term]) -> tuple[int, str]:
    return -len(place[2].source), place[2].source
