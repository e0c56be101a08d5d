"""Step 7: a chapter is put together from human text and drafts, and delivered with the story of each segment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from amts_core.book.chapter import Chapter, decode_chapter, encode_chapter
from amts_core.errors import AmtsError
from amts_core.pipeline.parallel_data import parallel_data_file
from amts_core.pipeline.plan import ChapterTexts, Plan, read_texts
from amts_core.pipeline.record import (
    keep_record,
    make_record,
    provenance_key,
    read_delivered,
    read_records,
    write_records,
)
from amts_core.pipeline.run import Run, engine_name
from amts_core.sync.chapter import ChapterSync, finish_sync, plan_sync
from amts_core.sync.delivery import ChapterFiles, chapter_files, write_folder
from amts_core.sync.provenance import dump_provenance, make_provenance
from amts_core.translate.document import Draft


@dataclass(frozen=True)
class Rebuilt:
    """A chapter that was put together: where it is, and how many of its segments came from where."""

    chapter: str
    uri: str
    human: int
    machine: int
    flagged: int


def chapter_texts(run: Run, plan: Plan, chapter_id: str) -> ChapterTexts:
    """The texts of a planned chapter in both books."""
    former_id = plan.chapter(chapter_id).renamed_from
    return read_texts(run, chapter_id, former_id=former_id, record=read_records(run).get(chapter_id))


def chapter_sync(run: Run, plan: Plan, chapter_id: str) -> ChapterSync:
    """What of a chapter stays, moves, or is to be translated."""
    texts = chapter_texts(run, plan, chapter_id)
    if texts.source is None:
        raise AmtsError(f"{chapter_id} is not in {run.pair.source} at {plan.source_revision}: nothing to deliver")
    return plan_sync(
        texts.source,
        before=None if plan.force else texts.origin,
        translation=texts.translation,
        source_language=run.source_language,
        target_language=run.target_language,
    )


def rebuild(run: Run, plan: Plan, chapter_id: str, drafts: Mapping[str, Draft]) -> Rebuilt:
    """Put a chapter together and keep it, with the story of its segments, in S3.

    Raises AmtsError and keeps nothing if the result does not fit the skeleton of its source.
    """
    sync = chapter_sync(run, plan, chapter_id)
    synced = finish_sync(sync, drafts, one_sentence_per_line=run.pair.style.one_sentence_per_line)
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
    )
    uri = run.store.write(run.key(f"chapters/{chapter_id}"), encode_chapter(synced.chapter).decode("utf-8"))
    run.store.write(provenance_key(run, run.id, chapter_id), dump_provenance(provenance))
    record = make_record(run, sync.after, chapter_texts(run, plan, chapter_id).origin, sync.translation)
    keep_record(run, record)
    states = [origin.state for origin in synced.provenance]
    flagged = sum(bool(origin.flags) for origin in synced.provenance)
    return Rebuilt(chapter_id, uri, len(states) - states.count("machine"), states.count("machine"), flagged)


def deliver(run: Run, plan: Plan, rebuilt: Iterable[Rebuilt]) -> Path:
    """Write what changes in the translated book to the output folder, ready to be committed; gives the folder.

    Each chapter comes with its origin (where the book keeps one), the story of its segments and a page for the
    reviewer; `TODO.md` lists what to look at.
    """
    folder = run.output / "chapters"
    write_folder([_files(run, plan, chapter) for chapter in rebuilt], folder)
    return folder


def _files(run: Run, plan: Plan, rebuilt: Rebuilt) -> ChapterFiles:
    texts, former_id = chapter_texts(run, plan, rebuilt.chapter), plan.chapter(rebuilt.chapter).renamed_from
    provenance = read_delivered(run, run.id, rebuilt.chapter)
    if texts.source is None or provenance is None:
        raise AmtsError(f"{rebuilt.chapter} has changed since it was put together: start a new run")
    frame = texts.translation or texts.source
    content = run.store.read(run.store.key(rebuilt.uri)).encode("utf-8")
    chapter = decode_chapter(content, id=rebuilt.chapter, format=frame.format)
    return chapter_files(
        _path(run, rebuilt.chapter, frame),
        chapter,
        provenance,
        source=texts.source,
        origin_suffix=run.target_book.location.origin_suffix,
        former_path=run.target_book.path(former_id) if former_id else None,
    )


def _path(run: Run, chapter_id: str, frame: Chapter) -> str:
    """Where a chapter stands in the translated book; a new one stands as its source does."""
    known = chapter_id in run.target_book.chapter_ids()
    return run.target_book.path(chapter_id) if known else f"{chapter_id}.{frame.format}"


def record_delivery(run: Run, plan: Plan, delivered: list[str]) -> int:
    """Remember what was delivered, as it was when it was put together; gives the number of chapters."""
    write_records(run, delivered, gone=[chapter.id for chapter in plan.chapters if chapter.state == "deleted"])
    return len(delivered)
