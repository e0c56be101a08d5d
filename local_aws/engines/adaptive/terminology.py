"""Custom terminology: which entries a sentence holds, and how they get into its translation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from local_aws.engines.adaptive.languages import CJK
from local_aws.engines.adaptive.markup import TOKEN, Masked, Token, TokenKind, marker
from local_aws.engines.base import Term


def terms_in(text: str, terms: Sequence[Term]) -> tuple[Term, ...]:
    """The entries whose source stands in a masked text, longest first; a part of a longer entry does not count.

    As with Amazon Translate, case matters. In scripts with blanks an entry matches whole words only.
    """
    found, rest = [], text
    for term in sorted(dict.fromkeys(terms), key=lambda term: (-len(term.source), term.source)):
        if term.source and term.source in rest and (pattern := _pattern(term)).search(rest):
            found.append(term)
            rest = pattern.sub("\n", rest)
    return tuple(found)


def missed_terms(output: str, terms: Sequence[Term]) -> tuple[Term, ...]:
    """The entries whose target is not in the output; the case of letters does not matter here."""
    return tuple(term for term in terms if term.target.casefold() not in output.casefold())


def with_fixed_terms(sentence: Masked, terms: Sequence[Term]) -> tuple[Masked, dict[int, str]]:
    """The sentence with each place of these entries as a span, and the target that belongs to each new number."""
    places: list[tuple[int, int, Term]] = []
    for term in terms:
        for match in _pattern(term).finditer(sentence.text):
            if all(match.end() <= start or end <= match.start() for start, end, _ in places):
                places.append((match.start(), match.end(), term))
    text, tokens, targets = sentence.text, list(sentence.tokens), {}
    for number, (start, end, term) in enumerate(sorted(places, reverse=True), len(tokens) + 1):
        text = text[:start] + marker(number) + text[end:]
        tokens.append(Token(number, TokenKind.SPAN, term.target, term.source))
        targets[number] = term.target
    return replace(sentence, text=text, tokens=tuple(tokens)), targets


def put_terms(text: str, targets: dict[int, str]) -> str:
    """The output with the targets in place of their tokens."""
    return TOKEN.sub(lambda m: targets.get(int(m.group(1)), m.group()), text)


def _pattern(term: Term) -> re.Pattern[str]:
    """Whole words, except that Chinese, Japanese and Korean have no word ends; never inside a token."""
    quoted = re.escape(term.source)
    left = "" if CJK.match(term.source[0]) else r"(?<!\w)"
    right = "" if CJK.match(term.source[-1]) else r"(?!\w)"
    return re.compile(rf"(?<!⟦){left}{quoted}{right}(?!⟧)")
