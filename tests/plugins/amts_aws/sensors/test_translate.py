from __future__ import annotations

from typing import ClassVar
from unittest import mock

import pytest
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException, TaskDeferred
from tenacity import stop_after_attempt

from amts_aws.exceptions import TranslateJobError, TranslateUnavailableError
from amts_aws.hooks.translate import DocumentFailure, TranslateHook
from amts_aws.operators.translate_parallel_data import TranslateCreateOrUpdateParallelDataOperator
from amts_aws.sensors.translate import TranslateParallelDataSensor, TranslateTextTranslationJobSensor
from amts_aws.triggers.translate import (
    TranslateParallelDataActiveTrigger,
    TranslateTextTranslationJobCompleteTrigger,
)
from tests.plugins.amts_aws.fake_translate import client_error

SENSORS = [
    (TranslateParallelDataSensor, {"name": "book"}, TranslateParallelDataActiveTrigger),
    (TranslateTextTranslationJobSensor, {"job_id": "abc"}, TranslateTextTranslationJobCompleteTrigger),
]


@pytest.fixture
def job(fake):
    """Id of a batch job, and a function that sets its state."""
    job_id = fake.start_text_translation_job(JobName="book", ClientToken="t")["JobId"]

    def set_state(state):
        fake.jobs[job_id]["JobStatus"] = state

    return job_id, set_state


class TestTextTranslationJob:
    @pytest.mark.parametrize("state", TranslateTextTranslationJobSensor.INTERMEDIATE_STATES)
    def test_running(self, job, context, state):
        job[1](state)
        assert not TranslateTextTranslationJobSensor(task_id="t", job_id=job[0]).poke(context)

    def test_complete(self, job, context):
        job[1]("COMPLETED")
        assert TranslateTextTranslationJobSensor(task_id="t", job_id=job[0]).poke(context)

    @pytest.mark.parametrize("state", TranslateTextTranslationJobSensor.FAILURE_STATES)
    def test_failure(self, job, context, state):
        job[1](state)
        with pytest.raises(TranslateJobError, match=f"is {state}.*Clear the task that started the job") as failure:
            TranslateTextTranslationJobSensor(task_id="t", job_id=job[0]).poke(context)
        assert isinstance(failure.value, AirflowFailException)

    def test_a_job_that_ended_fails_the_deferred_sensor_without_a_retry(self, fake, job, context):
        fake.jobs[job[0]] |= {"JobStatus": "FAILED", "Message": "the bucket is gone"}
        with pytest.raises(AirflowFailException, match=r"the bucket is gone.*Clear the task"):
            TranslateTextTranslationJobSensor(task_id="t", job_id=job[0]).execute_complete(
                context, {"status": "error", "message": "terminal failure"}
            )

    def test_a_job_that_was_not_seen_to_end_may_be_retried(self, job, context):
        with pytest.raises(TranslateJobError, match="max attempts") as failure:
            TranslateTextTranslationJobSensor(task_id="t", job_id=job[0]).execute_complete(
                context, {"status": "error", "message": "max attempts reached"}
            )
        assert not isinstance(failure.value, AirflowFailException)

    def test_a_service_out_of_reach_may_be_retried(self, fake, job, context):
        sensor = TranslateTextTranslationJobSensor(task_id="t", job_id=job[0])
        sensor.hook.retry_config["stop"] = stop_after_attempt(2)
        busy = client_error("ServiceUnavailableException", "DescribeTextTranslationJob", status=503)
        with (
            mock.patch.object(sensor.hook.conn, "describe_text_translation_job", side_effect=busy),
            pytest.raises(TranslateUnavailableError) as failure,
        ):
            sensor.poke(context)
        assert not isinstance(failure.value, AirflowFailException)

    def test_documents_that_failed_are_named(self, job, context):
        job[1]("COMPLETED_WITH_ERROR")
        failures = [DocumentFailure("a.html", "zh", "InvalidRequestException", "not UTF-8")]
        sensor = TranslateTextTranslationJobSensor(task_id="t", job_id=job[0])
        with (
            mock.patch.object(TranslateHook, "read_document_failures", return_value=failures),
            pytest.raises(AirflowFailException, match=r"a\.html \(zh\).*not UTF-8.*Clear the task that started"),
        ):
            sensor.poke(context)

    def test_documents_that_failed_may_be_accepted(self, job, context):
        job[1]("COMPLETED_WITH_ERROR")
        assert TranslateTextTranslationJobSensor(task_id="t", job_id=job[0], completed_with_error="continue").poke(
            context
        )

    @pytest.mark.parametrize("stop_job_on_kill", [False, True])
    def test_a_killed_sensor_stops_its_job_only_if_it_shall(self, fake, job, context, stop_job_on_kill):
        sensor = TranslateTextTranslationJobSensor(
            task_id="t", job_id=job[0], stop_job_on_kill=stop_job_on_kill, deferrable=True
        )
        with pytest.raises(TaskDeferred) as deferred:
            sensor.execute(context)
        assert deferred.value.trigger.serialize()[1]["stop_job_on_kill"] is stop_job_on_kill
        sensor.on_kill()
        assert ("stop" in fake.calls) is stop_job_on_kill

    def test_states_are_all_states_of_the_service(self):
        sensor = TranslateTextTranslationJobSensor
        shape = TranslateHook(aws_conn_id=None, region_name="us-east-1").conn.meta.service_model.shape_for("JobStatus")
        assert {*sensor.INTERMEDIATE_STATES, *sensor.FAILURE_STATES, *sensor.SUCCESS_STATES} == set(shape.enum)


