"""Run the steps of a language pair in their order, without Airflow: the DAG's tasks, one after the other.

What fails before the chapters are put together ends the run with its cause: nothing is delivered, nothing recorded.
A chapter that fails is named, and the others are delivered; `deliver` says what a run may hand over then. Whoever stops
a run (an exception in `progress`, an interrupt) loses nothing: what was paid for is kept, and the next run finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, Unpack

from amts_core.aws.cost import Estimate
from amts_core.deliver.forms import Outcome, Rebuilt
from amts_core.deliver.pull_request import GitHub
from amts_core.errors import AmtsError
from amts_core.pipeline.align import align_batch
from amts_core.pipeline.budget import check_budget
from amts_core.pipeline.deliver import deliver
from amts_core.pipeline.documents import Sending, upload_documents
from amts_core.pipeline.drafts import Fetched
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.jobs import estimate_cost
from amts_core.pipeline.parallel_data import parallel_data_as_it_is, upload_parallel_data
from amts_core.pipeline.plan import Options, find_changed, read_plan
from amts_core.pipeline.planned import find_segments
from amts_core.pipeline.rebuild import rebuild_batch
from amts_core.pipeline.record import record_delivery
from amts_core.pipeline.report import Made, make_report
from amts_core.pipeline.run import Run
from amts_core.pipeline.translators import Watch, translator_of

T = TypeVar("T")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Listener:
    """Who hears how a run goes on.

    `progress` is told the name of the step (the DAG's task), how many of its parts are done, and of how many; `watch`,
    in a few words, what the service does.
    """

    progress: Progress = lambda step, done, of: None
    watch: Watch = lambda state: None


@dataclass
class Driven:
    """What a run gave. `failed` are chapters (or the variant, or the report) that it could not do, and why.

    `outcome` is None where the run did not come to its delivery: nothing was to be done, or it is only prepared.
    """

    run: Run
    plan: Plan
    sendings: list[Sending] = field(default_factory=list)
    cost: Estimate | None = None
    fetched: list[Fetched] = field(default_factory=list)
    rebuilt: list[Rebuilt] = field(default_factory=list)
    report: Made | None = None
    outcome: Outcome | None = None
    failed: dict[str, str] = field(default_factory=dict)


def prepare(
    run: Run,
    client: Any,
    *,
    parallel_data: str | None = None,
    listener: Listener = Listener(),
    **options: Unpack[Options],
) -> Driven:
    """Run a language pair from what changed to what it costs; nothing is sent. See `drive`."""
    listener.progress("find_changed", 0, 1)
    find_changed(run, **options)
    run, plan = read_plan(run)
    done = Driven(run, plan, failed=dict(plan.unreadable))
    if plan.has_work:
        _write(done, client, parallel_data, listener.progress)
    return done


def drive(
    run: Run,
    client: Any,
    *,
    parallel_data: str | None = None,
    report: bool = True,
    github: GitHub | None = None,
    listener: Listener = Listener(),
    **options: Unpack[Options],
) -> Driven:
    """Run a language pair from what changed to what is recorded.

    `client` is boto3's of Amazon Translate. `parallel_data` names a resource that the drafts follow as it is, instead
    of one made from the book; `report` scores evaluation articles. `options` are those of `find_changed`. Raises
    AmtsError, whose message is the one cause, if the run comes to nothing.
    """
    done = prepare(run, client, parallel_data=parallel_data, listener=listener, **options)
    run, plan, progress = done.run, done.plan, listener.progress
    if not plan.has_work:
        return done
    _translate(done, client, listener)
    for number in _parts("rebuild_chapter", range(len(plan.batches)), progress):
        made = rebuild_batch(run, plan, number)
        done.rebuilt += [one for one in made.kept if not one.refused]
        done.failed |= made.failed
    if report and plan.evaluate:
        progress("report", 0, 1)
        try:
            done.report = make_report(run, plan)
        except AmtsError as error:
            done.failed["report"] = str(error)
    progress("deliver", 0, 1)
    done.outcome = deliver(run, plan, github=github)
    record_delivery(run, done.outcome)
    return done


def _write(done: Driven, client: Any, parallel_data: str | None, progress: Progress) -> None:
    """Align what is not aligned, make the parallel data, write the documents, and see what they cost."""
    run, plan = done.run, done.plan
    check_budget(run, plan)
    for batch in _parts("extract_and_align", plan.align, progress):
        align_batch(run, plan, batch)
    progress("upload_parallel_data", 0, 1)
    if parallel_data:
        files = [parallel_data_as_it_is(variant, parallel_data, client) for variant in plan.adapted]
    else:
        files = upload_parallel_data(run, plan)
    followed = {file.variant: file for file in files}
    for number in _parts("find_segments", range(len(plan.batches)), progress):
        find_segments(run, plan, number)
    for variant in _parts("upload_documents", plan.variants, progress):
        sending = upload_documents(run, plan, variant, followed.get(variant))
        done.sendings.append(sending)
        done.failed |= sending.refused
    done.cost = estimate_cost(run, plan, done.sendings)


def _translate(done: Driven, client: Any, listener: Listener) -> None:
    """Get the drafts. Without those of the delivered variant there is nothing to go on with."""
    for sending in _parts("translate", [one for one in done.sendings if one.sent], listener.progress):
        translator = translator_of(done.run, sending, client, listener.watch)
        try:
            done.fetched.append(translator.translate(done.run, done.plan, sending))
        except AmtsError as error:
            if sending.variant == done.plan.delivered:
                raise
            done.failed[sending.variant] = str(error)


def _parts(step: str, parts: Sequence[T], progress: Progress) -> Iterator[T]:
    """The parts of a step, each told before it begins, and the end of the step."""
    for number, part in enumerate(parts):
        progress(step, number, len(parts))
        yield part
    progress(step, len(parts), len(parts))
