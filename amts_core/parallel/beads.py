"""What the alignment of a chapter found, without the texts: it is kept, and laid over the same texts again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from amts_core.book.chapter import Chapter
from amts_core.book.segments import Segment
from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import Bead, Method
from amts_core.parallel.chapters import ChapterAlignment, cut_edition


@dataclass(frozen=True)
class ChapterBeads:
    """The beads of a `ChapterAlignment`; `cut` says into which segments both texts were cut."""

    cut: str
    method: Method
    paragraphs: tuple[Bead, ...]
    sentences: tuple[Bead, ...]
    moved_paragraphs: tuple[Bead, ...]
    moved_sentences: tuple[Bead, ...]


def beads_of(alignment: ChapterAlignment) -> ChapterBeads:
    """The beads of an alignment."""
    return ChapterBeads(
        _cut(alignment),
        alignment.method,
        alignment.paragraphs,
        alignment.sentences,
        alignment.moved_paragraphs,
        alignment.moved_sentences,
    )


def alignment_of(
    beads: ChapterBeads, source: Chapter, target: Chapter, *, languages: LanguagePair
) -> ChapterAlignment | None:
    """The alignment of two texts whose beads are known; None if they are cut into other segments now."""
    one, other = cut_edition(source, languages.source), cut_edition(target, languages.target)
    found = ChapterAlignment(
        target.id,
        languages,
        beads.method,
        one.paragraphs,
        other.paragraphs,
        one.sentences,
        other.sentences,
        beads.paragraphs,
        beads.sentences,
        beads.moved_paragraphs,
        beads.moved_sentences,
    )
    return found if _cut(found) == beads.cut else None


def _cut(alignment: ChapterAlignment) -> str:
    sides = (
        alignment.source_paragraphs,
        alignment.target_paragraphs,
        alignment.source_sentences,
        alignment.target_sentences,
    )
    return sha256("|".join(map(_places, sides)).encode()).hexdigest()[:16]


def _places(segments: Iterable[Segment]) -> str:
    return " ".join(f"{one.block}:{one.start}-{one.end}" for one in segments)
