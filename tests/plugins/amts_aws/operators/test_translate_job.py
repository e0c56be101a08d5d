from __future__ import annotations

import threading
import time
from typing import ClassVar
from unittest import mock

import pytest
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException

from amts_aws.hooks.translate import DocumentFailure, TranslateHook
from amts_aws.operators.translate_job import (
    TranslateStartTextTranslationJobOperator,
    TranslateStopTextTranslationJobOperator,
)
from amts_aws.triggers.translate import (
    TranslateTextTranslationJobCompleteTrigger,
    TranslateTextTranslationJobEndedTrigger,
)
from amts_aws.utils.client_token import CLIENT_TOKEN_PATTERN
from tests.plugins.amts_aws.common import FILE, OTHER_FILE, WAITS, defer
from tests.plugins.amts_aws.fake_translate import client_error

JOB = {
    "input_data_config": {"S3Uri": "s3://bucket/in/", "ContentType": "text/html"},
    "output_data_config": {"S3Uri": "s3://bucket/out/"},
    "data_access_role_arn": "arn:aws:iam::111122223333:role/translate",
    "source_language_code": "en",
    "target_language_codes": ["zh"],
}
FAILURES = [DocumentFailure("a.html", "zh", "InvalidRequestException", "not UTF-8")]


class CrashError(Exception):
    """The worker dies here."""


def start(**kwargs):
    return TranslateStartTextTranslationJobOperator(task_id="translate", waiter_max_attempts=5, **JOB, **kwargs)


class TestStartTextTranslationJob:
    @WAITS
    def test_waits(self, fake, context, wait_for_completion, deferrable):
        fake.job_states = ["IN_PROGRESS", "COMPLETED"]
        operator = start(wait_for_completion=wait_for_completion, deferrable=deferrable, waiter_delay=7)
        if deferrable:
            deferral = defer(operator, context)
            assert isinstance(deferral.trigger, TranslateTextTranslationJobCompleteTrigger)
            assert deferral.method_name == "execute_complete"
            kwargs = deferral.trigger.serialize()[1]
            assert kwargs["waiter_delay"] == 7
            assert kwargs["waiter_max_attempts"] == 5
            assert kwargs["stop_job_on_kill"] is True
        else:
            status = operator.execute(context)["status"]
            assert status == ("COMPLETED" if wait_for_completion else "IN_PROGRESS")
        assert fake.calls.count("start") == 1

    def test_the_request_leaves_out_what_is_not_given(self, fake, context):
        with mock.patch.object(
            TranslateHook, "call", side_effect=[{"TextTranslationJobPropertiesList": []}, CrashError]
        ):
            operator = start(parallel_data_names=[], terminology_names=["names"], settings={"Formality": "FORMAL"})
            with pytest.raises(CrashError):
                operator.execute(context)
            request = TranslateHook.call.call_args.kwargs
        assert request["TerminologyNames"] == ["names"]
        assert request["Settings"] == {"Formality": "FORMAL"}
        assert "ParallelDataNames" not in request
        assert CLIENT_TOKEN_PATTERN.fullmatch(request["ClientToken"])
        assert request["InputDataConfig"] == JOB["input_data_config"]

    def test_the_result_is_small_and_complete(self, fake, context):
        fake.job_states = ["COMPLETED"]
        assert start().execute(context) == {
            "job_id": "0" * 32,
            "status": "COMPLETED",
            "output_uri": f"s3://bucket/out/111122223333-TranslateText-{'0' * 32}/",
            "input_documents": 2,
            "translated_documents": 2,
            "documents_with_errors": 0,
            "failed_documents": [],
        }

    def test_the_link_is_persisted(self, fake, context):
        fake.job_states = ["COMPLETED"]
        start().execute(context)
        pushed = context["ti"].xcom_push.call_args.kwargs
        assert pushed["key"] == "translate_text_translation_job"
        assert pushed["value"]["job_id"] == "0" * 32

    def test_48_hours_are_waited_for(self):
        operator = TranslateStartTextTranslationJobOperator(task_id="translate", **JOB)
        assert operator.waiter_delay * operator.waiter_max_attempts == 48 * 3600

    def test_the_longest_job_name_fits(self, fake, context):
        operator = start(job_name="x" * 300, wait_for_completion=False)
        operator.execute(context)
        [job] = fake.jobs.values()
        assert len(job["JobName"]) == 256

    def test_a_bad_token_is_refused(self, fake, context):
        with pytest.raises(AirflowFailException, match="client_request_token"):
            start(client_request_token=context["ti"].run_id).execute(context)
        assert not fake.jobs


