"""The versions of a chapter in the history of its book, also where it was renamed, or is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice

from amts_core.book.chapter import FORMATS, Chapter, decode_chapter, encode_chapter
from amts_core.book.git import git_if_any
from amts_core.book.history import FileVersion, read_blobs
from amts_core.book.repository import Book
from amts_core.errors import AmtsError

MOST = 200  # versions of a chapter that are looked at, the newest first


@dataclass(frozen=True)
class ChapterTexts:
    """A chapter in both books: its source now, its translation, and the source that the translation was made from."""

    id: str
    source: Chapter | None
    origin: Chapter | None
    translation: Chapter | None


@dataclass(frozen=True)
class Version:
    """A version of a chapter: the commit that made it, "" if that is not known, and its content.

    `blob` is the id of the content, "" for a text that git does not have. It is parsed when it is asked for.
    """

    commit: str
    chapter_id: str
    content: bytes
    format: str
    blob: str = ""

    @classmethod
    def of(cls, chapter: Chapter) -> Version:
        """The version that a chapter is."""
        return cls("", chapter.id, encode_chapter(chapter), chapter.format)

    @property
    def id(self) -> str:
        """What the content is remembered by, read in this format; "" for a text that git does not have."""
        return self.blob and f"{self.blob} {self.format}"

    @cached_property
    def source(self) -> Chapter:
        """The chapter; raises AmtsError if it cannot be read."""
        return decode_chapter(self.content, id=self.chapter_id, format=self.format)


def chapter_versions(book: Book, chapter_id: str, *, until: str = "") -> Iterator[Version]:
    """The versions of a chapter in the history of a book, the newest first; none for a folder without history.

    The chapter is followed where it was renamed, and found if it is gone. `until` is a date: a translation that was
    last changed then has not seen later versions of its source. The oldest of very many are left out.
    """
    places = version_places(book, chapter_id, until=until)
    contents = read_blobs(book.root, [place.blob for place in places])
    for place in places:
        content = contents.get(place.blob)
        if content:
            format = book.reading(book.inner_path(place.path)).format
            yield Version(place.commit, chapter_id, content, format, place.blob)


def version_places(book: Book, chapter_id: str, *, until: str = "") -> list[FileVersion]:
    """Where the versions of a chapter are, the newest first: what `chapter_versions` would read."""
    latest = datetime.fromisoformat(until).timestamp() if until else None
    found = (place for place in book.history.versions(history_path(book, chapter_id)))
    return list(islice((place for place in found if latest is None or place.time <= latest), MOST))


def last_change(book: Book, chapter_id: str) -> str:
    """The date of the last commit of a chapter, "" if there is none, or if the folder holds a later change."""
    if chapter_id not in book.chapter_ids():
        return ""
    path = history_path(book, chapter_id)
    if not book.revision and git_if_any(["status", "--porcelain", "--", f":(top){path}"], book.root):
        return ""
    last = book.history.last(path)
    return datetime.fromtimestamp(last.time, UTC).isoformat() if last else ""


def history_path(book: Book, chapter_id: str) -> str:
    """The path of a chapter from the top of its repository, also of one that is gone; "" for none, or without git."""
    try:
        folder = f"{book.git_folder}/".lstrip("/")
    except AmtsError:
        return ""
    if chapter_id in book.chapter_ids():
        return folder + book.path(chapter_id)
    names = [f"{folder}{chapter_id}{book.location.suffix}{ending}" for ending in FORMATS]
    return next((name for name in names if name in book.history.events), "")
