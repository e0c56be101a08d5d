"""Step 7: chapters are put together from human text and drafts, and kept with the story of their segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pydantic import TypeAdapter

from amts_core.aws.engine import engine_name
from amts_core.aws.errors import ServiceUnavailable
from amts_core.aws.keys import digest
from amts_core.book.chapter import Chapter, encode_chapter
from amts_core.book.links import pin_headings
from amts_core.book.navigation import unlisted_in
from amts_core.book.survey import unknown_remarks
from amts_core.deliver.sidecar import dump_provenance, make_provenance
from amts_core.errors import AmtsError
from amts_core.parallel import ChaptersDoNotMatch
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.drafts import read_drafts
from amts_core.pipeline.forms import Plan, Rebuilt
from amts_core.pipeline.parallel_data import parallel_data_file
from amts_core.pipeline.planned import chapter_sync
from amts_core.pipeline.record import make_record, provenance_key, read_previous
from amts_core.pipeline.run import Run
from amts_core.pipeline.stored import read_stored
from amts_core.pipeline.tries import count_try
from amts_core.sync.chapter import finish_sync
from amts_core.translate.rebuild import DamagedChapter

_REBUILT = TypeAdapter(tuple[Rebuilt, ...])
_FINAL = (DamagedChapter, ChaptersDoNotMatch)  # of these another try of the same run gives the same


def rebuild_chapters(run: Run, plan: Plan, chapters: Sequence[str]) -> tuple[Rebuilt, ...]:
    """Put chapters together and keep them. Raises AmtsError that names those that fail, when all others are kept.

    What is refused for good is kept as such; of a chapter whose draft is lost nothing is kept.
    """
    kept, failed = [], []
    for chapter in chapters:
        try:
            kept.append(rebuild(run, plan, chapter))
        except _FINAL as error:
            kept.append(Rebuilt(chapter, refused=str(error)))
            failed.append(str(error))
            count_try(run, plan, chapter, str(error))
        except (OSError, ServiceUnavailable):  # worth another try of all
            raise
        except AmtsError as error:
            failed.append(str(error))
            count_try(run, plan, chapter, str(error))
    run.store.write(run.key(f"rebuilt/{digest(*chapters)}.json"), _REBUILT.dump_json(tuple(kept), indent=1).decode())
    if failed:
        raise AmtsError("; ".join(failed))
    return tuple(kept)


def _remarks(run: Run, source: Chapter, translation: Chapter | None) -> list[str]:
    """What a person should know of a chapter: lines of it that are not understood, lists that lack a new one."""
    remarks = [f"the source, {remark}" for remark in unknown_remarks(source)]
    if translation is None:
        book = run.target_book
        path = book.new_path(source.id, source.ending)
        remarks += [f"{file} does not list {path}" for file in unlisted_in(path, book.files, book.content)]
    return remarks


def read_rebuilt(run: Run) -> dict[str, Rebuilt]:
    """What was put together in this run, and what was refused, by chapter."""
    keys = list(run.store.keys(run.key("rebuilt")))
    return {one.chapter: one for key in keys for one in read_stored(run.store, key, _REBUILT)}


def rebuild(run: Run, plan: Plan, chapter_id: str) -> Rebuilt:
    """Put a chapter together and keep it, with the story of its segments, in the store.

    Raises AmtsError and keeps nothing if a draft is lost, or the result does not fit the skeleton of its source.
    """
    sync = chapter_sync(run, plan, chapter_id)
    drafts = read_drafts(run, plan.delivered, chapter_id, "delivery")
    synced = finish_sync(sync, drafts, one_sentence_per_line=run.pair.style.one_sentence_per_line)
    pinned = pin_headings(sync.after, synced.chapter)
    synced = replace(synced, chapter=pinned, notes=(*synced.notes, *_remarks(run, sync.after, sync.translation)))
    file = parallel_data_file(run, plan.delivered)
    provenance = make_provenance(
        synced,
        chapter=chapter_id,
        source=sync.after,
        former=sync.translation,
        pair=run.pair_name,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        source_revision=plan.source_revision,
        target_revision=plan.target_revision,
        engine=engine_name(),
        variant=plan.delivered,
        parallel_data=file.uri if file else "",
        previous=read_previous(run, plan.chapter(chapter_id).former_id or chapter_id),
    )
    uri = run.store.write(run.key(f"chapters/{chapter_id}"), encode_chapter(synced.chapter).decode("utf-8"))
    run.store.write(provenance_key(run, run.id, chapter_id), dump_provenance(provenance))
    origin = chapter_texts(run, plan, chapter_id).origin
    states = [origin.state for origin in synced.provenance]
    return Rebuilt(
        chapter_id,
        uri,
        human=len(states) - states.count("machine"),
        machine=states.count("machine"),
        flagged=sum(bool(origin.flags) for origin in synced.provenance),
        record=make_record(run, chapter_id, sync.after, origin, sync.translation),
    )
