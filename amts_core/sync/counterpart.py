"""Where each unit of the old source stands in the translation."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter

import numpy as np

from amts_core.book.chapter import BlockKind
from amts_core.parallel.alignment import Bead
from amts_core.parallel.anchors import match_anchors
from amts_core.parallel.chapters import ChapterAlignment
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.likeness import ALREADY, APART, Likeness, Text
from amts_core.sync.units import Unit, UnitList

_WORD = re.compile(r"[^\W\d_]+")


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
    group_of_block: dict[int, Group]
    images: dict[int, tuple[int, ...]]
    sharers: dict[int, tuple[int, ...]]
    lonely: frozenset[int]

    @cached_property
    def likeness(self) -> Likeness:
        """How texts of the two sides are compared."""
        return Likeness.of(self.alignment)

    @cached_property
    def words(self) -> Counter[str]:
        """The words of the old source in small letters, and how often it has them."""
        return Counter(word for one in self.alignment.source_sentences for word in _WORD.findall(one.plain.lower()))

    @cached_property
    def usual_gap(self) -> str:
        """A line end if most sentences of the translation stand on lines of their own, else its language's."""
        chapter, sentences = self.translation.chapter, self.alignment.target_sentences
        neighbours = [(one, other) for one, other in itertools.pairwise(sentences) if one.block == other.block]
        by_lines = sum("\n" in chapter.text[one.end : other.start] for one, other in neighbours)
        return chapter.newline if by_lines * 2 > len(neighbours) else self.alignment.languages.target_facts.gap

    def lexicon(self) -> WordLexicon:
        """Which words translate each other in this chapter alone."""
        sides = (self._sides(bead) for bead in self.alignment.sentences if bead.source and bead.target)
        return WordLexicon.learn(
            ((source.plain, target.plain) for source, target in sides),
            languages=self.alignment.languages,
        )

    def doubtful(self, bead: Bead) -> bool:
        """Whether the two sides of a bead may be no translations of each other."""
        return self.likeness.doubtful(*self._sides(bead), bead.score)

    def by_length_alone(self, bead: Bead) -> bool:
        """Whether nothing but place and length speaks for the two sides of a bead."""
        return self.likeness.says_nothing(*self._sides(bead))

    def _sides(self, bead: Bead) -> tuple[Text, Text]:
        return (
            Text.joined(self.alignment.source_sentences[i] for i in bead.source),
            Text.joined(self.alignment.target_sentences[j] for j in bead.target),
        )


def find_counterparts(before: UnitList, translation: UnitList, alignment: ChapterAlignment) -> Counterparts:
    """Where the units of the old source stand in the translation, by the alignment of both."""
    likeness = Likeness.of(alignment)
    alignment = _without_strangers(alignment, likeness)
    groups = _groups(alignment, likeness)
    ours, theirs = before.of_block(), translation.of_block()
    pairs: set[tuple[int, int]] = set()
    group_of_block: dict[int, Group] = {}
    for group in groups:
        source = [alignment.source_paragraphs[i].block for i in group.source]
        target = [alignment.target_paragraphs[j].block for j in group.target]
        group_of_block |= dict.fromkeys(source, group)
        pairs |= {(ours[b], theirs[t]) for b in source for t in target}
    images, sharers = defaultdict[int, tuple[int, ...]](tuple), defaultdict[int, tuple[int, ...]](tuple)
    for b, t in sorted(pairs | _raw_pairs(before, translation, pairs)):
        images[b] += (t,)
        sharers[t] += (b,)
    lonely = frozenset(unit.index for unit in translation.units if unit.index not in sharers)
    return Counterparts(before, translation, alignment, groups, group_of_block, dict(images), dict(sharers), lonely)


def _without_strangers(alignment: ChapterAlignment, likeness: Likeness) -> ChapterAlignment:
    """The alignment without what only the translation has, where that was put beside a paragraph with all others."""
    paragraphs: list[Bead] = []
    alone: set[int] = set()  # blocks
    for bead in alignment.paragraphs:
        source = Text.joined(alignment.source_paragraphs[i] for i in bead.source)
        strange = [likeness.stranger(source, Text.of(alignment.target_paragraphs[j].pieces)) for j in bead.target]
        first, last = 0, len(strange)
        while last - first > 1 and (strange[first] or strange[last - 1]):
            first, last = (first + 1, last) if strange[first] else (first, last - 1)
        lonely = [Bead((), (j,), 0.0) for j in bead.target]
        paragraphs += [*lonely[:first], replace(bead, target=bead.target[first:last]), *lonely[last:]]
        alone |= {alignment.target_paragraphs[j].block for j in bead.target[:first] + bead.target[last:]}
    sentences: list[Bead] = []
    for bead in alignment.sentences:
        away = [j for j in bead.target if alignment.target_sentences[j].block in alone]
        kept = tuple(j for j in bead.target if j not in away)
        lonely = [Bead((), (j,), 0.0) for j in away]
        is_before = bool(away and kept) and away[0] < kept[0]
        rest = [replace(bead, target=kept, score=bead.score if kept else 0.0)] if bead.source or kept else []
        sentences += lonely + rest if is_before else rest + lonely
    return replace(alignment, paragraphs=tuple(paragraphs), sentences=tuple(sentences))


