"""What a run handed over, or is about to: its chapters with their counts, how it ended, and the files of it."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import PurePosixPath

from amts_core.deliver.desk import Desk, desk_key, left_to_review, read_desk, segment_names
from amts_core.deliver.exchange import FORMS, Unit, units, write_units
from amts_core.deliver.forms import Failure, Outcome
from amts_core.deliver.kept import Kept, kept_of
from amts_core.deliver.review import delivered_chapter, review_page, to_do_list
from amts_core.deliver.sidecar import Provenance
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_ui.kept import Place, Plan, find_cost, find_outcome, find_plan, read_failures, read_rebuilt, read_refused
from amts_ui.library import READERS, Library

STATES = ("delivered", "held", "failed", "put together", "not made", "waiting", "removed", "to remove")
PATCH = "chapters.patch"
ARCHIVES = {
    "chapters.zip": "application/zip",
    "review.zip": "application/zip",
    "TODO.md": "text/markdown",
    PATCH: "text/x-patch",
}
FILES = ARCHIVES | FORMS
"""What can be downloaded of deliveries, by name."""


@dataclass(frozen=True)
class Tally:
    """The segments of a chapter by what became of them; `left` are those that nobody has decided on."""

    kept: int = 0
    drafted: int = 0
    repaired: int = 0
    moved: int = 0
    deleted: int = 0
    flagged: int = 0
    decided: int = 0
    left: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in TALLIED))


TALLIED = ("kept", "drafted", "repaired", "moved", "deleted", "flagged", "decided", "left")


@dataclass(frozen=True)
class DeliveredChapter:
    """A chapter of a run, and what became of it, one of STATES."""

    chapter: str
    state: str
    reason: str = ""
    tally: Tally | None = None


@dataclass(frozen=True)
class Delivery:
    """A run as its store knows it: what it planned, how it ended (None: not yet), what it costs, and its chapters."""

    place: Place
    plan: Plan
    outcome: Outcome | None
    chapters: tuple[DeliveredChapter, ...]
    failures: tuple[Failure, ...]
    estimated_usd: float | None

    @property
    def tally(self) -> Tally:
        """The counts of all chapters."""
        return sum((one.tally for one in self.chapters if one.tally), Tally())

    @property
    def files(self) -> tuple[str, ...]:
        """What can be downloaded of it: a patch is made by what hands over."""
        return tuple(name for name in FILES if name != PATCH or (self.outcome and self.outcome.folder))

    def count(self, state: str) -> int:
        """How many chapters have this state."""
        return sum(one.state == state for one in self.chapters)


def read_delivery(library: Library, place: Place) -> Delivery | None:
    """What the store knows of a run; None if it knows nothing. Raises AmtsError that names what cannot be read."""
    store = library.store
    plan, failures = find_plan(store, place), read_failures(store, place)
    if plan is None and not failures:
        return None
    plan, outcome, cost = plan or Plan(), find_outcome(store, place), find_cost(store, place)
    chapters = tuple(_chapters(library, place, plan, outcome))
    return Delivery(place, plan, outcome, chapters, failures, cost.total if cost else None)


def _chapters(library: Library, place: Place, plan: Plan, outcome: Outcome | None) -> Iterator[DeliveredChapter]:
    made, desks = library.tags(place.key("chapters/")), library.tags(f"desk/{place.pair}/")
    names = list(dict.fromkeys([*plan.deliver, *made]))
    with ThreadPoolExecutor(READERS) as readers:
        found = readers.map(lambda name: _tally(library, place, name, made[name], desks), made)
        tallies = dict(zip(made, found, strict=True))
    refused = read_refused(library.store, place) if len(made) < len(names) else {}
    held, delivered, removed = (outcome.held, outcome.chapters, outcome.removed) if outcome else ({}, (), ())
    for name in names:
        tally = tallies.get(name)
        if name in delivered:
            yield DeliveredChapter(name, "delivered", tally=tally)
        elif name in refused and not tally:
            yield DeliveredChapter(name, "failed", refused[name])
        elif name in held:
            yield DeliveredChapter(name, "held", held[name], tally)
        else:
            yield DeliveredChapter(name, "put together" if tally else "not made", tally=tally)
    for name in plan.waiting:
        yield DeliveredChapter(name, "waiting", "the budget of the run: the next run takes it")
    for name, reason in plan.held.items():
        yield DeliveredChapter(name, "held", reason)
    for name, reason in plan.unreadable.items():
        yield DeliveredChapter(name, "failed", reason)
    for name in plan.remove:
        state = "removed" if name in removed else "held" if name in held else "to remove"
        yield DeliveredChapter(name, state, held.get(name, "its source is gone"))


def _tally(library: Library, place: Place, chapter: str, tag: str, desks: Mapping[str, str]) -> Tally:
    """The counts of a chapter; made again when its story or its desk has changed."""

    def made() -> Tally:
        story = read_story(library, place, chapter)
        if story is None:
            return Tally()
        desk = chapter_desk(library, place.pair, chapter) if chapter in desks else Desk(chapter)
        changes = Counter(one.change for one in story.segments)
        states = Counter(one.state for one in story.segments)
        return Tally(
            kept=changes["kept"],
            drafted=states["machine"] + changes["beside"],
            repaired=states["carried"] + states["repaired"],
            moved=changes["moved"],
            deleted=len(story.removed),
            flagged=len(story.flags) + sum(bool(one.flags) for one in story.segments),
            decided=sum(desk.of(name) is not None for name in segment_names((*story.segments, *story.removed))),
            left=len(left_to_review(story, desk)),
        )

    try:
        return library.tallies.get((place, chapter, tag, desks.get(chapter, "")), made)
    except AmtsError:
        return Tally()  # what cannot be read is said where the chapter is opened


def read_story(library: Library, place: Place, chapter: str) -> Provenance | None:
    """The story of a chapter in a run, None if it has none."""
    kept = find_kept(library, place, chapter)
    return kept.story if kept else None


def find_kept(library: Library, place: Place, chapter: str) -> Kept | None:
    """A chapter as a run put it together, with its story; None if it has not."""
    return kept_of(library.store.find, place.pair, place.run, chapter)


def chapter_desk(library: Library, pair: str, chapter: str) -> Desk:
    """What was decided on a chapter."""
    return read_desk(library.store.find(desk_key(pair, chapter)), chapter)


def all_units(library: Library, delivery: Delivery) -> Iterator[Unit]:
    """What is to be looked at in all chapters of a delivery."""
    for chapter, kept in _all_kept(library, delivery):
        yield from units(kept.story, chapter_desk(library, delivery.place.pair, chapter))


def _all_kept(library: Library, delivery: Delivery) -> Iterator[tuple[str, Kept]]:
    for one in delivery.chapters:
        kept = find_kept(library, delivery.place, one.chapter) if one.tally else None
        if kept is not None:
            yield one.chapter, kept


def write_file(library: Library, delivery: Delivery, name: str, languages: LanguagePair) -> bytes:
    """A file of a delivery, one of its own. Chapters stand where they do in the folder of the translated book."""
    if name in FORMS:
        found = all_units(library, delivery)
        return write_units(found, name, languages=languages)
    if name == PATCH:
        return library.store.read(delivery.place.key(PATCH)).encode()
    files = {one.chapter: PurePosixPath(one.path).name for one in read_rebuilt(library.store, delivery.place)}
    all_kept = _all_kept(library, delivery)
    stories = [
        delivered_chapter(str(PurePosixPath(chapter).with_name(files[chapter])), kept.text, kept.story)
        for chapter, kept in all_kept
    ]
    if name == "TODO.md":
        return to_do_list(stories, notes=delivery.outcome.notes if delivery.outcome else ()).encode()
    if name == "review.zip":
        return _zipped({f"{one.path}.html": review_page(one) for one in stories})
    return _zipped({one.path: one.chapter.text for one in stories})


def _zipped(files: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()
