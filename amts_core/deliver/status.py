"""How far a translation is: each chapter by what a person has to know of it, and what happens next.

Made from texts, git and sidecars, so that it can be told before the first run. `read_status` reads back what
`write_status` wrote; a board, a table or a badge are views of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from enum import StrEnum

from pydantic.dataclasses import dataclass

from amts_core.book.chapter import Chapter
from amts_core.book.common import bare
from amts_core.book.segments import Segment, segments
from amts_core.book.versions import ChapterTexts
from amts_core.deliver.schema import RECORD, Schema
from amts_core.deliver.sidecar import Provenance
from amts_core.money import usd
from amts_core.sync.matching import WORD

SCHEMA_VERSION = 1
LONGEST_TREND = 400


class ChapterState(StrEnum):
    """What a chapter needs, the most urgent first."""

    MISSING = "missing"  # it has no translation
    OUTDATED = "outdated"  # its source has changed since
    DELIVERED = "delivered"  # what it needs waits in a delivery for the book to take it over
    TO_REVIEW = "to review"  # nobody has looked at some of its drafts or repairs
    UP_TO_DATE = "up to date"
    SOURCE_GONE = "source gone"  # the source was removed, the translation still stands


@dataclass(frozen=True, config=RECORD)
class Counts:
    """Segments (sentences) of the source by what stands for them in the translation.

    `human` ones are up to date, `machine` are drafts and `repaired` human sentences that were brought up to date, which
    nobody has looked at, `outdated` ones have changed since, `missing` ones have no translation.
    """

    human: int = 0
    machine: int = 0
    repaired: int = 0
    outdated: int = 0
    missing: int = 0

    @property
    def total(self) -> int:
        """All segments."""
        return self.human + self.machine + self.repaired + self.outdated + self.missing

    @property
    def to_review(self) -> int:
        """What nobody has looked at."""
        return self.machine + self.repaired

    @property
    def to_translate(self) -> int:
        """What the next run drafts or repairs."""
        return self.outdated + self.missing

    def share(self, name: str) -> float:
        """The share (0 to 1) of one of the counts; of no segments none is left to do."""
        count: int = getattr(self, name)
        return count / self.total if self.total else float(name == "human")

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in COUNTED))


COUNTED = ("human", "machine", "repaired", "outdated", "missing")


@dataclass(frozen=True, config=RECORD)
class ChapterStatus:
    """A chapter: its segments, and what happened to it.

    `commits` is how often its source has changed since it was translated (None: not known), `words` and `characters`
    how much of the source is to be translated, `delivery` the run that last delivered it. Dates are ISO 8601 or "".
    `of` names what all this was made from.
    """

    chapter: str
    state: ChapterState
    counts: Counts = Counts()
    commits: int | None = None
    words: int = 0
    characters: int = 0
    delivery: str = ""
    delivered: str = ""
    human_change: str = ""
    of: str = ""

    @property
    def next_step(self) -> str:
        """What should be done, in words."""
        counts = self.counts
        match self.state:
            case ChapterState.DELIVERED:
                return f"review and take over the delivery of {self.delivery}"
            case ChapterState.MISSING | ChapterState.OUTDATED:
                return f"the next run translates {counts.to_translate} {_segments(counts.to_translate)}"
            case ChapterState.TO_REVIEW:
                count = counts.to_review + counts.outdated
                return f"look at {count} {_segments(count)}"
            case ChapterState.SOURCE_GONE:
                return "the next run removes it"
            case _:
                return "nothing"


@dataclass(frozen=True, config=RECORD)
class TrendPoint:
    """The segments of a book on a day (ISO 8601)."""

    day: str
    counts: Counts


@dataclass(frozen=True, config=RECORD)
class BookStatus:
    """A language pair: its chapters in order, the days before, and what the next run would cost.

    `remarks` say what could not be looked at.
    """

    pair: str
    source: str = ""
    target: str = ""
    date: str = ""
    source_revision: str = ""
    target_revision: str = ""
    chapters: tuple[ChapterStatus, ...] = ()
    usd: float | None = None
    remarks: tuple[str, ...] = ()
    trend: tuple[TrendPoint, ...] = ()
    schema_version: int = SCHEMA_VERSION

    @property
    def counts(self) -> Counts:
        """The segments of all chapters."""
        return sum((one.counts for one in self.chapters), Counts())

    def in_state(self, state: ChapterState) -> int:
        """How many chapters are in a state."""
        return sum(one.state is state for one in self.chapters)

    @property
    def characters(self) -> int:
        """What the next run would send, in characters of the source."""
        return sum(one.characters for one in self.chapters)

    @property
    def last_delivery(self) -> str:
        """The date of the newest delivery, "" for none."""
        return max((one.delivered for one in self.chapters), default="")

    @property
    def last_human_change(self) -> str:
        """The date of the last change by a person, "" if none is known."""
        return max((one.human_change for one in self.chapters), default="")

    @property
    def next_step(self) -> str:
        """What should be done, in words."""
        waiting = self.in_state(ChapterState.DELIVERED)
        left_outdated = sum(one.counts.outdated for one in self.chapters if one.state is ChapterState.TO_REVIEW)
        to_review = self.counts.to_review + left_outdated
        left = [one for one in self.chapters if one.state in (ChapterState.MISSING, ChapterState.OUTDATED)]
        gone = self.in_state(ChapterState.SOURCE_GONE)
        count = sum(one.counts.to_translate for one in left)
        cost = f", about {usd(self.usd)}" if self.usd is not None and count else ""
        steps = [
            f"take over the delivery of {waiting} {_chapters(waiting)}" if waiting else "",
            f"run: {count} {_segments(count)} of {len(left)} {_chapters(len(left))}{cost}" if left else "",
            f"look at {to_review} {_segments(to_review)}" if to_review else "",
            f"run: {gone} {_chapters(gone)} without source are removed" if gone else "",
        ]
        return "; ".join(filter(None, steps)) or "nothing"

    def after(self, former: BookStatus | None) -> BookStatus:
        """The same with the trend of what was known before; a day has one point, its last."""
        day = self.date[:10]
        before = [point for point in former.trend if point.day < day] if former else []
        return replace(self, trend=tuple([*before, TrendPoint(day, self.counts)][-LONGEST_TREND:]))


@dataclass(frozen=True)
class LastDelivery:
    """What is known of the last delivery of a chapter: its run, when it was, and the story of the segments.

    `is_waiting`: it brings the chapter up to date, and is not taken over.
    """

    run: str = ""
    date: str = ""
    story: Provenance | None = None
    is_waiting: bool = False


def chapter_status(texts: ChapterTexts, delivery: LastDelivery, *, language: str) -> ChapterStatus:
    """The status of a chapter by its texts and its last delivery, without what git knows of it."""
    translation = texts.translation
    if texts.source is None:
        return ChapterStatus(texts.id, ChapterState.SOURCE_GONE, delivered=delivery.date)
    now = segments(texts.source, language=language, granularity="sentence")
    if translation is None:
        states = ["missing"] * len(now)
    else:
        before = segments(texts.origin, language=language, granularity="sentence") if texts.origin else now
        states = _states(before, now, delivery.story, translation)
    todo = [one for one, state in zip(now, states, strict=True) if state in _TO_TRANSLATE]
    counts = Counter("outdated" if state == _LEFT else state for state in states)
    known = Counts(*(counts[name] for name in COUNTED))
    return ChapterStatus(
        texts.id,
        _state(known, translation, delivery.is_waiting, len(todo)),
        known,
        words=sum(word[0].isalnum() for one in todo for word in WORD.findall(one.plain)),
        characters=0 if delivery.is_waiting else sum(len(one.text) for one in todo),
        delivery=delivery.run,
        delivered=delivery.date,
    )


_TO_TRANSLATE = ("outdated", "missing")
_LEFT = "left outdated"  # a delivery could not bring it up to date: it waits for a person, not for a run
_UNSEEN = {"machine": "machine", "carried": "repaired", "repaired": "repaired", "outdated": _LEFT}


def _state(counts: Counts, translation: Chapter | None, is_waiting: bool, to_translate: int) -> ChapterState:
    if is_waiting:
        return ChapterState.DELIVERED
    if translation is None:
        return ChapterState.MISSING
    if to_translate:
        return ChapterState.OUTDATED
    return ChapterState.TO_REVIEW if counts.to_review or counts.outdated else ChapterState.UP_TO_DATE


def _states(
    before: Sequence[Segment], now: Sequence[Segment], sidecar: Provenance | None, translation: Chapter
) -> list[str]:
    """The state of each segment of the source: new text is outdated where it took the place of other text."""
    unseen = _unseen(sidecar, translation)
    left = Counter(one.key for one in before)
    states = []
    for one in now:
        is_known = left[one.key] > 0
        left[one.key] -= is_known
        told = next((state for state, texts in unseen.items() if bare(one.text) in texts), "human")
        states.append(told if is_known else "missing")
    steps = SequenceMatcher(None, [one.key for one in before], [one.key for one in now], autojunk=False).get_opcodes()
    for tag, i, i_end, j, j_end in steps:
        if tag == "replace":
            gone = sum(left[one.key] > 0 for one in before[i:i_end])
            for place in [place for place in range(j, j_end) if states[place] == "missing"][:gone]:
                states[place] = "outdated"
    return states


def _unseen(sidecar: Provenance | None, translation: Chapter) -> dict[str, str]:
    """The bare sources of the drafts and repairs that stand in the translation as they were delivered, by state."""
    texts: dict[str, list[str]] = {}
    stands = bare(translation.text)
    for one in sidecar.segments if sidecar else ():
        if one.state in _UNSEEN and not one.looked_at and one.target and bare(one.target) in stands:
            texts.setdefault(_UNSEEN[one.state], []).append(bare(one.source))
    return {state: "\0".join(sources) for state, sources in texts.items()}


_SCHEMA = Schema(BookStatus, SCHEMA_VERSION, "make it anew with `amts status`")


def write_status(status: BookStatus) -> str:
    """The status as JSON."""
    return _SCHEMA.dump(status)


def read_status(text: str | bytes, name: str = "this status") -> BookStatus:
    """The status in this JSON; raises AmtsError for what this version cannot read."""
    return _SCHEMA.load(text, name)


def status_table(books: Iterable[BookStatus]) -> str:
    """A Markdown table with a row for each pair, for the README of a book."""
    lines = [
        "| pair | human, up to date | machine | repaired | outdated | missing | chapters up to date | last delivery |",
        "|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for book in books:
        counts, total = book.counts, len(book.chapters)
        shares = " | ".join(percent(counts.share(name)) for name in COUNTED)
        done = f"{book.in_state(ChapterState.UP_TO_DATE)} of {total}"
        lines.append(f"| {book.pair} | {shares} | {done} | {book.last_delivery[:10] or '–'} |")
    return "\n".join(lines) + "\n"


def chapter_table(book: BookStatus) -> str:
    """A Markdown table with a row for each chapter of a pair."""
    lines = ["| chapter | state | human | machine | repaired | outdated | missing | source since | next step |"]
    lines += ["|---|---|--:|--:|--:|--:|--:|---|---|"]
    for one in book.chapters:
        counts = " | ".join(str(getattr(one.counts, name)) for name in COUNTED)
        name = "".join(f"\\{sign}" if sign in "|\\`*_[]<>" else sign for sign in one.chapter)
        lines.append(f"| {name} | {one.state.value} | {counts} | {source_since(one)} | {one.next_step} |")
    return "\n".join(lines) + "\n"


def source_since(one: ChapterStatus) -> str:
    """What happened to the source since the translation was made, in words."""
    if one.state in (ChapterState.MISSING, ChapterState.SOURCE_GONE) or not (one.commits or one.words):
        return "–"
    commits = "" if one.commits is None else f"{one.commits} {'commit' if one.commits == 1 else 'commits'}"
    words = f"{one.words} {'word' if one.words == 1 else 'words'}" if one.words else "no words"
    return ", ".join(filter(None, [commits, words]))


def badge(book: BookStatus) -> str:
    """The share of a book that is human and up to date, as an SVG badge of its own."""
    share = book.counts.share("human")
    label, value = book.pair, percent(share)
    color = "#1a7f37" if share >= 0.95 else "#7a5c00" if share >= 0.7 else "#a4262c"
    left, right = 7 * len(label) + 12, 7 * len(value) + 12
    title = f"{label}: {value} of the segments are human and up to date"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<rect width="{left + right}" height="20" rx="3" fill="#444"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right - 3}z" fill="{color}"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{left / 2}" y="14">{label}</text><text x="{left + right / 2}" y="14">{value}</text></g></svg>\n'
    )


def percent(share: float) -> str:
    """A share as whole per cent; what is not all of it is not 100, what is not nothing is not 0."""
    whole = round(100 * share)
    if share < 1:
        whole = min(whole, 99)
    if share > 0:
        whole = max(whole, 1)
    return f"{whole} %"


def _segments(count: int) -> str:
    return "segment" if count == 1 else "segments"


def _chapters(count: int) -> str:
    return "chapter" if count == 1 else "chapters"
