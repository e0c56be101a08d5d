"""The history of a book's files, read from git once: the versions of each, where they were renamed, and what they hold.

Git tells names and content ids of all versions in one listing; content is read in batches, and only where it is wanted.
The history is that of the branch itself: a commit that was merged into it counts as a part of its merge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from amts_core.book.git import git, git_if_any
from amts_core.errors import AmtsError

BATCH = 500  # files that are read by one process of git


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A version of a file: the commit that made it, when (seconds), its path then, and the id of its content."""

    commit: str
    time: int
    path: str
    blob: str


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
    form = ["--raw", "--no-abbrev", "-z", "-M", "--format=%x01%H %ct"]
    options = ["--first-parent", "--diff-merges=first-parent", *form]
    listing = git_if_any(["log", *options, revision, "--", *patterns], folder).decode("utf-8", "surrogateescape")
    events: dict[str, list[_Event]] = defaultdict(list)
    renamed: dict[str, list[_Event]] = defaultdict(list)
    for event in _events(iter(listing.split("\0"))):
        events[event.path].append(event)
        if event.former:
            renamed[event.former].append(event)
    return History(dict(events), dict(renamed))


def _events(fields: Iterator[str]) -> Iterator[_Event]:
    commit, time, number = "", 0, -1
    for field in fields:
        if field.startswith("\x01"):
            commit, seconds = field[1:].split()
            time, number = int(seconds), number + 1
        elif field.strip().startswith(":"):
            *_, blob, status = field.split()
            if status[0] in "RC":
                former, path = next(fields), next(fields)
                yield _Event(number, commit, time, path, blob, former)
                if status[0] == "R":
                    yield _Event(number, commit, time, former, "")
            else:
                yield _Event(number, commit, time, next(fields), "" if status[0] == "D" else blob)


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
