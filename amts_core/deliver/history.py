"""What git knows of the files of a book: when each was changed, and what it held then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha1, sha256

from amts_core.book.history import read_edits
from amts_core.book.repository import Book


@dataclass(frozen=True, slots=True)
class Touch:
    """A commit that changed a file; `date` is ISO 8601 (UTC), `blob` git's name of what the file held after it."""

    commit: str
    date: str
    blob: str


@dataclass(frozen=True)
class History:
    """The commits of each file of a book, the newest first; empty for a folder without history."""

    files: Mapping[str, tuple[Touch, ...]] = field(default_factory=dict)

    def since(self, path: str, content: bytes | None) -> int | None:
        """How many commits have changed a file since it held this content; None if it never did."""
        touches = self.files.get(path, ())
        names = {blob_name(content, kind) for kind in ("sha1", "sha256")} if content is not None else set()
        return next((number for number, touch in enumerate(touches) if touch.blob in names), None)

    def last(self, path: str) -> str:
        """The date of the last commit of a file, "" if there is none."""
        return next((touch.date for touch in self.files.get(path, ())), "")

    def last_human(self, path: str, sidecar: str) -> str:
        """The date of the last commit of a chapter that did not change its sidecar too, as deliveries do."""
        deliveries = {touch.commit for touch in self.files.get(sidecar, ())}
        return next((touch.date for touch in self.files.get(path, ()) if touch.commit not in deliveries), "")


def read_history(book: Book) -> History:
    """The history of the files of a book at its revision, chapters and all others."""
    folder = book.git_folder_if_any
    if folder is None:
        return History()
    files: dict[str, list[Touch]] = {}
    for edit in read_edits(
        book.root, book.revision or "HEAD", [f":(top,literal){folder}"] * bool(folder), "--no-renames"
    ):
        date = datetime.fromtimestamp(edit.time, UTC).isoformat()
        files.setdefault(book.inner_path(edit.path), []).append(Touch(edit.commit, date, edit.after))
    return History({path: tuple(touches) for path, touches in files.items()})


def blob_name(content: bytes, kind: str = "sha1") -> str:
    """What git calls this content (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects)."""
    framed = b"blob %d\0" % len(content) + content
    return (sha1(framed, usedforsecurity=False) if kind == "sha1" else sha256(framed)).hexdigest()
