"""`amts sync`: bring the translation of a chapter or of a folder up to date with its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from amts_core.aws.engine import engine_name
from amts_core.aws.jobs import translate_documents, translate_html
from amts_core.aws.parallel_data import translate_client
from amts_core.aws.storage import open_store
from amts_core.book.chapter import Chapter, read_chapter
from amts_core.book.repository import BookLocation, open_book
from amts_core.cli.chapters import chapter_files as files_at
from amts_core.cli.console import err, out
from amts_core.cli.options import languages_of
from amts_core.config import load_config
from amts_core.errors import AmtsError
from amts_core.sync.book import ChapterWork, plan_book
from amts_core.sync.branch import commit_branch, fetch_branch
from amts_core.sync.chapter import ChapterSync, finish_sync, plan_sync
from amts_core.sync.delivery import (
    ChapterFiles,
    chapter_files,
    deleted_files,
    make_patch,
    write_folder,
)
from amts_core.sync.origin import chapter_revisions, find_origin, last_change
from amts_core.sync.provenance import content_digest, make_provenance, read_provenance, sidecar_path
from amts_core.sync.pull_request import GitHub, git_credentials, propose
from amts_core.translate.document import Draft, read_documents, write_documents

Translate = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Documents by name in, translated documents by the same names out; a document that was lost is missing."""


def sync(
    before: Annotated[Path, typer.Argument(help="Source that the translation was made from: a chapter or a folder.")],
    after: Annotated[Path, typer.Argument(help="Source as it is now.")],
    translation: Annotated[Path, typer.Argument(help="The translation: a chapter, a folder, or a clone.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for chapters, review pages and TODO.md.")],
    pair: Annotated[str, typer.Option("--pair", "-p", help="Language pair, such as en-zh.")] = "en-zh",
    origin_suffix: Annotated[
        str | None, typer.Option(help="The translation keeps the source of X.md as X<suffix>.md, such as _origin.")
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option(help="Clone of the source: finds there what SOURCE_BEFORE has in a stale version, or not at all."),
    ] = None,
    patch: Annotated[Path | None, typer.Option(help="Write a patch for the translation's folder too.")] = None,
    branch: Annotated[str | None, typer.Option(help="Commit to this branch of the clone TRANSLATION too.")] = None,
    pull_request: Annotated[
        str | None, typer.Option(help="owner/name: push the branch and open a pull request ($GITHUB_TOKEN).")
    ] = None,
    base: Annotated[str, typer.Option(help="Branch that the pull request goes to.")] = "main",
    parallel_data: Annotated[
        str | None, typer.Option(help="Parallel data resource: drafts come from a batch job (needs --config).")
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", envvar="AMTS_CONFIG", help="Configuration, for a batch job.")
    ] = None,
    region: Annotated[str, typer.Option(envvar="AWS_REGION", help="AWS region of TranslateText calls.")] = "us-east-1",
    one_sentence_per_line: Annotated[bool, typer.Option(help="New paragraphs: each sentence on a line.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, and translate nothing.")] = False,
) -> None:
    """Keep every human word whose source did not change, and draft what did. The translation itself is not touched."""
    if (pull_request and not branch) or (branch and not (translation / ".git").exists()):
        raise AmtsError("a pull request needs --branch, and a branch needs a clone of the translation's repository")
    source, target = languages_of(pair)
    sides = _read_sides(before, after, translation, origin_suffix)
    if history:
        _find_origins(sides, history, translation)
    work = plan_book(sides.before, sides.after, sides.translation, language=source)
    todo = [one for one in work.chapters if not _is_delivered(one, translation)]
    plans = {one.id: _plan(one, source, target) for one in todo}
    characters = sum(len(segment.text) for plan in plans.values() for segment in plan.to_translate)
    segments = sum(len(plan.to_translate) for plan in plans.values())
    out.print(
        f"{len(todo)} chapters to sync, {len(work.deleted)} to remove; {segments} segments to translate"
        f" ({characters:,} characters)"
    )
    if dry_run:
        return
    translate = _translator(source, target, parallel_data=parallel_data, config=config, region=region)
    changes: list[ChapterFiles] = []
    failed = 0
    for one in todo:
        try:
            drafts = _drafts(plans[one.id], translate, target)
            synced = finish_sync(plans[one.id], drafts, one_sentence_per_line=one_sentence_per_line)
        except AmtsError as error:
            failed += 1
            err.print(f"{one.id}: {error}", markup=False, style="red")
            continue
        provenance = make_provenance(
            synced,
            chapter=one.id,
            source=one.after,
            former=one.translation,
            pair=pair,
            date=datetime.now(UTC).isoformat(timespec="seconds"),
            engine=engine_name(),
            parallel_data=parallel_data or "",
        )
        former = sides.path(one.former_id) if one.is_move and one.former_id else None
        path = sides.path(one.id, one.after.format)
        changes.append(
            chapter_files(
                path,
                synced.chapter,
                provenance,
                source=one.after,
                origin_suffix=origin_suffix,
                former_path=former,
            )
        )
    changes += [deleted_files(sides.path(name), origin_suffix=origin_suffix) for name in work.deleted]
    write_folder(changes, output)
    out.print(f"{len(todo) - failed} of {len(todo)} chapters synced in {output}: see TODO.md and review/ there")
    if patch:
        book = translation if translation.is_dir() else translation.parent
        patch.write_bytes(make_patch(changes, lambda path: _content(book / path)))
    if branch:
        _deliver_branch(translation, branch, changes, GitHub(pull_request, base) if pull_request else None)
    if failed:
        raise typer.Exit(1)


