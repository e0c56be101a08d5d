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
    paths = [*map(source.path, source.chapter_ids()), *source.navigation]
    owned = {place: path for path in paths for place in source.places(path)}
    for change in changes:
        for path in (*change.files, *change.removed, *change.entries):
            mine = next((owned[place] for place in target.places(path) if place in owned), None)
            is_same = path in change.files and change.files[path] == source.content(mine or "")
            if mine is not None and not is_same:
                raise AmtsError(
                    f"the delivery would {'remove' if path in change.removed else 'write'} {path}, which belongs to the"
                    f" source: give the translated book another folder, suffix or layout"
                )
