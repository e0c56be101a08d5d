"""The three sides of `amts sync`: the source before, the source now, the translation."""

from __future__ import annotations

from pathlib import Path

from amts_core.book.chapter import Chapter, read_chapter
from amts_core.book.repository import BookLocation, open_book
from amts_core.cli.chapters import chapter_files as files_at
from amts_core.cli.console import err
from amts_core.sync.origin import chapter_versions, find_origin, last_change


class Sides:
    """The chapters of the three sides by id, and their paths in the translation."""

    def __init__(self) -> None:
        self.before: dict[str, Chapter] = {}
        self.after: dict[str, Chapter] = {}
        self.translation: dict[str, Chapter] = {}
        self.paths: dict[str, str] = {}

    def path(self, chapter: str, format: str = "md") -> str:
        """Where a chapter stands in the translation, or where a new one will."""
        return self.paths.get(chapter, f"{chapter}.{format}")


def read_sides(before: Path, after: Path, translation: Path, origin_suffix: str | None) -> Sides:
    """The three sides; of a single chapter the three files are one chapter, whatever their names."""
    sides = Sides()
    if translation.is_file():
        name = translation.stem
        sides.before[name], sides.after[name], sides.translation[name] = (
            read_chapter(path, id=name) for path in (before, after, translation)
        )
        sides.paths[name] = translation.name
        return sides
    origins = origin_suffix is not None and before.resolve() == translation.resolve()
    for file in files_at(translation):
        if origin_suffix and file.id.endswith(origin_suffix):
            if origins:
                name = file.id.removesuffix(origin_suffix)
                sides.before[name] = read_chapter(file.path, id=name)
            continue
        sides.translation[file.id] = read_chapter(file.path, id=file.id)
        sides.paths[file.id] = file.relative.as_posix()
    if not origins:
        sides.before = {file.id: read_chapter(file.path, id=file.id) for file in files_at(before)}
    sides.after = {file.id: read_chapter(file.path, id=file.id) for file in files_at(after)}
    sources = sides.before.keys() | sides.after.keys()
    sides.translation = {name: chapter for name, chapter in sides.translation.items() if name in sources}
    return sides


def find_origins(sides: Sides, history: Path, translation: Path, *, source_language: str, target_language: str) -> None:
    """Replace old sources by the versions of the source's history that the translation fits clearly better.

    A translation whose old source is the present one is in step: there is nothing to look for.
    """
    book = open_book(BookLocation(str(history), revision="HEAD"), history)
    translated = open_book(BookLocation(str(translation)), translation) if translation.is_dir() else None
    for name, chapter in sides.translation.items():
        kept, now = sides.before.get(name), sides.after.get(name)
        if kept is not None and now is not None and kept.text == now.text:
            continue
        until = last_change(translated, name) if translated else ""
        found = find_origin(
            chapter,
            kept,
            chapter_versions(book, name, until=until),
            source_language=source_language,
            target_language=target_language,
        )
        if found is not None and not found.is_kept:
            sides.before[name] = found.source
            why = "fits better than the one given" if kept else "was found in the history"
            if found.ties > 1:
                why += f" (the oldest of {found.ties} versions that fit equally well)"
            err.print(f"{name}: the source of {found.revision[:12]} {why}", markup=False)
