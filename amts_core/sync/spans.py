"""Changes of a sentence that need no translation: spans and numbers, carried into the human sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from amts_core.book.chapter import Block, Piece, PieceKind
from amts_core.book.segments import Segment
from amts_core.language_words import expanded
from amts_core.sync.matching import WORD

_NUMBER = re.compile(r"(?<![A-Za-z0-9_.,])\d+(?:[.,]\d+)*(?![A-Za-z0-9_])")

MINUS_SIGN = re.compile(r"(?<![\w)\]–−-])[-−](?=[\d.])")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")
PUNCTUATION = frozenset(".,;:!…'’‘\"“”«»„()[]-‐‑–—、。，；：！「」『』（）《》〈〉【】·")
BRACKETS = "()[]{}（）［］【】「」『』《》“”«»"  # each opening one before its other half
_ENDING = re.compile(r"['’]\w+|(?:은|는|이|가(?!지)|을|를|과|와|으로|로|나|라|며)[가-힣]*")


@dataclass(frozen=True, slots=True)
class Span:
    """A protected span or a number, and where it stands."""

    start: int
    end: int
    text: str


def wording(segment: Segment) -> str:
    """What of a segment is to be translated: equal wordings differ in spans, numbers and contractions at most.

    A capital at the start is style.
    """
    parts = []
    for piece in segment.pieces:
        parts.append(f"⟦{piece.kind}⟧" if piece.protected else _NUMBER.sub("⟦number⟧", piece.text))
    text = " ".join(expanded("".join(parts)).split())
    return text[:1].lower() + text[1:]


def words_of(segment: Segment) -> list[str]:
    """The words of a segment and the signs that mean something (`+`, `<`, a minus).

    Segments that have the same differ in marks, spans and punctuation at most.
    """
    text = _HYPHEN.sub(" ", MINUS_SIGN.sub("⊖", segment.plain))
    return [word for word in WORD.findall(text) if word not in PUNCTUATION]


def span_texts(segment: Segment) -> list[str]:
    """The spans and numbers of a segment, in order."""
    return [span.text for span in spans_of(segment.pieces)]


def target_spans(blocks: Iterable[Block], start: int, end: int) -> list[Span]:
    """The spans and numbers that stand at `start`..`end` of a chapter."""
    pieces = (piece for block in blocks for piece in block.pieces if piece.start < end and start < piece.end)
    return [span for span in spans_of(list(pieces)) if start <= span.start and span.end <= end]


def carry(before: Sequence[str], after: Sequence[str], found: Sequence[str]) -> dict[int, str] | None:
    """What becomes of the spans `found` in a translation when those of its source go from `before` to `after`.

    The new texts by their place in `found`; none if the translation has followed already. None where it is ambiguous:
    a span that the translation does not have as often, one that became several, or spans that only changed places
    while the translation, with another order, may say either.
    """
    if len(before) != len(after):
        return None
    if Counter(before) == Counter(after):
        if list(before) == list(after):
            return {}
        if list(found) != list(before) or len(set(before)) < len(before):
            return None
    elif Counter(found) == Counter(after):
        return {}
    became: dict[str, set[str]] = {}
    for old, new in zip(before, after, strict=True):
        became.setdefault(old, set()).add(new)
    changed = {old: min(new) for old, new in became.items() if new != {old}}
    ours, theirs = Counter(before), Counter(found)
    if any(len(became[old]) > 1 or ours[old] != theirs[old] for old in changed):
        return None
    return {place: changed[text] for place, text in enumerate(found) if text in changed}


def replaced(text: str, spans: Sequence[Span], new: Mapping[int, str], offset: int = 0) -> tuple[str, tuple[str, ...]]:
    """A text, which starts at `offset`, with some of its spans replaced; and flags for what that may do to a word.

    In Turkish and Korean an ending or a particle behind a number or a formula follows its sound (`3'ü`, `5'i`).
    """
    parts, flags, done = [], [], offset
    for place, other in sorted(new.items()):
        span = spans[place]
        parts += [text[done - offset : span.start - offset], other]
        done = span.end
        ending = _ENDING.match(text, done - offset)
        if ending:
            flags.append(f"the ending may have to follow what was carried: {span.text}{ending[0]} → {other}{ending[0]}")
    return "".join([*parts, text[done - offset :]]), tuple(flags)


def spans_of(pieces: Sequence[Piece]) -> list[Span]:
    """The spans and numbers of these pieces, in order."""
    spans = []
    for piece in pieces:
        if piece.protected:
            spans.append(Span(piece.start, piece.end, " ".join(piece.text.split())))
        elif piece.kind is PieceKind.TEXT:
            for number in _NUMBER.finditer(piece.text):
                spans.append(Span(piece.start + number.start(), piece.start + number.end(), number.group()))
    return spans
