"""The desk: what people decided on the segments of a chapter. It outlives the runs, and flows into deliveries.

A decision is about a source text, so that it holds for the same text in a later run. It takes the place of a machine's
text, or of the text that it was made on; other words of a human are never touched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from hashlib import blake2b

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from amts_core.book.chapter import Chapter
from amts_core.book.common import bare, shortened
from amts_core.book.segments import scan_segment
from amts_core.deliver.review import to_review
from amts_core.deliver.schema import RECORD, Schema
from amts_core.deliver.sidecar import Provenance, SegmentRecord, content_digest
from amts_core.errors import AmtsError
from amts_core.sync.change import Change
from amts_core.translate.skeleton import compare_skeletons

SCHEMA_VERSION = 1
_BY_MACHINE = ("machine", "carried", "repaired")  # states of texts that are not, or not only, words of a human
LONGEST_TEXT = 20_000  # characters of a segment or a comment
_BLANK = (
    r"(?:[ \t]*(?:\r\n|\r|\n)[ \t>]*|[ \t]+)"  # a blank of a segment in its chapter: lines may be wrapped, or quoted
)


class Answer(StrEnum):
    """What somebody said to a segment."""

    NONE = ""  # a comment alone
    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"


class Overtaken(AmtsError):
    """Somebody else has decided in between; `decision` is theirs."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(
            f"{decision.by or 'somebody'} has decided on this segment in the meantime ({decision.at}):"
            f" {decision.answer.value or 'a comment'}; look at it, then decide again"
        )
        self.decision = decision


@dataclass(frozen=True, config=RECORD)
class Decision:
    """What somebody decided on a segment (see `segment_names`), and when (ISO 8601).

    `draft` is the text that it was made on, `stood` the one that stood in the chapter then, `text` the one that shall
    stand, "" for a rejected one and a comment alone.
    `version` counts the decisions on this segment.
    """

    segment: str
    answer: Answer
    text: str
    draft: str
    source: str
    former: str = ""
    stood: str = ""
    comment: str = ""
    by: str = ""
    at: str = ""
    version: int = 1


@dataclass(frozen=True, config=RECORD)
class Desk:
    """The decisions on a chapter, the last one of each segment."""

    chapter: str
    decisions: tuple[Decision, ...] = ()
    schema_version: int = SCHEMA_VERSION

    def of(self, segment: str) -> Decision | None:
        """The decision on a segment, None if there is none."""
        return next((one for one in self.decisions if one.segment == segment), None)

    def with_decision(self, decision: Decision, *, seen: int) -> Desk:
        """The desk with one more decision. `seen` is the version of the one that its maker saw, 0 for none; raises
        Overtaken if there is another now.
        """
        known = self.of(decision.segment)
        if known is not None and known.version != seen:
            raise Overtaken(known)
        others = tuple(one for one in self.decisions if one.segment != decision.segment)
        return replace(self, decisions=(*others, replace(decision, version=known.version + 1 if known else 1)))

    @property
    def digest(self) -> str:
        """A name of what was decided, "" for nothing; comments count."""
        told = sorted((one.segment, one.answer.value, one.text, one.comment) for one in self.decisions)
        return blake2b(repr(told).encode(), digest_size=16).hexdigest() if told else ""


@dataclass(frozen=True, config=ConfigDict(arbitrary_types_allowed=True))
class Decided:
    """A chapter with what was decided on it; `held` says why it must not be delivered, "" if it may."""

    chapter: Chapter
    provenance: Provenance
    held: str = ""


_SCHEMA = Schema(Desk, SCHEMA_VERSION, "use the program that wrote it: it holds work of people")


def desk_key(pair: str, chapter: str) -> str:
    """Where the store keeps the desk of a chapter."""
    return f"desk/{pair}/{chapter}.json"


def read_desk(text: str | None, chapter: str) -> Desk:
    """The desk in this JSON, an empty one for None; raises AmtsError for what this version cannot read."""
    return Desk(chapter) if text is None else _SCHEMA.load(text, f"the desk of {chapter}")


def write_desk(desk: Desk) -> str:
    """The desk as JSON."""
    return _SCHEMA.dump(desk)


