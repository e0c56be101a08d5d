"""Translations that are of a later source than the one that the pair follows: a sync would take them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from amts_core.pipeline.forms import PlannedChapter
from amts_core.pipeline.run import Run
from amts_core.sync.origin import history_path


def find_ahead(run: Run, chapters: Iterable[PlannedChapter]) -> dict[str, str]:
    """The chapters whose kept origin is a later version of their source, on another branch or further on; and which.

    A version is later if its commit is younger than the last one that changed the chapter at the pair's revision, and
    is none of those that led there.
    """
    book = run.source_book
    paths = {one.id: history_path(book, one.id) for one in chapters if one.former_id is None}
    kept = {name: run.kept_origin_blob(name) for name in paths}
    wanted = {
        name: blob
        for name, blob in kept.items()
        if blob and all(version.blob != blob for version in book.history.versions(paths[name]))
    }
    found = {}
    for name, blob in wanted.items():
        last = book.history.last(paths[name])
        later = next((one for one in book.all_branches.events.get(paths[name], ()) if one.blob == blob), None)
        if last and later and later.time > last.time:
            day = datetime.fromtimestamp(later.time, UTC).date()
            found[name] = (
                f"its translation is of a later source ({later.commit[:12]} of {day}), which"
                f" {book.location.revision or 'this revision'} does not have: it would go back. Follow the branch that"
                " has it, or start a run that names the chapter"
            )
    return found
