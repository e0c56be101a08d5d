"""A chapter of a run to be reviewed: its segments in reading order, with what changed, and what people decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel, Field

from amts_core.deliver.desk import (
    Answer,
    Decision,
    Desk,
    Overtaken,
    desk_key,
    judged,
    left_to_review,
    lost_spans,
    make_decision,
    read_desk,
    segment_names,
    write_desk,
)
from amts_core.deliver.exchange import read_units
from amts_core.deliver.forms import Rebuilt
from amts_core.deliver.kept import Kept, find_text, kept_key
from amts_core.deliver.review import KINDS, lines_of, marked, similarity, to_review
from amts_core.deliver.sidecar import Provenance, SegmentRecord
from amts_core.errors import AmtsError
from amts_ui.delivery import Delivery, all_units, chapter_desk, find_kept, read_story
from amts_ui.kept import Place, find_rebuilt
from amts_ui.library import Library
from amts_ui.paging import Asked, Page, page_of

PER_PAGE = 40
STATES = {"left": "to look at", "decided": "decided", "flagged": "flagged", "changed": "changed", "all": "all"}
ORDERS = {"book": "as in the book", "work": "most work first", "doubt": "most doubtful draft first"}
"""In which order segments come; by doubt only where the run has scored its drafts."""
ALIKE = {"": "any", "90": "at least 90 %", "50": "50 to 90 %", "0": "under 50 %"}


class NoChapter(AmtsError):
    """A run has no such chapter."""


@dataclass(frozen=True)
class Wish(Asked):
    """Which segments a reader asks for. Unknown words mean the first of each choice."""

    state: str = "left"
    kind: str = ""
    alike: str = ""
    order: str = "book"


@dataclass(frozen=True)
class Row:
    """A segment with what was decided on it; differences are marked with `del` and `ins`.

    `is_left`: nobody has answered yet. `work` is its place among those that somebody should look at, the most work
    first, None for others; `quality` is what a neural metric says of its draft.
    """

    name: str
    record: SegmentRecord
    decision: Decision | None
    source_line: int | None
    line: int | None
    is_left: bool
    work: int | None = None
    quality: float | None = None

    @property
    def seen(self) -> int:
        """The version of the decision that is shown."""
        return self.decision.version if self.decision else 0

    @property
    def is_wanted(self) -> bool:
        """Whether somebody should look at it."""
        return self.work is not None

    @property
    def kind(self) -> str:
        """What became of it, in words."""
        return KINDS.get(self.record.change, self.record.change) if self.is_wanted else "kept"

    @property
    def draft(self) -> str:
        """The text that a decision is made on."""
        return judged(self.record)

    @property
    def text(self) -> str:
        """The text to edit: what somebody wrote, else the draft."""
        return self.decision.text if self.decision and self.decision.text else self.draft

    @property
    def sources(self) -> tuple[Markup, Markup]:
        """The old and the new source."""
        return _marked(self.record.former_source, self.record.source)

    @property
    def targets(self) -> tuple[Markup, Markup]:
        """The old translation, and the draft, repair or text that stands."""
        old = self.record.target if self.record.draft else self.record.former_target
        return _marked(old, self.draft)

    @property
    def lost(self) -> list[str]:
        """The protected spans that the text that was written does not have."""
        is_edited = self.decision is not None and self.decision.answer is Answer.EDIT
        return lost_spans(self.record, self.text) if is_edited else []

    @property
    def is_draft(self) -> bool:
        """Whether a machine wrote it."""
        return self.record.state == "machine" or bool(self.record.draft)


@dataclass(frozen=True)
class Review:
    """A chapter of a run: a page of its segments, how many of them all are `left` to look at, and where it stands."""

    chapter: str
    page: Page[Row, Wish]
    left: int
    total: int
    flags: tuple[str, ...]
    provenance: Provenance
    rebuilt: Rebuilt


def read_review(library: Library, place: Place, chapter: str, wish: Wish) -> Review:
    """The segments of a chapter that a reader asks for; raises NoChapter if the run has not put it together."""
    kept = find_kept(library, place, chapter)
    if kept is None:
        raise NoChapter(f"run {place.run} of {place.pair} has not put {chapter} together")
    rows, rebuilt = library.rows.get(_key(library, place, chapter), lambda: _rows(library, place, chapter, kept))
    wish = wish.known(state=STATES, kind=KINDS, alike=ALIKE, order=ORDERS)
    chosen = [row for row in rows if _is_asked_for(row, wish)]
    page = page_of(sorted(chosen, key=_ORDER[wish.order]), wish, PER_PAGE)
    left = sum(row.is_left for row in rows)
    return Review(chapter, page, left, len(rows), kept.story.flags, kept.story, rebuilt)


def _key(library: Library, place: Place, chapter: str) -> tuple[str, ...]:
    """What the rows of a chapter are made from: its story and its desk, by their tags."""
    story = library.tags(kept_key(place.pair, place.run, chapter)).get("", "")
    desk = library.tags(desk_key(place.pair, chapter)).get("", "")
    return place.pair, place.run, chapter, story, desk


def _rows(library: Library, place: Place, chapter: str, kept: Kept) -> tuple[tuple[Row, ...], Rebuilt]:
    story = kept.story
    desk, records = chapter_desk(library, place.pair, chapter), (*story.segments, *story.removed)
    work, left = {id(one): place for place, one in enumerate(to_review(story))}, left_to_review(story, desk)
    lines = lines_of(kept.text, [one.target for one in records])
    rebuilt, quality = find_rebuilt(library.store, place, chapter)
    key = rebuilt.record.source if rebuilt.record else ""
    source = find_text(library.store.find_bytes, key) if key else None
    source_lines = lines_of(source or "", [one.source for one in records])
    rows = tuple(
        Row(name, record, desk.of(name), source_line, line, name in left, work.get(id(record)), quality.get(name))
        for name, record, source_line, line in zip(segment_names(records), records, source_lines, lines, strict=True)
    )
    return rows, rebuilt


_LAST = 10**9
_ORDER: Mapping[str, Callable[[Row], Any]] = {
    "book": lambda row: 0,
    "work": lambda row: _LAST if row.work is None else row.work,
    "doubt": lambda row: (row.quality is None, row.quality or 0.0),
}


def _is_asked_for(row: Row, wish: Wish) -> bool:
    states = {
        "left": row.is_left,
        "decided": row.decision is not None,
        "flagged": bool(row.record.flags),
        "changed": row.is_wanted,
        "all": True,
    }
    record, comment = row.record, row.decision.comment if row.decision else ""
    texts = (record.source, record.former_source, record.former_target, row.text, record.target, comment)
    return (
        states[wish.state] and wish.kind in ("", row.record.change) and _is_alike(row, wish.alike) and wish.is_in(texts)
    )


def _is_alike(row: Row, wanted: str) -> bool:
    if not wanted:
        return True
    alike = similarity(row.record)
    bounds = {"90": (0.9, 1.01), "50": (0.5, 0.9), "0": (0.0, 0.5)}[wanted]
    return alike is not None and bounds[0] <= alike < bounds[1]


def _marked(old: str, new: str) -> tuple[Markup, Markup]:
    return marked(old, new) if old and new else (Markup.escape(old), Markup.escape(new))


class Said(BaseModel):
    """What somebody says to a segment; `seen` is the version of what was said before, as it was read."""

    segment: str = Field(max_length=40)
    seen: int = Field(ge=0)
    answer: Answer = Answer.NONE
    text: str = ""
    comment: str = ""


def decide(library: Library, place: Place, chapter: str, said: Said, by: str) -> Decision:
    """Keep what somebody says to a segment. Raises Overtaken if somebody else did since, AmtsError if it cannot be."""
    segment = said.segment
    story = read_story(library, place, chapter)
    records = (*story.segments, *story.removed) if story else ()
    known = dict(zip(segment_names(records), records, strict=True))
    if segment not in known:
        raise NoChapter(f"{chapter} has no such segment in run {place.run}: load the page again")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    decision = make_decision(known[segment], segment, said.answer, by=by, at=now, text=said.text, comment=said.comment)

    def change(text: str | None) -> str:
        return write_desk(read_desk(text, chapter).with_decision(decision, seen=said.seen))

    desk = read_desk(library.store.update(desk_key(place.pair, chapter), change), chapter)
    kept = desk.of(segment)
    assert kept is not None
    return kept


@dataclass(frozen=True)
class Imported:
    """What came of a file: how many segments were accepted and edited, and why others were not taken."""

    accepted: int
    edited: int
    refused: Sequence[str]


def import_file(library: Library, delivery: Delivery, content: bytes, name: str, by: str) -> Imported:
    """Take what a translator's program made of a file of this delivery, as if it were done in the page."""
    texts = {(one.chapter, one.segment): one.text for one in all_units(library, delivery)}
    texts |= _decided_texts(library, delivery)
    counts, refused = {Answer.ACCEPT: 0, Answer.EDIT: 0}, []
    for one in read_units(content, name, texts):
        try:
            text = one.text if one.answer is Answer.EDIT else ""
            said = Said(segment=one.segment, seen=one.seen, answer=one.answer, text=text)
            decide(library, delivery.place, one.chapter, said, by)
            counts[one.answer] += 1
        except Overtaken as error:
            if (error.decision.answer, error.decision.text) != (one.answer, one.text):
                refused.append(f"{one.chapter}, {one.text[:60]}: {error}")
        except AmtsError as error:
            refused.append(f"{one.chapter}, {one.text[:60]}: {error}")
    return Imported(counts[Answer.ACCEPT], counts[Answer.EDIT], refused)


def _decided_texts(library: Library, delivery: Delivery) -> dict[tuple[str, str], str]:
    """The drafts that were decided on since the file was written."""
    desks: list[Desk] = [
        chapter_desk(library, delivery.place.pair, one.chapter) for one in delivery.chapters if one.tally
    ]
    return {(desk.chapter, one.segment): one.draft for desk in desks for one in desk.decisions}
