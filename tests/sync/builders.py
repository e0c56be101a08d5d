"""Hand-made values for the tests of the sync: chapters of a few lines, aligned by hand, so that no encoder is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from amts_core.book.chapter import Chapter, parse_chapter
from amts_core.book.segments import Segment, segments
from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import Bead, Method
from amts_core.parallel.chapters import ChapterAlignment
from amts_core.sync.counterpart import Counterparts, find_counterparts
from amts_core.sync.group import Material
from amts_core.sync.guide import Known
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.scene import Scene
from amts_core.sync.units import cut_units

NO_WORDS = WordLexicon({}, frozenset())
KNOWN = Known(lexicon=lambda: NO_WORDS)
Places = tuple[Sequence[int], Sequence[int]]


class Angles:
    """An encoder whose texts begin with the angle at which they stand: "0 a" and "60 b" are alike by a half."""

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """A vector for each text."""
        angles = np.radians([float(text.split()[0]) for text in texts])
        return np.column_stack([np.cos(angles), np.sin(angles)])


def chapter(text: str) -> Chapter:
    """A chapter of this text."""
    return parse_chapter(text, id="x")


def sentences(text: str, code: str = "en") -> tuple[Segment, ...]:
    """The sentences of a text."""
    return tuple(segments(chapter(text), language=code, granularity="sentence"))


def aligned(
    before: str,
    translation: str,
    *,
    pair: str = "en-de",
    paragraphs: Iterable[Places] = (),
    beads: Iterable[Places] = (),
    score: float = 0.8,
    method: Method = "length and anchors",
) -> ChapterAlignment:
    """The alignment of two texts with these paragraphs and sentences together; without any, one by one."""
    languages = LanguagePair(*pair.split("-"))
    sides = [
        tuple(segments(chapter(text), language=code, granularity=granularity))
        for granularity in ("paragraph", "sentence")
        for text, code in zip((before, translation), languages, strict=True)
    ]
    return ChapterAlignment(
        "x",
        languages,
        method,
        *sides,
        paragraphs=_beads(paragraphs, sides[0], sides[1], score),
        sentences=_beads(beads, sides[2], sides[3], score),
    )


def _beads(
    places: Iterable[Places], source: Sequence[Segment], target: Sequence[Segment], score: float
) -> tuple[Bead, ...]:
    rows = list(places) or [([place], [place]) for place in range(len(source))]
    assert sorted(i for row, _ in rows for i in row) == [*range(len(source))]
    assert sorted(j for _, row in rows for j in row) == [*range(len(target))]
    return tuple(Bead(tuple(ours), tuple(theirs), score if ours and theirs else 0.0) for ours, theirs in rows)


def beside(alignment: ChapterAlignment, before: str, translation: str) -> Counterparts:
    """The two texts of an alignment, unit beside unit."""
    return find_counterparts(cut_units(chapter(before)), cut_units(chapter(translation)), alignment)


def scene(
    before: str,
    after: str,
    translation: str,
    *,
    known: Known = KNOWN,
    pair: str = "en-de",
    paragraphs: Iterable[Places] = (),
    beads: Iterable[Places] = (),
    score: float = 0.8,
) -> Scene:
    """The scene of three texts; `paragraphs` and `beads` as of `aligned`."""
    alignment = aligned(before, translation, pair=pair, paragraphs=paragraphs, beads=beads, score=score)
    return Scene.of(chapter(after), beside(alignment, before, translation), known)


def material(
    before: str,
    after: str,
    translation: str,
    *,
    known: Known = KNOWN,
    pair: str = "en-de",
    paragraphs: Iterable[Places] = (),
    beads: Iterable[Places] = (),
    group: int = 0,
    score: float = 0.8,
) -> Material:
    """A group of paragraphs of two texts, and all of the new source as its new version."""
    here = scene(before, after, translation, known=known, pair=pair, paragraphs=paragraphs, beads=beads, score=score)
    return Material(here, here.counterparts.groups[group], sorted(here.source.paragraphs))