class TestOneJob:
    """Whatever happens to the task, there is one job."""

    @pytest.mark.parametrize("deferrable", [False, True])
    @pytest.mark.parametrize("state", ["SUBMITTED", "IN_PROGRESS", "COMPLETED"])
    @pytest.mark.parametrize("has_store", [False, True])
    def test_a_retry_finds_the_job(self, fake, context, deferrable, state, has_store):
        if not has_store:
            del context["task_state_store"]
        with mock.patch.object(TranslateHook, "wait", side_effect=CrashError), pytest.raises(CrashError):
            start().execute(context)
        fake.jobs["0" * 32]["JobStatus"] = state
        fake.job_states = ["COMPLETED"]
        if deferrable:
            assert defer(start(deferrable=True), context).trigger.job_id == "0" * 32
        else:
            assert start().execute(context)["job_id"] == "0" * 32
        assert fake.calls.count("start") == 1

    def test_a_worker_that_dies_before_the_answer_of_the_service_does_not_pay_twice(self, fake, context):
        begin = fake.start_text_translation_job

        def begin_and_crash(**request):
            begin(**request)
            raise CrashError

        with (
            mock.patch.object(TranslateHook.conn, "start_text_translation_job", begin_and_crash),
            pytest.raises(CrashError),
        ):
            start().execute(context)
        # The list of jobs lags behind: only the client token can find the job.
        with mock.patch.object(TranslateHook, "list_text_translation_jobs", return_value=[]):
            start(wait_for_completion=False).execute(context)
        assert len(fake.jobs) == 1

    def test_a_cleared_task_of_a_finished_run_uses_the_finished_job(self, fake, context):
        fake.job_states = ["COMPLETED"]
        first = start().execute(context)
        context["task_state_store"].clear()
        assert start().execute(context) == first
        assert len(fake.jobs) == 1

    @pytest.mark.parametrize(
        "change",
        [{"content_digest": "other"}, {"parallel_data_names": ["book"]}, {"client_request_token": "other-token"}],
    )
    def test_other_content_is_another_job(self, fake, context, change):
        start(wait_for_completion=False).execute(context)
        start(wait_for_completion=False, **change).execute(context)
        assert len(fake.jobs) == 2

    def test_runs_that_share_a_token_share_the_job(self, fake, context):
        start(wait_for_completion=False, client_request_token="same").execute(context)
        context["ti"].run_id = "another-run"
        start(wait_for_completion=False, client_request_token="same").execute(context)
        assert len(fake.jobs) == 1

    def test_another_run_is_another_job(self, fake, context):
        start(wait_for_completion=False).execute(context)
        context["ti"].run_id = "another-run"
        start(wait_for_completion=False).execute(context)
        assert len(fake.jobs) == 2


class TestDurable:
    """The convention of the provider: `durable` operators take the job of an earlier try over."""

    def test_the_job_is_kept_in_the_store_of_the_task(self, fake, context, store):
        fake.job_states = ["COMPLETED"]
        job_id = start().execute(context)["job_id"]
        assert store["translate_text_translation_job_id"] == job_id

    @pytest.mark.parametrize("state", ["IN_PROGRESS", "COMPLETED"])
    def test_a_job_in_the_store_is_taken_over_without_a_list(self, fake, context, state):
        job_id = start(wait_for_completion=False).execute(context)["job_id"]
        context["task_state_store"].set("translate_text_translation_job_id", job_id)
        fake.job_states = ["COMPLETED"] if state == "COMPLETED" else ["IN_PROGRESS", "COMPLETED"]
        with mock.patch.object(TranslateHook, "list_text_translation_jobs", side_effect=AssertionError):
            assert start().execute(context)["job_id"] == job_id
        assert fake.calls.count("start") == 1

    def test_a_job_in_the_store_for_other_documents_is_not(self, fake, context):
        fake.job_states = ["COMPLETED", "COMPLETED"]
        first = start(content_digest="a").execute(context)["job_id"]
        assert start(content_digest="b").execute(context)["job_id"] != first

    @pytest.mark.parametrize("deferrable", [False, True])
    def test_without_it_every_try_starts_a_job_of_its_own(self, fake, context, deferrable):
        for _ in range(2):
            fake.job_states = ["COMPLETED"]
            if deferrable:
                defer(start(durable=False, deferrable=True), context)
            else:
                start(durable=False).execute(context)
        assert len(fake.jobs) == 2


