from __future__ import annotations

import json
from datetime import timedelta
from unittest import mock

import boto3
import pytest
from airflow.providers.amazon.aws.exceptions import WaiterMaxAttemptsError
from airflow.providers.common.compat.sdk import AirflowException
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws
from tenacity import stop_after_attempt

from amts_aws.exceptions import TranslateRequestError, TranslateUnavailableError
from amts_aws.hooks.translate import DocumentFailure, TranslateHook
from tests.plugins.amts_aws.fake_translate import START, client_error


@pytest.fixture
def hook():
    return TranslateHook(aws_conn_id=None, region_name="us-east-1")


@pytest.fixture
def credentials(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")


def test_the_hook_makes_a_translate_client(hook, credentials):
    assert hook.client_type == "translate"
    assert hook.conn.meta.service_model.service_name == "translate"


class TestCall:
    @pytest.mark.parametrize("failures", [1, 3])
    def test_busy_is_repeated(self, hook, fake, failures):
        busy = client_error("ConcurrentModificationException", "DeleteParallelData", status=409)
        hook.conn.delete_parallel_data = mock.Mock(side_effect=[busy] * failures + [{"Status": "DELETING"}])
        assert hook.call("DeleteParallelData", Name="book") == {"Status": "DELETING"}
        assert hook.conn.delete_parallel_data.call_count == failures + 1

    def test_an_interrupted_network_is_repeated(self, hook, fake):
        hook.conn.translate_text = mock.Mock(
            side_effect=[EndpointConnectionError(endpoint_url="http://gone"), {"TranslatedText": "x"}]
        )
        assert hook.call("TranslateText", Text="x")["TranslatedText"] == "x"

    def test_busy_for_too_long_is_left_to_the_retries_of_the_task(self, fake):
        hook = TranslateHook(aws_conn_id=None, api_retry_args={"stop": stop_after_attempt(2)})
        hook.conn.translate_text = mock.Mock(side_effect=client_error("TooManyRequestsException", "TranslateText"))
        with pytest.raises(TranslateUnavailableError, match="TooManyRequestsException"):
            hook.call("TranslateText", Text="x")
        assert hook.conn.translate_text.call_count == 2

    def test_a_refusal_is_not_repeated(self, hook, fake):
        hook.conn.translate_text = mock.Mock(side_effect=client_error("AccessDeniedException", "TranslateText"))
        with pytest.raises(TranslateRequestError, match="translate:TranslateText"):
            hook.call("TranslateText", Text="x")
        hook.conn.translate_text.assert_called_once()

    def test_a_missing_region_is_named(self, monkeypatch, tmp_path):
        for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
        with pytest.raises(TranslateRequestError, match="Set region_name"):
            TranslateHook(aws_conn_id=None).call("GetParallelData", Name="book")

    def test_a_malformed_request_is_refused_before_it_is_sent(self, hook, credentials):
        with pytest.raises(TranslateRequestError, match="Missing required parameter"):
            hook.call("GetParallelData")


class TestWait:
    """An interrupted network in a wait of the worker; that of the triggerer is tested with the triggers."""

    GONE = EndpointConnectionError(endpoint_url="http://gone")

    def wait(self, hook, answers, attempts):
        """Wait for a job while these are the answers of the service."""
        answers = [
            {"TextTranslationJobProperties": {"JobStatus": each}} if isinstance(each, str) else each for each in answers
        ]
        with mock.patch.object(hook.conn, "describe_text_translation_job", side_effect=answers) as describe:
            hook.wait(
                "text_translation_job_complete",
                {"JobId": "abc"},
                failure_message="failed",
                status_message="status",
                status_queries=[],
                waiter_delay=0,
                waiter_max_attempts=attempts,
            )
        assert describe.call_count == len(answers)

    def test_an_interruption_does_not_begin_the_wait_anew(self, hook, fake):
        with pytest.raises(WaiterMaxAttemptsError):
            self.wait(hook, ["IN_PROGRESS", self.GONE, "IN_PROGRESS", self.GONE, "IN_PROGRESS", "COMPLETED"], 3)

    def test_interruptions_that_end_do_not_add_up(self, hook, fake):
        self.wait(hook, [self.GONE, "IN_PROGRESS"] * 40 + ["COMPLETED"], 41)

    def test_an_interruption_without_an_end_is_left_to_the_retries_of_the_task(self, hook, fake):
        with pytest.raises(EndpointConnectionError):
            self.wait(hook, [self.GONE] * 30 + ["COMPLETED"], 41)


class TestParallelData:
    def test_a_missing_resource_is_none(self, hook, fake):
        assert hook.get_parallel_data("book") is None

    def test_other_refusals_are_raised(self, hook, fake):
        hook.conn.get_parallel_data = mock.Mock(side_effect=client_error("AccessDeniedException", "GetParallelData"))
        with pytest.raises(TranslateRequestError):
            hook.get_parallel_data("book")

    @pytest.mark.parametrize(
        ("status", "attempt", "state"),
        [
            ("CREATING", None, "CREATING"),
            ("ACTIVE", None, "ACTIVE"),
            ("ACTIVE", "UPDATING", "UPDATING"),
            ("ACTIVE", "FAILED", "FAILED"),
            ("FAILED", "ACTIVE", "ACTIVE"),
            ("DELETING", "ACTIVE", "DELETING"),
        ],
    )
    def test_the_state_of_an_update_hides_the_state_before(self, hook, status, attempt, state):
        properties = {"Status": status} | ({"LatestUpdateAttemptStatus": attempt} if attempt else {})
        assert hook.parallel_data_state(properties) == state

    @pytest.fixture
    def resource(self, fake):
        fake.create_parallel_data(Name="book", ParallelDataConfig={}, ClientToken="a")
        fake.parallel_data["book"]["Status"] = "ACTIVE"
        return dict(fake.parallel_data["book"])

    def test_an_update_returns_when_the_service_shows_it(self, hook, resource):
        shown = resource | {"LatestUpdateAttemptAt": START + timedelta(seconds=1)}
        answers = [{"ParallelDataProperties": properties} for properties in (resource, resource, shown)]
        with mock.patch.object(hook.conn, "get_parallel_data", side_effect=answers) as get:
            hook.update_parallel_data(Name="book", ParallelDataConfig={}, ClientToken="b")
        assert get.call_count == 3

    def test_an_update_that_never_shows_fails(self, hook, resource):
        answer = {"ParallelDataProperties": resource}
        with (
            mock.patch.object(hook.conn, "get_parallel_data", return_value=answer),
            pytest.raises(AirflowException, match="does not show yet"),
        ):
            hook.update_parallel_data(Name="book", ParallelDataConfig={}, ClientToken="b")


class TestJobs:
    def test_all_pages_are_read_the_newest_comes_first_and_only_the_exact_name_counts(self, hook, fake):
        for number, name in enumerate(["book", "book-2", "book", "book"]):
            fake.start_text_translation_job(JobName=name, ClientToken=str(number))
        jobs = hook.list_text_translation_jobs("book")
        assert [int(job["JobId"], 16) for job in jobs] == [3, 2, 0]

    def test_no_job(self, hook, fake):
        assert hook.list_text_translation_jobs("book") == []


class TestDocumentFailures:
    FOLDER = "out/111122223333-TranslateText-abc/"

    @pytest.fixture
    def bucket(self, credentials):
        with mock_aws():
            s3 = boto3.client("s3", region_name="us-east-1")
            s3.create_bucket(Bucket="bucket")
            yield s3

    def put(self, bucket, language, entries):
        details = {"sourceLanguageCode": "en", "targetLanguageCode": language, "details": entries}
        key = f"{self.FOLDER}details/{language}.auxiliary-translation-details.json"
        bucket.put_object(Bucket="bucket", Key=key, Body=json.dumps(details))

    def test_failures_of_all_languages_are_named(self, hook, bucket):
        error = {"error": {"errorCode": "InvalidRequestException", "errorMessage": "not UTF-8"}}
        fine = {"sourceFile": "a.html", "targetFile": "zh.a.html", "auxiliaryData": {}}
        self.put(bucket, "es", [fine, {"sourceFile": "b.html", "auxiliaryData": error}])
        self.put(bucket, "zh", [{"sourceFile": "a.html", "auxiliaryData": error}, fine])
        failures = hook.read_document_failures(f"s3://bucket/{self.FOLDER}")
        assert failures == [
            DocumentFailure("b.html", "es", "InvalidRequestException", "not UTF-8"),
            DocumentFailure("a.html", "zh", "InvalidRequestException", "not UTF-8"),
        ]
        assert str(failures[0]) == "b.html (es): InvalidRequestException: not UTF-8"

    def test_a_job_without_failures(self, hook, bucket):
        self.put(bucket, "zh", [{"sourceFile": "a.html", "auxiliaryData": {}}])
        assert hook.read_document_failures(f"s3://bucket/{self.FOLDER}") == []

    def test_missing_details_are_an_error_not_an_empty_list(self, hook, bucket):
        with pytest.raises(AirflowException, match="no details file"):
            hook.read_document_failures(f"s3://bucket/{self.FOLDER}")

    def test_damaged_details_are_an_error(self, hook, bucket):
        key = f"{self.FOLDER}details/zh.auxiliary-translation-details.json"
        bucket.put_object(Bucket="bucket", Key=key, Body=b"{")
        with pytest.raises(AirflowException, match="cannot be read"):
            hook.read_document_failures(f"s3://bucket/{self.FOLDER}")

    def test_a_missing_bucket_names_the_permission(self, hook, bucket):
        with pytest.raises(AirflowException, match="s3:ListBucket"):
            hook.read_document_failures("s3://other-bucket/out/")
