"""The three sides of `amts sync`: the source before, the source now, the translation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from amts_core.book.chapter import Chapter, read_chapter
from amts_core.book.repository import BookLocation, open_book
from amts_core.cli.chapters import ChapterFile
from amts_core.cli.chapters import chapter_files as files_at
from amts_core.cli.console import err
from amts_core.deliver.files import sidecar_of
from amts_core.deliver.sidecar import Provenance, read_provenance
from amts_core.errors import AmtsError
from amts_core.sync.origin import chapter_versions, find_origin, last_change


class Sides:
    """The chapters of the three sides by id, their paths in the translation, and the chapters that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before: dict[str, Chapter] = {}
        self.after: dict[str, Chapter] = {}
        self.translation: dict[str, Chapter] = {}
        self.paths: dict[str, str] = {}
        self.failed: dict[str, str] = {}

    def path(self, chapter: str, ending: str = ".md") -> str:
        """Where a chapter stands in the translation, or where a new one will."""
        return self.paths.get(chapter, f"{chapter}{ending}")

    def sidecar(self, chapter: str) -> Provenance | None:
        """What the translation's last delivery says of a chapter; raises AmtsError if that cannot be read."""
        return read_provenance(self.folder / sidecar_of(self.path(chapter)))

    def read(self, files: Iterable[ChapterFile]) -> dict[str, Chapter]:
        """The chapters by id."""
        return {file.id: chapter for file in files if (chapter := self.read_one(file.path, file.id)) is not None}

    def read_one(self, path: Path, name: str) -> Chapter | None:
        """The chapter in a file, None if it cannot be read."""
        try:
            return read_chapter(path, id=name)
        except AmtsError as error:
            self.failed[name] = str(error)
            return None

    def leave_out_strangers(self) -> None:
        """Leave alone what cannot be read on one of the sides, and what has no source."""
        for side in (self.before, self.after, self.translation):
            for name in self.failed:
                side.pop(name, None)
        for name in self.translation.keys() - self.before.keys() - self.after.keys():
            del self.translation[name]


def read_sides(before: Path, after: Path, translation: Path, origin_suffix: str | None) -> Sides:
    """The three sides; of a single chapter the three files are one chapter, whatever their names.

    Where the source before is the source now, it is not known what the translation was made from.
    """
    if translation.is_file():
        sides, name = Sides(translation.parent), translation.stem
        sides.after[name], sides.translation[name] = (read_chapter(path, id=name) for path in (after, translation))
        if before.resolve() != after.resolve():
            sides.before[name] = read_chapter(before, id=name)
        sides.paths[name] = translation.name
        return sides
    sides = Sides(translation)
    origins = origin_suffix is not None and before.resolve() == translation.resolve()
    for file in files_at(translation):
        name = file.id.removesuffix(origin_suffix or "")
        side = sides.translation if name == file.id else sides.before if origins else None
        if side is sides.translation:
            sides.paths[name] = file.relative.as_posix()
        if side is not None and (chapter := sides.read_one(file.path, name)) is not None:
            side[name] = chapter
    sides.after = sides.read(files_at(after))
    if not origins and before.resolve() != after.resolve():
        sides.before = sides.read(files_at(before))
    return sides


def find_origins(sides: Sides, history: Path, *, source_language: str, target_language: str) -> None:
    """Replace old sources by the versions of the source's history that the translation fits clearly better.

    A translation whose old source is the present one is in step: there is nothing to look for.
    """
    book = open_book(BookLocation(str(history), revision="HEAD"), history)
    translated = open_book(BookLocation(str(sides.folder)), sides.folder)
    for name, chapter in sides.translation.items():
        kept, now = sides.before.get(name), sides.after.get(name)
        if kept is not None and now is not None and kept.text == now.text:
            continue
        found = find_origin(
            chapter,
            kept,
            chapter_versions(book, name, until=last_change(translated, name)),
            source_language=source_language,
            target_language=target_language,
        )
        if found is not None and not found.is_kept:
            sides.before[name] = found.source
            why = "fits better than the one given" if kept else "was found in the history"
            if found.ties > 1:
                why += f" (the oldest of {found.ties} versions that fit equally well)"
            err.print(f"{name}: the source of {found.revision[:12]} {why}", markup=False)