class TestParallelDataUri:
    """A job is started with the data it was meant for, or not at all."""

    @pytest.fixture
    def data(self, fake):
        fake.create_parallel_data(Name="book", ParallelDataConfig=FILE, ClientToken="t")

    def start(self, uri, **kwargs):
        return start(
            wait_for_completion=False, **({"parallel_data_names": ["book"], "parallel_data_uri": uri} | kwargs)
        )

    @pytest.mark.usefixtures("data")
    def test_the_expected_data_is_used(self, fake, context):
        self.start(FILE["S3Uri"]).execute(context)
        assert len(fake.jobs) == 1

    @pytest.mark.usefixtures("data")
    def test_other_data_fails_without_a_retry_and_starts_nothing(self, fake, context):
        message = r"parallel data book holds s3://bucket/pairs/abc\.tmx, not s3://bucket/pairs/def\.tmx.*Clear the task"
        with pytest.raises(AirflowFailException, match=message):
            self.start(OTHER_FILE["S3Uri"]).execute(context)
        assert not fake.jobs

    def test_missing_data_starts_nothing(self, fake, context):
        with pytest.raises(AirflowFailException, match="book holds nothing"):
            self.start(FILE["S3Uri"]).execute(context)
        assert not fake.jobs

    @pytest.mark.parametrize("names", [None, [], ["book", "other"]])
    def test_one_resource_is_needed(self, fake, context, names):
        with pytest.raises(AirflowFailException, match="name that one in parallel_data_names"):
            self.start(FILE["S3Uri"], parallel_data_names=names).execute(context)
        assert not fake.jobs

    @pytest.mark.usefixtures("data")
    def test_a_job_that_is_taken_over_has_its_data(self, fake, context):
        self.start(FILE["S3Uri"]).execute(context)
        fake.parallel_data["book"]["ParallelDataConfig"] = OTHER_FILE
        assert self.start(FILE["S3Uri"]).execute(context)["job_id"] == "0" * 32
        assert len(fake.jobs) == 1

    def test_nothing_is_asked_by_default(self, fake, context):
        self.start(None).execute(context)
        assert "get" not in fake.calls


class TestFailedJob:
    def test_a_failed_job_fails_the_task_and_the_next_try_starts_anew(self, fake, context):
        fake.job_states = ["FAILED"]
        with pytest.raises(AirflowException, match="failed") as failure:
            start().execute(context)
        assert not isinstance(failure.value, AirflowFailException)
        fake.job_states = ["COMPLETED"]
        assert start().execute(context)["job_id"] == f"{1:032x}"
        assert len(fake.answers) == 2

    def test_a_failed_job_of_a_deferred_task_gives_the_reason_of_the_service(self, fake, context):
        job_id = defer(start(deferrable=True), context).trigger.job_id
        fake.jobs[job_id] |= {"JobStatus": "FAILED", "Message": "the bucket is gone"}
        with pytest.raises(AirflowException, match="the bucket is gone"):
            start().execute_complete(context, {"status": "error", "message": "x", "job_id": job_id})

    def test_a_job_that_was_stopped_is_not_restarted_by_a_retry(self, fake, context):
        fake.job_states = ["STOPPED"]
        with pytest.raises(AirflowFailException, match="clear the task"):
            start().execute(context)

    def test_a_cleared_task_waits_until_its_job_has_stopped_and_starts_anew(self, fake, context):
        defer(start(deferrable=True), context)
        fake.stop_text_translation_job(JobId="0" * 32)
        fake.job_states = ["STOP_REQUESTED", "STOPPED", "COMPLETED"]
        assert start().execute(context)["job_id"] == f"{1:032x}"
        assert [job["JobStatus"] for job in fake.jobs.values()] == ["STOPPED", "COMPLETED"]

    def test_a_job_that_completed_before_it_was_stopped_is_used(self, fake, context):
        defer(start(deferrable=True), context)
        fake.stop_text_translation_job(JobId="0" * 32)
        fake.job_states = ["COMPLETED"]
        assert start().execute(context)["job_id"] == "0" * 32

    def test_the_end_of_patience_is_reported_and_the_job_found_again(self, fake, context):
        job_id = defer(start(deferrable=True), context).trigger.job_id
        with pytest.raises(AirflowException, match="max attempts"):
            start().execute_complete(context, {"status": "error", "message": "max attempts", "job_id": job_id})
        fake.job_states = ["COMPLETED"]
        assert start().execute(context)["job_id"] == job_id


