"""No delivery writes or removes a file that belongs to the source, whatever the configuration says."""

from __future__ import annotations

from collections.abc import Iterable

from amts_core.book.repository import Book
from amts_core.deliver.files import ChapterFiles
from amts_core.errors import AmtsError


def refuse_files_of_the_source(changes: Iterable[ChapterFiles], source: Book, target: Book) -> None:
    """Raise AmtsError that names the first file of the source that one of these changes would change or remove.

    Both books may lie in one repository, or one in a clone of the other's: files are compared by their places on disk
    and in their repositories.
    """
    owned = {place: path for path in map(source.path, source.chapter_ids()) for place in source.places(path)}
    for change in changes:
        for path in (*change.files, *change.removed):
            mine = next((owned[place] for place in target.places(path) if place in owned), None)
            if mine is not None and change.files.get(path) != source.content(mine):
                raise AmtsError(
                    f"the delivery would {'write' if path in change.files else 'remove'} {path}, which is a chapter of"
                    f" the source: give the translated book another folder, suffix or layout"
                )
