"""What a run handed over, or is about to: its chapters with their counts, how it ended, and the files of it."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from amts_core.aws.storage import Store
from amts_core.deliver.desk import Desk, desk_key, left_to_review, read_desk
from amts_core.deliver.exchange import FORMS, Unit, units, write_units
from amts_core.deliver.kept import Kept, kept_key, load_kept
from amts_core.deliver.review import delivered_chapter, review_page, to_do_list
from amts_core.deliver.sidecar import Provenance
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_ui.library import READERS, Library

STATES = ("delivered", "held", "failed", "put together", "not made", "waiting", "removed", "to remove")
ARCHIVES = {
    "chapters.zip": "application/zip",
    "review.zip": "application/zip",
    "TODO.md": "text/markdown",
    "chapters.patch": "text/x-patch",
}
FILES = ARCHIVES | FORMS
"""What can be downloaded of a delivery, by name."""


@dataclass(frozen=True)
class Place:
    """A run of a pair."""

    pair: str
    run: str


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
class Failure:
    """Why a task of the run failed: the first one is the cause."""

    task: str
    what: str
    at: str
    reason: str


@dataclass(frozen=True)
class Delivery(Place):
    """A run as its store knows it. `state` is that of its outcome, "" if it did not come so far."""

    state: str
    at: str
    by: str
    force: bool
    chapters: tuple[DeliveredChapter, ...]
    failures: tuple[Failure, ...]
    folder: str
    branch: str
    pull_request: str
    estimated_usd: float | None
    budget_usd: float | None

    @property
    def tally(self) -> Tally:
        """The counts of all chapters."""
        return sum((one.tally for one in self.chapters if one.tally), Tally())

    def count(self, state: str) -> int:
        """How many chapters have this state."""
        return sum(one.state == state for one in self.chapters)


def read_delivery(library: Library, pair: str, run: str) -> Delivery | None:
    """What the store knows of a run; None if it knows nothing."""
    store, place = library.store, f"runs/{pair}/{run}"
    plan, outcome, cost = (store.find_json(f"{place}/{name}.json") or {} for name in ("plan", "outcome", "cost"))
    failures = sorted((Failure(*_texts(one)) for one in _below(store, f"{place}/failures")), key=lambda one: one.at)
    if not plan and not failures:
        return None
    return Delivery(
        pair,
        run,
        state=str(outcome.get("state", "")),
        at=str(outcome.get("at", "")),
        by=str(outcome.get("by", "")),
        force=bool(plan.get("force")),
        chapters=tuple(_chapters(library, pair, run, plan, outcome)),
        failures=tuple(failures),
        folder=str(outcome.get("folder", "")),
        branch=str(outcome.get("branch", "")),
        pull_request=str(outcome.get("pull_request", "")),
        estimated_usd=sum(cost["dollars"].values()) if "dollars" in cost else None,
        budget_usd=plan.get("budget_usd"),
    )


def read_branch(library: Library, place: Place) -> str:
    """The branch that a run delivered to, "" for none."""
    outcome = library.store.find_json(f"runs/{place.pair}/{place.run}/outcome.json") or {}
    return str(outcome.get("branch", ""))


def _below(store: Store, folder: str) -> list[Any]:
    """The JSON values under a folder."""
    return [store.find_json(key) for key in store.keys(folder)]


def _texts(told: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """The fields of a failure."""
    task, what, at, reason = (str(told.get(name, "")) for name in ("task", "what", "at", "reason"))
    return task, what, at, reason


def _chapters(
    library: Library, pair: str, run: str, plan: Mapping[str, Any], outcome: Mapping[str, Any]
) -> Iterator[DeliveredChapter]:
    made, desks = library.tags(f"runs/{pair}/{run}/chapters/"), library.tags(f"desk/{pair}/")
    names = list(dict.fromkeys([*plan.get("deliver", ()), *made]))
    with ThreadPoolExecutor(READERS) as readers:
        found = readers.map(lambda name: _tally(library, pair, run, name, made[name], desks), made)
        tallies = dict(zip(made, found, strict=True))
    refused = _refused(library.store, f"runs/{pair}/{run}") if len(made) < len(names) else {}
    held, delivered = outcome.get("held", {}), set(outcome.get("chapters", ()))
    for name in names:
        tally = tallies.get(name)
        if name in delivered:
            yield DeliveredChapter(name, "delivered", tally=tally)
        elif name in held:
            yield DeliveredChapter(name, "held", str(held[name]), tally)
        elif name in refused:
            yield DeliveredChapter(name, "failed", refused[name])
        else:
            yield DeliveredChapter(name, "put together" if tally else "not made", tally=tally)
    for name in plan.get("waiting", ()):
        yield DeliveredChapter(name, "waiting", "the budget of the run: the next run takes it")
    for name, reason in plan.get("rejected", {}).items():
        yield DeliveredChapter(name, "held", str(reason))
    for name in plan.get("remove", ()):
        state = "removed" if name in outcome.get("removed", ()) else "held" if name in held else "to remove"
        yield DeliveredChapter(name, state, str(held.get(name, "its source is gone")))


def _refused(store: Store, place: str) -> dict[str, str]:
    """Why chapters could not be put together, or were not translated."""
    found: dict[str, str] = {}
    for lost in _below(store, f"{place}/lost"):
        found |= {str(name): str(reason) for name, reason in lost.items()}
    for rebuilt in _below(store, f"{place}/rebuilt"):
        found |= {str(one["chapter"]): str(one["refused"]) for one in rebuilt if one.get("refused")}
    return found


def _tally(library: Library, pair: str, run: str, chapter: str, tag: str, desks: Mapping[str, str]) -> Tally:
    """The counts of a chapter; made again when its story or its desk has changed."""

    def made() -> Tally:
        story = read_story(library, pair, run, chapter)
        if story is None:
            return Tally()
        desk = chapter_desk(library, pair, chapter) if chapter in desks else Desk(chapter)
        changes = Counter(one.change for one in story.segments)
        states = Counter(one.state for one in story.segments)
        return Tally(
            kept=changes["kept"],
            drafted=states["machine"] + changes["beside"],
            repaired=states["carried"] + states["repaired"],
            moved=changes["moved"],
            deleted=len(story.removed),
            flagged=len(story.flags) + sum(bool(one.flags) for one in story.segments),
            decided=len(desk.decisions),
            left=len(left_to_review(story, desk)),
        )

    try:
        return library.tallies.get((pair, run, chapter, tag, desks.get(chapter, "")), made)
    except AmtsError:
        return Tally()  # what cannot be read is said where the chapter is opened


def read_story(library: Library, pair: str, run: str, chapter: str) -> Provenance | None:
    """The story of a chapter in a run, None if it has none."""
    kept = find_kept(library, pair, run, chapter)
    return kept.story if kept else None


def find_kept(library: Library, pair: str, run: str, chapter: str) -> Kept | None:
    """A chapter as a run put it together, with its story; None if it has not."""
    key = kept_key(pair, run, chapter)
    text = library.store.find(key)
    return None if text is None else load_kept(text, library.store.uri(key))


def chapter_desk(library: Library, pair: str, chapter: str) -> Desk:
    """What was decided on a chapter."""
    return read_desk(library.store.find(desk_key(pair, chapter)), chapter)


def all_units(library: Library, delivery: Delivery) -> Iterator[Unit]:
    """What is to be looked at in all chapters of a delivery."""
    for chapter, kept in _all_kept(library, delivery):
        yield from units(kept.story, chapter_desk(library, delivery.pair, chapter))


def _all_kept(library: Library, delivery: Delivery) -> Iterator[tuple[str, Kept]]:
    for one in delivery.chapters:
        kept = find_kept(library, delivery.pair, delivery.run, one.chapter) if one.tally else None
        if kept is not None:
            yield one.chapter, kept


def write_file(library: Library, delivery: Delivery, name: str, languages: LanguagePair, suffix: str) -> bytes:
    """A file of a delivery, one of FILES. `suffix` ends the names of chapters, such as `.md`."""
    if name in FORMS:
        found = all_units(library, delivery)
        return write_units(found, name, **languages.codes)
    if name == "chapters.patch":
        return library.store.read(f"runs/{delivery.pair}/{delivery.run}/chapters.patch").encode()
    all_kept = _all_kept(library, delivery)
    stories = [delivered_chapter(f"{chapter}{suffix}", kept.text, kept.story) for chapter, kept in all_kept]
    if name == "TODO.md":
        return to_do_list(stories).encode()
    if name == "review.zip":
        return _zipped({f"{one.path}.html": review_page(one) for one in stories})
    return _zipped({one.path: one.chapter.text for one in stories})


def _zipped(files: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()
