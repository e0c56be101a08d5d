"""The skeleton of a chapter: its raw stretches, the kinds of its text blocks, and their protected spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set

from amts_core.book.chapter import Block, Chapter, PieceKind
from amts_core.book.common import shortened
from amts_core.book.markup import named_texts
from amts_core.book.model import TEXT_BLOCKS

_COUNTED = frozenset({PieceKind.LINK, PieceKind.SLIDE_MARK})


def compare_skeletons(source: Chapter, result: Chapter, *, human: Set[int] = frozenset()) -> list[str]:
    """Differences between two chapters apart from their text, in words; an empty list means that they fit.

    Compared are raw blocks byte for byte, kinds and levels of text blocks, and in each text block the protected spans
    (in any order), links and slide marks. A result may escape more characters than its source, and blocks that a
    `human` wrote (by index) may have other spans.
    """
    differences: list[str] = []
    for before, after in zip(source.blocks, result.blocks, strict=False):
        if (before.kind, before.level) != (after.kind, after.level):
            return [*differences, f"{_name(source, before)} became {_name(result, after)}"]
        if before.kind not in TEXT_BLOCKS:
            if before.text != after.text:
                differences.append(f"{_name(source, before)} became {shortened(after.text)!r}")
            continue
        if before.index not in human:
            differences += [f"{_name(source, before)}: {change}" for change in _span_changes(before, after)]
    if len(source.blocks) > len(result.blocks):
        differences.append(f"{_name(source, source.blocks[len(result.blocks)])} is missing")
    elif len(source.blocks) < len(result.blocks):
        differences.append(f"{_name(result, result.blocks[len(source.blocks)])} is new")
    return differences


def _span_changes(before: Block, after: Block) -> list[str]:
    wanted, found = _spans(before), _spans(after)
    lost = [f"{text!r} is lost" for (_, text), count in (wanted - found).items() for _ in range(count)]
    new = [
        f"{text!r} is new"
        for (kind, text), count in (found - wanted).items()
        for _ in range(count)
        if kind is not PieceKind.ESCAPE
    ]
    return lost + new


def _spans(block: Block) -> Counter[tuple[PieceKind, str]]:
    return Counter(
        (piece.kind, re.sub(r"\s+", " ", text))
        for piece, text in named_texts(block.pieces)
        if (piece.protected and piece.kind is not PieceKind.QUOTE) or piece.kind in _COUNTED
    )


def _name(chapter: Chapter, block: Block) -> str:
    line = chapter.line_of(block.start)
    return f"{block.kind} {shortened(block.text)!r} in line {line}"
