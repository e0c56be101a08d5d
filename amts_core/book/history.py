"""The history of a book's files, read from git once: the versions of each, where they were renamed, and what they hold.

Git tells names and content ids of all versions in one listing; content is read in batches, and only where it is wanted.
The history is that of the branch itself: a commit that was merged into it counts as a part of its merge.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from amts_core.book.git import git, git_if_any
from amts_core.errors import AmtsError

LOG = logging.getLogger(__name__)
BATCH = 500  # files that are read by one process of git


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A version of a file: the commit that made it, when (seconds), its path then, and the id of its content."""

    commit: str
    time: int
    path: str
    blob: str


@dataclass(frozen=True, slots=True)
class FileEdit:
    """What a commit did to a file: `former` is its path before, `before` and `after` are the ids of its contents.

    `status` is git's: A, C, D, M, R or T, with the likeness of a copy or a rename. A merge has several parents; what it
    did is told beside its first.
    """

    commit: str
    time: int
    parents: tuple[str, ...]
    status: str
    former: str
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Event:
    """What a commit did to a path; `former` is the path that it was renamed from. `blob` is "" if it went."""

    number: int
    commit: str
    time: int
    path: str
    blob: str
    former: str = ""


@dataclass(frozen=True)
class History:
    """All changes of the files of a repository, by their path, the newest first."""

    events: dict[str, list[_Event]]
    renamed: dict[str, list[_Event]]

    def versions(self, path: str) -> Iterator[FileVersion]:
        """The versions of a file, the newest first; it is followed where it was renamed, and found if it is gone."""
        before = -1
        while path:
            former = ""
            for event in self.events.get(path, ()):
                if event.number <= before:
                    continue
                before = event.number
                if event.blob:
                    yield FileVersion(event.commit, event.time, event.path, event.blob)
                if event.former:
                    former = event.former
                    break
            path = former

    def former_paths(self, path: str) -> list[str]:
        """The paths that a file had before, the latest first."""
        return [one for one in dict.fromkeys(version.path for version in self.versions(path)) if one != path]

    def later_paths(self, path: str) -> list[str]:
        """The paths that a file got when it was renamed, the first one first; none for one that stayed."""
        found: list[str] = []
        after = None
        while True:
            moves = [event for event in self.renamed.get(path, ()) if after is None or event.number < after]
            if not moves or moves[0].path in found:
                return found
            path, after = moves[0].path, moves[0].number
            found.append(path)

    def last(self, path: str) -> FileVersion | None:
        """The last version of a file that there was."""
        return next(self.versions(path), None)


def read_history(folder: Path, revision: str, patterns: Sequence[str] = ()) -> History:
    """The history of the files of a repository up to a revision; empty where there is no git, or no such revision.

    `patterns` are pathspecs of git, from the top of the repository.
    """
    events: dict[str, list[_Event]] = defaultdict(list)
    renamed: dict[str, list[_Event]] = defaultdict(list)
    for event in _events(read_edits(folder, revision, patterns, "--first-parent")):
        events[event.path].append(event)
        if event.former:
            renamed[event.former].append(event)
    return History(dict(events), dict(renamed))


def read_edits(folder: Path, revision: str, patterns: Sequence[str] = (), *options: str) -> Iterator[FileEdit]:
    """What each commit up to a revision did to the files of a repository; none where there is no git, or no such
    revision. The newest commit is the first; `patterns` are pathspecs, `options` those of `git log`.
    """
    form = ["--raw", "--no-abbrev", "-z", "--diff-merges=first-parent", "--format=%x01%H %ct %P", *options]
    asked = [revision, "--", *patterns]
    try:
        listing = git(["log", "-M", *form, *asked], folder)
    except AmtsError:  # git compares contents to find renames, and stops at a damaged one: then by the ids alone
        listing = git_if_any(["log", "-M100%", *form, *asked], folder)
    commit, time, parents = "", "", [""]
    fields = iter(listing.decode("utf-8", "surrogateescape").split("\0"))
    for field in fields:
        if field.startswith("\x01"):
            commit, time, *parents = field[1:].split()
        elif field.strip().startswith(":"):
            *_, before, after, status = field.split()
            former = next(fields)
            path = next(fields) if status[0] in "RC" else former
            yield FileEdit(commit, int(time), tuple(parents), status, former, path, before, after)


def _events(edits: Iterable[FileEdit]) -> Iterator[_Event]:
    for number, (_, some) in enumerate(groupby(edits, key=attrgetter("commit"))):
        for edit in some:
            kind, blob = edit.status[0], "" if edit.status[0] == "D" else edit.after
            yield _Event(number, edit.commit, edit.time, edit.path, blob, edit.former if kind in "RC" else "")
            if kind == "R":
                yield _Event(number, edit.commit, edit.time, edit.former, "")


def blob_ids(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The ids of files (`revision:path`) by name; one that is missing is left out. Nothing of them is read."""
    wanted = [name for name in dict.fromkeys(names) if "\n" not in name]
    asked = "".join(f"{name}\n" for name in wanted).encode("utf-8", "surrogateescape")
    answers = git(["cat-file", "--batch-check=%(objectname) %(objecttype)"], folder, input=asked).splitlines()
    found = zip(wanted, answers, strict=True)
    return {name: answer[:-5].decode() for name, answer in found if answer.endswith(b" blob")}


def read_blobs(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """The contents of git objects (ids, or `revision:path`) by name; one that is missing or damaged is left out."""
    wanted = list(dict.fromkeys(names))
    found: dict[str, bytes] = {}
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        try:
            found |= _read_batch(folder, some)
        except AmtsError:  # git stops at a damaged object: the others one by one
            for name in some:
                content = git_if_any(["cat-file", "blob", name], folder)
                if content:
                    found[name] = content
            LOG.warning("%s: %d objects that git cannot read are left out", folder, len(set(some) - found.keys()))
    return found


def _read_batch(folder: Path, names: Sequence[str]) -> dict[str, bytes]:
    answer = git(["cat-file", "--batch"], folder, input="".join(f"{name}\n" for name in names).encode())
    found, place = {}, 0
    for name in names:
        end = answer.index(b"\n", place)
        fields = answer[place:end].rsplit(b" ", 2)
        place = end + 1
        if len(fields) == 3 and fields[2].isdigit():
            size = int(fields[2])
            if fields[1] == b"blob":
                found[name] = answer[place : place + size]
            place += size + 1
    return found