class TestCompletedWithError:
    @pytest.fixture(autouse=True)
    def details(self, fake):
        fake.job_states = ["COMPLETED_WITH_ERROR"]
        with mock.patch.object(TranslateHook, "read_document_failures", return_value=FAILURES) as read:
            yield read

    def test_fail_names_the_documents_and_does_not_retry(self, fake, context):
        with pytest.raises(AirflowFailException, match=r"1 documents: a\.html \(zh\): .*not UTF-8"):
            start().execute(context)

    def test_fail_is_the_same_after_deferral(self, fake, context):
        job_id = defer(start(deferrable=True), context).trigger.job_id
        with pytest.raises(AirflowFailException, match=r"a\.html"):
            start().execute_complete(context, {"status": "success", "job_id": job_id})

    def test_a_cleared_task_starts_a_new_job(self, fake, context):
        with pytest.raises(AirflowFailException):
            start().execute(context)
        fake.job_states = ["COMPLETED"]
        assert start().execute(context)["job_id"] == f"{1:032x}"

    def test_a_try_that_died_before_it_could_report_does_not_start_a_new_job(self, fake, context, details):
        details.side_effect = CrashError
        with pytest.raises(CrashError):
            start().execute(context)
        details.side_effect = None
        with pytest.raises(AirflowFailException, match=r"a\.html"):
            start().execute(context)
        assert len(fake.jobs) == 1

    def test_details_that_cannot_be_read_do_not_start_a_new_job(self, fake, context, details):
        details.side_effect = AirflowException("cannot be read")
        for _ in range(2):
            with pytest.raises(AirflowException, match="cannot be read"):
                start().execute(context)
        assert len(fake.jobs) == 1

    def test_continue_returns_the_documents_that_failed(self, fake, context):
        result = start(completed_with_error="continue").execute(context)
        assert result["status"] == "COMPLETED_WITH_ERROR"
        assert result["failed_documents"] == [{"document": "a.html", "language": "zh"}]

    def test_continue_takes_over_a_job_that_was_reported(self, fake, context):
        with pytest.raises(AirflowFailException):
            start().execute(context)
        assert start(completed_with_error="continue").execute(context)["job_id"] == "0" * 32
        assert len(fake.jobs) == 1


