"""What became of a run, as the pipeline keeps it and pages read it: chapters put together, its end, its failures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FOLDER = "a folder"  # no name of a branch has a blank


@dataclass(frozen=True)
class Record:
    """The last delivery of a chapter.

    `source` and `origin` are keys of chapter texts in the store: the source that was delivered ("" if the delivery
    removed the chapter), and the source of the translation that it was built on. `translation` is the digest of that
    translation ("" for a new chapter): while the book still holds it, the delivery has not been taken over. Nor has it
    if the book holds the former texts of the segments that the delivery changed. `desk` names what people had decided
    on the chapter then, `path` is where the chapter was put in the translated book, `place` the branch that has it, or
    `FOLDER` ("" if an earlier version delivered it, which did not say).
    """

    chapter: str
    run: str
    source_revision: str
    source: str
    origin: str
    translation: str
    desk: str = ""
    path: str = ""
    place: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether it is of a chapter that had no translation."""
        return bool(self.source) and not self.translation


@dataclass(frozen=True)
class Rebuilt:
    """A chapter that was put together: where it is, and how many of its segments came from where.

    `source_path` and `path` are where its source and it stand, from the top of their repositories. `refused` says why
    it cannot be put together, whatever is tried: its other fields are empty then. `backward` are faults of the source
    that no delivery of the chapter has told.
    """

    chapter: str
    uri: str = ""
    human: int = 0
    machine: int = 0
    flagged: int = 0
    record: Record | None = None
    refused: str = ""
    source_path: str = ""
    path: str = ""
    backward: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a run handed over: chapters and removals (ids), and where; `held` is what it did not, and why.

    `state` is `nothing` if all is held, or nothing was to be done; `rejected` if a person rejected it. `by` is who
    approved or rejected it, "" if nobody was asked; `at` when (ISO, UTC). `notes` are on the links of the whole book,
    `backward` are faults of the source by chapter, told once, `records` of what was handed over.
    """

    run: str
    state: Literal["delivered", "nothing", "rejected"]
    at: str
    by: str = ""
    chapters: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    branch: str = ""
    pull_request: str = ""
    notes: tuple[str, ...] = ()
    backward: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """Why a task of a run failed for good, and when (ISO, UTC); `what` is what it was about, such as a chapter."""

    task: str
    what: str
    at: str
    reason: str
