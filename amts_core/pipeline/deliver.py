"""Step 8: what a run made is handed over. A run that did not do its work hands over nothing that needs it.

| what happened | chapters | removals |
|---|---|---|
| every planned chapter was put together | all | all, unless they are too much of the text |
| a chapter is refused for good, and that is told | the others | all, as above |
| a document was lost, a job failed | those that are whole | none |
| the budget was refused, the plan failed | none | none |
| a person rejected the delivery | none | none; nor by later runs, while they are the same |

What is handed over is recorded, and nothing else. Removals are commits of their own, after all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from amts_core.book.chapter import Chapter, decode_chapter
from amts_core.book.links import missing_files
from amts_core.book.remembered import Remembered
from amts_core.deliver.branch import commit_branch, fetch_branch, push_branch
from amts_core.deliver.desk import Decided, Desk
from amts_core.deliver.files import ChapterFiles, chapter_files, deleted_files, make_patch, write_folder
from amts_core.deliver.forms import Outcome, Rebuilt, Record
from amts_core.deliver.guard import refuse_files_of_the_source
from amts_core.deliver.pull_request import GitHub, git_credentials, propose
from amts_core.errors import AmtsError
from amts_core.files import write_whole
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.desk import all_desks, decide_chapter
from amts_core.pipeline.drafts import is_translated
from amts_core.pipeline.forms import OUTCOME, Plan, PlannedChapter
from amts_core.pipeline.jobs import allowed_cost
from amts_core.pipeline.links import link_notes
from amts_core.pipeline.navigation import place_in_lists
from amts_core.pipeline.rebuild import read_rebuilt
from amts_core.pipeline.record import keep_text, make_record, read_kept, read_records
from amts_core.pipeline.rejections import drop_rejections, keep_rejections
from amts_core.pipeline.run import Run

PATCH = "chapters.patch"


@dataclass(frozen=True)
class HandOver:
    """What there is to hand over, and what is held, and why (by chapter); `desks` have what people decided on it."""

    rebuilt: Mapping[str, Rebuilt]
    remove: tuple[str, ...]
    held: Mapping[str, str]
    desks: Mapping[str, Desk] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to hand over."""
        return not self.rebuilt and not self.remove


@dataclass(frozen=True)
class Answer:
    """What a person said of a delivery, and when (ISO, UTC)."""

    by: str
    at: str


def to_hand_over(run: Run, plan: Plan, *, is_asked: bool) -> HandOver:
    """What a run may hand over. `is_asked`: a person is asked, or was, and so decides on removals that are large."""
    if allowed_cost(run) is None:
        refused = dict.fromkeys((*plan.deliver, *plan.remove), "the cost of the run was not allowed")
        return HandOver({}, (), {**plan.held, **refused})
    known = read_rebuilt(run, plan)
    rebuilt = {name: known[name] for name in plan.deliver if name in known and not known[name].refused}
    held = dict(plan.held)
    held |= {name: known[name].refused for name in plan.deliver if name in known and known[name].refused}
    missing = [name for name in plan.deliver if name not in known]
    held |= dict.fromkeys(
        missing,
        "it was not put together: the run says why; the next one takes it again, unless it was sent in vain too often",
    )
    desks = {desk.chapter: desk for desk in all_desks(run, rebuilt)}
    held |= {name: reason for name in desks if (reason := _decided(run, plan, name, desks).held)}
    rebuilt = {name: one for name, one in rebuilt.items() if name not in held}
    reason = _why_kept(run, plan, missing, is_asked=is_asked)
    held |= dict.fromkeys(plan.remove, reason) if reason else {}
    held |= dict.fromkeys(plan.waiting, "it waits for a later run: the budget of this one is spent")
    return HandOver(rebuilt, () if reason else plan.remove, held, desks)