class TestCompletedWithErrorWhileOthersWait:
    """The task has returned the job at once, and a sensor has failed on its documents."""

    @pytest.fixture(autouse=True)
    def returned_job(self, fake, context):
        start(wait_for_completion=False).execute(context)
        [job] = fake.jobs.values()
        job["JobStatus"] = "COMPLETED_WITH_ERROR"
        with mock.patch.object(TranslateHook, "read_document_failures", return_value=FAILURES):
            yield job["JobId"]

    def test_the_first_clear_starts_a_new_job(self, fake, context):
        context["ti"].max_tries += 1
        assert start(wait_for_completion=False).execute(context)["job_id"] == f"{1:032x}"

    def test_each_job_needs_a_clear_of_its_own(self, fake, context):
        context["ti"].max_tries += 1
        second = start(wait_for_completion=False).execute(context)["job_id"]
        fake.jobs[second]["JobStatus"] = "COMPLETED_WITH_ERROR"
        assert start(wait_for_completion=False).execute(context)["job_id"] == second
        assert len(fake.jobs) == 2

    def test_a_retry_of_a_task_that_died_after_it_returned_the_job_does_not_start_a_new_one(
        self, fake, context, returned_job
    ):
        assert start(wait_for_completion=False).execute(context)["job_id"] == returned_job
        assert len(fake.jobs) == 1

    def test_a_clear_of_a_task_that_never_returned_the_job_does_not_start_a_new_one(
        self, fake, context, store, returned_job
    ):
        store.clear()
        context["ti"].max_tries += 1
        assert start(wait_for_completion=False).execute(context)["job_id"] == returned_job
        assert len(fake.jobs) == 1

    @pytest.mark.parametrize("status", ["FAILED", "STOPPED"])
    def test_a_job_that_has_ended_already_is_judged_by_who_waits_for_it(self, fake, context, status):
        with mock.patch.object(
            TranslateHook,
            "describe_text_translation_job",
            side_effect=lambda job_id: fake.jobs[job_id] | {"JobStatus": status},
        ):
            result = start(wait_for_completion=False, client_request_token="other").execute(context)
        assert (result["status"], len(fake.jobs)) == (status, 2)

    def test_continue_takes_over_the_job(self, fake, context, returned_job):
        context["ti"].max_tries += 1
        operator = start(wait_for_completion=False, completed_with_error="continue")
        assert operator.execute(context)["job_id"] == returned_job


class TestOnKill:
    def test_the_job_is_stopped(self, fake, context):
        operator = start()
        with mock.patch.object(TranslateHook, "wait", side_effect=CrashError), pytest.raises(CrashError):
            operator.execute(context)
        operator.on_kill()
        assert fake.jobs["0" * 32]["JobStatus"] == "STOP_REQUESTED"

    def test_the_job_is_left_alone_if_so_configured(self, fake, context):
        operator = start(stop_job_on_kill=False, wait_for_completion=False)
        operator.execute(context)
        operator.on_kill()
        assert "stop" not in fake.calls

    def test_before_a_job_is_known_there_is_nothing_to_stop(self, fake):
        start().on_kill()
        assert fake.calls == []

    def test_a_job_that_cannot_be_stopped_does_not_raise_in_the_signal_handler(self, fake, context):
        operator = start(wait_for_completion=False)
        operator.execute(context)
        refusal = client_error("ResourceNotFoundException", "StopTextTranslationJob")
        with mock.patch.object(operator.hook.conn, "stop_text_translation_job", side_effect=refusal) as stop:
            operator.on_kill()
        stop.assert_called_once()


class TestStop:
    @pytest.fixture
    def job_id(self, fake):
        return fake.start_text_translation_job(JobName="book", ClientToken="t")["JobId"]

    @WAITS
    def test_waits(self, fake, context, job_id, wait_for_completion, deferrable):
        fake.job_states = ["STOP_REQUESTED", "STOPPED"]
        operator = TranslateStopTextTranslationJobOperator(
            task_id="stop", job_id=job_id, wait_for_completion=wait_for_completion, deferrable=deferrable
        )
        if deferrable:
            assert isinstance(defer(operator, context).trigger, TranslateTextTranslationJobEndedTrigger)
            fake.jobs[job_id]["JobStatus"] = "STOPPED"
            result = operator.execute_complete(context, {"status": "success", "job_id": job_id})
            assert result == {"job_id": job_id, "status": "STOPPED"}
        else:
            status = "STOPPED" if wait_for_completion else "STOP_REQUESTED"
            assert operator.execute(context) == {"job_id": job_id, "status": status}

    def test_a_job_that_completes_first_stays_completed(self, fake, context, job_id):
        fake.job_states = ["COMPLETED"]
        operator = TranslateStopTextTranslationJobOperator(task_id="stop", job_id=job_id)
        assert operator.execute(context)["status"] == "COMPLETED"

    def test_an_error_of_the_trigger_fails(self, context, job_id):
        operator = TranslateStopTextTranslationJobOperator(task_id="stop", job_id=job_id)
        with pytest.raises(AirflowException, match="max attempts"):
            operator.execute_complete(context, {"status": "error", "message": "max attempts"})


