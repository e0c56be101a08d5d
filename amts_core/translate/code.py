"""Code cells of an existing translation: translators translate comments in them, so they are never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz.process import cdist

from amts_core.book.chapter import Block, BlockKind, Chapter
from amts_core.book.common import heaviest_path

_ALIKE = 60  # percent of characters that two cells share (rapidfuzz ratio) to be the same cell, edited


@dataclass(frozen=True)
class KeptCode:
    """Text for the code blocks of the source, by block index, and what a reviewer should know."""

    texts: Mapping[int, str]
    flags: tuple[str, ...]


def keep_code(source: Chapter, existing: Chapter) -> KeptCode:
    """The code cells of `existing` in the places of the source's.

    Cells pair in order by their code without comments and strings. Where the same number of cells is left between two
    pairs they pair too. A pair keeps the translation's cell (flagged if the code differs); a cell that only the
    translation has follows the cell it follows there.
    """
    ours, theirs = _cells(source), _cells(existing)
    pairs = [(-1, -1), *_pairs(ours, theirs), (len(ours), len(theirs))]
    texts: dict[int, str] = {}
    flags: list[str] = []
    for (left, their_left), (right, their_right) in pairwise(pairs):
        rest, their_rest = ours[left + 1 : right], theirs[their_left + 1 : their_right]
        if len(rest) == len(their_rest):
            for cell, kept in zip(rest, their_rest, strict=True):
                texts[cell.index] = _with_end(kept.text, cell.text)
                flags.append(f"code cell {_excerpt(kept)} of the translation differs from its source and is kept")
        elif left >= 0:
            texts[ours[left].index] += "".join(source.newline + _with_end(cell.text, "\n") for cell in their_rest)
            flags += [f"code cell {_excerpt(cell)} stands only in the translation and is kept" for cell in their_rest]
        else:
            flags += [f"code cell {_excerpt(cell)} has no place before the first cell" for cell in their_rest]
        if right < len(ours):
            cell, kept = ours[right], theirs[their_right]
            texts[cell.index] = _with_end(kept.text, cell.text)
            if kept.key != cell.key:
                flags.append(f"code cell {_excerpt(kept)} of the translation differs from its source and is kept")
    changed = {index: text for index, text in texts.items() if text != source.blocks[index].text}
    return KeptCode(changed, tuple(flags))


def _cells(chapter: Chapter) -> Sequence[Block]:
    return [block for block in chapter.blocks if block.kind is BlockKind.CODE]


def _pairs(ours: Sequence[Block], theirs: Sequence[Block]) -> list[tuple[int, int]]:
    """The pairs in order with the greatest sum of likeness."""
    if not ours or not theirs:
        return []
    likeness = cdist([cell.key for cell in ours], [cell.key for cell in theirs], dtype=np.float32, score_cutoff=_ALIKE)
    return heaviest_path(likeness)


def _with_end(text: str, like: str) -> str:
    """The text with the line end of another: a last cell may have none."""
    return text.rstrip("\r\n") + like[len(like.rstrip("\r\n")) :]


def _excerpt(cell: Block) -> str:
    lines = [line for line in cell.text.splitlines() if line.strip() and not line.startswith(("`", "~", "#", "%"))]
    return repr((lines or [cell.text])[0].strip()[:40])
