"""One DAG for each language pair of the configuration: `amts_<source>_<target>`.

Wiring only: each task calls one step of `amts_core.pipeline` or is an Amazon Translate operator. Content is in S3;
tasks hand each other names and counts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import (
    Asset,
    AssetAny,
    AssetOrTimeSchedule,
    dag,
    get_current_context,
    task,
    task_group,
)
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from amts_aws.operators.translate import TranslateImportTerminologyOperator
from amts_aws.operators.translate_job import TranslateStartTextTranslationJobOperator
from amts_aws.operators.translate_parallel_data import TranslateCreateOrUpdateParallelDataOperator
from amts_aws.sensors.translate import TranslateParallelDataSensor, TranslateTextTranslationJobSensor
from amts_base import (
    DEFAULTS,
    RUN_TYPES,
    aws_connection,
    handed_over,
    keeps_failures,
    open_new,
    open_planned,
    open_step,
    read_config,
    step,
    timetable,
)
from amts_core.config import Config, Pair
from amts_core.money import usd
from amts_form import offer_chapters, parameters, refuse_unknown

LOG = logging.getLogger(__name__)
REQUESTS, IMPORTS, TEXTS = "translate_api", "translate_imports", "translate_texts"  # pools: see config/pools.json
LONGEST_JOB = timedelta(hours=48)
PATIENCE = timedelta(days=14)  # with who is asked for approval
AT_ONCE = 4  # batches of one kind that a run works on
CONFIG = read_config()


@step(task.short_circuit)
def find_changed(pair: str) -> list[dict[str, Any]]:
    """Decide what this run does: which chapters changed, which are scored. What comes out are batches to deliver.

    Ends the run here, without cost, when nothing changed.
    """
    from amts_core.pipeline.batches import batch_names
    from amts_core.pipeline.past import read_past
    from amts_core.pipeline.plan import find_changed
    from amts_core.pipeline.run import checked_variants
    from amts_core.pipeline.status import keep_status

    context = get_current_context()
    refuse_unknown(context["dag_run"].conf, context["dag"].params)
    params, has_new_pairs = context["params"], bool(context["triggering_asset_events"])
    run = open_new(pair)
    past = read_past(run)
    plan = find_changed(
        run,
        past=past,
        variants=checked_variants(params["variants"]),
        chapters=params["chapters"] or (),
        force=params["force"],
        evaluate=params["evaluate"] or has_new_pairs,
        ask_again=params["require_approval"] and context["dag_run"].run_type == "manual",
        budget_usd=params["budget_usd"],
        formality=params["formality"],
        profanity=params["profanity"],
    )
    LOG.info(f"{pair} at {plan.source_revision or 'the folder as it is'}: {plan.counts}")
    for name, reason in plan.unreadable.items():
        LOG.warning("%s is left alone: %s", name, reason)
    for name, reason in plan.held.items():
        LOG.warning("%s is held: %s", name, reason)
    keep_status(run, plan.chapters, past)
    offer_chapters(pair, run.source_book.chapter_ids())
    return batch_names(plan.batches) if plan.has_work else []


@step()
def check_budget(pair: str) -> list[dict[str, Any]]:
    """Compare what this run costs at most with the budget. What comes out are the batches to align."""
    from amts_core.pipeline.batches import batch_names
    from amts_core.pipeline.budget import check_budget

    run, plan = open_planned(pair)
    cost = check_budget(run, plan)
    LOG.info(f"at most {cost.told_beside(plan.budget_usd)}")
    if plan.waiting:
        LOG.warning("%d chapters wait for a later run, since the budget is spent", len(plan.waiting))
    return batch_names(plan.align)


@step(map_index_template="{{ batch['name'] }}", max_active_tis_per_dagrun=AT_ONCE)
def extract_and_align(pair: str, batch: dict[str, Any]) -> int:
    """Align chapters with their translations: paragraph and sentence pairs."""
    from amts_core.pipeline.align import align_batch

    run, plan = open_planned(pair)
    aligned = align_batch(run, plan, plan.align[batch["number"]])
    for one in aligned:
        if one.refused:
            LOG.warning("%s gives no pairs: %s", one.chapter, one.refused)
    return len(aligned)


@step(trigger_rule="none_failed")
def upload_parallel_data(pair: str) -> list[dict[str, Any]]:
    """Join and filter the pairs of all chapters that are not scored; write a file for each variant that has any."""
    from dataclasses import asdict

    from amts_core.pipeline.parallel_data import NOTHING_TO_FOLLOW, upload_parallel_data

    run, plan = open_planned(pair)
    files = upload_parallel_data(run, plan)
    for variant in {*plan.adapted} - {file.variant for file in files}:
        LOG.warning("%s: %s", variant, NOTHING_TO_FOLLOW)
    return [asdict(file) for file in files]


@step(map_index_template="{{ batch['name'] }}", trigger_rule="none_failed", max_active_tis_per_dagrun=AT_ONCE)
def find_segments(pair: str, batch: dict[str, Any]) -> int:
    """Find what of the chapters is to be translated, and what of a human stays."""
    from amts_core.pipeline.planned import find_segments

    found = find_segments(*open_planned(pair), batch["number"])
    return sum(len(wanted.segments) for wanted in found.values())


@step(trigger_rule="none_failed")
def upload_documents(pair: str, files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write the documents of each variant that are not translated yet."""
    from dataclasses import asdict

    from amts_core.pipeline.documents import upload_documents
    from amts_core.pipeline.parallel_data import ParallelDataFile

    run, plan = open_planned(pair)
    followed = {file["variant"]: handed_over(ParallelDataFile, file) for file in files}
    sendings = [upload_documents(run, plan, variant, followed.get(variant)) for variant in plan.variants]
    for chapter, reason in {each for sending in sendings for each in sending.refused.items()}:
        LOG.warning("%s is not sent: %s", chapter, reason)
    return [asdict(sending) for sending in sendings]


