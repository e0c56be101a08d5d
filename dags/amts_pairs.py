"""One DAG for each language pair of the configuration: `amts_<source>_<target>`.

Wiring only: each task calls one step of `amts_core.pipeline` or is an Amazon Translate operator. Content is in S3;
tasks hand each other names and counts.
"""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import (
    Asset,
    AssetAny,
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    Param,
    dag,
    get_current_context,
    task,
    task_group,
)
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from amts_aws.operators.translate import (
    TranslateCreateOrUpdateParallelDataOperator,
    TranslateImportTerminologyOperator,
    TranslateStartTextTranslationJobOperator,
)
from amts_aws.sensors.translate import TranslateTextTranslationJobSensor
from amts_base import DEFAULTS, START, config_file, read_config, s3_client
from amts_core.config import VARIANTS, Config, Pair

CACHE = Path(
    os.environ.get("AMTS_CACHE", Path(os.environ.get("AIRFLOW_HOME", "~/airflow")).expanduser() / "amts_cache")
)
LOG = logging.getLogger(__name__)
REQUESTS, IMPORTS, TEXTS = "translate_api", "translate_imports", "translate_texts"  # pools: see config/pools.json
LONGEST_JOB = timedelta(hours=48)
RANGE = "{{ batch[0] }}{% if batch | length > 1 %} … {{ batch[-1] }} ({{ batch | length }}){% endif %}"