def _why_kept(run: Run, plan: Plan, missing: list[str], *, is_asked: bool) -> str:
    """Why this run removes no chapter; "" if it does, or has none to remove."""
    if not plan.remove:
        return ""
    if plan.waiting:
        return f"nothing is removed while {len(plan.waiting)} chapters wait for the budget, which may need its text"
    if plan.unreadable:
        return f"nothing is removed while {next(iter(plan.unreadable))} cannot be read, which may need its text"
    kept = next((name for name in plan.held if run.source_book.has(name) and name not in plan.ahead), None)
    if kept:
        return f"nothing is removed while {kept} is held, which may need its text"
    if missing:
        return f"nothing is removed while {missing[0]} is not put together, which may need its text"
    if not is_translated(run, plan.delivered):
        return "nothing is removed by a run whose batch job did not end well"
    if plan.removed_share > run.pair.delivery.removals and not is_asked:
        return (
            f"{len(plan.remove)} chapters with {plan.removed_share:.1%} of the translation's text would be removed,"
            f" more than {run.pair.delivery.removals:.0%}: look at the source's revision; if they may go, start a run"
            " with require_approval, or raise delivery.removals"
        )
    return ""


def deliver(run: Run, plan: Plan, *, answer: Answer | None = None, github: GitHub | None = None) -> Outcome:
    """Hand over what changes in the translated book, in the form that the pair asks for, and keep the outcome.

    The output folder has it in any case: each chapter with its origin (where the book keeps one), the story of its
    segments and a page for the reviewer; `TODO.md` lists what to look at. `answer` is that of a person who approved. A
    pull request needs `github`.
    """
    found = to_hand_over(run, plan, is_asked=answer is not None)
    outcome = Outcome(run.id, "nothing", _now(), answer.by if answer else "", held=found.held)
    if not found.is_empty:
        outcome = _handed_over(run, plan, found, outcome, github)
        drop_rejections(run, outcome.records)
    return _kept(run, outcome)


def reject(run: Run, plan: Plan, answer: Answer) -> Outcome:
    """Keep that a person rejected the delivery: nothing is handed over, and nothing recorded.

    What the person saw is remembered; what was held for another reason is not.
    """
    found = to_hand_over(run, plan, is_asked=True)
    reason, seen = f"rejected by {answer.by} at {answer.at}", (*found.rebuilt, *found.remove)
    keep_rejections(run, plan, seen, reason)
    held = {**found.held, **dict.fromkeys(seen, reason)}
    return _kept(run, Outcome(run.id, "rejected", answer.at, answer.by, held=held))


def read_outcome(run: Run) -> Outcome | None:
    """What a run handed over; None for one that did not come so far."""
    return run.own(OUTCOME, Outcome).find()


def _kept(run: Run, outcome: Outcome) -> Outcome:
    run.own(OUTCOME, Outcome).keep(outcome)
    return outcome


def _handed_over(run: Run, plan: Plan, found: HandOver, outcome: Outcome, github: GitHub | None) -> Outcome:
    changes = {name: _files(run, plan, name, found.desks) for name in found.rebuilt}
    changes |= {name: removal(run, plan, name) for name in found.remove}
    refuse_files_of_the_source(changes.values(), run.source_book, run.target_book)
    folder = run.chapters_folder
    notes = tuple(link_notes(run.target_book, changes.values(), Remembered(run.cache / "facts.sqlite")))
    write_folder(list(changes.values()), folder, notes, run.target_book.content)
    outcome = replace(outcome, folder=str(folder), notes=notes)
    form, patch = run.pair.delivery.form, make_patch(list(changes.values()), run.target_book.content)
    run.store.write_bytes(run.key(PATCH), patch, content_type="text/x-patch")
    if form == "patch" or run.patch:
        write_whole(run.patch or run.output / PATCH, patch)
    if run.branch:
        outcome = _delivered_branch(run, outcome, changes, github)
    done = [name for name in changes if name not in outcome.held]
    records = {name: _record(run, plan, found, name, changes[name].path) for name in done}
    faults = {name: found.rebuilt[name].backward for name in done if name in found.rebuilt}
    moved = [one for one in map(plan.chapter, done) if one.former_id and one.is_move]
    return replace(
        outcome,
        state="delivered" if done else "nothing",
        chapters=tuple(name for name in done if name in found.rebuilt),
        removed=tuple(name for name in done if name in found.remove),
        backward={name: told for name, told in faults.items() if told},
        records={**{str(one.former_id): _record_of_gone(run, plan, one) for one in moved}, **records},
    )


