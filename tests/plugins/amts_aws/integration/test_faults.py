"""The operators at a real HTTP endpoint where things go wrong. Counted at the service: one job is paid, not two."""

from __future__ import annotations

import asyncio
import uuid
from unittest import mock

import pytest
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException, TaskDeferred
from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

from amts_aws.hooks.translate import TranslateHook
from amts_aws.operators.translate import TranslateTextOperator
from amts_aws.operators.translate_job import TranslateStartTextTranslationJobOperator
from amts_aws.operators.translate_parallel_data import (
    TranslateCreateOrUpdateParallelDataOperator,
    TranslateCreateParallelDataOperator,
    TranslateDeleteParallelDataOperator,
)
from amts_aws.triggers.translate import TranslateTextTranslationJobCompleteTrigger

pytestmark = pytest.mark.integration

HERE = {"aws_conn_id": None, "region_name": "us-east-1"}
ROLE = "arn:aws:iam::123456789012:role/translate"
PAGE = '<html><body><p id="b1">A tensor.</p></body></html>'


@pytest.fixture
def run(local_aws, task_instance) -> str:
    """A bucket with two documents and a file of pairs, and a run of its own."""
    bucket = f"run-{uuid.uuid4()}"
    task_instance.run_id = bucket
    s3 = local_aws.client("s3")
    s3.create_bucket(Bucket=bucket)
    for name in ("a", "b"):
        s3.put_object(Bucket=bucket, Key=f"in/{name}.html", Body=PAGE.encode())
    pairs = "en,es\nA tensor.,Un tensor.\n" + f"{'x' * 1001},too long\n"
    s3.put_object(Bucket=bucket, Key="pairs.csv", Body=pairs.encode())
    return bucket


def translate(bucket, **kwargs):
    return TranslateStartTextTranslationJobOperator(
        task_id="translate",
        job_name=bucket,
        input_data_config={"S3Uri": f"s3://{bucket}/in/", "ContentType": "text/html"},
        output_data_config={"S3Uri": f"s3://{bucket}/out/"},
        data_access_role_arn=ROLE,
        source_language_code="en",
        target_language_codes=["es"],
        waiter_delay=0.1,
        **HERE,
        **kwargs,
    )


def import_pairs(bucket, operator_class=TranslateCreateOrUpdateParallelDataOperator, **kwargs):
    arguments = {"name": bucket, "max_rejected_share": 0.5} | kwargs
    return operator_class(
        task_id="import",
        parallel_data_config={"S3Uri": f"s3://{bucket}/pairs.csv", "Format": "CSV"},
        waiter_delay=0.1,
        **HERE,
        **arguments,
    )


def jobs_of(local_aws, bucket):
    return [job for job in local_aws.jobs() if job["JobName"].startswith(bucket)]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "operation": "StartTextTranslationJob", "code": "TooManyRequestsException", "times": 6},
        {"kind": "error", "operation": "DescribeTextTranslationJob", "code": "InternalServerException", "times": 6},
        {"kind": "drop", "operation": "StartTextTranslationJob", "times": 6},
        {"kind": "drop", "operation": "DescribeTextTranslationJob", "times": 6},
    ],
)
def test_transient_faults_are_survived_with_one_job(local_aws, context, run, fault):
    local_aws.faults(fault)
    result = translate(run).execute(context)
    assert result["status"] == "COMPLETED"
    assert result["translated_documents"] == 2
    assert len(jobs_of(local_aws, run)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "operation": "DescribeTextTranslationJob", "code": "ServiceUnavailableException", "times": 6},
        {"kind": "drop", "operation": "DescribeTextTranslationJob", "times": 6},
    ],
)
def test_transient_faults_are_survived_by_the_trigger(local_aws, context, run, fault):
    with pytest.raises(TaskDeferred) as deferred:
        translate(run, deferrable=True).execute(context)
    local_aws.faults(fault)
    assert first_event(deferred.value.trigger)["status"] == "success"


def first_event(trigger):
    async def run_trigger():
        async for event in trigger.run():
            return event.payload

    return asyncio.run(run_trigger())


def test_a_retry_takes_over_the_running_job(local_aws, context, run):
    local_aws.faults({"kind": "slow-start", "seconds": 1.5})
    with pytest.raises(TaskDeferred) as deferred:
        translate(run, deferrable=True).execute(context)
    result = translate(run).execute(context)
    assert result["job_id"] == deferred.value.trigger.job_id
    assert len(jobs_of(local_aws, run)) == 1


