"""`amts sync`: bring the translation of a chapter or of a folder up to date with its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from amts_core.aws.engine import engine_name
from amts_core.cli.console import err, out
from amts_core.cli.options import Languages, languages_of
from amts_core.cli.paid import PaidDocuments, cost_of
from amts_core.cli.sync_drafts import Service, documents_of, drafts_of
from amts_core.cli.sync_plans import Planning, followed
from amts_core.cli.sync_sides import Sides, find_origins, read_sides
from amts_core.config import load_config
from amts_core.deliver.branch import commit_branch, fetch_branch
from amts_core.deliver.files import (
    ChapterFiles,
    chapter_files,
    deleted_files,
    make_patch,
    write_chapter_files,
    write_list,
)
from amts_core.deliver.pull_request import GitHub, git_credentials, propose
from amts_core.deliver.sidecar import make_provenance
from amts_core.errors import AmtsError
from amts_core.sync.book import BookWork, plan_book
from amts_core.sync.chapter import ChapterSync, finish_sync


def sync(
    before: Annotated[
        Path,
        typer.Argument(
            help="Source that the translation was made from: a chapter or a folder; SOURCE_AFTER if you have none."
        ),
    ],
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
    adapt: Annotated[
        bool, typer.Option("--adapt", help="Drafts follow the book: make parallel data of its pairs (needs --config).")
    ] = False,
    parallel_data: Annotated[
        str | None, typer.Option(help="Parallel data resource that the drafts follow as it is, or that --adapt makes.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", envvar="AMTS_CONFIG", help="Configuration: bucket and role of a batch job."),
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
    settings = load_config(config) if config else None
    if adapt and not parallel_data:
        parallel_data = f"amts-sync-{pair}"
    if parallel_data and not settings:
        raise AmtsError("a batch job with parallel data needs a bucket and a role: give --config")
    languages = Languages(source_language=source, target_language=target)
    service = Service(languages, region, settings, parallel_data)
    sides = read_sides(before, after, translation, origin_suffix)
    if history:
        find_origins(sides, history, **languages)
    sides.leave_out_strangers()
    work = plan_book(sides.before, sides.after, sides.translation, language=source)
    _tell_unknown(work, history)
    book = Planning(sides, languages)
    plans = book.plans(work)
    characters = sum(len(segment.text) for plan in plans.values() for segment in plan.to_translate)
    segments = sum(len(plan.to_translate) for plan in plans.values())
    cost = cost_of(characters, settings, is_custom=parallel_data is not None)
    out.print(
        f"{len(plans)} chapters to sync, {len(work.deleted)} to remove, {work.unchanged} unchanged,"
        f" {len(work.unknown) + len(book.failed)} left alone;"
        f" {segments} segments to translate ({characters:,} characters, ${cost.total:.2f})"
    )
    if dry_run:
        _end(book)
        return
    if not plans and not work.deleted:
        if not book.failed:
            out.print("nothing to do")
        _end(book)
        return
    cost.check(budget_usd)
    paid = PaidDocuments(output / ".drafts", service.translate, of=f"{pair} {parallel_data or ''} {engine_name()}")
    if parallel_data:  # one job for all
        _translate_all(plans, paid, service, sides if adapt else None)
    changes: list[ChapterFiles] = []
    for one in followed([one for one in work.chapters if one.id in plans], "translating"):
        plan = plans[one.id]
        try:
            translated = paid.kept(documents_of(plan)) if parallel_data else paid.translated(documents_of(plan))
            synced = finish_sync(plan, drafts_of(plan, translated), one_sentence_per_line=one_sentence_per_line)
            previous = sides.sidecar(one.former_id or one.id)
        except AmtsError as error:
            book.fail(one.id, str(error))
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
            previous=previous,
        )
        files = chapter_files(
            sides.path(one.id, one.after.ending),
            synced.chapter,
            provenance,
            source=one.after,
            origin_suffix=origin_suffix,
            former_path=sides.path(one.former_id) if one.is_move and one.former_id else None,
        )
        write_chapter_files(files, output)
        changes.append(files)
    done = len(changes)
    if book.failed and work.deleted:
        err.print(f"not removed while others fail, which may need their text: {', '.join(work.deleted)}", markup=False)
    else:
        changes += [deleted_files(sides.path(name), origin_suffix=origin_suffix) for name in work.deleted]
    write_list(changes, output)
    if not book.failed:
        paid.forget()
    out.print(f"{done} of {len(plans)} chapters synced in {output}: see TODO.md and review/ there")
    if patch:
        patch.write_bytes(make_patch(changes, lambda path: _content(sides.folder / path)))
    if branch:
        _deliver_branch(translation, branch, changes, GitHub(pull_request, base) if pull_request else None)
    _end(book)


def _tell_unknown(work: BookWork, history: Path | None) -> None:
    """Name the chapters of which nothing can be said."""
    advice = "its history does not tell it either" if history else "give --history CLONE_OF_THE_SOURCE"
    for name in work.unknown:
        err.print(f"{name}: left alone, since its source before is not known: {advice}", markup=False)


def _translate_all(plans: Mapping[str, ChapterSync], paid: PaidDocuments, service: Service, book: Sides | None) -> None:
    """Translate the documents of all chapters in one batch job; `book`: what to make its parallel data of first.

    If it fails, that is told, and so are the chapters that miss their drafts then.
    """
    documents = {name: html for plan in plans.values() for name, html in documents_of(plan).items()}
    if len(paid.kept(documents)) == len(documents):
        return
    try:
        if book:
            service.adapt(book.before, book.translation)
        paid.translated(documents)
    except AmtsError as error:
        err.print(str(error), markup=False, style="red")


def _end(book: Planning) -> None:
    """End with exit code 1 if a chapter failed."""
    if book.failed:
        err.print(f"failed: {', '.join(sorted(book.failed))}", markup=False)
        raise typer.Exit(1)


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
