"""`amts sync`: bring the translation of a chapter or of a folder up to date with its source."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from amts_core.aws.engine import engine_name
from amts_core.aws.jobs import translate_documents, translate_html
from amts_core.aws.parallel_data import translate_client
from amts_core.aws.storage import open_store
from amts_core.cli.console import err, out
from amts_core.cli.options import languages_of
from amts_core.cli.paid import PaidDocuments, Translate, cost_of
from amts_core.cli.sync_sides import find_origins, read_sides
from amts_core.config import Config, load_config
from amts_core.errors import AmtsError
from amts_core.sync.book import ChapterWork, plan_book
from amts_core.sync.branch import commit_branch, fetch_branch
from amts_core.sync.chapter import ChapterSync, finish_sync, plan_sync
from amts_core.sync.delivery import (
    ChapterFiles,
    chapter_files,
    deleted_files,
    make_patch,
    write_chapter_files,
    write_list,
)
from amts_core.sync.provenance import content_digest, make_provenance, read_provenance, sidecar_path
from amts_core.sync.pull_request import GitHub, git_credentials, propose
from amts_core.translate.document import Draft, read_documents, write_documents


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
    budget_usd: Annotated[float, typer.Option(min=0, help="Most that the drafts may cost, in US dollars.")] = 50.0,
    one_sentence_per_line: Annotated[bool, typer.Option(help="New paragraphs: each sentence on a line.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, and translate nothing.")] = False,
) -> None:
    """Keep every human word whose source did not change, and draft what did. The translation itself is not touched."""
    if (pull_request and not branch) or (branch and not (translation / ".git").exists()):
        raise AmtsError("a pull request needs --branch, and a branch needs a clone of the translation's repository")
    source, target = languages_of(pair)
    sides = read_sides(before, after, translation, origin_suffix)
    if history:
        find_origins(sides, history, translation, source_language=source, target_language=target)
    settings = load_config(config) if config else None
    work = plan_book(sides.before, sides.after, sides.translation, language=source)
    todo = [one for one in work.chapters if not _is_delivered(one, translation)]
    plans = {one.id: _plan(one, source, target) for one in todo}
    characters = sum(len(segment.text) for plan in plans.values() for segment in plan.to_translate)
    segments = sum(len(plan.to_translate) for plan in plans.values())
    cost = cost_of(characters, settings, is_custom=parallel_data is not None)
    out.print(
        f"{len(todo)} chapters to sync, {len(work.deleted)} to remove; {segments} segments to translate"
        f" ({characters:,} characters, ${cost.total:.2f})"
    )
    if dry_run:
        return
    cost.check(budget_usd)
    paid = PaidDocuments(
        output / ".drafts",
        _translator(source, target, parallel_data=parallel_data, config=settings, region=region),
        of=f"{pair} {parallel_data or ''} {engine_name()}",
    )
    if parallel_data:  # one job for all
        paid.translated({name: html for plan in plans.values() for name, html in _documents(plan).items()})
    changes: list[ChapterFiles] = []
    failed = 0
    for one in todo:
        try:
            drafts = _drafts(plans[one.id], paid)
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
        write_chapter_files(changes[-1], output)
    changes += [deleted_files(sides.path(name), origin_suffix=origin_suffix) for name in work.deleted]
    write_list(changes, output)
    if not failed:
        paid.forget()
    out.print(f"{len(todo) - failed} of {len(todo)} chapters synced in {output}: see TODO.md and review/ there")
    if patch:
        book = translation if translation.is_dir() else translation.parent
        patch.write_bytes(make_patch(changes, lambda path: _content(book / path)))
    if branch:
        _deliver_branch(translation, branch, changes, GitHub(pull_request, base) if pull_request else None)
    if failed:
        raise typer.Exit(1)


def _is_delivered(one: ChapterWork, translation: Path) -> bool:
    """Whether the sidecar says that the translation is in step with this source already."""
    folder = translation if translation.is_dir() else translation.parent
    known = read_provenance(folder / sidecar_path(one.id))
    return known is not None and known.source_digest == content_digest(one.after)


def _plan(one: ChapterWork, source: str, target: str) -> ChapterSync:
    return plan_sync(
        one.after, before=one.before, translation=one.translation, source_language=source, target_language=target
    )


def _documents(plan: ChapterSync) -> dict[str, str]:
    """The documents of a chapter by name."""
    if not plan.to_translate:
        return {}
    written = write_documents(plan.after.id, plan.to_translate, source_language=plan.source_language)
    return {document.name: document.html for document in written}


def _drafts(plan: ChapterSync, paid: PaidDocuments) -> dict[str, Draft]:
    """The drafts of a chapter by segment id; raises AmtsError if a document is lost or damaged."""
    documents = _documents(plan)
    translated = paid.translated(documents)
    lost = [name for name in documents if name not in translated]
    if lost:
        raise AmtsError(f"no translation of {', '.join(lost)} came back; run the command again")
    htmls = [translated[name] for name in documents]
    drafts = read_documents(htmls, plan.to_translate, target_language=plan.target_language) if htmls else []
    return {draft.segment: draft for draft in drafts}


def _translator(
    source: str, target: str, *, parallel_data: str | None, config: Config | None, region: str
) -> Translate:
    """Batch jobs with the parallel data, or TranslateText calls without."""
    if parallel_data is None:
        client = translate_client(region)
        return lambda documents: {
            name: translate_html(client, html, source_language=source, target_language=target)
            for name, html in documents.items()
        }
    if config is None:
        raise AmtsError("a batch job with parallel data needs a bucket and a role: give --config")
    storage = config.storage
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