def test_a_failed_job_is_started_anew_by_the_next_try(local_aws, context, run):
    local_aws.faults({"kind": "fail-job"})
    with pytest.raises(AirflowException, match="failed"):
        translate(run).execute(context)
    assert translate(run).execute(context)["status"] == "COMPLETED"
    assert sorted(job["JobStatus"] for job in jobs_of(local_aws, run)) == ["COMPLETED", "FAILED"]


def test_a_document_that_failed_is_named(local_aws, context, run):
    local_aws.faults({"kind": "fail-document", "match": "b.html"})
    with pytest.raises(AirflowFailException, match=r"1 documents: .*b\.html \(es\)"):
        translate(run).execute(context)
    result = translate(run, completed_with_error="continue").execute(context)
    assert [each["document"] for each in result["failed_documents"]] == ["b.html"]
    assert len(jobs_of(local_aws, run)) == 1


@pytest.mark.parametrize(("state", "jobs"), [("failed", ["COMPLETED", "STOPPED"]), (None, ["COMPLETED"])])
def test_a_deferred_task_stops_its_job_when_it_is_marked_and_finds_it_when_it_is_cleared(
    local_aws, context, task_instance, run, state, jobs
):
    local_aws.faults({"kind": "slow-start", "seconds": 3})
    with pytest.raises(TaskDeferred) as deferred:
        translate(run, deferrable=True).execute(context)
    trigger = deferred.value.trigger
    assert isinstance(trigger, TranslateTextTranslationJobCompleteTrigger)
    trigger.task_instance = task_instance
    states = {run: {f"{task_instance.task_id}_{task_instance.map_index}": state}}
    with mock.patch.object(RuntimeTaskInstance, "get_task_states", return_value=states):
        asyncio.run(trigger.on_kill())
    translate(run).execute(context)
    assert sorted(job["JobStatus"] for job in jobs_of(local_aws, run)) == jobs


def test_skipped_records_are_counted_and_judged(local_aws, context, run):
    result = import_pairs(run).execute(context)
    assert (result["imported_records"], result["skipped_records"]) == (1, 1)
    with pytest.raises(AirflowFailException, match="1 of 2 records"):
        import_pairs(run, max_rejected_share=0.1).execute(context)


def test_a_failed_import_is_begun_anew_by_the_next_try(local_aws, context, run):
    local_aws.faults({"kind": "fail-import", "match": run})
    with pytest.raises(AirflowException, match="failed"):
        import_pairs(run).execute(context)
    assert import_pairs(run).execute(context)["status"] == "ACTIVE"


def test_imports_wait_for_each_other(local_aws, context, run):
    for number in range(3):
        import_pairs(run, name=f"{run}-{number}", wait_for_completion=False).execute(context)
        context["task_state_store"].clear()
    for number in range(3):
        operator = TranslateDeleteParallelDataOperator(
            task_id="delete", name=f"{run}-{number}", waiter_delay=0.1, **HERE
        )
        assert operator.execute(context) == f"{run}-{number}"
        assert TranslateHook(**HERE).get_parallel_data(f"{run}-{number}") is None


def test_a_name_that_is_taken_is_refused(local_aws, context, run):
    import_pairs(run, TranslateCreateParallelDataOperator).execute(context)
    context["ti"].run_id = "another-run"
    with pytest.raises(AirflowFailException, match="CreateOrUpdate"):
        import_pairs(run, TranslateCreateParallelDataOperator).execute(context)


@pytest.mark.parametrize(
    ("arguments", "way_out"),
    [
        ({"source_language_code": "xx", "target_language_code": "es"}, "language"),
        ({"source_language_code": "en", "target_language_code": "es", "terminology_names": ["none"]}, "name or id"),
        ({"source_language_code": "en", "target_language_code": "es", "text": "x" * 10_001}, "batch job"),
    ],
)
def test_a_refusal_of_the_service_fails_at_once(local_aws, context, arguments, way_out):
    operator = TranslateTextOperator(task_id="text", **({"text": "tensor"} | arguments), **HERE)
    with pytest.raises(AirflowFailException, match=way_out):
        operator.execute(context)
