"""What git knows of the files of a book: when each was changed, and what it held then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha1, sha256

from amts_core.book.git import git_if_any
from amts_core.book.repository import Book
from amts_core.errors import AmtsError

_COMMIT = "\x01"  # what a line with a commit starts with: no mode of a file does


@dataclass(frozen=True, slots=True)
class Touch:
    """A commit that changed a file; `date` is ISO 8601, `blob` git's name of what the file held after it."""

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
    """The history of the files of a book at its revision, read by one command of git.

    https://git-scm.com/docs/git-log#_raw_output_format
    """
    try:
        folder = book.git_folder
    except AmtsError:
        return History()
    relative = f"--relative={folder}" if folder else "--relative"
    shape = ("-z", "--raw", "--no-renames", "--no-abbrev", f"--format={_COMMIT}%H %cI", relative)
    listing = git_if_any(["log", *shape, book.revision or "HEAD"], book.root)
    files: dict[str, list[Touch]] = {}
    for path, touch in _touches(iter(listing.decode("utf-8", "surrogateescape").split("\0"))):
        files.setdefault(path, []).append(touch)
    return History({path: tuple(touches) for path, touches in files.items()})


def blob_name(content: bytes, kind: str = "sha1") -> str:
    """What git calls this content (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects)."""
    framed = b"blob %d\0" % len(content) + content
    return (sha1(framed, usedforsecurity=False) if kind == "sha1" else sha256(framed)).hexdigest()


def _touches(fields: Iterator[str]) -> Iterator[tuple[str, Touch]]:
    """Each path with its commit; the first change of a commit stands on a line of its own."""
    commit = date = ""
    for entry in fields:
        text = entry.lstrip("\n")
        if text.startswith(_COMMIT):
            commit, date = text.removeprefix(_COMMIT).split(" ", 1)
        elif text.startswith(":"):
            yield next(fields), Touch(commit, date, text.split()[3])
