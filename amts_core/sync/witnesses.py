"""What of a chapter a translator does not change, and its sentences: what a version of a source is judged by."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import blake2b

from amts_core.book.chapter import Chapter, PieceKind
from amts_core.book.segments import segments
from amts_core.sync.units import cut_units

_WITNESSES = frozenset({PieceKind.MATH, PieceKind.ROLE, PieceKind.TARGET, PieceKind.CODE})


def witnesses_of(chapter: Chapter) -> list[int]:
    """What a translator leaves as it is, in order, each as a number of 63 bits that is made from its text."""
    found = []
    for unit in cut_units(chapter).units:
        if unit.texts:
            found.append(f"text {unit.kind} {len(unit.texts)}")
        for block in unit.blocks:
            if block.key:
                found.append(block.key)
            spans = Counter(re.sub(r"\s+", "", piece.text) for piece in block.pieces if piece.kind in _WITNESSES)
            found += sorted(spans.elements())
    return [int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()) >> 1 for text in found]


def sentences_of(chapter: Chapter, language: str) -> list[str]:
    """The sentences of a chapter, as they are compared by their meaning."""
    return [segment.text for segment in segments(chapter, language=language, granularity="sentence")]