def _delivered_branch(
    run: Run, outcome: Outcome, changes: Mapping[str, ChapterFiles], github: GitHub | None
) -> Outcome:
    book, settings = run.target_book, run.pair.delivery
    clone, folder, base = book.root, book.git_folder, book.revision or "HEAD"
    branch = run.branch
    is_pushed = github is not None or not book.is_work_tree
    credentials = git_credentials(clone, github.token if github else None)
    if is_pushed:
        fetch_branch(clone, branch, is_ours=not book.is_work_tree, credentials=credentials)
    committed = commit_branch(clone, branch, list(changes.values()), base=base, folder=folder)
    reason = f"the branch {branch} holds edits of it that are not merged: merge them, then it is synced again"
    held = {name: reason for name, change in changes.items() if change.path in committed.held}
    outcome = replace(outcome, held={**outcome.held, **held}, branch=branch)
    if settings.form == "branch":
        if is_pushed and committed.tip:
            push_branch(clone, branch, credentials=credentials)
        return outcome
    if github is None:
        raise AmtsError(f"a pull request needs a connection to GitHub: make {settings.connection}, or deliver a branch")
    request = propose(clone, branch, github, base=base, folder=folder, notes=outcome.notes)
    return replace(outcome, pull_request=request.url if request else "")


def removal(run: Run, plan: Plan, chapter_id: str) -> ChapterFiles:
    """The removal of a chapter, with what is lost by it; of a draft that waits on the branch nothing is."""
    translation = chapter_texts(run, plan, chapter_id).translation
    path = read_records(run)[chapter_id].path if translation is None else run.target_book.path(chapter_id)
    return deleted_files(path, origin_suffix=run.target_book.location.origin_suffix, lost=translation)


def _record(run: Run, plan: Plan, found: HandOver, chapter_id: str, path: str) -> Record:
    known = found.rebuilt[chapter_id].record if chapter_id in found.rebuilt else None
    if known is not None:
        desk = found.desks.get(chapter_id)
        return replace(known, desk=desk.digest if desk else "", path=path)
    return _record_of_gone(run, plan, plan.chapter(chapter_id))


def _record_of_gone(run: Run, plan: Plan, planned: PlannedChapter) -> Record:
    """The record of a chapter that the delivery takes away, also if it goes on under another name."""
    texts = chapter_texts(run, plan, planned.id)
    origin = keep_text(run, texts.origin) if texts.origin else ""
    return make_record(run, planned.former_id or planned.id, source="", origin=origin, translation=texts.translation)


def _files(run: Run, plan: Plan, name: str, desks: Mapping[str, Desk]) -> ChapterFiles:
    texts, planned = chapter_texts(run, plan, name), plan.chapter(name)
    frame = texts.translation or texts.source
    if texts.source is None or frame is None:
        raise _changed_since(name)
    decided = _decided(run, plan, name, desks)
    path = run.target_book.path_or_new(name, frame.ending)
    files = chapter_files(
        path,
        decided.chapter,
        decided.provenance,
        source=texts.source,
        origin_suffix=run.target_book.location.origin_suffix,
        former_path=run.target_book.path(planned.former_id) if planned.former_id and planned.is_move else None,
    )
    if texts.translation is not None:
        return files
    shown = _files_that_it_shows(run, path, decided.chapter)
    return replace(files, files={**files.files, **shown}, entries=place_in_lists(run, decided.chapter).entries)


def _files_that_it_shows(run: Run, path: str, chapter: Chapter) -> dict[str, bytes]:
    """Images and other files of a new chapter that the translated book lacks; chapters are no such files."""
    source, target = run.source_book, run.target_book
    chapters = {source.path(name) for name in source.chapter_ids()}
    wanted = missing_files(chapter, path, source.files - chapters, target.files)
    return {name: content for name in wanted if (content := source.content(name)) is not None}


def _decided(run: Run, plan: Plan, name: str, desks: Mapping[str, Desk]) -> Decided:
    """The chapter as it was put together, with what people have decided on it since."""
    texts, kept = chapter_texts(run, plan, name), read_kept(run, run.id, name)
    frame = texts.translation or texts.source
    if frame is None or kept is None:
        raise _changed_since(name)
    chapter = decode_chapter(kept.text.encode("utf-8"), id=name, format=frame.format)
    return decide_chapter(run, desks[name], chapter, kept.story) if name in desks else Decided(chapter, kept.story)


def _changed_since(name: str) -> AmtsError:
    return AmtsError(f"{name} has changed since it was put together: start a new run")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