def _groups(alignment: ChapterAlignment, likeness: Likeness) -> tuple[Group, ...]:
    numbers = [  # of the paragraphs' beads, by block of each side
        {paragraphs[place].block: number for number, bead in enumerate(alignment.paragraphs) for place in side(bead)}
        for side, paragraphs in (
            (attrgetter("source"), alignment.source_paragraphs),
            (attrgetter("target"), alignment.target_paragraphs),
        )
    ]
    beads: dict[int, list[Bead]] = defaultdict(list)
    for bead in alignment.sentences:
        if bead.source:
            number = numbers[0][alignment.source_sentences[bead.source[0]].block]
        else:
            number = numbers[1][alignment.target_sentences[bead.target[0]].block]
        beads[number].append(bead)
    return tuple(
        Group(
            bead.source,
            bead.target,
            tuple(part for whole in _whole(beads[number]) for part in _crossed(whole, alignment, likeness) or [whole]),
            likeness.doubtful(
                Text.joined(alignment.source_paragraphs[i] for i in bead.source),
                Text.joined(alignment.target_paragraphs[j] for j in bead.target),
                bead.score,
            ),
        )
        for number, bead in enumerate(alignment.paragraphs)
    )


def _whole(beads: Sequence[Bead]) -> list[Bead]:
    """The beads; sentences without a partner that stand beside each other on both sides are one (of score 0)."""
    whole: list[Bead] = []
    for bead in beads:
        last = whole[-1] if whole else bead
        are_lonely = last.score == bead.score == 0
        if whole and are_lonely and not (last.source and bead.source) and not (last.target and bead.target):
            whole[-1] = replace(last, source=last.source + bead.source, target=last.target + bead.target)
        else:
            whole.append(bead)
    return whole


def _crossed(bead: Bead, alignment: ChapterAlignment, likeness: Likeness) -> list[Bead]:
    """Pairs in place of a bead of as many sentences on both sides, each clearly the other's; none if it has no such.

    A translator put them into another order.
    """
    if not (likeness.by_meaning and 2 <= len(bead.source) == len(bead.target)):
        return []
    ours = [Text.of(alignment.source_sentences[i].pieces) for i in bead.source]
    table = likeness.table(ours, [Text.of(alignment.target_sentences[j].pieces) for j in bead.target])
    best = table.argmax(axis=1)
    is_clear = len(set(best)) == len(best) and all(
        table[row, column] >= ALREADY and table[row, column] >= max(np.delete(table[row], column)) + APART
        for row, column in enumerate(best)
    )
    pairs = enumerate(best) if is_clear else ()
    return [Bead((bead.source[i],), (bead.target[j],), float(table[i, j])) for i, j in pairs]


def _raw_pairs(before: UnitList, translation: UnitList, texts: Set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Pairs of units without text: by content, then in order where as many of a kind stand between two pairs."""
    ours, theirs = before.of_block(), translation.of_block()
    anchors = ((ours[b], theirs[t]) for b, t in match_anchors(before.chapter.blocks, translation.chapter.blocks))
    raw = {(b, t) for b, t in anchors if not (before.units[b].texts or translation.units[t].texts)}
    fixed = [(-1, -1)]
    for pair in sorted(texts | raw):
        if pair[1] >= fixed[-1][1]:  # none that crosses an earlier one
            fixed.append(pair)
    found = {*fixed[1:]} - texts
    for (b, t), (b_next, t_next) in itertools.pairwise([*fixed, (len(before.units), len(translation.units))]):
        sides = before.units[b + 1 : b_next], translation.units[t + 1 : t_next]
        for kind in {unit.kind for unit in sides[0]}:
            one, other = ([unit for unit in side if unit.kind is kind and not unit.texts] for side in sides)
            found |= _pairs_of_kind(one, other)
    return found


def _pairs_of_kind(one: Sequence[Unit], other: Sequence[Unit]) -> set[tuple[int, int]]:
    if len(one) == len(other) and one and one[0].kind is not BlockKind.TAB:
        return {(b.index, t.index) for b, t in zip(one, other, strict=True)}
    waiting = list(other)
    pairs = set()
    for unit in one:
        place = next((n for n, other in enumerate(waiting) if other.text.strip() == unit.text.strip()), None)
        if place is not None:
            pairs.add((unit.index, waiting[place].index))
            del waiting[: place + 1]
    return pairs
