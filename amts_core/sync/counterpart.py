"""Where each unit of the old source stands in the translation."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from amts_core.book.chapter import BlockKind
from amts_core.book.segments import Segment
from amts_core.parallel.alignment import Bead
from amts_core.parallel.anchors import match_anchors
from amts_core.parallel.chapters import ChapterAlignment, align_chapters
from amts_core.sync.units import Unit, UnitList

DOUBTFUL = 0.3  # cosine below which two longer texts are hardly translations of each other
SHORT = 25  # characters; the score of a shorter text says little


@dataclass(frozen=True)
class Group:
    """Paragraphs of the old source and of the translation that belong together, and the beads of their sentences.

    All numbers are positions in the lists of the alignment (`source_paragraphs`, `source_sentences` ...).
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    beads: tuple[Bead, ...]
    doubtful: bool


@dataclass(frozen=True)
class Counterparts:
    """The translation beside its old source: groups of paragraphs, and units of both sides by unit index.

    `images` has the units of the translation that show a unit of the source; `lonely` are the units that only the
    translation has.
    """

    before: UnitList
    translation: UnitList
    alignment: ChapterAlignment
    groups: tuple[Group, ...]
    group_of_block: dict[int, int]
    images: dict[int, tuple[int, ...]]
    sharers: dict[int, tuple[int, ...]]
    lonely: frozenset[int]

    def doubtful(self, bead: Bead) -> bool:
        """Whether the two sides of a bead may be no translations of each other."""
        texts = [self.alignment.source_sentences[i] for i in bead.source]
        return is_doubtful(bead, texts, self.alignment.method)


def is_doubtful(bead: Bead, source: Sequence[Segment], method: str) -> bool:
    """Whether a bead of longer texts scores so low that its two sides may be no translations of each other."""
    is_long = sum(len(segment.plain) for segment in source) >= SHORT
    return method == "encoder" and is_long and bead.score < DOUBTFUL


def find_counterparts(
    before: UnitList, translation: UnitList, *, source_language: str, target_language: str
) -> Counterparts:
    """Align the old source with its translation; raises ChaptersDoNotMatch if they are none."""
    alignment = align_chapters(
        before.chapter, translation.chapter, source_language=source_language, target_language=target_language
    )
    groups = _groups(alignment)
    ours, theirs = before.of_block(), translation.of_block()
    pairs: set[tuple[int, int]] = set()
    group_of_block: dict[int, int] = {}
    for number, group in enumerate(groups):
        source = [alignment.source_paragraphs[i].block for i in group.source]
        target = [alignment.target_paragraphs[j].block for j in group.target]
        group_of_block |= dict.fromkeys(source, number)
        pairs |= {(ours[b], theirs[t]) for b in source for t in target}
    pairs |= _raw_pairs(before, translation, pairs)
    images, sharers = defaultdict(list), defaultdict(list)
    for b, t in sorted(pairs):
        images[b].append(t)
        sharers[t].append(b)
    return Counterparts(
        before,
        translation,
        alignment,
        groups,
        group_of_block,
        {b: tuple(found) for b, found in images.items()},
        {t: tuple(found) for t, found in sharers.items()},
        frozenset(unit.index for unit in translation.units if unit.index not in sharers),
    )


def _groups(alignment: ChapterAlignment) -> tuple[Group, ...]:
    by_side = [
        {index: number for number, bead in enumerate(alignment.paragraphs) for index in side(bead)}
        for side in (attrgetter("source"), attrgetter("target"))
    ]
    blocks = [
        {paragraph.block: index for index, paragraph in enumerate(paragraphs)}
        for paragraphs in (alignment.source_paragraphs, alignment.target_paragraphs)
    ]
    beads: dict[int, list[Bead]] = defaultdict(list)
    for bead in alignment.sentences:
        if bead.source:
            number = by_side[0][blocks[0][alignment.source_sentences[bead.source[0]].block]]
        else:
            number = by_side[1][blocks[1][alignment.target_sentences[bead.target[0]].block]]
        beads[number].append(bead)
    return tuple(
        Group(
            bead.source,
            bead.target,
            tuple(beads[number]),
            is_doubtful(bead, [alignment.source_paragraphs[i] for i in bead.source], alignment.method),
        )
        for number, bead in enumerate(alignment.paragraphs)
    )


def _raw_pairs(before: UnitList, translation: UnitList, text_pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Pairs of units without text: by content, then in order where as many of a kind stand between two pairs."""
    ours, theirs = before.of_block(), translation.of_block()
    anchors = {(ours[b], theirs[t]) for b, t in match_anchors(before.chapter.blocks, translation.chapter.blocks)}
    texts = set(text_pairs)
    fixed = _rising(texts | {pair for pair in anchors if not _has_text(before, translation, pair)})
    found: set[tuple[int, int]] = set()
    borders = [(-1, -1), *fixed, (len(before.units), len(translation.units))]
    for (b, t), (b_next, t_next) in itertools.pairwise(borders):
        left, right = before.units[b + 1 : b_next], translation.units[t + 1 : t_next]
        for kind in {unit.kind for unit in left}:
            one, other = ([unit for unit in units if unit.kind is kind and not unit.texts] for units in (left, right))
            found |= _pairs_of_kind(one, other)
    return found | (set(fixed) - texts)


def _has_text(before: UnitList, translation: UnitList, pair: tuple[int, int]) -> bool:
    return bool(before.units[pair[0]].texts or translation.units[pair[1]].texts)


def _rising(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs in order, without those that cross an earlier one."""
    rising: list[tuple[int, int]] = []
    for pair in sorted(pairs):
        if not rising or pair[1] >= rising[-1][1]:
            rising.append(pair)
    return rising


def _pairs_of_kind(one: Sequence[Unit], other: Sequence[Unit]) -> set[tuple[int, int]]:
    if len(one) == len(other) and one and one[0].kind is not BlockKind.TAB:
        return {(b.index, t.index) for b, t in zip(one, other, strict=True)}
    waiting = list(other)
    pairs = set()
    for unit in one:
        same = next((candidate for candidate in waiting if candidate.text.strip() == unit.text.strip()), None)
        if same is not None:
            pairs.add((unit.index, same.index))
            del waiting[: waiting.index(same) + 1]
    return pairs