class TestFailsClosed:
    """Whenever the service counts an error, whatever the details look like."""

    @pytest.fixture
    def details(self, monkeypatch):
        """A function that writes the details file of the job."""
        key = "out/111122223333-TranslateText-0/details/zh.auxiliary-translation-details.json"

        def write(text):
            monkeypatch.setattr(S3Hook, "list_keys", lambda self, bucket, prefix: [key])
            monkeypatch.setattr(S3Hook, "read_key", lambda self, key, bucket: text)

        return write

    def run(self, fake, context, status, counted, **kwargs):
        fake.job_states = [status]
        operator = start(client_request_token="t", **kwargs)
        original = fake.describe_text_translation_job

        def counting(**request):
            answer = original(**request)
            answer["TextTranslationJobProperties"]["JobDetails"]["DocumentsWithErrorsCount"] = counted
            return answer

        with mock.patch.object(operator.hook.conn, "describe_text_translation_job", counting):
            return operator.execute(context)

    @pytest.mark.parametrize(
        "text",
        [
            '{"targetLanguageCode": "zh", "details": []}',
            '{"targetLanguageCode": "zh", "details": [{"sourceFile": "a.html", "auxiliaryData": {"errors": "x"}}]}',
            '{"targetLanguageCode": "zh", "details": [{"sourceFile": "a.html"}]}',
            '{"targetLanguageCode": "zh"}',
            "{}",
            "[]",
            "null",
            '{"targetLanguageCode": "zh", "details": null}',
            '{"targetLanguageCode": "zh", "details": [null]}',
            '{"targetLanguageCode": "zh", "details": [{"sourceFile": "a", "auxiliaryData": {"error": "text"}}]}',
            '{"targetLanguageCode": "zh", "documentCountWithServerError": "many", "details": []}',
            "",
        ],
    )
    @pytest.mark.parametrize(("status", "counted"), [("COMPLETED_WITH_ERROR", 0), ("COMPLETED", 1)])
    def test_the_task_fails_with_a_sentence(self, fake, context, details, status, counted, text):
        details(text)
        with pytest.raises(AirflowException, match=r"documents with errors|cannot be read as the details"):
            self.run(fake, context, status, counted)

    def test_where_documents_may_fail_the_count_is_returned(self, fake, context, details):
        details("{}")
        result = self.run(fake, context, "COMPLETED_WITH_ERROR", 2, completed_with_error="continue")
        assert (result["documents_with_errors"], result["failed_documents"]) == (2, [])

    def test_failures_that_are_counted_and_not_named_are_told(self, fake, context, details):
        details(
            '{"targetLanguageCode": "zh", "documentCountWithCustomerError": "3", "documentCountWithServerError": "0",'
            ' "details": [{"sourceFile": "a.html", "auxiliaryData": {"error": {"errorCode": "E"}}}]}'
        )
        with pytest.raises(AirflowFailException, match=r"a\.html \(zh\): E.*2 more documents \(zh\)"):
            self.run(fake, context, "COMPLETED_WITH_ERROR", 3)


