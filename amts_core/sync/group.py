"""What there is to revise one group of paragraphs with: the new source, the old source, the translation."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from amts_core.book.chapter import Block, BlockKind, Chapter, PieceKind
from amts_core.book.segments import Segment, segments
from amts_core.languages import LanguagePair, language
from amts_core.parallel.table import joined
from amts_core.sync.change import Change
from amts_core.sync.counterpart import Counterparts, Group
from amts_core.sync.guide import Guide
from amts_core.sync.parts import Part
from amts_core.sync.reuse import Human

WRAPPED = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE})  # blocks of several lines


@dataclass(frozen=True)
class Source:
    """The new source by blocks: its paragraphs and sentences."""

    chapter: Chapter
    paragraphs: Mapping[int, Segment]
    sentences: Mapping[int, tuple[Segment, ...]]

    @classmethod
    def of(cls, chapter: Chapter, language: str) -> Source:
        """The paragraphs and sentences of a chapter."""
        sentences: dict[int, tuple[Segment, ...]] = defaultdict(tuple)
        for one in segments(chapter, language=language, granularity="sentence"):
            sentences[one.block] += (one,)
        paragraphs = segments(chapter, language=language, granularity="paragraph")
        return cls(chapter, {one.block: one for one in paragraphs}, sentences)

    @property
    def lines(self) -> dict[str, int]:
        """The lines of its sentences, by their text."""
        return {one.text: self.chapter.line_of(one.start) for found in self.sentences.values() for one in found}

    @cached_property
    def lines_of_spans(self) -> Mapping[str, str]:
        """Spans that stand on several lines, by their text on one line."""
        pieces = (piece for block in self.chapter.blocks for piece in block.pieces)
        return {" ".join(piece.text.split()): piece.text for piece in pieces if piece.protected and "\n" in piece.text}


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of the new paragraph: what it is in the new source, the old source and the translation.

    The numbers are positions in the sentence lists of `Material`.
    """

    change: Change | None  # None: only the translation has it
    after: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    target: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    flags: tuple[str, ...] = ()
    quiet: bool = False  # nobody has to look at its flags


@dataclass(frozen=True)
class Material:
    """A group and its sentences. `blocks` are the blocks of the new source that are versions of its paragraphs."""

    source: Source
    counterparts: Counterparts
    group: Group
    blocks: Sequence[int]
    human: Human
    guide: Guide

    @cached_property
    def after(self) -> tuple[Segment, ...]:
        """The sentences of the new source that this is about."""
        return tuple(sentence for block in self.blocks for sentence in self.source.sentences.get(block, ()))

    @property
    def languages(self) -> LanguagePair:
        """The languages of the two texts."""
        return self.counterparts.alignment.languages

    @property
    def former(self) -> tuple[Segment, ...]:
        """All sentences of the old source."""
        return self.counterparts.alignment.source_sentences

    @property
    def target(self) -> tuple[Segment, ...]:
        """All sentences of the translation."""
        return self.counterparts.alignment.target_sentences

    @property
    def text(self) -> str:
        """The text of the translation."""
        return self.counterparts.translation.chapter.text

    @cached_property
    def before(self) -> list[int]:
        """The old sentences of the group."""
        return [i for bead in self.group.beads for i in bead.source]

    @cached_property
    def target_blocks(self) -> list[int]:
        """The blocks of the translation that the group has."""
        return [self.counterparts.alignment.target_paragraphs[j].block for j in self.group.target]

    @cached_property
    def target_sentences(self) -> list[tuple[int, Segment]]:
        """The sentences of the translation that the group has, with their positions."""
        return [(j, self.target[j]) for bead in self.group.beads for j in bead.target]

    @cached_property
    def in_paragraphs(self) -> bool:
        """Whether the translation of the group is paragraphs, whose lines have nothing before them."""
        blocks = self.counterparts.translation.chapter.blocks
        return all(blocks[block].kind is BlockKind.PARAGRAPH for block in self.target_blocks)

    def gap(self, block: int) -> str:
        """What the translation writes between two sentences of this block."""
        chapter = self.counterparts.translation.chapter
        habit = self._habit
        if habit != chapter.newline:
            return habit
        if chapter.blocks[block].kind not in WRAPPED:
            return between_sentences(self.counterparts)
        return _line_end(chapter, chapter.blocks[block])

    @cached_property
    def _habit(self) -> str:
        return usual_gap(self.counterparts)

    def translated(self, block: int) -> Block:
        """A block of the translation."""
        return self.counterparts.translation.chapter.blocks[block]

    def standing(self, target: Sequence[int]) -> str:
        """Some sentences of the translation in a row, as they stand in the chapter."""
        return self.text[self.target[target[0]].start : self.target[target[-1]].end]

    def texts(self, before: Sequence[int], target: Sequence[int]) -> tuple[str, str]:
        """What some sentences of the old source say, and what some of the translation do."""
        return self.former_text(before), self.target_text(target)

    def former_text(self, before: Sequence[int]) -> str:
        """What some sentences of the old source say."""
        return joined([self.former[i] for i in before], self.languages.source)

    def target_text(self, target: Sequence[int]) -> str:
        """What some sentences of the translation say."""
        return joined([self.target[j] for j in target], self.languages.target)


def usual_gap(counterparts: Counterparts) -> str:
    """A line end if most sentences of the translation stand on lines of their own, else what its language asks for."""
    chapter, sentences = counterparts.translation.chapter, counterparts.alignment.target_sentences
    gaps = [
        chapter.text[one.end : other.start] for one, other in itertools.pairwise(sentences) if one.block == other.block
    ]
    if sum("\n" in gap for gap in gaps) * 2 > len(gaps):
        return chapter.newline
    return between_sentences(counterparts)


def between_sentences(counterparts: Counterparts) -> str:
    """What the language of the translation writes between two sentences of a line."""
    return language(counterparts.alignment.languages.target).gap


def _line_end(chapter: Chapter, block: Block) -> str:
    """A line end with the indent and the quote marks of a continued line of this block."""
    for piece in block.pieces:
        if piece.kind is PieceKind.SOFT_BREAK:
            return piece.text.lstrip(" \t")
    start = max(chapter.text.rfind("\n", 0, block.start), chapter.text.rfind("\r", 0, block.start)) + 1
    return chapter.newline + re.sub(r"[^\s>]", " ", chapter.text[start : block.start])
