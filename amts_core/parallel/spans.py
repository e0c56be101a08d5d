"""Whether both sides of a pair have the same protected spans, but for what a translator may change in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from amts_core.parallel.lexical import SHORTEST_WORD

LINK = "]("  # the begin of a link's target, in Markdown

_ORDINAL = re.compile(r"\^\{?\\(?:text|textrm|mathrm|mbox)\{(?:st|nd|rd|th)\}")
_MATH_WORDS = re.compile(r"\\(?:text|textrm|mathrm|mbox)\{[^{}]*\}|\\times|×|\\[,;:! ]|[\s{}]")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_NO_NUMBER = re.compile(r"[^\W\d_]|[#<>=]|`[^\d`]")  # letters, a relation, the number of an issue, code of signs


def spans_differ(source: Sequence[str], target: Sequence[str], source_plain: str, target_plain: str) -> bool:
    """Whether one side has a span more often than the other, in whose plain text it is no word either.

    Blanks, words and ordinals in formulas are the translator's, as are separators in numbers, formulas of digits alone
    ($3$ for three), and the targets of links, which are no text.
    """
    ours, theirs = Counter(_compared(source)), Counter(_compared(target))
    sides = ((ours - theirs, target_plain), (theirs - ours, source_plain))
    return any(not _is_word_of(span, text) for spans, text in sides for span in spans)


def _compared(spans: Sequence[str]) -> list[str]:
    kept = (_ORDINAL.sub("", span) for span in spans)
    return [LINK if span.startswith(LINK) else _normal(span) for span in kept if not _is_number(span)]


def _normal(span: str) -> str:
    return _MATH_WORDS.sub("", _DECIMAL.sub(".", _THOUSANDS.sub("", span)))


def _is_number(formula: str) -> bool:
    """Whether it is a formula of digits alone."""
    return _NO_NUMBER.search(formula) is None


def _is_word_of(span: str, text: str) -> bool:
    """Whether a text has a span of code as a word without marks, one that is not there by chance."""
    word = span.strip("`")
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.ASCII)
    return word != span and len(word) >= SHORTEST_WORD and found is not None