class _Sides:
    """The chapters of the three sides by id, and their paths in the translation."""

    def __init__(self) -> None:
        self.before: dict[str, Chapter] = {}
        self.after: dict[str, Chapter] = {}
        self.translation: dict[str, Chapter] = {}
        self.paths: dict[str, str] = {}

    def path(self, chapter: str, format: str = "md") -> str:
        """Where a chapter stands in the translation, or where a new one will."""
        return self.paths.get(chapter, f"{chapter}.{format}")


def _read_sides(before: Path, after: Path, translation: Path, origin_suffix: str | None) -> _Sides:
    """The three sides; of a single chapter the three files are one chapter, whatever their names."""
    sides = _Sides()
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


def _find_origins(sides: _Sides, history: Path, translation: Path) -> None:
    """Replace old sources by the versions of the source's history that the translation fits clearly better."""
    book = open_book(BookLocation(str(history), revision="HEAD"), history)
    translated = open_book(BookLocation(str(translation)), translation) if translation.is_dir() else None
    for name, chapter in sides.translation.items():
        kept = sides.before.get(name)
        until = last_change(translated, name) if translated else ""
        found = find_origin(chapter, kept, book, chapter_revisions(book, name, until=until))
        if found is not None and not found.is_kept:
            sides.before[name] = found.source
            why = "fits better than the one given" if kept else "was found in the history"
            err.print(f"{name}: the source of {found.revision[:12]} {why}", markup=False)


def _is_delivered(one: ChapterWork, translation: Path) -> bool:
    """Whether the sidecar says that the translation is in step with this source already."""
    folder = translation if translation.is_dir() else translation.parent
    known = read_provenance(folder / sidecar_path(one.id))
    return known is not None and known.source_digest == content_digest(one.after)


def _plan(one: ChapterWork, source: str, target: str) -> ChapterSync:
    return plan_sync(
        one.after, before=one.before, translation=one.translation, source_language=source, target_language=target
    )


def _drafts(plan: ChapterSync, translate: Translate, target: str) -> dict[str, Draft]:
    """The drafts of a chapter by segment id; raises AmtsError if a document is lost or damaged."""
    if not plan.to_translate:
        return {}
    documents = write_documents(plan.after.id, plan.to_translate, source_language=plan.source_language)
    translated = translate({document.name: document.html for document in documents})
    lost = [document.name for document in documents if document.name not in translated]
    if lost:
        raise AmtsError(f"no translation of {', '.join(lost)} came back; run the command again")
    htmls = [translated[document.name] for document in documents]
    return {draft.segment: draft for draft in read_documents(htmls, plan.to_translate, target_language=target)}


def _translator(source: str, target: str, *, parallel_data: str | None, config: Path | None, region: str) -> Translate:
    """Batch jobs with the parallel data, or TranslateText calls without."""
    if parallel_data is None:
        client = translate_client(region)
        return lambda documents: {
            name: translate_html(client, html, source_language=source, target_language=target)
            for name, html in documents.items()
        }
    if config is None:
        raise AmtsError("a batch job with parallel data needs a bucket and a role: give --config")
    storage = load_config(config).storage
    store, client = open_store(storage.bucket, storage.prefix, region=storage.region), translate_client(storage.region)
    return lambda documents: translate_documents(
        client,
        store,
        documents,
        source_language=source,
        target_language=target,
        role_arn=storage.role_arn,
        parallel_data=parallel_data,
        poll_seconds=storage.poll_seconds,
    )


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _deliver_branch(clone: Path, branch: str, changes: list[ChapterFiles], github: GitHub | None) -> None:
    if github:
        fetch_branch(clone, branch, credentials=git_credentials(clone, github.token))
    done = commit_branch(clone, branch, changes)
    out.print(
        f"branch {branch}: {len(done.commits)} commits" if done.commits else f"branch {branch}: nothing to change"
    )
    for path in done.held:
        err.print(f"{path}: the branch holds edits of it that are not merged; it stays as it is there", markup=False)
    if github and (request := propose(clone, branch, github)):
        out.print(f"{'opened' if request.created else 'updated'} {request.url}")
