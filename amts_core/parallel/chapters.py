"""Align two editions of a chapter: structure first, then paragraphs between the anchors, then sentences inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from amts_core.book.chapter import BlockKind, Chapter
from amts_core.book.common import heaviest_path
from amts_core.book.segments import Granularity, Segment, block_lines
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import (
    Bead,
    Method,
    align_between,
    alignment_method,
    read_parts,
    score_table,
    similarity,
)
from amts_core.parallel.anchors import Likeness, match_anchors, share_of_names
from amts_core.parallel.crossing import moved_beads, with_moved
from amts_core.parallel.encoder import Encoder, Parts, one_thread
from amts_core.parallel.lexicon import Lexicon
from amts_core.parallel.scoring import BY_MEANING, Scoring, Side, Vector
from amts_core.parallel.texts import Texts

CLOSE = 0.55  # score that sentences of different chapters hardly reach
LEAST_CLOSE = 0.15  # share of the characters; of a wrong chapter up to .12, of nearly all right ones over .8
MOSTLY_CLOSE = 0.5  # enough on one side: a chapter of which only a part is translated
HIGHEST_RATIO = 6.0  # source characters per target character, where that is all we know
LEAST_NAMES = 0.4  # share of labels, images, longer code and formulas
SAME_LENGTH = 1.5  # times; a side that lacks a third is shorter
FEWEST_SENTENCES = 5  # fewer say nothing
RUNNING_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.FOOTNOTE})


class ChaptersDoNotMatch(AmtsError):
    """Two chapters that are no translations of each other."""


@dataclass(frozen=True)
class ChapterAlignment:
    """The beads of a chapter over the segments of its two editions; every segment is in exactly one bead.

    `method` is `encoder`, or `length and anchors` for languages that the encoder does not know. `moved_paragraphs` and
    `moved_sentences` are beads that cross the others: what a translator put elsewhere. Among the beads in order their
    segments are alone, or in one that hardly fits.
    """

    chapter: str
    languages: LanguagePair
    method: Method
    source_paragraphs: tuple[Segment, ...]
    target_paragraphs: tuple[Segment, ...]
    source_sentences: tuple[Segment, ...]
    target_sentences: tuple[Segment, ...]
    paragraphs: tuple[Bead, ...]
    sentences: tuple[Bead, ...]
    moved_paragraphs: tuple[Bead, ...] = ()
    moved_sentences: tuple[Bead, ...] = ()

    def pairs(self, granularity: Granularity) -> tuple[Bead, ...]:
        """The beads of a granularity with those that were moved, so not in order on the target side."""
        moved = self.moved_paragraphs if granularity == "paragraph" else self.moved_sentences
        beads = self.at(granularity)[2]
        return with_moved(beads, moved) if moved else beads

    def at(self, granularity: Granularity) -> tuple[tuple[Segment, ...], tuple[Segment, ...], tuple[Bead, ...]]:
        """Source segments, target segments and beads of a granularity."""
        if granularity == "paragraph":
            return self.source_paragraphs, self.target_paragraphs, self.paragraphs
        return self.source_sentences, self.target_sentences, self.sentences


def align_chapters(
    source: Chapter,
    target: Chapter,
    *,
    languages: LanguagePair,
    encoder: Encoder | None = None,
    lexicon: Lexicon | None = None,
) -> ChapterAlignment:
    """The paragraph and sentence beads of two editions of a chapter; raises ChaptersDoNotMatch if they are none.

    `lexicon` is what the book has taught so far, see `amts_core.parallel.second_pass`.
    """
    return FacingChapters.read(source, target, languages, encoder).align(lexicon)


@dataclass(frozen=True)
class Edition:
    """One edition of a chapter with its segments; paragraph i has the sentences `starts[i] .. starts[i + 1] - 1`."""

    chapter: Chapter
    paragraphs: tuple[Segment, ...]
    sentences: tuple[Segment, ...]
    starts: NDArray[np.int64]

    @property
    def joins(self) -> NDArray[np.bool_]:
        """Which paragraphs may be in one bead with the one before: running text, but no heading, caption or cell."""
        runs = np.array([paragraph.kind in RUNNING_TEXT for paragraph in self.paragraphs], np.bool_)
        return runs & np.concatenate(([False], runs[:-1]))[: len(runs)]

    @property
    def sentence_texts(self) -> list[str]:
        """The texts of the sentences."""
        return [sentence.text for sentence in self.sentences]

    def sentences_of(self, paragraphs: Sequence[int]) -> range:
        """The indices of the sentences of some paragraphs that follow each other."""
        if not paragraphs:
            return range(0)
        borders = [*self.starts, len(self.sentences)]
        return range(int(borders[paragraphs[0]]), int(borders[paragraphs[-1] + 1]))


def cut_edition(chapter: Chapter, language: str) -> Edition:
    """An edition of a chapter; paragraphs without a sentence are none of it."""
    lines = list(block_lines(chapter, language))
    paragraphs, sentences = (
        tuple(placed.segment for line in lines for placed in line.segments(granularity))
        for granularity in ("paragraph", "sentence")
    )
    firsts = [index for index, one in enumerate(sentences) if not index or one.block != sentences[index - 1].block]
    filled = {sentences[index].block for index in firsts}
    return Edition(
        chapter,
        tuple(paragraph for paragraph in paragraphs if paragraph.block in filled),
        sentences,
        np.array(firsts, np.int64),
    )


@dataclass(frozen=True)
class FacingChapters:
    """Two editions of a chapter, cut and encoded once, to be aligned as often as more words are known."""

    languages: LanguagePair
    one: Edition
    other: Edition
    parts: tuple[Parts, Parts] | None

    @classmethod
    def read(
        cls,
        source: Chapter,
        target: Chapter,
        languages: LanguagePair,
        encoder: Encoder | None = None,
    ) -> FacingChapters:
        """Cut and encode two chapters."""
        one, other = cut_edition(source, languages.source), cut_edition(target, languages.target)
        parts = read_parts(one.sentence_texts, other.sentence_texts, languages, encoder)
        return cls(languages, one, other, parts)

    def align(self, lexicon: Lexicon | None = None) -> ChapterAlignment:
        """The beads; raises ChaptersDoNotMatch if the chapters are no translations of each other."""
        one, other = self.one, self.other
        texts = Texts.read(one.sentence_texts, other.sentence_texts, self.parts, lexicon)
        blocks = replace(
            texts,
            source=texts.source.grouped(one.starts, one.joins),
            target=texts.target.grouped(other.starts, other.joins),
        )
        by_paragraph = replace(texts.scoring, longest=3, most=4)
        with one_thread():
            ours, theirs = (replace(side, parts=None) for side in blocks.sides(by_paragraph.longest))
            block_sides = ours, theirs  # their clauses say little
            stretches = _stretches(one, other, _likeness_of_headings(one, other, *block_sides))
            paragraphs = _align_stretches(stretches, *block_sides, texts.ratio, by_paragraph)
            moved = moved_beads(paragraphs, *block_sides)
            inside, moved_inside = (
                [(one.sentences_of(bead.source), other.sentences_of(bead.target)) for bead in beads]
                for beads in (paragraphs, moved)
            )
            texts = replace(
                texts,
                source=texts.source.within(rows for rows, _ in inside),
                target=texts.target.within(columns for _, columns in inside),
            )
            sides = texts.sides(texts.scoring.longest)
            sentences = _align_stretches(inside, *sides, texts.ratio, texts.scoring)
            moved_sentences = [
                bead.shifted(rows.start, columns.start)
                for rows, columns in moved_inside
                for bead in _align_stretches(
                    [(range(len(rows)), range(len(columns)))],
                    sides[0].part(rows),
                    sides[1].part(columns),
                    texts.ratio,
                    texts.scoring,
                )
            ]
        _refuse_strangers(one, other, sentences, texts)
        return ChapterAlignment(
            other.chapter.id,
            self.languages,
            alignment_method(self.languages),
            one.paragraphs,
            other.paragraphs,
            one.sentences,
            other.sentences,
            tuple(paragraphs),
            tuple(sentences),
            tuple(moved),
            tuple(bead for bead in moved_sentences if bead.source and bead.target),
        )


def _refuse_strangers(one: Edition, other: Edition, sentences: Sequence[Bead], texts: Texts) -> None:
    """Raise ChaptersDoNotMatch if neither the text nor the names (labels, images, ...) speak for a translation."""
    names = share_of_names(one.chapter.blocks, other.chapter.blocks)
    if names is not None and names >= LEAST_NAMES:
        return
    if texts.scoring is BY_MEANING and max(len(one.sentences), len(other.sentences)) >= FEWEST_SENTENCES:
        close = [bead for bead in sentences if bead.score >= CLOSE]
        ours = _share(texts.source.lengths, (i for bead in close for i in bead.source))
        theirs = _share(texts.target.lengths, (j for bead in close for j in bead.target))
        if min(ours, theirs) >= LEAST_CLOSE or max(ours, theirs) >= MOSTLY_CLOSE:
            return
    elif names is None and 1 / HIGHEST_RATIO < texts.ratio < HIGHEST_RATIO:
        return
    raise ChaptersDoNotMatch(
        f"chapter {other.chapter.id} is no translation of {one.chapter.id}: hardly a sentence, label or image fits; "
        f"check the pairing, or leave the chapter out"
    )


def _share(lengths: Vector, indices: Iterable[int]) -> float:
    """The share of the characters that these segments hold."""
    return float(sum(lengths[index] for index in indices) / max(lengths.sum(), 1.0))


def _align_stretches(
    stretches: Iterable[tuple[range, range]], source: Side, target: Side, ratio: float, scoring: Scoring
) -> list[Bead]:
    """The beads of stretches that belong together and follow each other from the beginning of both sides to the end."""
    sizes = [(0, 0), *((len(rows), len(columns)) for rows, columns in stretches)]
    corners = list(accumulate(sizes, lambda border, size: (border[0] + size[0], border[1] + size[1])))
    beads: list[Bead] = []
    all_found = align_between(corners, source, target, ratio, scoring)
    for ((p, q), (p_end, q_end)), found in zip(pairwise(corners), all_found, strict=True):
        rows, columns = range(p, p_end), range(q, q_end)
        if len(rows) == len(columns) == 1:
            beads.append(Bead((p,), (q,), similarity(source, rows, target, columns)))
        elif _is_one_for_all(source.part(rows), target.part(columns), found, ratio, scoring.longest):
            beads.append(Bead(tuple(rows), tuple(columns), max(bead.score for bead in found)))
        else:
            beads += found
    return beads


def _is_one_for_all(source: Side, target: Side, beads: Sequence[Bead], ratio: float, longest: int) -> bool:
    """Whether the only segment of a stretch on one side holds more on the other than a bead holds elsewhere.

    A translator merged paragraphs, or wrote one sentence (Thai marks none). It is so where the lengths fit; the score
    is that of the part that was found.
    """
    is_one_for_many = min(len(source), len(target)) == 1 and max(len(source), len(target)) > longest
    if not is_one_for_many or all(bead.score <= 0 for bead in beads):
        return False
    may_join = bool(source.joins[1:].all() and target.joins[1:].all())
    times = source.lengths.sum() / max(ratio * target.lengths.sum(), 1.0)
    return may_join and 1 / SAME_LENGTH < times < SAME_LENGTH


def _likeness_of_headings(one: Edition, other: Edition, source: Side, target: Side) -> Likeness:
    rows, columns = (
        [index for index, paragraph in enumerate(edition.paragraphs) if paragraph.kind is BlockKind.HEADING]
        for edition in (one, other)
    )
    scores = score_table(source, rows, target, columns)
    return {
        (one.paragraphs[i].block, other.paragraphs[j].block): float(scores[row, column])
        for row, i in enumerate(rows)
        for column, j in enumerate(columns)
    }


def _stretches(one: Edition, other: Edition, likeness: Likeness) -> Iterator[tuple[range, range]]:
    """Stretches of paragraphs that belong together, in order: between anchors, and anchors that are text themselves.

    Where a stretch holds several tab groups (variants of a text for several frameworks), each group is a stretch of
    its own: it faces the group of the same frameworks, else one that shares a framework, else text outside of tabs.
    """
    row, column = 0, 0
    source_blocks = [paragraph.block for paragraph in one.paragraphs]
    target_blocks = [paragraph.block for paragraph in other.paragraphs]
    anchors = match_anchors(one.chapter.blocks, other.chapter.blocks, likeness)
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


def _by_tab(one: Edition, other: Edition, rows: range, columns: range) -> Iterator[tuple[range, range]]:
    ours, theirs = _tab_groups(one, rows), _tab_groups(other, columns)
    weights = np.array([[_same_variant(a, b) for b, _ in theirs] for a, _ in ours]).reshape(len(ours), len(theirs))
    i, j = 0, 0
    for i_end, j_end in [*heaviest_path(weights), (len(ours), len(theirs))]:
        yield from ((lonely, range(0)) for _, lonely in ours[i:i_end])
        yield from ((range(0), lonely) for _, lonely in theirs[j:j_end])
        if i_end < len(ours):
            yield ours[i_end][1], theirs[j_end][1]
        i, j = i_end + 1, j_end + 1


def _same_variant(one: str, other: str) -> float:
    """What it is worth to call two tab groups the same; text for all frameworks may be one of the variants there."""
    ours, theirs = ({name.strip() for name in tab.split(",")} for tab in (one, other))
    return 4.0 if ours == theirs else 2.0 if ours & theirs else 1.0 if not one or not other else 0.0


def _tab_groups(edition: Edition, indices: range) -> list[tuple[str, range]]:
    """Neighbouring paragraphs of one tab group."""
    found = []
    for tab, group in groupby(indices, lambda index: edition.chapter.blocks[edition.paragraphs[index].block].tab):
        members = list(group)
        found.append((tab, range(members[0], members[-1] + 1)))
    return found
