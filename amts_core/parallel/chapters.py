"""Align two editions of a chapter: structure first, then paragraphs between the anchors, then sentences inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from amts_core.book.chapter import Chapter
from amts_core.book.segments import Granularity, Segment, segments
from amts_core.errors import AmtsError
from amts_core.parallel.alignment import SENTENCES, Bead, Texts, align_sides, encoder_knows, similarity
from amts_core.parallel.anchors import match_anchors
from amts_core.parallel.encoder import Encoder, shared_encoder
from amts_core.parallel.scoring import Side

PARAGRAPHS = replace(SENTENCES, longest=3, most=4, skip=-0.05)


class ChaptersDoNotMatch(AmtsError):  # noqa: N818
    """Two chapters that are no translations of each other."""


@dataclass(frozen=True)
class ChapterAlignment:
    """The beads of a chapter over the segments of its two editions; every segment is in exactly one bead.

    `method` is `encoder`, or `length and anchors` for languages that the encoder does not know.
    """

    chapter: str
    source_language: str
    target_language: str
    method: str
    source_paragraphs: tuple[Segment, ...]
    target_paragraphs: tuple[Segment, ...]
    source_sentences: tuple[Segment, ...]
    target_sentences: tuple[Segment, ...]
    paragraphs: tuple[Bead, ...]
    sentences: tuple[Bead, ...]

    def at(self, granularity: Granularity) -> tuple[tuple[Segment, ...], tuple[Segment, ...], tuple[Bead, ...]]:
        """Source segments, target segments and beads of a granularity."""
        if granularity == "paragraph":
            return self.source_paragraphs, self.target_paragraphs, self.paragraphs
        return self.source_sentences, self.target_sentences, self.sentences


def align_chapters(
    source: Chapter,
    target: Chapter,
    *,
    source_language: str,
    target_language: str,
    encoder: Encoder | None = None,
) -> ChapterAlignment:
    """The paragraph and sentence beads of two editions of a chapter; raises ChaptersDoNotMatch if they are none."""
    encoder = encoder or shared_encoder()
    one, other = _Edition.of(source, source_language), _Edition.of(target, target_language)
    texts = Texts.read(one.sentence_texts, other.sentence_texts, source_language, target_language, encoder)
    blocks = texts.grouped(one.starts, other.starts)
    paragraphs = _align_paragraphs(one, other, *blocks.sides(PARAGRAPHS.longest), texts.ratio)
    sentences = _align_sentences(paragraphs, one, other, *texts.sides(SENTENCES.longest), texts.ratio)
    alignment = ChapterAlignment(
        target.id,
        source_language,
        target_language,
        "encoder" if encoder_knows(source_language, target_language) else "length and anchors",
        one.paragraphs,
        other.paragraphs,
        one.sentences,
        other.sentences,
        tuple(paragraphs),
        tuple(sentences),
    )
    return alignment


@dataclass(frozen=True)
class _Edition:
    """One edition of a chapter with its segments; paragraph i has the sentences `starts[i] .. starts[i + 1] - 1`."""

    chapter: Chapter
    paragraphs: tuple[Segment, ...]
    sentences: tuple[Segment, ...]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, chapter: Chapter, language: str) -> _Edition:
        sentences = tuple(segments(chapter, language=language, granularity="sentence"))
        firsts = [index for index, one in enumerate(sentences) if not index or one.block != sentences[index - 1].block]
        filled = {sentences[index].block for index in firsts}
        paragraphs = segments(chapter, language=language, granularity="paragraph")
        return cls(
            chapter,
            tuple(paragraph for paragraph in paragraphs if paragraph.block in filled),
            sentences,
            np.array(firsts, np.int64),
        )

    @property
    def sentence_texts(self) -> list[str]:
        return [sentence.text for sentence in self.sentences]

    def sentences_of(self, paragraphs: Sequence[int]) -> range:
        """The indices of the sentences of some paragraphs that follow each other."""
        if not paragraphs:
            return range(0)
        borders = [*self.starts, len(self.sentences)]
        return range(int(borders[paragraphs[0]]), int(borders[paragraphs[-1] + 1]))


def _align_paragraphs(one: _Edition, other: _Edition, source: Side, target: Side, ratio: float) -> list[Bead]:
    beads = []
    for rows, columns in _stretches(one, other):
        if len(rows) == len(columns) == 1:
            found = [Bead((0,), (0,), similarity(source, rows, target, columns))]
        else:
            found = align_sides(
                source.part(rows.start, rows.stop), target.part(columns.start, columns.stop), ratio, PARAGRAPHS
            )
        beads += [_shifted(bead, rows.start, columns.start) for bead in found]
    return beads


def _align_sentences(
    paragraphs: Iterable[Bead], one: _Edition, other: _Edition, source: Side, target: Side, ratio: float
) -> list[Bead]:
    beads = []
    for paragraph in paragraphs:
        rows, columns = one.sentences_of(paragraph.source), other.sentences_of(paragraph.target)
        if len(rows) == len(columns) == 1:
            found = [Bead((0,), (0,), similarity(source, rows, target, columns))]
        else:
            found = align_sides(source.part(rows.start, rows.stop), target.part(columns.start, columns.stop), ratio)
        beads += [_shifted(bead, rows.start, columns.start) for bead in found]
    return beads


def _shifted(bead: Bead, down: int, right: int) -> Bead:
    return Bead(tuple(i + down for i in bead.source), tuple(j + right for j in bead.target), bead.score)


def _stretches(one: _Edition, other: _Edition) -> Iterator[tuple[range, range]]:
    """Stretches of paragraphs that belong together, in order: between anchors, and anchors that are text themselves.

    Where a stretch holds several tab groups (variants of a text for several frameworks), each group is a stretch of
    its own, and a group that the other edition does not have faces nothing.
    """
    row, column = 0, 0
    source_blocks = [paragraph.block for paragraph in one.paragraphs]
    target_blocks = [paragraph.block for paragraph in other.paragraphs]
    anchors = match_anchors(one.chapter.blocks, other.chapter.blocks)
    for source_anchor, target_anchor in [*anchors, (len(one.chapter.blocks), len(other.chapter.blocks))]:
        next_row = int(np.searchsorted(source_blocks, source_anchor))
        next_column = int(np.searchsorted(target_blocks, target_anchor))
        yield from _by_tab(one, other, range(row, next_row), range(column, next_column))
        row, column = next_row, next_column
        is_row = row < len(source_blocks) and source_blocks[row] == source_anchor
        is_column = column < len(target_blocks) and target_blocks[column] == target_anchor
        if is_row and is_column:
            yield range(row, row + 1), range(column, column + 1)
            row, column = row + 1, column + 1


def _by_tab(one: _Edition, other: _Edition, rows: range, columns: range) -> Iterator[tuple[range, range]]:
    groups = [_tab_groups(one, rows), _tab_groups(other, columns)]
    i = 0
    for tab, stretch in groups[0]:
        facing = next((j for j in range(i, len(groups[1])) if groups[1][j][0] == tab), None)
        if facing is None:
            yield stretch, range(0)
            continue
        for _, lonely in groups[1][i:facing]:
            yield range(0), lonely
        yield stretch, groups[1][facing][1]
        i = facing + 1
    for _, lonely in groups[1][i:]:
        yield range(0), lonely


def _tab_groups(edition: _Edition, indices: range) -> list[tuple[str, range]]:
    """Neighbouring paragraphs of one tab group."""
    found = []
    for tab, group in groupby(indices, lambda index: edition.chapter.blocks[edition.paragraphs[index].block].tab):
        members = list(group)
        found.append((tab, range(members[0], members[-1] + 1)))
    return found
