"""A sync from its options to what it says of its end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from amts_core.aws.parallel_data import translate_client
from amts_core.cli.console import err, out, print_json
from amts_core.cli.progress import progress_bar, remarks_of_steps
from amts_core.cli.sync_books import NEEDS_A_CLONE, Order, Sides, open_sync
from amts_core.deliver.branch import require_branch
from amts_core.deliver.forms import Outcome
from amts_core.deliver.pull_request import GitHub
from amts_core.deliver.review import FOR_THE_SOURCE
from amts_core.errors import AmtsError
from amts_core.money import usd
from amts_core.pipeline.drive import Driven, Listener, Progress, drive, prepare
from amts_core.pipeline.forms import State
from amts_core.pipeline.plan import Options

STEPS = {
    "find_changed": "comparing",
    "extract_and_align": "aligning",
    "upload_parallel_data": "making parallel data",
    "upload_documents": "planning",
    "translate": "translating",
    "rebuild_chapter": "putting together",
    "deliver": "writing",
}
"""What a step does, in a word for a person."""


def run_sync(sides: Sides, order: Order, *, as_json: bool) -> None:
    """Sync as it is ordered, and tell what was done. Raises AmtsError, or typer.Exit(1) at the end."""
    if order.branch and not (sides.translation / ".git").exists():
        raise AmtsError(NEEDS_A_CLONE)
    if order.branch:
        require_branch(sides.translation, order.branch)
    sides.check(order.output)
    region = order.settings.storage.region if order.settings and order.is_custom else order.region
    with _place(order) as place:
        with _steps() as progress:
            run, client = open_sync(sides.staged(place.state / "chapter"), place), translate_client(region)
            what: Options = {
                "variants": ("sentence",) if order.is_custom else ("none",),
                "again": True,
                "chapters": order.chapters,
                "budget_usd": order.budget_usd,
            }
            listener = Listener(progress, lambda told: err.print(told, markup=False))
            if order.dry_run:
                done = prepare(run, client, parallel_data=order.parallel_data, listener=listener, **what)
            else:
                github = GitHub(order.pull_request, order.base) if order.pull_request else None
                done = drive(run, client, parallel_data=order.parallel_data, github=github, listener=listener, **what)
        if as_json:
            print_json(_as_json(done))
        else:
            _tell(done, order.history is not None)
    if done.failed:
        err.print(f"failed: {', '.join(sorted(done.failed))}", markup=False)
        raise typer.Exit(1)


@contextmanager
def _place(order: Order) -> Iterator[Order]:
    """The order; a dry run keeps nothing, so its state is a folder that goes with it."""
    if not order.dry_run:
        yield order
        return
    with tempfile.TemporaryDirectory() as folder:
        yield replace(order, state=Path(folder) / order.state.name)


@contextmanager
def _steps() -> Iterator[Progress]:
    """The steps of the run on a bar, and what the pipeline remarks, as lines."""
    with remarks_of_steps(), progress_bar() as bar:
        line = bar.add_task("comparing", total=None)
        yield lambda step, done, of: bar.update(line, description=STEPS.get(step, step), completed=done, total=of)


def _tell(done: Driven, has_history: bool) -> None:
    """Say what the run did."""
    run, plan, outcome = done.run, done.plan, done.outcome
    _tell_unknown(done, has_history)
    for name, reason in done.failed.items():
        err.print(reason if name in reason else f"{name}: {reason}", markup=False, style="red")
    for name, reason in _held(done).items():
        if name not in done.failed and name not in plan.remove:
            err.print(f"{name} is held: {reason}", markup=False)
    if outcome is None and done.cost is None:
        if not done.failed and not plan.held:
            out.print("nothing to do")
    elif outcome is not None:
        removed = [name for name in plan.remove if name in outcome.held]
        if removed:
            err.print(f"not removed: {', '.join(removed)}: {outcome.held[removed[0]]}", markup=False)
        count = f"{len(outcome.chapters)} of {len(_wanted(done))}"
        out.print(f"{count} chapters synced in {run.output}: see TODO.md and review/ there")
        _tell_branch(outcome)
        _tell_of_the_books(outcome)


def _as_json(done: Driven) -> dict[str, Any]:
    """What the run did, for programs; after a dry run, what it would do."""
    outcome = done.outcome or Outcome(done.run.id, "nothing", "")
    return {
        "to_sync": _wanted(done),
        "to_remove": list(done.plan.remove),
        "left_alone": _unknown(done),
        "failed": done.failed,
        "segments": sum(sending.segments for sending in done.sendings),
        "characters": sum(sending.characters for sending in done.sendings),
        "usd": done.cost.total if done.cost else 0.0,
        "synced": list(outcome.chapters),
        "removed": list(outcome.removed),
        "held": _held(done),
        "output": outcome.folder,
        "branch": outcome.branch,
        "pull_request": outcome.pull_request,
        "notes": list(outcome.notes),
        "faults_of_the_source": {name: list(faults) for name, faults in outcome.backward.items()},
    }


def _held(done: Driven) -> dict[str, str]:
    """The chapters that are not handed over as they are, and why."""
    return {**done.plan.held, **(done.outcome.held if done.outcome else {})}


def _unknown(done: Driven) -> list[str]:
    """The chapters of both books of which nothing can be said, since the source of the translation is not known."""
    both = set(done.run.source_book.chapter_ids()) & set(done.run.target_book.chapter_ids())
    unchanged = (one for one in done.plan.chapters if one.state is State.UNCHANGED)
    return [one.id for one in unchanged if one.id in both and one.alignment is None]


def _tell_unknown(done: Driven, has_history: bool) -> None:
    """Say what is to be done, and name the chapters of which nothing can be said."""
    plan, unknown = done.plan, _unknown(done)
    advice = "its history does not tell it either" if has_history else "give --history CLONE_OF_THE_SOURCE"
    for name in unknown:
        err.print(f"{name}: left alone, since its source before is not known: {advice}", markup=False)
    unchanged = plan.counts[State.UNCHANGED] - len(unknown)
    segments = sum(sending.segments for sending in done.sendings)
    characters = sum(sending.characters for sending in done.sendings)
    cost = done.cost.total if done.cost else 0.0
    out.print(
        f"{len(_wanted(done))} chapters to sync, {len(plan.remove)} to remove, {unchanged} unchanged,"
        f" {len(unknown) + len(done.failed) + len(plan.held)} left alone;"
        f" {segments} segments to translate ({characters:,} characters, {usd(cost)})"
    )


def _wanted(done: Driven) -> list[str]:
    """The chapters that could be planned."""
    refused = {name for sending in done.sendings for name in sending.refused}
    return [name for name in done.plan.deliver if name not in refused]


def _tell_of_the_books(outcome: Outcome) -> None:
    """Say what is to be known of the translated book as a whole, and what the source's maintainers may look at."""
    for note in outcome.notes:
        err.print(note, markup=False)
    if outcome.backward:
        err.print(f"for the maintainers of the source: {FOR_THE_SOURCE}", markup=False)
    for name, faults in outcome.backward.items():
        for fault in faults:
            err.print(f"{name}, {fault}", markup=False)


def _tell_branch(outcome: Outcome) -> None:
    if not outcome.branch:
        return
    out.print(f"branch {outcome.branch}: {len(outcome.chapters) + len(outcome.removed)} chapters")
    if outcome.pull_request:
        out.print(f"pull request {outcome.pull_request}")
