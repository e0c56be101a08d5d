"""Human corrections: the drafts that were delivered, against what the repository holds now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from amts_core.book.chapter import Chapter
from amts_core.book.segments import scan_segment, segments, split_sentences
from amts_core.languages import language
from amts_core.parallel.alignment import align
from amts_core.parallel.table import COLUMNS, KEPT
from amts_core.sync.provenance import Provenance, SegmentRecord, content_digest

ORIGIN = "corrections"
FAR = 0.35  # cosine below which a sentence is not the corrected version of a draft


@dataclass(frozen=True, slots=True)
class Correction:
    """A delivered draft and what became of it (`final` is `draft` if nobody touched it). `date`: of the delivery."""

    chapter: str
    segment: str
    source: str
    draft: str
    final: str
    former: str = ""
    date: str = ""

    @property
    def untouched(self) -> bool:
        """Whether the draft stands as it was delivered, blanks aside."""
        return _bare(self.draft) == _bare(self.final)


def find_corrections(delivered: Provenance, now: Chapter, *, target_language: str) -> list[Correction]:
    """What became of the drafts of a delivery in the chapter as the repository has it now.

    Empty if the delivery was not taken over (the chapter is still the one it was built on). A draft in whose place the
    old text still stands, or whose place is gone, is left out.
    """
    if delivered.former_digest and content_digest(now) == delivered.former_digest:
        return []
    current = [one.text for one in segments(now, language=target_language, granularity="sentence")]
    if not any(_is_draft(record) for record in delivered.segments) or not current:
        return []
    finals = _finals(delivered.segments, current, target_language)
    return [
        Correction(
            delivered.chapter,
            record.segment,
            record.source,
            record.target,
            final,
            record.former_target,
            delivered.date,
        )
        for record, final in zip(delivered.segments, finals, strict=True)
        if _is_draft(record) and final and not (record.former_target and _bare(final) == _bare(record.former_target))
    ]


def correction_pairs(corrections: Iterable[Correction], *, source_language: str, target_language: str) -> pd.DataFrame:
    """The corrected drafts as rows of the pair table, origin "corrections"; drafts that nobody touched are left out.

    Put this table first in `combine_pairs`: where sources are equal the correction is kept. Of two corrections of one
    source the later one (in the order given) is first.
    """
    rows = [row for one in corrections if not one.untouched for row in _rows(one, source_language, target_language)]
    return pd.DataFrame(rows[::-1], columns=COLUMNS).astype({"score": float, "gain": float})


def _is_draft(record: SegmentRecord) -> bool:
    return record.state == "machine"


def _finals(records: Sequence[SegmentRecord], current: Sequence[str], target: str) -> list[str]:
    """What stands now for each record's target, "" if nothing does. Sentences of a bead go to its first record."""
    owners: list[int] = []
    sentences: list[str] = []
    for number, record in enumerate(records):
        for start, end in split_sentences(record.target, target) if record.target else ():
            owners.append(number)
            sentences.append(record.target[start:end])
    gap = "" if language(target).cjk else " "
    found: list[list[str]] = [[] for _ in records]
    for bead in align(sentences, current, source_language=target, target_language=target):
        if not bead.source or not bead.target:
            continue
        texts = [current[j] for j in bead.target]
        former = gap.join(sentences[i] for i in bead.source)
        if bead.score >= FAR or _bare(former) == _bare("".join(texts)):
            found[owners[bead.source[0]]] += texts
    return [gap.join(texts) for texts in found]


def _rows(one: Correction, source_language: str, target_language: str) -> Iterator[dict[str, object]]:
    """The pair, or a pair for each sentence where both sides have as many."""
    sides = []
    for text, code in ((one.source, source_language), (one.final, target_language)):
        sides.append([text[start:end] for start, end in split_sentences(text, code, pieces=scan_segment(text))])
    shape = "1-1"
    if len(sides[0]) != len(sides[1]):
        sides, shape = [[one.source], [one.final]], f"{len(sides[0])}-{len(sides[1])}"
    for source, target in zip(*sides, strict=True):
        yield {
            "source": source,
            "target": target,
            "chapter": one.chapter,
            "block": one.segment.partition(".")[0],
            "kind": "",
            "granularity": "sentence",
            "bead": shape,
            "paragraph_bead": shape,
            "score": 1.0,
            "gain": 0.0,
            "verdict": KEPT,
            "source_ids": one.segment,
            "target_ids": "",
            "origin": ORIGIN,
        }


def _bare(text: str) -> str:
    return "".join(text.split())
