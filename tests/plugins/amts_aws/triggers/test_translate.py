from __future__ import annotations

import asyncio
import importlib
from typing import ClassVar
from unittest import mock
from unittest.mock import AsyncMock

import pytest
from airflow.providers.common.compat.sdk import AirflowException
from botocore.exceptions import EndpointConnectionError

from amts_aws.exceptions import TranslateRequestError
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


def test_a_killed_task_stops_its_job():
    trigger = TranslateTextTranslationJobCompleteTrigger(job_id="abc", stop_job_on_kill=True)
    with mock.patch.object(TranslateHook, "call") as call:
        asyncio.run(trigger.on_kill())
    call.assert_called_once_with("StopTextTranslationJob", JobId="abc")


def test_a_killed_sensor_leaves_the_job_alone():
    with mock.patch.object(TranslateHook, "call") as call:
        asyncio.run(TranslateTextTranslationJobCompleteTrigger(job_id="abc").on_kill())
    call.assert_not_called()


def test_a_job_that_cannot_be_stopped_is_reported():
    trigger = TranslateTextTranslationJobCompleteTrigger(job_id="abc", stop_job_on_kill=True)
    refusal = TranslateRequestError("no", "ResourceNotFoundException")
    with mock.patch.object(TranslateHook, "call", side_effect=refusal), pytest.raises(TranslateRequestError):
        asyncio.run(trigger.on_kill())


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
