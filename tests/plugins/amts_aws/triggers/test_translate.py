from __future__ import annotations

import asyncio
import importlib
from types import SimpleNamespace
from typing import ClassVar
from unittest import mock
from unittest.mock import AsyncMock

import pytest
from airflow.providers.common.compat.sdk import AirflowException
from botocore.exceptions import EndpointConnectionError

from amts_aws.exceptions import TranslateRequestError, TranslateUnavailableError
from amts_aws.hooks.translate import TranslateHook
from amts_aws.triggers.translate import (
    TranslateParallelDataActiveTrigger,
    TranslateParallelDataDeletedTrigger,
    TranslateTextTranslationJobCompleteTrigger,
    TranslateTextTranslationJobEndedTrigger,
)
from tests.plugins.amts_aws.fake_translate import client_error

TRIGGERS = [
    (TranslateParallelDataActiveTrigger, {"name": "book"}),
    (TranslateParallelDataDeletedTrigger, {"name": "book"}),
    (TranslateTextTranslationJobCompleteTrigger, {"job_id": "abc", "stop_job_on_kill": True}),
    (TranslateTextTranslationJobEndedTrigger, {"job_id": "abc"}),
]
AWS = {"aws_conn_id": "mine", "region_name": "eu-west-1", "verify": False, "botocore_config": {"read_timeout": 5}}
WAIT = "airflow.providers.amazon.aws.triggers.base.async_wait"
TASK_STATES = "airflow.sdk.execution_time.task_runner.RuntimeTaskInstance.get_task_states"


def events(trigger):
    async def collect():
        return [event.payload async for event in trigger.run()]

    return asyncio.run(collect())


@pytest.fixture
def connection():
    with mock.patch.multiple(TranslateHook, get_async_conn=AsyncMock(), get_waiter=mock.Mock()):
        yield


@pytest.mark.parametrize(("trigger_class", "subject"), TRIGGERS)
def test_serialization_keeps_everything(trigger_class, subject):
    trigger = trigger_class(**subject, waiter_delay=7, waiter_max_attempts=9, **AWS)
    path, kwargs = trigger.serialize()
    assert kwargs == {**subject, "waiter_delay": 7, "waiter_max_attempts": 9, **AWS}
    module, _, name = path.rpartition(".")
    again = getattr(importlib.import_module(module), name)(**kwargs)
    assert again.serialize() == (path, kwargs)


@pytest.mark.parametrize(("trigger_class", "subject"), TRIGGERS)
def test_the_waiter_exists(trigger_class, subject):
    trigger = trigger_class(**subject)
    assert trigger.waiter_name in TranslateHook(aws_conn_id=None, region_name="us-east-1").list_waiters()


@pytest.mark.parametrize(("trigger_class", "subject"), TRIGGERS)
@pytest.mark.usefixtures("connection")
def test_the_trigger_fires_when_the_waiter_is_satisfied(trigger_class, subject):
    key, value = next(iter(subject.items()))
    with mock.patch(WAIT, AsyncMock()) as wait:
        assert events(trigger_class(**subject, aws_conn_id=None)) == [{"status": "success", key: value}]
    wait.assert_awaited_once()


@pytest.mark.parametrize(("trigger_class", "subject"), TRIGGERS)
@pytest.mark.usefixtures("connection")
def test_the_end_of_patience_and_failures_are_events(trigger_class, subject):
    with mock.patch(WAIT, AsyncMock(side_effect=AirflowException("it failed"))):
        [event] = events(trigger_class(**subject, aws_conn_id=None))
    assert event["status"] == "error"
    assert event["message"] == "it failed"


class TestInterruptedNetwork:
    """The whole way from the trigger to the client of aiobotocore, whose requests are answered here."""

    GONE = EndpointConnectionError(endpoint_url="http://gone")
    RUNNING: ClassVar[dict] = {"TextTranslationJobProperties": {"JobStatus": "IN_PROGRESS"}}
    COMPLETED: ClassVar[dict] = {"TextTranslationJobProperties": {"JobStatus": "COMPLETED"}}
    ENDS = (
        {"ParallelDataProperties": {"Status": "ACTIVE"}},
        client_error("ResourceNotFoundException", "GetParallelData"),
        COMPLETED,
        COMPLETED,
    )

    @pytest.fixture(autouse=True)
    def credentials(self, monkeypatch):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")

    def event(self, trigger_class, subject, answers, **kwargs):
        trigger = trigger_class(**subject, waiter_delay=0, aws_conn_id=None, region_name="us-east-1", **kwargs)
        with mock.patch("aiobotocore.client.AioBaseClient._make_api_call", AsyncMock(side_effect=answers)) as request:
            [event] = events(trigger)
        assert request.await_count == len(answers)
        return event

    @pytest.mark.parametrize(("trigger", "end"), zip(TRIGGERS, ENDS, strict=True))
    def test_an_interruption_does_not_end_the_wait(self, trigger, end):
        assert self.event(*trigger, [self.GONE, self.GONE, end])["status"] == "success"

    def test_an_interruption_does_not_begin_the_wait_anew(self):
        answers = [self.RUNNING, self.GONE, self.RUNNING, self.GONE, self.RUNNING]
        event = self.event(
            TranslateTextTranslationJobCompleteTrigger, {"job_id": "abc"}, answers, waiter_max_attempts=3
        )
        assert event == {"status": "error", "message": "Waiter error: max attempts reached", "job_id": "abc"}

    def test_interruptions_that_end_do_not_add_up(self):
        answers = [self.GONE, self.RUNNING] * 40 + [self.COMPLETED]
        event = self.event(TranslateTextTranslationJobCompleteTrigger, {"job_id": "abc"}, answers)
        assert event["status"] == "success"

    def test_an_interruption_without_an_end_is_left_to_the_retries_of_the_task(self):
        with pytest.raises(EndpointConnectionError):
            self.event(TranslateTextTranslationJobCompleteTrigger, {"job_id": "abc"}, [self.GONE] * 30)


