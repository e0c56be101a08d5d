"""Changes of a sentence that need no translation: spans and numbers, carried into the human sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from amts_core.book.chapter import Block, Piece, PieceKind
from amts_core.book.segments import Segment

_CONTRACTIONS = (  # English ones with a single reading; 's is left out ("is", "has", or a genitive)
    (re.compile(r"\b(?:can't|cannot)\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"\blet's\b", re.IGNORECASE), "let us"),
    (re.compile(r"(?<=\w)n't\b", re.IGNORECASE), " not"),
    (re.compile(r"(?<=\w)'re\b", re.IGNORECASE), " are"),
    (re.compile(r"(?<=\w)'ve\b", re.IGNORECASE), " have"),
    (re.compile(r"(?<=\w)'ll\b", re.IGNORECASE), " will"),
    (re.compile(r"\bi'm\b", re.IGNORECASE), "i am"),
)
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.,])\d+(?:[.,]\d+)*(?![A-Za-z0-9_])")


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    text: str


def wording(segment: Segment) -> str:
    """What of a segment is to be translated: equal wordings differ in spans, numbers and contractions at most."""
    parts = []
    for piece in segment.pieces:
        parts.append(f"⟦{piece.kind}⟧" if piece.protected else _NUMBER.sub("⟦number⟧", piece.text))
    text = "".join(parts).replace("’", "'")
    for contraction, words in _CONTRACTIONS:
        text = contraction.sub(words, text)
    return " ".join(text.split()).casefold()


def span_texts(segment: Segment) -> list[str]:
    """The spans and numbers of a segment, in order."""
    return [span.text for span in _spans(segment.pieces)]


def target_spans(blocks: Iterable[Block], start: int, end: int) -> list[tuple[int, int, str]]:
    """Start, end and text of the spans and numbers that stand at `start`..`end` of a chapter."""
    pieces = (piece for block in blocks for piece in block.pieces if piece.start < end and start < piece.end)
    return [(s.start, s.end, s.text) for s in _spans(list(pieces)) if start <= s.start and s.end <= end]


def carry(
    before: Sequence[str], after: Sequence[str], found: Sequence[tuple[int, int, str]]
) -> list[tuple[int, int, str]] | None:
    """The replacements (start, end, new text) in a translation that follow its source's spans from `before` to `after`.

    `found` are the translation's spans. None where it is ambiguous: a span that the translation does not have as
    often, or one that became several while the translation's order is another.
    """
    if len(before) != len(after):
        return None
    if Counter(text for _, _, text in found) == Counter(after):
        return []  # the translation has them already
    changed: dict[str, set[str]] = {}
    for old, new in zip(before, after, strict=True):
        changed.setdefault(old, set()).add(new)
    ours, theirs = Counter(before), Counter(text for _, _, text in found)
    needed = [old for old, new in changed.items() if new != {old}]
    if any(ours[old] != theirs[old] for old in needed):
        return None
    if all(len(changed[old]) == 1 for old in needed):
        return [(start, end, min(changed[text])) for start, end, text in found if text in needed]
    if [text for _, _, text in found] != list(before):
        return None
    return [(start, end, new) for (start, end, old), new in zip(found, after, strict=True) if old != new]


def _spans(pieces: Sequence[Piece]) -> list[_Span]:
    spans = []
    for piece in pieces:
        if piece.protected:
            spans.append(_Span(piece.start, piece.end, " ".join(piece.text.split())))
        elif piece.kind is PieceKind.TEXT:
            for number in _NUMBER.finditer(piece.text):
                spans.append(_Span(piece.start + number.start(), piece.start + number.end(), number.group()))
    return spans
