"""Human corrections: the drafts that were delivered, against what the repository holds now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from amts_core.book.chapter import Chapter
from amts_core.book.common import bare
from amts_core.book.segments import scan_segment, segments, split_sentences
from amts_core.deliver.sidecar import Provenance, SegmentRecord, content_digest, is_of
from amts_core.languages import LanguagePair, language
from amts_core.parallel.alignment import align
from amts_core.parallel.table import COLUMNS, KEPT, side_of

ORIGIN = "corrections"
FAR = 0.35  # cosine below which a sentence is not the corrected version of a draft


@dataclass(frozen=True, slots=True)
class Correction:
    """A delivered draft and what became of it. `date`: of the delivery.

    `final` is `draft` if nobody touched it, "" if it is gone: removed, or rewritten beyond recognition.
    """

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
        return bare(self.draft) == bare(self.final)

    @property
    def is_gone(self) -> bool:
        """Whether nothing in the chapter can be taken for what became of the draft."""
        return not self.final


def find_corrections(
    delivered: Provenance, now: Chapter, *, target_language: str, sidecar: bytes | None = None
) -> list[Correction]:
    """What became of the drafts of a delivery in the chapter as the repository has it now.

    Empty if the delivery was not taken over: the chapter is still the one it was built on, or none of its drafts can be
    found and `sidecar`, which the repository holds beside the chapter, is not its own. With its own sidecar what stands
    in the place of a draft is its correction, however much was reworded. A draft in whose place the old text still
    stands is left out; any other that cannot be found is gone.
    """
    if delivered.former_digest and content_digest(now) == delivered.former_digest:
        return []
    current = [one.text for one in segments(now, language=target_language, granularity="sentence")]
    if not any(_is_draft(record) for record in delivered.segments) or not current:
        return []
    gap = language(target_language).gap
    text = bare("".join(current))
    corrections = []
    is_merged = is_of(sidecar, delivered)
    for passage in _passages(delivered.segments, current, target_language, least=0.0 if is_merged else FAR):
        drafts = [record for record in passage.records if _is_draft(record) and record.target]
        records, final = _without_human_ends(passage.records, gap.join(passage.texts))
        former = gap.join(filter(None, map(_former, records)))
        others = "".join(record.target for record in records if not _is_draft(record))
        if drafts and final and bare(final) not in (bare(former), bare(others)):
            corrections.append(_correction(records, final, former, gap, delivered))
        elif not any(record.former_target and bare(record.former_target) in text for record in drafts):
            corrections += [_correction([record], "", record.former_target, gap, delivered) for record in drafts]
    return corrections if is_merged or any(not one.is_gone for one in corrections) else []


def correction_pairs(corrections: Iterable[Correction], *, languages: LanguagePair) -> pd.DataFrame:
    """The corrected drafts as rows of the pair table, origin "corrections"; without drafts untouched or gone.

    Put this table first in `combine_pairs`: where sources are equal the correction is kept. Of two corrections of one
    source the later one (in the order given) is first.
    """
    changed = [one for one in corrections if not (one.untouched or one.is_gone)]
    rows = [row for one in changed for row in _rows(one, languages)]
    return pd.DataFrame(rows[::-1], columns=COLUMNS).astype({"score": float, "gain": float})


def _is_draft(record: SegmentRecord) -> bool:
    return record.state == "machine"


def _without_human_ends(records: Sequence[SegmentRecord], final: str) -> tuple[Sequence[SegmentRecord], str]:
    """The records and their text now without the human sentences before and behind the drafts that stand as they were.

    A draft that ends without a stop is read as one sentence with the human's behind it.
    """
    first, last = 0, len(records)
    while first < last and not _is_draft(records[first]) and final.startswith(records[first].target):
        final, first = final.removeprefix(records[first].target).lstrip(), first + 1
    while first < last and not _is_draft(records[last - 1]) and final.endswith(records[last - 1].target):
        final, last = final.removesuffix(records[last - 1].target).rstrip(), last - 1
    return records[first:last], final


def _former(record: SegmentRecord) -> str:
    """What stood in the place of a record before the delivery, "" for a new one."""
    return record.former_target if _is_draft(record) else record.former_target or record.target


def _correction(
    records: Sequence[SegmentRecord], final: str, former: str, gap: str, delivered: Provenance
) -> Correction:
    return Correction(
        delivered.chapter,
        next(record.segment for record in records if _is_draft(record)),
        " ".join(record.source for record in records),
        gap.join(record.target for record in records),
        final,
        former,
        delivered.date,
    )


@dataclass
class _Passage:
    """Delivered records, and the sentences that stand in their place now; several records if a human joined them."""

    records: list[SegmentRecord]
    texts: list[str] = field(default_factory=list)


def _passages(records: Sequence[SegmentRecord], current: Sequence[str], target: str, *, least: float) -> list[_Passage]:
    """Every record, in a passage with those that it shares a sentence of the present text with."""
    owners: list[int] = []
    sentences: list[str] = []
    for number, record in enumerate(records):
        for start, end in split_sentences(record.target, target) if record.target else ():
            owners.append(number)
            sentences.append(record.target[start:end])
    passages = [_Passage([record]) for record in records]
    for bead in align(sentences, current, languages=LanguagePair(target, target)):
        if not bead.source or not bead.target:
            continue
        texts = [current[j] for j in bead.target]
        former = "".join(sentences[i] for i in bead.source)
        if bead.score < least and bare(former) != bare("".join(texts)):
            continue
        passage = passages[owners[bead.source[0]]]
        for number in sorted({owners[i] for i in bead.source}):
            if passages[number] is not passage:
                passage.records += passages[number].records
                passages[number] = passage
        passage.texts += texts
    return list({id(passage): passage for passage in passages}.values())


def _rows(one: Correction, languages: LanguagePair) -> Iterator[dict[str, object]]:
    """The pair, or a pair for each sentence where both sides have as many."""
    sides = []
    for text, code in ((one.source, languages.source), (one.final, languages.target)):
        sides.append([text[start:end] for start, end in split_sentences(text, code, pieces=scan_segment(text))])
    shape = "1-1"
    if len(sides[0]) != len(sides[1]):
        sides, shape = [[one.source], [one.final]], f"{len(sides[0])}-{len(sides[1])}"
    for source, target in zip(*sides, strict=True):
        yield {
            **side_of("source", scan_segment(source)),
            **side_of("target", scan_segment(target)),
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