class TestOnKill:
    @pytest.fixture
    def job_id(self, fake):
        return fake.start_text_translation_job(JobName="book", ClientToken="t")["JobId"]

    def kill(self, job_id, map_index=-1, **states):
        """Let Airflow end a trigger, and answer this when it is asked for the states of tasks."""
        trigger = TranslateTextTranslationJobCompleteTrigger(job_id=job_id, stop_job_on_kill=True)
        trigger.task_instance = SimpleNamespace(
            dag_id="book", task_id="translate", run_id="monday", map_index=map_index
        )
        with mock.patch(TASK_STATES, **states) as task_states:
            asyncio.run(trigger.on_kill())
        task_states.assert_called_once_with(
            dag_id="book", task_ids=["translate"], run_ids=["monday"], map_index=map_index
        )

    @pytest.mark.parametrize("state", ["failed", "success", "skipped", "removed"])
    @pytest.mark.parametrize(("map_index", "key"), [(-1, "translate"), (7, "translate_7")])
    def test_a_task_that_a_user_marks_stops_its_job(self, fake, job_id, state, map_index, key):
        self.kill(job_id, map_index, return_value={"monday": {key: state}})
        assert fake.jobs[job_id]["JobStatus"] == "STOP_REQUESTED"

    @pytest.mark.parametrize("state", [None, "scheduled", "queued", "running", "deferred"])
    def test_a_task_that_a_user_clears_leaves_its_job_running(self, fake, job_id, state):
        self.kill(job_id, return_value={"monday": {"translate": state}})
        assert "stop" not in fake.calls

    @pytest.mark.parametrize(
        "states", [{"side_effect": RuntimeError("no answer")}, {"return_value": {}}, {"return_value": {"monday": {}}}]
    )
    def test_where_the_state_cannot_be_learnt_the_job_runs_on_with_a_warning(self, fake, job_id, states):
        with mock.patch.object(TranslateTextTranslationJobCompleteTrigger, "log") as log:
            self.kill(job_id, **states)
        assert "stop" not in fake.calls
        assert job_id in log.warning.call_args.args

    def test_a_trigger_that_shall_not_stop_its_job_asks_nothing(self, fake, job_id):
        with mock.patch(TASK_STATES) as task_states:
            asyncio.run(TranslateTextTranslationJobCompleteTrigger(job_id=job_id).on_kill())
        task_states.assert_not_called()
        assert "stop" not in fake.calls

    @pytest.mark.parametrize(
        ("code", "error"),
        [
            ("ResourceNotFoundException", TranslateRequestError),
            ("TooManyRequestsException", TranslateUnavailableError),
        ],
    )
    def test_a_job_that_cannot_be_stopped_is_reported_soon(self, fake, job_id, code, error, monkeypatch):
        monkeypatch.setattr("amts_aws.triggers.translate.STOP_PATIENCE", 0.1)
        refusal = client_error(code, "StopTextTranslationJob")
        with (
            mock.patch.object(TranslateHook.conn, "stop_text_translation_job", side_effect=refusal),
            pytest.raises(error, match=code),
        ):
            self.kill(job_id, return_value={"monday": {"translate": "failed"}})


def test_the_reason_of_a_cancellation_reaches_the_triggerer():
    """The triggerer asks the message of the cancellation whether a user killed the task."""

    async def cancel_while_waiting():
        trigger = TranslateTextTranslationJobCompleteTrigger(job_id="abc", aws_conn_id=None)
        waiting = asyncio.create_task(anext(trigger.run()))
        await asyncio.sleep(0.01)
        waiting.cancel("user-action")
        await waiting

    async def wait_for_ever(*_):
        await asyncio.Event().wait()

    with (
        mock.patch.multiple(TranslateHook, get_async_conn=AsyncMock(), get_waiter=mock.Mock()),
        mock.patch(WAIT, wait_for_ever),
        pytest.raises(asyncio.CancelledError) as cancelled,
    ):
        asyncio.run(cancel_while_waiting())
    assert cancelled.value.args == ("user-action",)
