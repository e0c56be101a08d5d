"""Align two editions of a chapter: structure first, then paragraphs between the anchors, then sentences inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from amts_core.book.chapter import Chapter
from amts_core.book.segments import Granularity, Segment, segments
from amts_core.errors import AmtsError
from amts_core.parallel.alignment import Bead, Text, align_texts, prepare
from amts_core.parallel.anchors import match_anchors
from amts_core.parallel.encoder import Encoder


class ChaptersDoNotMatch(AmtsError):
    """Two chapters that are no translations of each other."""


@dataclass(frozen=True)
class ChapterAlignment:
    """The beads of a chapter, over the segments of its two editions; every segment is in exactly one bead.

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
