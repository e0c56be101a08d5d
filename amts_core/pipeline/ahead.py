"""Translations that are of a later source than the one that the pair follows: a sync would take them back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from rapidfuzz.distance import Indel

from amts_core.book.history import FileVersion, read_blobs
from amts_core.book.repository import Book
from amts_core.book.versions import MOST, history_path
from amts_core.pipeline.forms import NAME_IT, PlannedChapter
from amts_core.pipeline.run import Run


def find_ahead(run: Run, chapters: Iterable[PlannedChapter]) -> dict[str, str]:
    """The chapters whose kept origin is a later version of their source, on another branch or further on; and which.

    A version is later if its commit is younger than the last one that changed the chapter at the pair's revision, and
    is none of those that led there. An origin that is no version, since it was edited, counts as the nearest one.
    """
    book, found = run.source_book, {}
    for name in (one.id for one in chapters if one.former_id is None):
        path, kept = history_path(book, name), run.kept_origin_blob(name)
        last, led_here = book.history.last(path), {version.blob for version in book.history.versions(path)}
        if not kept or not last or kept in led_here:
            continue
        version = _version(run, name, path, led_here)
        if version and version.blob not in led_here and version.time > last.time:
            day = datetime.fromtimestamp(version.time, UTC).date()
            found[name] = (
                f"its translation is of a later source ({version.commit[:12]} of {day}), which the branch that is"
                f" followed does not have: it would go back. Follow the branch that has it, or {NAME_IT}"
            )
    return found


def _version(run: Run, name: str, path: str, led_here: Collection[str]) -> FileVersion | None:
    """The version of a source, on whatever branch, that the kept origin is, or is nearest to by its lines.

    Of equally near ones it is one that led to the pair's revision, else the newest.
    """
    versions, kept = _all_versions(run.source_book, path), run.kept_origin(name)
    same = next((one for one in versions if one.blob == run.kept_origin_blob(name)), None)
    if same or kept is None:
        return same
    contents, lines = read_blobs(run.source_book.root, [one.blob for one in versions]), _lines(kept.text)
    likeness = {
        blob: Indel.normalized_similarity(lines, _lines(content.decode("utf-8", "replace")))
        for blob, content in contents.items()
    }
    return max(versions, key=lambda one: (likeness.get(one.blob, 0.0), one.blob in led_here), default=None)


def _all_versions(book: Book, path: str) -> list[FileVersion]:
    events = book.all_branches.events.get(path, ())[:MOST]
    return [FileVersion(one.commit, one.time, one.path, one.blob) for one in events if one.blob]


def _lines(text: str) -> list[str]:
    """What the lines of a text say."""
    return [line.strip() for line in text.splitlines() if line.strip()]
