"""What `amts document` and `amts rebuild` share: the chapters of a file or folder, worked on one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from amts_core.cli.console import err, out
from amts_core.cli.progress import progress_bar
from amts_core.errors import AmtsError
from amts_core.files import check_name


@dataclass(frozen=True)
class ChapterFile:
    """A chapter to work on: its file, its path below the folder that was given, and its id."""

    path: Path
    relative: Path
    id: str


def chapter_files(place: Path) -> list[ChapterFile]:
    """The chapters at a place: one file, or all chapters below a folder.

    An id is the path without file ending, which stays where two files differ in nothing else. Raises AmtsError if there
    is nothing to work on.
    """
    from amts_core.book.chapter import FORMATS

    if place.is_file():
        return [ChapterFile(place, Path(place.name), place.stem)]
    if not place.is_dir():
        raise AmtsError(f"there is no chapter or folder {place}: check the path")
    paths = sorted(path for path in place.rglob("*") if path.suffix.lower() in FORMATS and path.is_file())
    if not paths:
        raise AmtsError(f"there are no chapters in {place}: they end with {', '.join(FORMATS)}")
    relatives = [path.relative_to(place) for path in paths]
    for path in paths:
        check_name(str(path))
    names = [relative.with_suffix("").as_posix() for relative in relatives]
    times = Counter(names)
    return [
        ChapterFile(path, relative, name if times[name] == 1 else relative.as_posix())
        for path, relative, name in zip(paths, relatives, names, strict=True)
    ]


def work_on(files: Sequence[ChapterFile], task: Callable[[ChapterFile], int], *, doing: str, done: str) -> None:
    """Do a task for each chapter, with progress; what fails is named and does not stop the rest.

    The task returns how many flags it raised. Ends the command with exit code 1 if any chapter failed; if it was the
    only one, with its AmtsError.
    """
    failed = flags = 0
    with progress_bar(disable=len(files) == 1) as progress:
        for file in progress.track(files, description=doing):
            try:
                flags += task(file)
            except AmtsError as error:
                reason = str(error) if str(file.path) in str(error) else f"{file.relative}: {error}"
                if len(files) == 1:
                    raise AmtsError(reason) from None
                failed += 1
                err.print(reason, markup=False, style="red")
    flagged = f", {flags} flags for a reviewer" if flags else ""
    out.print(f"{len(files) - failed} of {len(files)} chapters {done}{flagged}")
    if failed:
        raise typer.Exit(1)
