"""The updates in the history of a translation: what a human changed when the source had changed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from amts_core.book.chapter import FORMATS, Chapter, read_chapter
from amts_core.book.git import GitMissing, git_line
from amts_core.book.repository import Book, BookLocation, open_book
from amts_core.errors import AmtsError
from amts_core.sync.origin import last_change

LOG = logging.getLogger(__name__)
STATES = ("source_before", "source_after", "translation_before", "translation_after")


@dataclass(frozen=True)
class Update:
    """A chapter of a translation before and after a human brought it up to date, and the source at both times."""

    name: str
    group: str  # the commit
    source_before: Chapter
    source_after: Chapter
    translation_before: Chapter
    translation_after: Chapter


def read_updates(folder: Path) -> list[Update]:
    """The updates in a folder: a folder for each, with `source_before.md` and so on (other formats too).

    `index.json`, if there is one, names the commit of each (`update`, `commit`). Raises AmtsError if there are none.
    """
    commits: dict[str, str] = {}
    index = folder / "index.json"
    if index.is_file():
        try:
            commits = {
                str(entry["update"]): str(entry.get("commit", "")) for entry in json.loads(index.read_text("utf-8"))
            }
        except (ValueError, KeyError, TypeError, AttributeError):
            raise AmtsError(f"{index} is no list of updates: each entry has `update`, and perhaps `commit`") from None
    places = sorted(path.parent for path in folder.rglob("source_before.*"))
    updates = [_read_update(place, commits.get(place.name) or place.name) for place in places]
    if not updates:
        raise AmtsError(
            f"{folder} holds no updates: each is a folder with {', '.join(f'{name}.md' for name in STATES)}"
        )
    return updates


def find_updates(
    translation: BookLocation, source: BookLocation | None, cache: Path, *, since: str | None = None
) -> Iterator[Update]:
    """The updates in the git history of a translation, the oldest first.

    An update is a commit that changes a chapter whose source had changed since the chapter's last commit. The source is
    the origin that the translation keeps, else the newest version of the `source` book at the time of each of the two.
    `since` is a commit or a date that git knows. Merge commits are left out: their parts are in the history.
    """
    book = open_book(translation, cache)
    sources = open_book(source, cache) if source else None
    if translation.origin_suffix is None and sources is None:
        raise AmtsError(f"{translation.location} keeps no origins: give the repository of its source too")
    for commit, parent, date in _commits(book, since):
        now, former = replace(book, revision=commit), replace(book, revision=parent)
        for change in now.changes(parent, commit):
            if change.kind not in ("modified", "renamed"):
                continue
            old_id = change.former_id or change.id
            kept = now.origin_blob(change.id), former.origin_blob(old_id)
            if kept[0] and kept[0] == kept[1]:
                continue  # the origin is the same file: nothing of it is read
            try:
                update = _update(sources, former, now, old_id, change.id, date, commit)
            except GitMissing:
                raise
            except AmtsError as error:
                LOG.warning("%s in commit %s is left out: %s", change.id, commit[:8], error)
                continue
            if update:
                yield update


def _update(
    sources: Book | None, former: Book, now: Book, old_id: str, new_id: str, date: str, commit: str
) -> Update | None:
    """The update that a commit is for a chapter, None if its source is as before."""
    after, before = now.find(new_id), former.find(old_id)
    then = "" if former.origin_blob(old_id) else last_change(former, old_id)
    source_before, source_after = _source(sources, former, old_id, then), _source(sources, now, new_id, date)
    if not (after and before and source_before and source_after) or source_before.text == source_after.text:
        return None
    return Update(f"{commit[:8]}-{new_id}", commit, source_before, source_after, before, after)


def _read_update(place: Path, group: str) -> Update:
    chapters = []
    for state in STATES:
        files = [path for path in sorted(place.glob(f"{state}.*")) if path.suffix.lower() in FORMATS]
        if not files:
            raise AmtsError(f"{place} has no {state}.md: an update needs {', '.join(STATES)}")
        chapters.append(read_chapter(files[0], id=place.name))
    return Update(place.name, group, *chapters)


def _source(sources: Book | None, translation: Book, chapter: str, date: str) -> Chapter | None:
    """The source of a chapter at this state of the translation."""
    kept = translation.find_origin(chapter)
    if kept is not None or sources is None:
        return kept
    revision = git_line(["rev-list", "-1", f"--before={date}", sources.revision or "HEAD"], sources.root)
    return replace(sources, revision=revision).find(chapter) if revision else None


def _commits(book: Book, since: str | None) -> Iterator[tuple[str, str, str]]:
    """Commit, parent and date of the commits of a book, the oldest first, without merges and without the first."""
    limit = []
    if since:
        known = git_line(["rev-parse", "--verify", "--quiet", f"{since}^{{commit}}"], book.root, accept=(0, 1, 128))
        limit = [f"^{known}"] if known else [f"--since={since}"]
    listing = git_line(
        ["log", "--reverse", "--no-merges", "--format=%H %P %cI", book.revision or "HEAD", *limit, "--", "."], book.root
    )
    for line in listing.splitlines():
        fields = line.split()
        if len(fields) == 3:
            yield fields[0], fields[1], fields[2]
