"""Step 7: a chapter is put together from human text and drafts, and delivered with the story of each segment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from amts_core.aws.engine import engine_name
from amts_core.book.chapter import Chapter, decode_chapter, encode_chapter
from amts_core.deliver.branch import commit_branch, fetch_branch, push_branch
from amts_core.deliver.files import ChapterFiles, chapter_files, deleted_files, make_patch, write_folder
from amts_core.deliver.pull_request import GitHub, git_credentials, propose
from amts_core.deliver.sidecar import dump_provenance, make_provenance
from amts_core.errors import AmtsError
from amts_core.files import write_whole
from amts_core.pipeline.memory import run_memory
from amts_core.pipeline.parallel_data import parallel_data_file
from amts_core.pipeline.plan import Plan, chapter_texts
from amts_core.pipeline.record import (
    keep_record,
    make_record,
    provenance_key,
    read_delivered,
    read_previous,
    write_records,
)
from amts_core.pipeline.run import Run
from amts_core.sync.chapter import ChapterSync, finish_sync, plan_sync
from amts_core.translate.document import Draft

PATCH = "chapters.patch"


@dataclass(frozen=True)
class Rebuilt:
    """A chapter that was put together: where it is, and how many of its segments came from where."""

    chapter: str
    uri: str
    human: int
    machine: int
    flagged: int


@dataclass(frozen=True)
class Delivered:
    """What was handed over: chapters (ids, removed ones too) and where; `held` are chapters that are not, and why."""

    folder: str
    chapters: tuple[str, ...]
    held: Mapping[str, str]
    branch: str = ""
    pull_request: str = ""


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
        memory=run_memory(run, plan),
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
        previous=read_previous(run, plan.chapter(chapter_id).former_id or chapter_id),
    )
    uri = run.store.write(run.key(f"chapters/{chapter_id}"), encode_chapter(synced.chapter).decode("utf-8"))
    run.store.write(provenance_key(run, run.id, chapter_id), dump_provenance(provenance))
    origin = chapter_texts(run, plan, chapter_id).origin
    keep_record(run, make_record(run, chapter_id, sync.after, origin, sync.translation))
    states = [origin.state for origin in synced.provenance]
    flagged = sum(bool(origin.flags) for origin in synced.provenance)
    return Rebuilt(chapter_id, uri, len(states) - states.count("machine"), states.count("machine"), flagged)


def deliver(run: Run, plan: Plan, rebuilt: Iterable[Rebuilt], *, github: GitHub | None = None) -> Delivered:
    """Hand over what changes in the translated book, in the form that the pair asks for.

    The output folder has it in any case: each chapter with its origin (where the book keeps one), the story of its
    segments and a page for the reviewer; `TODO.md` lists what to look at. A pull request needs `github`.
    """
    changes = {chapter.chapter: _files(run, plan, chapter) for chapter in rebuilt}
    changes |= {name: _removal(run, plan, name) for name in plan.remove}
    folder = run.output / "chapters"
    write_folder(list(changes.values()), folder)
    done = Delivered(str(folder), tuple(changes), {})
    form = run.pair.delivery.form
    if form == "patch":
        write_whole(run.output / PATCH, make_patch(list(changes.values()), run.target_book.content))
    if form not in ("branch", "pull-request") or not changes:
        return done
    return _deliver_branch(run, done, changes, github)


def _deliver_branch(run: Run, done: Delivered, changes: Mapping[str, ChapterFiles], github: GitHub | None) -> Delivered:
    book, settings = run.target_book, run.pair.delivery
    clone, folder, base = book.root, book.git_folder, book.revision or "HEAD"
    branch = settings.branch or f"amts/{run.pair_name}"
    is_pushed = github is not None or not book.is_work_tree
    credentials = git_credentials(clone, github.token if github else None)
    if is_pushed:
        fetch_branch(clone, branch, credentials=credentials)
    committed = commit_branch(clone, branch, list(changes.values()), base=base, folder=folder)
    reason = f"the branch {branch} holds edits of it that are not merged: merge them, then it is synced again"
    held = {name: reason for name, change in changes.items() if change.path in committed.held}
    done = replace(done, chapters=tuple(name for name in changes if name not in held), held=held, branch=branch)
    if settings.form == "branch":
        if is_pushed and committed.tip:
            push_branch(clone, branch, credentials=credentials)
        return done
    if github is None:
        raise AmtsError(f"a pull request needs a connection to GitHub: make {settings.connection}, or deliver a branch")
    request = propose(clone, branch, github, base=base, folder=folder)
    return replace(done, pull_request=request.url if request else "")


def _removal(run: Run, plan: Plan, chapter_id: str) -> ChapterFiles:
    texts = chapter_texts(run, plan, chapter_id)
    keep_record(run, make_record(run, chapter_id, None, texts.origin, texts.translation))
    return deleted_files(run.target_book.path(chapter_id), origin_suffix=run.target_book.location.origin_suffix)


def _files(run: Run, plan: Plan, rebuilt: Rebuilt) -> ChapterFiles:
    texts, planned = chapter_texts(run, plan, rebuilt.chapter), plan.chapter(rebuilt.chapter)
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
        former_path=run.target_book.path(planned.former_id) if planned.former_id and planned.is_move else None,
    )


def _path(run: Run, chapter_id: str, frame: Chapter) -> str:
    """Where a chapter stands in the translated book; a new one stands as its source does."""
    known = chapter_id in run.target_book.chapter_ids()
    return run.target_book.path(chapter_id) if known else f"{chapter_id}.{frame.format}"


def record_delivery(run: Run, delivered: Sequence[str]) -> int:
    """Remember what was delivered, as it was when it was put together; gives the number of chapters."""
    write_records(run, delivered)
    return len(delivered)