class TestParallelData:
    @pytest.mark.parametrize(
        ("status", "attempt", "done"),
        [
            ("CREATING", None, False),
            ("ACTIVE", None, True),
            ("ACTIVE", "UPDATING", False),
            ("ACTIVE", "ACTIVE", True),
        ],
    )
    def test_poke(self, fake, context, status, attempt, done):
        latest = {"LatestUpdateAttemptStatus": attempt} if attempt else {}
        fake.parallel_data["book"] = {"Name": "book", "Status": status, "ImportedRecordCount": 10, **latest}
        assert TranslateParallelDataSensor(task_id="t", name="book").poke(context) is done

    @pytest.mark.parametrize("properties", [{"Status": "FAILED"}, {"Status": "DELETING"}, None])
    def test_failure(self, fake, context, properties):
        if properties:
            fake.parallel_data["book"] = properties
        with pytest.raises(AirflowException, match=r"FAILED|DELETING|MISSING"):
            TranslateParallelDataSensor(task_id="t", name="book").poke(context)

    @pytest.mark.parametrize(
        ("arguments", "enough"),
        [
            ({}, True),
            ({"max_rejected_share": 0}, False),
            ({"expected_records": "100"}, True),
            ({"expected_records": 101}, False),
            ({"expected_records": 101, "max_rejected_share": 0.2}, True),
        ],
    )
    def test_too_few_records_fail_without_a_retry(self, fake, context, arguments, enough):
        fake.records = (90, 5, 5)
        fake.create_parallel_data(Name="book", ParallelDataConfig={}, ClientToken="t")
        fake.parallel_data["book"]["Status"] = "ACTIVE"
        sensor = TranslateParallelDataSensor(task_id="t", name="book", **arguments)
        if enough:
            assert sensor.poke(context)
        else:
            with pytest.raises(AirflowFailException, match="90 records imported, 5 skipped, 5 failed"):
                sensor.poke(context)


@pytest.mark.parametrize(("sensor_class", "subject", "trigger_class"), SENSORS)
class TestDeferrable:
    def test_the_deferred_sensor_waits_with_the_same_settings(self, context, sensor_class, subject, trigger_class):
        sensor = sensor_class(
            task_id="t",
            deferrable=True,
            poke_interval=7,
            max_retries=9,
            aws_conn_id="mine",
            region_name="eu-west-1",
            verify=False,
            botocore_config={"read_timeout": 5},
            **subject,
        )
        with pytest.raises(TaskDeferred) as deferred:
            sensor.execute(context)
        assert isinstance(deferred.value.trigger, trigger_class)
        assert deferred.value.method_name == "execute_complete"
        kwargs = deferred.value.trigger.serialize()[1]
        assert (
            kwargs
            | {
                **subject,
                "waiter_delay": 7,
                "waiter_max_attempts": 9,
                "aws_conn_id": "mine",
                "region_name": "eu-west-1",
                "verify": False,
                "botocore_config": {"read_timeout": 5},
            }
            == kwargs
        )

    @pytest.mark.parametrize("done", [True, False])
    def test_an_error_of_the_trigger_fails_the_sensor_unless_the_end_has_come(
        self, context, sensor_class, subject, trigger_class, done
    ):
        sensor = sensor_class(task_id="t", **subject)
        event = {"status": "error", "message": "max attempts reached"}
        with mock.patch.object(sensor_class, "poke", return_value=done):
            if done:
                sensor.execute_complete(context, event)
            else:
                with pytest.raises(AirflowException, match="max attempts"):
                    sensor.execute_complete(context, event)

    @pytest.mark.parametrize("done", [True, False])
    def test_the_state_is_judged_again_after_the_trigger(self, context, sensor_class, subject, trigger_class, done):
        sensor = sensor_class(task_id="t", **subject)
        with (
            mock.patch.object(sensor_class, "poke", return_value=done),
            mock.patch.object(sensor_class, "get_state", return_value="UPDATING"),
        ):
            if done:
                sensor.execute_complete(context, {"status": "success"})
            else:
                with pytest.raises(AirflowException, match="UPDATING again"):
                    sensor.execute_complete(context, {"status": "success"})


class TestAfterAnImportThatNobodyWaitedFor:
    """The operator with `wait_for_completion=False`, and the sensor behind it."""

    FILE: ClassVar[dict] = {"S3Uri": "s3://bucket/pairs.tmx", "Format": "TMX"}

    def begin(self, context):
        operator = TranslateCreateOrUpdateParallelDataOperator(
            task_id="update", name="book", parallel_data_config=self.FILE, client_request_token="t",
            wait_for_completion=False, deferrable=False,
        )  # fmt: skip
        return operator.execute(context)

    def test_of_an_update_the_old_data_is_not_taken_for_the_new(self, fake, context):
        fake.create_parallel_data(Name="book", ParallelDataConfig={"S3Uri": "s3://bucket/old.tmx"}, ClientToken="x")
        fake.parallel_data["book"]["Status"] = "ACTIVE"
        assert self.begin(context) == {"name": "book", "status": "UPDATING"}
        sensor = TranslateParallelDataSensor(task_id="wait", name="book")
        assert not sensor.poke(context)
        fake.parallel_data["book"]["LatestUpdateAttemptStatus"] = "ACTIVE"
        assert sensor.poke(context)

    @pytest.mark.parametrize("deferrable", [False, True])
    def test_a_failure_is_told_without_a_retry_with_the_way_out(self, fake, context, deferrable):
        self.begin(context)
        fake.parallel_data["book"] |= {"Status": "FAILED", "Message": "no such file."}
        sensor = TranslateParallelDataSensor(task_id="wait", name="book", deferrable=deferrable)
        message = "is FAILED: no such file. Clear the task that imports into it"
        event = {"status": "error", "message": "terminal failure"}
        with pytest.raises(AirflowFailException, match=message):
            sensor.execute_complete(context, event) if deferrable else sensor.execute(context)