@step()
def estimate_cost(pair: str, sendings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Compare the cost of what is sent with the budget; what comes out are the jobs to start."""
    from amts_core.pipeline.documents import Sending
    from amts_core.pipeline.jobs import estimate_cost, job_requests

    run, plan = open_planned(pair)
    known = [handed_over(Sending, sending) for sending in sendings]
    cost = estimate_cost(run, plan, known)
    LOG.info(cost.told_beside(plan.budget_usd))
    return job_requests(run, plan, known)


@step(map_index_template="{{ job_name }}")
def fetch_output(pair: str, job_name: str, job: dict[str, Any]) -> dict[str, Any]:
    """Check and keep what a job returned; name what is lost."""
    from dataclasses import asdict

    from amts_aws.hooks.translate import TranslateHook
    from amts_core.pipeline.drafts import fetch_output

    run, plan = open_planned(pair)
    done = TranslateHook(**aws_connection(run.config.storage)).describe_text_translation_job(job["job_id"])
    fetched = fetch_output(run, plan, done["InputDataConfig"]["S3Uri"], done["OutputDataConfig"]["S3Uri"])
    for chapter, reason in fetched.lost.items():
        LOG.info(f"lost: {chapter} ({fetched.variant}): {reason}")
    return asdict(fetched)


@step(pool=TEXTS, execution_timeout=LONGEST_JOB)
def translate_texts(pair: str, sendings: list[dict[str, Any]], requests: Any) -> dict[str, Any]:
    """Translate variant none by TranslateText calls, once the cost is known."""
    from dataclasses import asdict

    from amts_aws.hooks.translate import TranslateHook
    from amts_core.pipeline.documents import Sending
    from amts_core.pipeline.texts import translate_texts

    run, plan = open_planned(pair)
    for sending in (handed_over(Sending, found) for found in sendings):
        if sending.variant == "none":
            client = TranslateHook(**aws_connection(run.config.storage)).conn
            return asdict(translate_texts(run, plan, sending, client))
    raise AirflowSkipException("variant none is not asked for")


@step()
def upload_terminology(pair: str) -> str:
    """Write the terms of the book as the file that is imported."""
    from amts_core.pipeline.terminology import upload_terminology

    return upload_terminology(open_step(pair))


@step(map_index_template="{{ batch['name'] }}", trigger_rule="none_failed", max_active_tis_per_dagrun=AT_ONCE)
def rebuild_chapter(pair: str, batch: dict[str, Any]) -> dict[str, int]:
    """Put chapters together from human text and drafts; damaged ones fail by name, when the others are kept."""
    from amts_core.pipeline.rebuild import rebuild_batch

    rebuilt = rebuild_batch(*open_planned(pair), batch["number"]).check()
    return {
        "chapters": len(rebuilt),
        "human": sum(one.human for one in rebuilt),
        "machine": sum(one.machine for one in rebuilt),
        "flagged": sum(one.flagged for one in rebuilt),
    }


@step(trigger_rule="none_failed")
def report(pair: str) -> dict[str, Any]:
    """Score the evaluation articles and write the report."""
    run, plan = open_planned(pair)
    if not plan.evaluate:
        raise AirflowSkipException("no evaluation article is scored in this run")
    from amts_core.pipeline.report import make_report  # with all that scores and draws

    made = make_report(run, plan)
    LOG.info(made.table)
    events = get_current_context()["outlet_events"]
    events[report_asset(pair)].extra = {"bleu": dict(made.bleu), "report": made.uri}
    return {"uri": made.uri, "bleu": dict(made.bleu), "path": made.path}


class OptionalApproval(ApprovalOperator):
    """Ask a person before chapters are delivered, if the run's parameter says so. Skipped if nothing can be delivered.

    Rejected: nothing is delivered, the outcome of the run says by whom and when, and the run ends as failed.
    """

    def __init__(self, *, pair: str, **options: Any) -> None:
        super().__init__(**options)
        self.pair = pair

    def execute(self, context: Any) -> Any:
        """Ask, or go on, or end here if there is nothing to deliver."""
        from amts_core.pipeline.deliver import to_hand_over
        from amts_core.pipeline.plan import find_plan
        from amts_core.pipeline.question import describe

        planned = find_plan(open_new(self.pair))
        if planned is None:
            raise AirflowSkipException("nothing was planned")
        is_asked = context["params"]["require_approval"]
        found = to_hand_over(*planned, is_asked=is_asked)
        for chapter, reason in found.held.items():
            LOG.warning("%s is not delivered: %s", chapter, reason)
        if found.is_empty:
            raise AirflowSkipException("nothing to deliver")
        if not is_asked:
            return {"chosen_options": ["not asked"]}
        self.body = describe(*planned, found, context["ti"].xcom_pull(task_ids="report") or {})
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Keep who rejected, if so, before what follows is skipped; who approved is told to `deliver`."""
        from amts_core.pipeline.deliver import reject

        if event.get("error_type") == "timeout":
            raise AirflowFailException(
                f"nobody answered in {PATIENCE.days} days: nothing was delivered; the next run asks"
            )
        answer = _answer(event)
        if answer and event["chosen_options"] == [self.REJECT]:
            reject(*open_planned(self.pair), answer)
        return super().execute_complete(context, event)


def _answer(said: Any) -> Any:
    """The person's answer to the question for approval; None if nobody was asked."""
    from amts_core.pipeline.deliver import Answer

    user = said.get("responded_by_user") or {}
    if "responded_at" not in said:
        return None
    return Answer(user.get("name", "nobody"), str(said["responded_at"]).replace(" ", "T"))


@step()
def deliver(pair: str, approved: Any) -> dict[str, Any]:
    """Hand over the chapters that were put together: output folder, and patch, branch or pull request."""
    from amts_core.pipeline.deliver import deliver

    run, plan = open_planned(pair)
    done = deliver(run, plan, answer=_answer(approved), github=_github(run.pair))
    LOG.info(f"{len(done.chapters)} chapters in {done.pull_request or done.branch or done.folder}")
    for chapter, reason in done.held.items():
        LOG.warning("%s is not delivered: %s", chapter, reason)
    return {
        "state": done.state,
        "chapters": list(done.chapters),
        "removed": list(done.removed),
        "held": len(done.held),
        "folder": done.folder,
        "branch": done.branch,
        "pull_request": done.pull_request,
    }


def _github(pair: Pair) -> Any:
    """Where the pair's pull requests go, None if it delivers otherwise; fails if there is no such connection."""
    from airflow.sdk import BaseHook

    from amts_core.deliver.pull_request import API, GitHub

    if pair.delivery.form != "pull-request":
        return None
    connection = BaseHook.get_connection(pair.delivery.connection)
    repository, base = pair.delivery.repository or "", pair.delivery.base
    return GitHub(repository, base, token=connection.password, api=connection.host or API)


@step()
def record_sync(pair: str, delivered: dict[str, Any]) -> int:
    """Remember what was delivered, so that it is not translated again."""
    from amts_core.pipeline.deliver import read_outcome
    from amts_core.pipeline.record import record_delivery
    from amts_core.pipeline.status import keep_delivered

    run = open_step(pair)
    outcome = read_outcome(run)
    count = record_delivery(run, outcome)
    if outcome:
        keep_delivered(run, outcome)
    return count


@step(trigger_rule="none_failed")
def confirm(pair: str) -> None:
    """Fail the run if a chapter or the report is missing, or a person rejected the delivery; say how it ended."""
    from amts_core.pipeline.deliver import read_outcome

    outcome = read_outcome(open_new(pair))
    if outcome and outcome.state == "rejected":
        raise AirflowFailException(f"rejected by {outcome.by} at {outcome.at}: nothing was delivered")


def report_asset(pair: str) -> Asset:
    """The reports of a pair. Named after its address alone: a name with two addresses would be inactive for ever."""
    return Asset(f"s3://{CONFIG.storage.bucket}/{CONFIG.storage.prefix}/reports/{pair}/")


def schedule_of(pair: Pair, config: Config) -> Any:
    """When a pair runs: by its timetable, and after its web sources if it follows them."""
    if not pair.follow_web:
        return timetable(pair.schedule)
    sources = AssetAny(*(Asset(config.web_pairs_uri(name)) for name in pair.web_sources))
    if pair.schedule is None:
        return sources
    return AssetOrTimeSchedule(assets=sources, timetable=timetable(pair.schedule))


def page(name: str, pair: Pair, config: Config) -> str:
    """What a person who looks at the DAG wants to know, as Markdown."""
    source, target = config.books[pair.source], config.books[pair.target]
    when = f"`{pair.schedule}` (UTC)" if pair.schedule else "by hand"
    scored = ", ".join(f"`{chapter}`" for chapter in pair.evaluation) or "none"
    forms = {
        "folder": "the output folder",
        "patch": "a patch in the output folder",
        "branch": f"the branch `{pair.delivery.branch or f'amts/{name}'}` of the translation",
        "pull-request": f"a pull request to `{pair.delivery.repository}`",
    }
    return f"""
Keeps **{pair.target}** ({target.language}) in step with **{pair.source}** ({source.language}): finds what changed,
translates it by Amazon Translate with parallel data made of the book, puts the chapters together and hands them over.

| | |
|---|---|
| source | `{source.location}`, {source.revision or "default branch"} |
| translation | `{target.location}`, {target.revision or "default branch"} |
| runs | {when} |
| hands over | {forms[pair.delivery.form]} |
| may cost | {usd(config.budget(name))} a run |
| scored | {scored} |

Status, reports and review: [the pages of this pair](/amts/pairs/{name}).

The form of a run by hand explains each of its fields. Switching the DAG on starts nothing: the first run is the next
one of the timetable, or one by hand; what it would do and cost is on the pages of the pair. A night without changes
ends after `find_changed`, without cost. What failed is red and says why; what depends on it is not run; clearing it
goes on from there, and nothing is paid twice.
"""


def translation(name: str, pair: Pair, config: Config) -> Callable[..., Any]:
    """The group of tasks of one batch job, from its start to its drafts."""
    connection = aws_connection(config.storage)
    languages = config.languages(name)

    @task_group
    def translate(
        job_name: Any,
        client_request_token: Any,
        input_data_config: Any,
        output_data_config: Any,
        parallel_data_names: Any,
        parallel_data_uri: Any,
        terminology_names: Any,
        settings: Any,
    ) -> None:
        """The batch job of one variant, from its start to its drafts."""
        job = TranslateStartTextTranslationJobOperator(
            task_id="start_job",
            map_index_template="{{ task.job_name }}",
            job_name=job_name,
            client_request_token=client_request_token,
            input_data_config=input_data_config,
            output_data_config=output_data_config,
            data_access_role_arn=config.storage.role_arn,
            source_language_code=languages.source,
            target_language_codes=[languages.target],
            parallel_data_names=parallel_data_names,
            parallel_data_uri=parallel_data_uri,
            terminology_names=terminology_names,
            settings=settings,
            wait_for_completion=False,
            deferrable=False,  # whatever Airflow's default is: wait_for_job waits
            completed_with_error=pair.lost_documents,
            pool=REQUESTS,
            trigger_rule="none_failed",
            **connection,
        )
        finished = TranslateTextTranslationJobSensor(
            task_id="wait_for_job",
            map_index_template="{{ ti.xcom_pull('estimate_cost')[ti.map_index]['job_name'] }}",
            job_id="{{ ti.xcom_pull('translate.start_job', map_indexes=ti.map_index)['job_id'] }}",
            completed_with_error=pair.lost_documents,
            execution_timeout=LONGEST_JOB,
            deferrable=True,
            poke_interval=config.storage.poll_seconds,
            max_retries=longest_wait(config),
            **connection,
        )
        job >> finished >> fetch_output(name, job_name=job_name, job=job.output)

    return translate


def longest_wait(config: Config) -> int:
    """How often a job or an import is looked at."""
    return int(LONGEST_JOB.total_seconds()) // config.storage.poll_seconds + 1


def import_parallel_data(files: Any, pair: Pair, config: Config) -> Any:
    """Create or update the parallel data resources of the variants, and wait for each; gives the end of the wait."""
    connection = aws_connection(config.storage)
    updated = TranslateCreateOrUpdateParallelDataOperator.partial(
        task_id="update_parallel_data",
        map_index_template="{{ task.name }}",
        wait_for_completion=False,
        pool=IMPORTS,
        retries=12,  # the service takes one import at a time: another pair's may be going on
        execution_timeout=LONGEST_JOB,
        **connection,
    ).expand_kwargs(files.map(_imported))
    imported = TranslateParallelDataSensor.partial(
        task_id="wait_for_parallel_data",
        map_index_template="{{ task.name }}",
        max_rejected_share=pair.lost_records,
        deferrable=True,
        poke_interval=config.storage.poll_seconds,
        max_retries=longest_wait(config),
        pool=IMPORTS,
        priority_weight=1000,  # before another import begins
        weight_rule="absolute",
        execution_timeout=LONGEST_JOB,
        **connection,
    ).expand_kwargs(files.map(_awaited))
    updated >> imported
    return imported


def _imported(file: dict[str, Any]) -> dict[str, Any]:
    """What an import is told of a file, whose address is made from its content."""
    place = {"S3Uri": file["uri"], "Format": file["format"]}
    return {**_awaited(file), "parallel_data_config": place, "content_digest": file["uri"]}


def _awaited(file: dict[str, Any]) -> dict[str, Any]:
    """What the wait for an import is told of it."""
    return {"name": file["name"], "expected_records": file["pairs"]}


def make_dag(name: str, pair: Pair, config: Config) -> Any:
    """The DAG of one language pair."""

    @dag(
        dag_id=f"amts_{name.replace('-', '_')}",
        dag_display_name=f"{pair.target} follows {pair.source} ({name})",
        description=f"Keeps {pair.target} in step with {pair.source}",
        schedule=schedule_of(pair, config),
        catchup=False,
        max_active_runs=1,
        allowed_run_types=RUN_TYPES,
        default_args=DEFAULTS | {"on_failure_callback": keeps_failures(name)},
        tags=["amts", *name.split("-")[:2]],
        doc_md=page(name, pair, config),
        params=parameters(name, pair, config.budget(name)),
    )
    def pipeline() -> None:
        batches = find_changed(name)
        allowed = check_budget(name)
        batches >> allowed
        aligned = extract_and_align.partial(pair=name).expand(batch=allowed)
        files = upload_parallel_data(name)
        imported = import_parallel_data(files, pair, config)
        found = find_segments.partial(pair=name).expand(batch=batches)
        sendings = upload_documents(name, files)
        aligned >> [files, found]
        found >> sendings
        requests = estimate_cost(name, sendings)
        jobs = translation(name, pair, config).expand_kwargs(requests)
        imported >> jobs
        # passed if any job gave drafts: one that failed is no reason to keep the others back
        any_drafts = EmptyOperator(
            task_id="any_drafts", doc_md="Go on if any job gave drafts.", trigger_rule="all_done_min_one_success"
        )
        rebuilt = rebuild_chapter.partial(pair=name).expand(batch=batches)
        scored = report.override(outlets=[report_asset(name)])(name)
        approved = OptionalApproval(
            task_id="approve_delivery",
            doc_md=OptionalApproval.__doc__,
            pair=name,
            subject=f"Deliver the chapters of {name}?",
            trigger_rule="all_done",
            response_timeout=PATIENCE,
            retries=0,  # another try would ask again
        )
        recorded = record_sync(name, deliver(name, approved.output))
        jobs >> any_drafts >> [rebuilt, scored] >> approved
        if pair.terminology:
            terminology = TranslateImportTerminologyOperator(
                task_id="import_terminology",
                name=config.storage.resource_name(name),
                s3_uri=(terms := upload_terminology(name)),
                pool=REQUESTS,
                **aws_connection(config.storage),
            )
            allowed >> terms >> terminology >> jobs
        if pair.without_parallel_data == "text":
            texts = translate_texts(name, sendings, requests)
            if pair.terminology:
                terminology >> texts
            texts >> any_drafts
        [jobs, rebuilt, scored, recorded] >> confirm(name)

    return pipeline()


DAGS = {dag.dag_id: dag for dag in (make_dag(name, pair, CONFIG) for name, pair in CONFIG.pairs.items())}