def segment_names(records: Sequence[SegmentRecord]) -> list[str]:
    """A name for each record, the same for the same source text in every run; the second of equal ones ends with -2."""
    counts: Counter[str] = Counter()
    names = []
    for one in records:
        told = bare(one.source) or f"-{bare(one.former_source)}"
        name = blake2b(told.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
        counts[name] += 1
        names.append(name if counts[name] == 1 else f"{name}-{counts[name]}")
    return names


def left_to_review(provenance: Provenance, desk: Desk) -> dict[str, SegmentRecord]:
    """What somebody should look at and nobody has answered yet, in reading order, by the names of the segments."""
    records, wanted = (*provenance.segments, *provenance.removed), {id(one) for one in to_review(provenance)}
    answered = {one.segment for one in desk.decisions if one.answer is not Answer.NONE}
    named = zip(segment_names(records), records, strict=True)
    return {name: one for name, one in named if id(one) in wanted and name not in answered}


def judged(record: SegmentRecord) -> str:
    """The text of a record that a decision is made on: its draft, or what stands in the chapter."""
    return record.draft or record.target


def make_decision(
    record: SegmentRecord, name: str, answer: Answer, *, text: str = "", comment: str = "", by: str, at: str
) -> Decision:
    """A decision on a record; raises AmtsError for one that cannot be carried out, and says what is wrong with it."""
    text, comment = " ".join(text.split()), comment.strip()
    if max(len(text), len(comment)) > LONGEST_TEXT:
        raise AmtsError(f"a text may have {LONGEST_TEXT} characters: this one has {max(len(text), len(comment))}")
    if answer is Answer.EDIT and not text:
        raise AmtsError("an edited segment cannot be empty: reject it if nothing of it is right")
    if answer is Answer.EDIT and not record.target:
        raise AmtsError("the source of this segment is gone, and its text with it: there is nothing to edit")
    if answer is Answer.NONE and not comment:
        raise AmtsError("there is nothing to keep: accept, edit, reject, or write a comment")
    if answer is Answer.EDIT and bare(text) == bare(judged(record)):
        answer = Answer.ACCEPT
    kept = {Answer.ACCEPT: judged(record), Answer.EDIT: text}.get(answer, "")
    former = record.former_target
    return Decision(name, answer, kept, judged(record), record.source, former, record.target, comment, by, at)


def lost_spans(record: SegmentRecord, text: str) -> list[str]:
    """The protected spans (code, formulas, references) of a record's draft that a text does not have as often."""
    wanted, found = _spans(judged(record)), _spans(text)
    return [f"{span!r}" for span, count in (wanted - found).items() for _ in range(count)]


def _spans(text: str) -> Counter[str]:
    return Counter("".join(piece.text.split()) for piece in scan_segment(text) if piece.protected)


def decide(chapter: Chapter, provenance: Provenance, desk: Desk) -> Decided:
    """A chapter that was put together, with what was decided on its segments in place, and its story.

    A text that has no place, or would change the structure of the chapter, is told by a flag of its segment.
    """
    known = {one.segment: one for one in desk.decisions}
    wanted = [known.get(name) for name in segment_names([*provenance.segments, *provenance.removed])]
    if not any(wanted):
        return Decided(chapter, provenance)
    bench = _Bench(chapter)
    count = len(provenance.segments)
    records = tuple(bench.record(*pair) for pair in zip(provenance.segments, wanted[:count], strict=True))
    removed = tuple(
        replace(one, looked_at=True) if decision and decision.answer is Answer.ACCEPT else one
        for one, decision in zip(provenance.removed, wanted[count:], strict=True)
    )
    digest = content_digest(bench.chapter)
    story = replace(provenance, segments=records, removed=removed, delivered_digest=digest)
    return Decided(bench.chapter, story, bench.held)


class _Bench:
    """A chapter on which decisions are carried out one after the other, in the order of the source."""

    def __init__(self, chapter: Chapter) -> None:
        self.chapter, self.held, self.place = chapter, "", 0

    def record(self, record: SegmentRecord, decision: Decision | None) -> SegmentRecord:
        """The record after its decision; the chapter has its text."""
        span = _find(self.chapter.text, record.target, self.place)
        if span and span[0] >= self.place:
            self.place = span[1]
        if decision is None or not _holds(record, decision):
            return record
        told, text = _told(record, decision), _wanted_text(record, decision)
        if text is None:
            excerpt = shortened(record.source, 60)
            self.held = self.held or f"{decision.by} rejected the draft of {excerpt!r}: edit it, or accept it"
            return told
        if bare(text) == bare(record.target):
            return told
        if span is None:
            return _not_in_place(record, decision, text, "it has no place there")
        changed = self.chapter.with_text(self.chapter.text[: span[0]] + text + self.chapter.text[span[1] :])
        if _is_changed(self.chapter, changed):
            return _not_in_place(record, decision, text, "it would change the structure of the chapter")
        if self.place == span[1]:
            self.place = span[0] + len(text)
        self.chapter = changed
        return replace(told, target=text)


def _not_in_place(record: SegmentRecord, decision: Decision, text: str, reason: str) -> SegmentRecord:
    return replace(record, flags=(*record.flags, f"{decision.by} wrote {text!r}: {reason}"))


def _holds(record: SegmentRecord, decision: Decision) -> bool:
    """Whether a decision may be carried out on a record: a human's words give way only if it was made on them."""
    if record.state in _BY_MACHINE or record.change == Change.BESIDE:
        return True
    return bare(record.target) in (bare(decision.draft), bare(decision.text), bare(decision.stood))


def _wanted_text(record: SegmentRecord, decision: Decision) -> str | None:
    """The text that shall stand for a record; None if there is none that may."""
    match decision.answer:
        case Answer.EDIT:
            return decision.text
        case Answer.ACCEPT:
            return record.target if record.change == Change.BESIDE else decision.text
        case Answer.REJECT:
            is_human = record.change == Change.BESIDE or record.state not in _BY_MACHINE
            return record.target if is_human else record.former_target or None
        case _:
            return record.target


def _told(record: SegmentRecord, decision: Decision) -> SegmentRecord:
    """The record with what was decided."""
    if decision.answer in (Answer.ACCEPT, Answer.EDIT):
        return replace(record, state="human", flags=(), looked_at=True)
    said = f"{decision.by} rejected it" if decision.answer is Answer.REJECT else decision.by
    flag = ": ".join(filter(None, [said, decision.comment]))
    state = "human" if decision.answer is Answer.REJECT and record.former_target else record.state
    return replace(record, state=state, flags=tuple(dict.fromkeys((*record.flags, flag))))


def _find(text: str, target: str, place: int) -> tuple[int, int] | None:
    """Where a segment's text stands in a chapter: the first one after `place`, else the only one; None for none."""
    words = target.split()
    if not words:
        return None
    pattern = re.compile(_BLANK.join(map(re.escape, words)))
    if found := pattern.search(text, place):
        return found.span()
    before = [one.span() for one in pattern.finditer(text)]
    return before[0] if len(before) == 1 else None


def _is_changed(before: Chapter, after: Chapter) -> bool:
    """Whether the blocks of a chapter are others than before, their text aside."""
    return bool(compare_skeletons(before, after, human=set(range(len(before.blocks)))))
