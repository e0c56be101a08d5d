from __future__ import annotations

from unittest import mock

import botocore.exceptions
import pytest

from amts_aws.hooks.translate import TranslateHook
from tests.plugins.amts_aws.fake_translate import client_error

CONFIG = {"Delay": 0.001, "MaxAttempts": 3}
JOB_STATES = {"SUBMITTED", "IN_PROGRESS", "COMPLETED", "COMPLETED_WITH_ERROR", "FAILED", "STOP_REQUESTED", "STOPPED"}
PARALLEL_DATA_STATES = {"CREATING", "UPDATING", "ACTIVE", "DELETING", "FAILED"}
TRANSIENT = ("TooManyRequestsException", "InternalServerException", "ServiceUnavailableException")


@pytest.fixture
def hook(fake):
    return TranslateHook(aws_conn_id=None)


def job(status):
    return {"TextTranslationJobProperties": {"JobStatus": status}}


def data(status, attempt=None):
    latest = {"LatestUpdateAttemptStatus": attempt} if attempt else {}
    return {"ParallelDataProperties": {"Status": status, **latest}}


def wait(hook, waiter, operation, answers, **args):
    with mock.patch.object(hook.conn, operation, side_effect=answers) as method:
        hook.get_waiter(waiter).wait(**args, WaiterConfig=CONFIG)
    return method.call_count


def wait_for_job(hook, waiter, *answers):
    return wait(hook, waiter, "describe_text_translation_job", answers, JobId="j")


def wait_for_data(hook, waiter, *answers):
    return wait(hook, waiter, "get_parallel_data", answers, Name="d")


def test_the_hook_lists_our_waiters(hook):
    assert set(hook.list_waiters()) == {
        "parallel_data_active",
        "parallel_data_deleted",
        "parallel_data_settled",
        "text_translation_job_complete",
        "text_translation_job_ended",
    }


class TestTextTranslationJob:
    @pytest.mark.parametrize("state", ["COMPLETED", "COMPLETED_WITH_ERROR"])
    def test_complete(self, hook, state):
        running = job("SUBMITTED"), job("IN_PROGRESS")
        assert wait_for_job(hook, "text_translation_job_complete", *running, job(state)) == 3

    @pytest.mark.parametrize("state", ["FAILED", "STOPPED"])
    def test_not_complete(self, hook, state):
        with pytest.raises(botocore.exceptions.WaiterError, match="terminal failure"):
            wait_for_job(hook, "text_translation_job_complete", job(state))

    def test_a_job_that_completes_before_it_is_stopped_is_complete(self, hook):
        assert wait_for_job(hook, "text_translation_job_complete", job("STOP_REQUESTED"), job("COMPLETED")) == 2

    @pytest.mark.parametrize("state", sorted(JOB_STATES - {"SUBMITTED", "IN_PROGRESS", "STOP_REQUESTED"}))
    def test_ended(self, hook, state):
        assert wait_for_job(hook, "text_translation_job_ended", job("STOP_REQUESTED"), job(state)) == 2

    def test_the_wait_gives_up(self, hook):
        with pytest.raises(botocore.exceptions.WaiterError, match="Max attempts exceeded"):
            wait_for_job(hook, "text_translation_job_complete", *[job("IN_PROGRESS")] * 3)

    @pytest.mark.parametrize("code", TRANSIENT)
    def test_a_transient_error_does_not_end_the_wait(self, hook, code):
        error = client_error(code, "DescribeTextTranslationJob")
        assert wait_for_job(hook, "text_translation_job_complete", error, job("COMPLETED")) == 2

    def test_a_missing_job_ends_the_wait(self, hook):
        error = client_error("ResourceNotFoundException", "DescribeTextTranslationJob")
        with pytest.raises(botocore.exceptions.WaiterError, match="ResourceNotFound"):
            wait_for_job(hook, "text_translation_job_complete", error)


class TestParallelDataActive:
    def test_created(self, hook):
        assert wait_for_data(hook, "parallel_data_active", data("CREATING"), data("ACTIVE")) == 2

    def test_an_update_is_awaited_although_the_old_data_is_active(self, hook):
        answers = data("ACTIVE", "UPDATING"), data("ACTIVE", "UPDATING"), data("ACTIVE", "ACTIVE")
        assert wait_for_data(hook, "parallel_data_active", *answers) == 3

    def test_an_update_repairs_a_resource_that_could_not_be_created(self, hook):
        answers = data("FAILED", "UPDATING"), data("ACTIVE", "ACTIVE")
        assert wait_for_data(hook, "parallel_data_active", *answers) == 2

    @pytest.mark.parametrize("answer", [data("FAILED"), data("ACTIVE", "FAILED"), data("DELETING", "ACTIVE")])
    def test_failure(self, hook, answer):
        with pytest.raises(botocore.exceptions.WaiterError, match="terminal failure"):
            wait_for_data(hook, "parallel_data_active", answer)

    @pytest.mark.parametrize("code", TRANSIENT)
    def test_a_transient_error_does_not_end_the_wait(self, hook, code):
        assert wait_for_data(hook, "parallel_data_active", client_error(code, "GetParallelData"), data("ACTIVE")) == 2


class TestParallelDataSettled:
    @pytest.mark.parametrize("busy", [data("CREATING"), data("ACTIVE", "UPDATING"), data("DELETING", "ACTIVE")])
    @pytest.mark.parametrize("settled", [data("ACTIVE", "ACTIVE"), data("ACTIVE", "FAILED"), data("FAILED")])
    def test_settled(self, hook, busy, settled):
        assert wait_for_data(hook, "parallel_data_settled", busy, settled) == 2

    def test_gone_is_settled(self, hook):
        gone = client_error("ResourceNotFoundException", "GetParallelData")
        assert wait_for_data(hook, "parallel_data_settled", data("DELETING"), gone) == 2


class TestParallelDataDeleted:
    @pytest.mark.parametrize("state", sorted(PARALLEL_DATA_STATES))
    def test_only_gone_is_deleted(self, hook, state):
        gone = client_error("ResourceNotFoundException", "GetParallelData")
        assert wait_for_data(hook, "parallel_data_deleted", data(state), gone) == 2
