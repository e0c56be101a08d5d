"""What there is to revise one group of paragraphs with: the new source, the old source, the translation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from amts_core.book.chapter import Block, BlockKind, PieceKind
from amts_core.book.model import has_lines
from amts_core.book.segments import Segment
from amts_core.languages import LanguagePair
from amts_core.parallel.table import joined
from amts_core.sync.change import Change
from amts_core.sync.counterpart import Counterparts, Group
from amts_core.sync.parts import Part
from amts_core.sync.scene import Scene, Source


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

    scene: Scene
    group: Group
    blocks: Sequence[int]

    @property
    def source(self) -> Source:
        """The new source."""
        return self.scene.source

    @property
    def counterparts(self) -> Counterparts:
        """The translation beside the old source."""
        return self.scene.counterparts

    @cached_property
    def after(self) -> tuple[Segment, ...]:
        """The sentences of the new source that this is about."""
        return tuple(sentence for block in self.blocks for sentence in self.source.sentences.get(block, ()))

    @property
    def languages(self) -> LanguagePair:
        """The languages of the two texts."""
        return self.scene.languages

    @property
    def former(self) -> tuple[Segment, ...]:
        """All sentences of the old source."""
        return self.counterparts.alignment.source_sentences

    @property
    def target(self) -> tuple[Segment, ...]:
        """All sentences of the translation."""
        return self.counterparts.alignment.target_sentences

    @cached_property
    def before(self) -> list[int]:
        """The old sentences of the group."""
        return [i for bead in self.group.beads for i in bead.source]

    @cached_property
    def target_blocks(self) -> list[int]:
        """The blocks of the translation that the group has."""
        return [self.counterparts.alignment.target_paragraphs[j].block for j in self.group.target]

    @cached_property
    def in_paragraphs(self) -> bool:
        """Whether the translation of the group is paragraphs, whose lines have nothing before them."""
        return all(self.translated(block).kind is BlockKind.PARAGRAPH for block in self.target_blocks)

    def gap(self, block: int) -> str:
        """What the translation writes between two sentences of this block."""
        chapter = self.scene.translation
        if self.counterparts.usual_gap != chapter.newline:
            return self.counterparts.usual_gap
        if not has_lines(chapter.blocks, self.translated(block)):
            return self.languages.target_facts.gap
        return self.line_end(block)

    def line_end(self, block: int) -> str:
        """A line end with the indent and the quote marks of a continued line of this block of the translation."""
        chapter, old = self.scene.translation, self.translated(block)
        for piece in old.pieces:
            if piece.kind is PieceKind.SOFT_BREAK:
                return piece.text.lstrip(" \t")
        start = max(chapter.text.rfind("\n", 0, old.start), chapter.text.rfind("\r", 0, old.start)) + 1
        return chapter.newline + re.sub(r"[^\s>]", " ", chapter.text[start : old.start])

    def translated(self, block: int) -> Block:
        """A block of the translation."""
        return self.scene.translation.blocks[block]

    def standing(self, target: Sequence[int]) -> str:
        """Some sentences of the translation in a row, as they stand in the chapter."""
        return self.scene.translation.text[self.target[target[0]].start : self.target[target[-1]].end]

    def texts(self, before: Sequence[int], target: Sequence[int]) -> tuple[str, str]:
        """What some sentences of the old source say, and what some of the translation do."""
        return (
            joined([self.former[i] for i in before], self.languages.source),
            joined([self.target[j] for j in target], self.languages.target),
        )