def step(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """A task that calls a step. What a repetition cannot mend fails at once; what did not answer is tried again."""

    def decorate(function: Callable[..., Any]) -> Any:
        @functools.wraps(function)
        def run_step(*args: Any, **kwargs: Any) -> Any:
            from amts_core.aws.errors import ServiceUnavailable
            from amts_core.errors import AmtsError

            try:
                return function(*args, **kwargs)
            except (ServiceUnavailable, OSError):
                raise
            except AmtsError as error:
                raise AirflowFailException(str(error)) from error
            except (TypeError, ValueError, LookupError, AssertionError) as error:
                raise AirflowFailException(f"{type(error).__name__}: {error}") from error

        return task(doc_md=function.__doc__, **options)(run_step)

    return decorate


class OptionalApproval(ApprovalOperator):
    """Ask a person before chapters are delivered, if the run's parameter says so. Skipped if nothing can be delivered.

    Rejected: nothing is delivered, the outcome of the run says by whom and when, and the run ends as failed.
    """

    def __init__(self, *, open_step: Callable[[], Any], **options: Any) -> None:
        super().__init__(**options)
        self.open_step = open_step

    def execute(self, context: Any) -> Any:
        """Ask, or go on, or end here if there is nothing to deliver."""
        from amts_core.pipeline.deliver import describe, to_hand_over
        from amts_core.pipeline.plan import find_plan

        planned = find_plan(self.open_step())
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
        """Keep who rejected, if so; who approved is told to `deliver`."""
        from amts_core.pipeline.deliver import reject
        from amts_core.pipeline.plan import read_plan

        said = super().execute_complete(context, event)
        answer = _answer(said)
        if answer and said["chosen_options"] == [self.REJECT]:
            reject(*read_plan(self.open_step()), answer)
        return said


def _answer(said: Any) -> Any:
    """The person's answer to the question for approval; None if nobody was asked."""
    from amts_core.pipeline.deliver import Answer

    user = said.get("responded_by_user")
    return Answer((user or {}).get("name", "nobody"), str(said["responded_at"])) if "responded_at" in said else None


def _github(pair: Pair) -> Any:
    """Where the pair's pull requests go, None if it delivers otherwise; fails if there is no such connection."""
    from airflow.sdk import BaseHook

    from amts_core.deliver.pull_request import API, GitHub

    if pair.delivery.form != "pull-request":
        return None
    connection = BaseHook.get_connection(pair.delivery.connection)
    repository, base = pair.delivery.repository or "", pair.delivery.base
    return GitHub(repository, base, token=connection.password, api=connection.host or API)


def schedule_of(pair: Pair, config: Config) -> Any:
    """When a pair runs: by its timetable, and after its web sources if it follows them."""
    if not pair.follow_web:
        return pair.schedule
    sources = AssetAny(*(Asset(config.web_pairs_uri(name)) for name in pair.web_sources))
    if pair.schedule is None:
        return sources
    return AssetOrTimeSchedule(assets=sources, timetable=CronTriggerTimetable(pair.schedule, timezone="UTC"))


def make_dag(pair_name: str, pair: Pair, config: Config) -> Any:
    """The DAG of one language pair."""
    connection = {"aws_conn_id": config.storage.connection, "region_name": config.storage.region}
    languages = config.languages(pair_name)
    longest_wait = int(LONGEST_JOB.total_seconds()) // config.storage.poll_seconds + 1  # looks at a job
    # named after its address alone: a name with two addresses (another bucket) would be inactive for ever
    report_asset = Asset(f"s3://{config.storage.bucket}/{config.storage.prefix}/reports/{pair_name}/")

    def open_step(run_id: str = "") -> Any:
        """The run that this task belongs to; `run_id` where there is no task."""
        from amts_core.pipeline.run import open_run

        client = s3_client(config.storage)
        return open_run(config_file(), pair_name, run_id or get_current_context()["run_id"], client=client, cache=CACHE)

    def keep_failure(context: Any) -> None:
        """Keep why a task failed, for the page of the run. A failure of this itself is logged."""
        from amts_core.pipeline.failure import keep_failure

        task = context["ti"]
        reason = " ".join(str(context.get("exception") or "it ended without a reason: see its log").split())
        what = getattr(task, "rendered_map_index", None) or (str(task.map_index) if task.map_index >= 0 else "")
        try:
            keep_failure(open_step(context["run_id"]), task.task_id, reason, what=what)
        except Exception:
            LOG.exception("the reason is not kept")

    def open_planned() -> Any:
        """The run that this task belongs to, at the revisions of its plan, and the plan."""
        from amts_core.pipeline.plan import read_plan

        return read_plan(open_step())

    @step()
    def find_changed() -> dict[str, int]:
        """Decide what this run does: which chapters changed, which are scored, which variants are made."""
        from amts_core.pipeline.plan import find_changed
        from amts_core.pipeline.run import checked_variants
        from amts_core.pipeline.status import keep_status

        context = get_current_context()
        params, has_new_pairs = context["params"], bool(context["triggering_asset_events"])
        run = open_step()
        plan = find_changed(
            run,
            variants=checked_variants(params["variants"]),
            chapters=params["chapters"] or (),
            force=params["force"],
            evaluate=params["evaluate"] or has_new_pairs,
            budget_usd=params["budget_usd"],
            formality=params["formality"],
            profanity=params["profanity"],
        )
        LOG.info(f"{pair_name} at {plan.source_revision or 'the folder as it is'}: {plan.counts}")
        for name, reason in plan.unreadable.items():
            LOG.warning("%s is left alone: %s", name, reason)
        keep_status(run)
        work = {"deliver": len(plan.deliver), "remove": len(plan.remove), "evaluate": len(plan.evaluate)}
        return plan.counts | work

    @task.short_circuit(doc_md="End here, without cost, when nothing changed.")
    def something_to_do(counts: dict[str, int]) -> bool:
        """End here, without cost, when nothing changed."""
        return counts["deliver"] + counts["remove"] + counts["evaluate"] > 0

    @step()
    def chapters_to_align() -> list[list[str]]:
        """The chapters whose pairs are not kept from an earlier run, in batches."""
        return [list(batch) for batch in open_planned()[1].align]

    @step()
    def chapters_to_deliver() -> list[list[str]]:
        """The chapters that are put together in this run, in batches."""
        return [list(batch) for batch in open_planned()[1].batches]

    @step()
    def all_variants() -> list[str]:
        """The variants of this run."""
        return list(open_planned()[1].variants)

    @step()
    def adapted_variants() -> list[str]:
        """The variants with parallel data."""
        return [variant for variant in open_planned()[1].variants if variant != "none"]

    @step(map_index_template=RANGE, max_active_tis_per_dagrun=4)
    def extract_and_align(batch: list[str]) -> int:
        """Align chapters with their translations: paragraph and sentence pairs."""
        from amts_core.pipeline.align import align_batch

        aligned = align_batch(*open_planned(), batch)
        for one in aligned:
            if one.refused:
                LOG.warning("%s gives no pairs: %s", one.chapter, one.refused)
        return len(aligned)

    @step(map_index_template="{{ variant }}", trigger_rule="none_failed")
    def build_parallel_data(variant: str) -> dict[str, Any]:
        """Join and filter the pairs of all chapters that are not scored."""
        from dataclasses import asdict

        from amts_core.pipeline.parallel_data import build_parallel_data

        return asdict(build_parallel_data(*open_planned(), variant))

    @step(map_index_template="{{ table['variant'] }}")
    def upload_parallel_data(table: dict[str, Any]) -> dict[str, Any]:
        """Write the parallel data file in the form that Amazon Translate takes."""
        from amts_core.pipeline.parallel_data import upload_parallel_data

        file = upload_parallel_data(*open_planned(), table["variant"])
        return {
            "name": file.name,
            "parallel_data_config": {"S3Uri": file.uri, "Format": file.format},
            "expected_records": file.pairs,
        }

    @step(map_index_template="{{ variant }}", trigger_rule="none_failed")
    def upload_documents(variant: str) -> dict[str, Any]:
        """Write the documents that are not translated yet."""
        from dataclasses import asdict

        from amts_core.pipeline.documents import upload_documents

        sending = upload_documents(*open_planned(), variant)
        for chapter, reason in sending.refused.items():
            LOG.warning("%s is not sent: %s", chapter, reason)
        return asdict(sending)

    @step()
    def estimate_cost(sendings: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Compare the cost with the budget; what comes out are the jobs to start."""
        from amts_core.pipeline.documents import Sending
        from amts_core.pipeline.jobs import estimate_cost, job_requests

        run, plan = open_planned()
        known = [Sending(**sending) for sending in sendings]
        cost = estimate_cost(run, plan, known)
        LOG.info(f"{sum(cost.characters.values()):,} characters, ${cost.total:.2f} of ${plan.budget_usd:.2f}")
        return job_requests(run, plan, known)

    @step(map_index_template="{{ job_name }}")
    def fetch_output(job_name: str, job: dict[str, Any]) -> dict[str, Any]:
        """Check and keep what a job returned; name what is lost."""
        from dataclasses import asdict

        from amts_aws.hooks.translate import TranslateHook
        from amts_core.pipeline.drafts import fetch_output

        done = TranslateHook(**connection).describe_text_translation_job(job["job_id"])
        fetched = fetch_output(open_step(), done["InputDataConfig"]["S3Uri"], done["OutputDataConfig"]["S3Uri"])
        for chapter, reason in fetched.lost.items():
            LOG.info(f"lost: {chapter} ({fetched.variant}): {reason}")
        return asdict(fetched)

    @step(pool=TEXTS, execution_timeout=LONGEST_JOB)
    def translate_texts(sendings: list[dict[str, Any]], requests: Any) -> dict[str, Any]:
        """Translate variant none by TranslateText calls, once the cost is known."""
        from dataclasses import asdict

        from amts_aws.hooks.translate import TranslateHook
        from amts_core.pipeline.documents import Sending
        from amts_core.pipeline.texts import translate_texts

        for sending in (Sending(**found) for found in sendings):
            if sending.variant == "none":
                return asdict(translate_texts(*open_planned(), sending, TranslateHook(**connection).conn))
        raise AirflowSkipException("variant none is not asked for")

    @step()
    def upload_terminology() -> str:
        """Write the terms of the book as the file that is imported."""
        from amts_core.pipeline.terminology import upload_terminology

        return upload_terminology(open_step())

    @step(map_index_template=RANGE, trigger_rule="none_failed", max_active_tis_per_dagrun=4)
    def rebuild_chapter(batch: list[str]) -> dict[str, int]:
        """Put chapters together from human text and drafts; damaged ones fail by name, when the others are kept."""
        from amts_core.pipeline.rebuild import rebuild_chapters

        rebuilt = rebuild_chapters(*open_planned(), batch)
        return {
            "chapters": len(rebuilt),
            "human": sum(one.human for one in rebuilt),
            "machine": sum(one.machine for one in rebuilt),
            "flagged": sum(one.flagged for one in rebuilt),
        }

    @step(outlets=[report_asset], trigger_rule="none_failed")
    def report() -> dict[str, Any]:
        """Score the evaluation articles and write the report."""
        from amts_core.pipeline.report import make_report

        run, plan = open_planned()
        if not plan.evaluate:
            raise AirflowSkipException("no evaluation article is scored in this run")
        made = make_report(run, plan)
        LOG.info(made.table)
        get_current_context()["outlet_events"][report_asset].extra = {"bleu": dict(made.bleu), "report": made.uri}
        return {"uri": made.uri, "bleu": dict(made.bleu), "path": made.path}

    @step()
    def deliver(approved: Any) -> dict[str, Any]:
        """Hand over the chapters that were put together: output folder, and patch, branch or pull request."""
        from amts_core.pipeline.deliver import deliver

        run, plan = open_planned()
        done = deliver(run, plan, answer=_answer(approved), github=_github(pair))
        LOG.info(f"{len(done.chapters)} chapters in {done.pull_request or done.branch or done.folder}")
        for chapter, reason in done.held.items():
            LOG.warning("%s is not delivered: %s", chapter, reason)
        return {
            "state": done.state,
            "chapters": list(done.chapters),
            "removed": list(done.removed),
            "folder": done.folder,
            "branch": done.branch,
            "pull_request": done.pull_request,
        }

    @step()
    def record_sync(delivered: dict[str, Any]) -> int:
        """Remember what was delivered, so that it is not translated again."""
        from amts_core.pipeline.deliver import read_outcome
        from amts_core.pipeline.record import record_delivery
        from amts_core.pipeline.status import keep_status

        run = open_step()
        outcome = read_outcome(run)
        count = record_delivery(run, outcome) if outcome else 0
        keep_status(run)
        return count

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
            retries=1,
            poke_interval=config.storage.poll_seconds,
            max_retries=longest_wait,
            **connection,
        )
        job >> finished >> fetch_output(job_name=job_name, job=job.output)

    @step(trigger_rule="none_failed")
    def confirm() -> None:
        """Fail the run if a chapter or the report is missing, or a person rejected the delivery; say how it ended."""
        from amts_core.pipeline.deliver import read_outcome

        outcome = read_outcome(open_step())
        if outcome and outcome.state == "rejected":
            raise AirflowFailException(f"rejected by {outcome.by} at {outcome.at}: nothing was delivered")
        _, plan = open_planned()
        if plan.unreadable:
            raise AirflowFailException("; ".join(f"{name}: {why}" for name, why in plan.unreadable.items()))

    @dag(
        dag_id=f"amts_{pair_name.replace('-', '_')}",
        description=f"Keeps {pair.target} in step with {pair.source}",
        schedule=schedule_of(pair, config),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULTS | {"on_failure_callback": keep_failure},
        tags=["amts", *pair_name.split("-")[:2]],
        doc_md=__doc__,
        params={
            "chapters": Param(
                None,
                type=["null", "array"],
                items={"type": "string"},
                title="Chapters",
                description="Ids of chapters; empty: all that changed",
            ),
            "force": Param(
                False,
                type="boolean",
                title="Force",
                description="Translate chapters anew: drafts take the place of human text",
            ),
            "evaluate": Param(
                False,
                type="boolean",
                title="Score",
                description="Score the evaluation articles in any case",
            ),
            "variants": Param(
                list(pair.default_variants),
                type="array",
                items={"type": "string", "enum": list(VARIANTS)},
                title="Variants",
                examples=list(VARIANTS),
            ),
            "budget_usd": Param(
                None, type=["null", "number"], minimum=0, title="Budget", description="US dollars; empty: as configured"
            ),
            "formality": Param(pair.formality, enum=[None, "FORMAL", "INFORMAL"], title="Formality"),
            "profanity": Param(pair.profanity, enum=[None, "MASK"], title="Profanity"),
            "require_approval": Param(
                False, type="boolean", title="Ask before delivery", description="A person approves the chapters"
            ),
        },
    )
    def pipeline() -> None:
        work = something_to_do(find_changed())
        to_align, adapted, variants, to_deliver = (
            chapters_to_align(),
            adapted_variants(),
            all_variants(),
            chapters_to_deliver(),
        )
        aligned = extract_and_align.expand(batch=to_align)
        tables = build_parallel_data.expand(variant=adapted)
        uploads = upload_parallel_data.expand(table=tables)
        imported = TranslateCreateOrUpdateParallelDataOperator.partial(
            task_id="update_parallel_data",
            map_index_template="{{ task.name }}",
            max_rejected_share=pair.lost_records,
            deferrable=True,
            waiter_delay=config.storage.poll_seconds,
            waiter_max_attempts=longest_wait,
            pool=IMPORTS,
            execution_timeout=LONGEST_JOB,
            **connection,
        ).expand_kwargs(uploads)
        sendings = upload_documents.expand(variant=variants)
        requests = estimate_cost(sendings)
        jobs = translate.expand_kwargs(requests)
        # passed if any job gave drafts: one that failed is no reason to keep the others back
        any_drafts = EmptyOperator(
            task_id="any_drafts", doc_md="Go on if any job gave drafts.", trigger_rule="all_done_min_one_success"
        )
        rebuilt = rebuild_chapter.expand(batch=to_deliver)
        scored = report()
        approved = OptionalApproval(
            task_id="approve_delivery",
            doc_md=OptionalApproval.__doc__,
            open_step=open_step,
            subject=f"Deliver the chapters of {pair_name}?",
            trigger_rule="all_done",
            response_timeout=timedelta(days=14),
            retries=0,  # another try would ask again
        )
        delivered = deliver(approved.output)

        work >> [to_align, adapted, variants, to_deliver]
        aligned >> tables
        uploads >> sendings
        imported >> jobs
        jobs >> any_drafts >> [rebuilt, scored] >> approved >> delivered
        if pair.terminology:
            terms = upload_terminology()
            terminology = TranslateImportTerminologyOperator(
                task_id="import_terminology",
                name=config.storage.resource_name(pair_name),
                s3_uri=terms,
                pool=REQUESTS,
                **connection,
            )
            work >> terms >> terminology >> jobs
        if pair.without_parallel_data == "text":
            texts = translate_texts(sendings, requests)
            if pair.terminology:
                terminology >> texts
            texts >> any_drafts
        [jobs, rebuilt, scored, record_sync(delivered)] >> confirm()

    return pipeline()


CONFIG = read_config()
DAGS = {dag.dag_id: dag for dag in (make_dag(name, pair, CONFIG) for name, pair in CONFIG.pairs.items())}
