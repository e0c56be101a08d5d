"""Cuts a masked text into sentences, by the marks of its script; a token is never cut, nothing is lost."""

from __future__ import annotations

import re

from local_aws.engines.adaptive.languages import is_unspaced

CLOSERS = r"""["'”’»)\]】）」』》]"""
TOKEN = r"⟦\d+⟧"
WIDE_END = re.compile(rf"[。！？｡]+{CLOSERS}*")
SPACED_END = re.compile(rf"[.!?…।؟۔]+{CLOSERS}*(?:{TOKEN})*(?=\s)")
AFTER = re.compile(rf"""\s+(?:{TOKEN})*["'“‘«(\[¿¡]*(?:{TOKEN})*""")
ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|approx|resp|ca|Fig|Figs|Eq|Eqs|Sec|Ch|No|Nr|Vol|pp|p|Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr"
    r"|Inc|Ltd|Co|z\.B|d\.h|u\.a|usw|bzw|Abb|Sra?|Ud|Uds|ej|p\.ej|núm|fig|art|М|г|т\.е|т\.д|напр)|\b[^\W\d_])\.$"
)


def split_sentences(text: str, language: str) -> list[tuple[int, int]]:
    """The sentences of a masked text as (start, end), in order; only white space lies between them.

    `language` is that of the text. A text without ends (as Thai, which marks none) is one sentence.
    """
    ends = sorted({*_wide_ends(text), *_spaced_ends(text)} if is_unspaced(language) else set(_spaced_ends(text)))
    sentences, start = [], 0
    for end in [*ends, len(text)]:
        inner = text[start:end]
        if inner.strip():
            sentences.append((end - len(inner.lstrip()), start + len(inner.rstrip())))
        start = end
    return sentences


def _wide_ends(text: str) -> list[int]:
    return [_past_closing_tokens(text, match.end()) for match in WIDE_END.finditer(text)]


def _past_closing_tokens(text: str, end: int) -> int:
    """A token that touches the end of a sentence and is followed by a blank or the end belongs to it."""
    touching = re.compile(rf"(?:{TOKEN})+(?=\s|$)").match(text, end)
    return touching.end() if touching else end


def _spaced_ends(text: str) -> list[int]:
    """Ends of sentences in scripts with blanks: a mark, a blank, and something that can begin a sentence."""
    ends = []
    for match in SPACED_END.finditer(text):
        if ABBREVIATION.search(re.sub(TOKEN, "", text[max(0, match.start() - 12) : match.start() + 1])):
            continue
        following = AFTER.match(text, match.end())
        begins = text[following.end() : following.end() + 1] if following else ""
        if not begins or not begins.islower():
            ends.append(match.end())
    return ends
