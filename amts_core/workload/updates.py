"""The updates in the history of a translation: what a human changed when the source had changed."""

from __future__ import annotations

import json
import logging
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

from amts_core.book.chapter import FORMATS, Chapter, decode_chapter, read_chapter
from amts_core.book.git import git_line
from amts_core.book.history import FileEdit, blob_ids, read_blobs
from amts_core.book.repository import Book, BookLocation, open_book
from amts_core.errors import AmtsError

LOG = logging.getLogger(__name__)
STATES = ("source_before", "source_after", "translation_before", "translation_after")
AT_ONCE = 100  # updates whose texts are read together
KEPT = 500  # parsed texts that are kept: a text is the "after" of one update and the "before" of the next


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
    contents: dict[str, bytes] = {}

    @lru_cache(KEPT)
    def parsed(blob: str, chapter: str, format: str) -> Chapter:
        if blob not in contents:
            raise AmtsError(f"git has no readable file {blob}")
        return decode_chapter(contents[blob], id=chapter, format=format)

    found = _find(book, sources, _commits(book, since))
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        contents = _contents(some)
        for one in some:
            try:
                texts = [parsed(text.blob, one.chapter, text.format) for text in one.texts]
            except AmtsError as error:
                LOG.warning("%s in commit %s is left out: %s", one.chapter, one.commit[:8], error)
            else:
                yield Update(f"{one.commit[:8]}-{one.chapter}", one.commit, *texts)


@dataclass(frozen=True)
class _Text:
    """A text that is not read yet: a file of a book by its path in the repository, and the id of its content."""

    book: Book
    path: str
    blob: str

    @property
    def format(self) -> str:
        """What it is read as; raises AmtsError where the configuration names no known format."""
        return self.book.reading(self.book.inner_path(self.path)).format


@dataclass(frozen=True)
class _Found:
    """An update that is not read yet, with its texts in the order of STATES."""

    chapter: str
    commit: str
    texts: tuple[_Text, _Text, _Text, _Text]


def _find(book: Book, sources: Book | None, commits: frozenset[str]) -> list[_Found]:
    """The updates that these commits are, the oldest first, by the ids that git gives to the texts."""
    made: dict[tuple[str, str], int] = {}  # when a file got a content
    changed: list[tuple[FileEdit, str, str, int]] = []
    edits = book.edits()
    for edit in edits:
        then = made.get((edit.former, edit.before), 0)
        if len(edit.parents) > 1:  # its parts are in the history: only what none of them made is its own
            made.setdefault((edit.path, edit.after), edit.time)
        else:
            made[edit.path, edit.after] = edit.time if edit.before != edit.after else then
        former, chapter = book.chapter_at(edit.former), book.chapter_at(edit.path)
        if edit.commit in commits and edit.status[0] in "MR" and edit.before != edit.after and former and chapter:
            changed.append((edit, former, chapter, then))
    origins = _origins(book, edits, [edit for edit, *_ in changed])
    dated = _dated(sources)
    found = []
    for edit, former, chapter, then in changed:
        before = origins.get((edit.parents[0], edit.former)) or _text_at(dated.get(former, ()), then)
        after = origins.get((edit.commit, edit.path)) or _text_at(dated.get(chapter, ()), edit.time)
        if before and after and before.blob != after.blob:
            translation = _Text(book, edit.former, edit.before), _Text(book, edit.path, edit.after)
            found.append(_Found(chapter, edit.commit, (before, after, *translation)))
    return found


def _origins(book: Book, edits: Iterable[FileEdit], changed: Iterable[FileEdit]) -> dict[tuple[str, str], _Text]:
    """The origins that the book keeps of changed chapters, before and after, by commit and path of the chapter."""
    places = [place for edit in changed for place in ((edit.parents[0], edit.former), (edit.commit, edit.path))]
    names = {place: f"{place[0]}:{origin}" for place in places if (origin := book.origin_place(place[1]))}
    ids = {f"{edit.commit}:{edit.path}": edit.after for edit in edits if edit.status[0] in "MAR"}
    ids |= {f"{edit.parents[0]}:{edit.former}": edit.before for edit in edits if edit.status[0] in "MDR"}
    ids |= blob_ids(book.root, [name for name in names.values() if name not in ids])
    return {place: _Text(book, name.partition(":")[2], ids[name]) for place, name in names.items() if name in ids}


Dated = tuple[int, _Text | None]  # when a text came (seconds), None for one that went then


def _dated(book: Book | None) -> dict[str, list[Dated]]:
    """The versions of each chapter in the order of their time, on whatever branch they were made."""
    versions: dict[str, list[Dated]] = defaultdict(list)
    made = set()
    for edit in book.edits() if book else ():
        is_gone = edit.status[0] == "D"
        is_part = len(edit.parents) > 1 and (is_gone or (edit.path, edit.after) in made)
        made.add((edit.path, edit.after))
        if book and not is_part:
            if edit.former != edit.path:
                versions[book.chapter_at(edit.former) or ""].append((edit.time, None))
            text = None if is_gone else _Text(book, edit.path, edit.after)
            versions[book.chapter_at(edit.path) or ""].append((edit.time, text))
    return {chapter: sorted(some, key=itemgetter(0)) for chapter, some in versions.items()}


def _text_at(versions: Sequence[Dated], time: int) -> _Text | None:
    """The newest version at a time (seconds), None if there was none."""
    place = bisect_right(versions, time, key=itemgetter(0))
    return versions[place - 1][1] if place else None


def _contents(found: Iterable[_Found]) -> dict[str, bytes]:
    """The contents of the texts of updates by their ids: one process of git for each repository."""
    wanted: dict[Path, list[str]] = defaultdict(list)
    for text in (text for one in found for text in one.texts):
        wanted[text.book.root].append(text.blob)
    return {blob: content for root, blobs in wanted.items() for blob, content in read_blobs(root, blobs).items()}


def _read_update(place: Path, group: str) -> Update:
    chapters = []
    for state in STATES:
        files = [path for path in sorted(place.glob(f"{state}.*")) if path.suffix.lower() in FORMATS]
        if not files:
            raise AmtsError(f"{place} has no {state}.md: an update needs {', '.join(STATES)}")
        chapters.append(read_chapter(files[0], id=place.name))
    return Update(place.name, group, *chapters)


def _commits(book: Book, since: str | None) -> frozenset[str]:
    """The commits of a book since a commit or a date, without merges and without the first."""
    limit = []
    if since:
        known = git_line(["rev-parse", "--verify", "--quiet", f"{since}^{{commit}}"], book.root, accept=(0, 1, 128))
        limit = [f"^{known}"] if known else [f"--since={since}"]
    one_parent = ["--min-parents=1", "--max-parents=1"]
    return frozenset(git_line(["rev-list", *one_parent, book.revision or "HEAD", *limit], book.root).split())
