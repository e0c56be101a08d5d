"""Step 7: a chapter is put together from human text and drafts, and delivered with the story of each segment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from amts_core.book.chapter import encode_chapter
from amts_core.errors import AmtsError
from amts_core.pipeline.plan import ChapterTexts, Plan, read_texts
from amts_core.pipeline.record import make_record, read_records, write_records
from amts_core.pipeline.run import Run, write_file
from amts_core.sync.chapter import ChapterSync, finish_sync, plan_sync
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
    """Put a chapter together and keep it, with its manifest, in S3.

    Raises AmtsError and keeps nothing if the result does not fit the skeleton of its source.
    """
    sync = chapter_sync(run, plan, chapter_id)
    synced = finish_sync(sync, drafts, one_sentence_per_line=run.pair.style.one_sentence_per_line)
    manifest = {
        "schemaVersion": 1,
        "chapter": chapter_id,
        "sourceRevision": plan.source_revision,
        "targetRevision": plan.target_revision,
        "variant": plan.delivered,
        "flags": list(synced.flags),
        "segments": [asdict(origin) for origin in synced.provenance],
    }
    content = encode_chapter(synced.chapter).decode("utf-8")
    uri = run.store.write(run.key(f"chapters/{chapter_id}.{synced.chapter.format}"), content)
    run.store.write_json(run.key(f"manifests/{chapter_id}.json"), manifest)
    states = [origin.state for origin in synced.provenance]
    flagged = sum(bool(origin.flags) for origin in synced.provenance)
    return Rebuilt(chapter_id, uri, len(states) - states.count("machine"), states.count("machine"), flagged)


def deliver(run: Run, rebuilt: Iterable[Rebuilt]) -> Path:
    """Write rebuilt chapters and their manifests to the output folder, ready to be committed; gives the folder."""
    for chapter in rebuilt:
        write_file(
            run.output / "chapters" / chapter.uri.split("/chapters/", 1)[1], run.store.read(run.store.key(chapter.uri))
        )
        manifest = run.store.read(run.key(f"manifests/{chapter.chapter}.json"))
        write_file(run.output / "manifests" / f"{chapter.chapter}.json", manifest)
    return run.output


def record_delivery(run: Run, plan: Plan, delivered: list[str]) -> int:
    """Remember what was delivered, so that it is not translated again; gives the number of chapters."""
    records = []
    for chapter_id in delivered:
        texts = chapter_texts(run, plan, chapter_id)
        if texts.source is not None:
            records.append(make_record(run, texts.source, texts.origin, texts.translation))
    write_records(run, records, gone=[c.id for c in plan.chapters if c.state == "deleted"])
    return len(records)
