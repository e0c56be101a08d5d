"""What people decided on the desk, on its way into deliveries and parallel data."""

from __future__ import annotations

from collections.abc import Container, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from amts_core.book.chapter import Chapter
from amts_core.deliver.corrections import Correction
from amts_core.deliver.desk import Answer, Decided, Desk, decide, desk_key, read_desk
from amts_core.deliver.sidecar import Provenance
from amts_core.pipeline.record import write_kept
from amts_core.pipeline.run import Run

READERS = 8  # desks that are read at once


def chapter_desk(run: Run, chapter_id: str) -> Desk:
    """What was decided on a chapter."""
    return read_desk(run.store.find(desk_key(run.pair_name, chapter_id)), chapter_id)


def all_desks(run: Run, chapters: Container[str] | None = None) -> list[Desk]:
    """The chapters of the pair, or those of `chapters`, on which something was decided."""
    start = f"desk/{run.pair_name}/"
    names = [key.removeprefix(start).removesuffix(".json") for key in run.store.keys(start.rstrip("/"))]
    with ThreadPoolExecutor(READERS) as readers:
        return [*readers.map(partial(chapter_desk, run), (one for one in names if chapters is None or one in chapters))]


def decide_chapter(run: Run, desk: Desk, chapter: Chapter, provenance: Provenance) -> Decided:
    """A chapter that was put together, with what was decided on it; what changed is kept with the run."""
    decided = decide(chapter, provenance, desk)
    if decided.provenance != provenance and not decided.held:
        write_kept(run, desk.chapter, decided.chapter, decided.provenance)
    return decided


def desk_corrections(run: Run) -> Iterator[Correction]:
    """The drafts that people accepted or edited on the desk, the oldest first."""
    decisions = [(desk.chapter, one) for desk in all_desks(run) for one in desk.decisions]
    for chapter, one in sorted(decisions, key=lambda entry: entry[1].at):
        if one.answer in (Answer.ACCEPT, Answer.EDIT) and one.source and one.draft:
            yield Correction(chapter, one.segment, one.source, one.draft, one.text, one.former, one.at)


def desk_texts(run: Run) -> dict[str, str]:
    """The texts that people accepted or wrote, by the source that they are for: they are not drafted again."""
    return {one.source: one.final for one in desk_corrections(run)}