class TestAnotherJobOfTheSameToken:
    ASKED: ClassVar[dict] = {
        "InputDataConfig": JOB["input_data_config"],
        "SourceLanguageCode": "en",
        "TargetLanguageCodes": ["zh"],
        "ParallelDataNames": [],
        "TerminologyNames": [],
        "DataAccessRoleArn": JOB["data_access_role_arn"],
    }

    @pytest.mark.parametrize(
        ("found", "named"),
        [
            ({"TargetLanguageCodes": ["de"]}, "TargetLanguageCodes"),
            ({"SourceLanguageCode": "fr"}, "SourceLanguageCode"),
            ({"InputDataConfig": {"S3Uri": "s3://bucket/other/", "ContentType": "text/html"}}, "InputDataConfig"),
            ({"InputDataConfig": {"S3Uri": "s3://bucket/in/", "ContentType": "text/plain"}}, "InputDataConfig"),
            ({"ParallelDataNames": ["pairs"]}, "ParallelDataNames"),
            ({"TerminologyNames": ["terms"]}, "TerminologyNames"),
            ({"Settings": {"Formality": "FORMAL"}}, "Settings"),
            ({"DataAccessRoleArn": "arn:aws:iam::111122223333:role/other"}, "DataAccessRoleArn"),
            ({"OutputDataConfig": {"S3Uri": "s3://bucket/output/1-TranslateText-a/"}}, "output"),
            ({"OutputDataConfig": {"S3Uri": "s3://bucket/out/1-TranslateText-a/", "EncryptionKey": {}}}, "key"),
        ],
    )
    @pytest.mark.parametrize("state", ["IN_PROGRESS", "COMPLETED"])
    def test_is_compared_and_refused(self, fake, context, found, named, state):
        first = start(client_request_token="shared", wait_for_completion=False).execute(context)["job_id"]
        fake.jobs[first] |= {**self.ASKED, "JobStatus": state, **found}
        with pytest.raises(AirflowFailException, match=f"another job.*{named}.*client_request_token of its own"):
            start(client_request_token="shared").execute(context)

    @pytest.mark.parametrize("shown", [{}, {"ParallelDataNames": []}])
    def test_a_job_without_the_parallel_data_is_refused_however_that_is_shown(self, fake, context, shown):
        first = start(client_request_token="shared", wait_for_completion=False).execute(context)["job_id"]
        fake.jobs[first] |= {"JobStatus": "COMPLETED", **shown}
        with pytest.raises(AirflowFailException, match="ParallelDataNames"):
            start(client_request_token="shared", parallel_data_names=["pairs"]).execute(context)

    def test_with_the_same_request_it_is_taken_over(self, fake, context):
        first = start(client_request_token="shared", wait_for_completion=False).execute(context)["job_id"]
        fake.jobs[first] |= {**self.ASKED, "JobStatus": "COMPLETED"}
        assert start(client_request_token="shared").execute(context)["job_id"] == first


@pytest.mark.parametrize("parameter", ["parallel_data_names", "terminology_names"])
@pytest.mark.parametrize("names", [[None], [""], ["None"], "pairs"])
def test_a_job_without_what_it_was_to_have_is_never_started(fake, context, parameter, names):
    with pytest.raises(AirflowFailException, match=parameter):
        start(**{parameter: names}).execute(context)
    assert fake.jobs == {}


class TestDefersBeforeItWaits:
    def test_while_a_job_is_being_stopped(self, fake, context):
        first = start(client_request_token="t", wait_for_completion=False).execute(context)["job_id"]
        fake.jobs[first]["JobStatus"] = "STOP_REQUESTED"
        deferral = defer(start(client_request_token="t", deferrable=True), context)
        assert isinstance(deferral.trigger, TranslateTextTranslationJobEndedTrigger)
        assert deferral.method_name == "execute_again"


class TestDigestOfTheInput:
    def test_a_cleared_job_is_another_one_for_other_documents(self, fake, context, s3):
        s3.put_object(Bucket="bucket", Key="in/a.html", Body=b"a")
        s3.put_object(Bucket="bucket", Key="input/b.html", Body=b"b")
        fake.job_states = ["COMPLETED", "COMPLETED"]
        first = start().execute(context)["job_id"]
        s3.put_object(Bucket="bucket", Key="input/b.html", Body=b"c")
        assert start().execute(context)["job_id"] == first
        s3.put_object(Bucket="bucket", Key="in/a.html", Body=b"b")
        assert start().execute(context)["job_id"] != first


def test_a_killed_task_does_not_wait_for_a_service_that_hangs(fake, context, monkeypatch):
    monkeypatch.setattr("amts_aws.hooks.translate.STOP_PATIENCE", 0.05)
    operator = start(wait_for_completion=False)
    operator.execute(context)
    hanging = threading.Event()
    wait = mock.Mock(side_effect=lambda **_: hanging.wait(10))
    with mock.patch.object(operator.hook.conn, "stop_text_translation_job", wait):
        began = time.monotonic()
        operator.on_kill()
    hanging.set()
    assert time.monotonic() - began < 2
