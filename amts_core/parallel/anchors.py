"""Blocks that two editions of a chapter share: found by content key, in order, before any text is compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from rapidfuzz import fuzz

from amts_core.book.chapter import Block, BlockKind
from amts_core.book.common import heaviest_path

WEIGHTS = {
    "label": 4.0,
    "image": 3.0,
    "code": 2.0,
    "formula": 2.0,
    "heading": 1.5,
    "tab": 1.0,
    "table": 1.0,
}
OTHER_WEIGHT = 0.5
SIMILAR_CODE = 80  # of 100: cells that differ in names and added lines only
FEWEST_NAMES = 3
LONG_KEY = 60
SHORT_KEY = 12  # characters; a short key of code is weak evidence


Likeness = Mapping[tuple[int, int], float]  # of blocks with text, by their indices: 1 for the same meaning


def match_anchors(
    source: Sequence[Block], target: Sequence[Block], likeness: Likeness = MappingProxyType({})
) -> list[tuple[int, int]]:
    """Pairs of block indices, in order on both sides: the heaviest common subsequence of the anchors' keys.

    Headings have the same key if they are of one level: `likeness` says which of them belong together.
    """
    a = [block for block in source if block.key]
    b = [block for block in target if block.key]
    weights = np.array([[_weight(one, other, likeness) for other in b] for one in a]).reshape(len(a), len(b))
    return [(a[i].index, b[j].index) for i, j in heaviest_path(weights)]


def share_of_names(source: Sequence[Block], target: Sequence[Block]) -> float | None:
    """The share of the names of the shorter list that the other edition has too; None if there are too few.

    Names are the anchors that hardly another chapter has: images, and longer code and formulas. A label is in one
    chapter only: one in common is enough.
    """
    ours, theirs = ({block.key for block in side if _is_name(block)} for side in (source, target))
    if any(key.startswith("label ") for key in ours & theirs):
        return 1.0
    fewer = min(len(ours), len(theirs))
    return len(ours & theirs) / fewer if fewer >= FEWEST_NAMES else None


def _is_name(block: Block) -> bool:
    return block.key.startswith(("label ", "image ")) or (
        block.key.startswith(("code ", "formula ")) and len(block.key) >= LONG_KEY
    )


def _weight(one: Block, other: Block, likeness: Likeness) -> float:
    """What it is worth to call two anchors the same; 0 if they are not."""
    kind = one.key.partition(" ")[0]
    if one.key == other.key:
        is_short = kind == "code" and len(one.key) < SHORT_KEY
        unlike = 1 - max(likeness.get((one.index, other.index), 1.0), 0.0)
        return WEIGHTS.get(kind, OTHER_WEIGHT) * (0.5 if is_short else 1.0) * (1 - unlike / 2)
    if one.kind is other.kind is BlockKind.CODE and len(one.key) >= SHORT_KEY:
        similarity = fuzz.ratio(one.key, other.key, score_cutoff=SIMILAR_CODE)
        return WEIGHTS["code"] / 2 * similarity / 100
    return 0.0
