"""Hook for Amazon Translate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.amazon.aws.utils.waiter_with_logging import wait
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from tenacity import (
    AsyncRetrying,
    Retrying,
    before_sleep_log,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    stop_before_delay,
    wait_random_exponential,
)

from amts_aws.exceptions import TranslateJobDetailsError, TranslateRequestError
from amts_aws.utils.errors import as_airflow_error, is_network_error, is_transient

if TYPE_CHECKING:
    from botocore.waiter import Waiter

PARALLEL_DATA_BUSY_STATES = ("CREATING", "UPDATING", "DELETING")
JOB_RUNNING_STATES = ("SUBMITTED", "IN_PROGRESS")
DETAILS_SUFFIX = ".auxiliary-translation-details.json"
REQUEST_PATIENCE = 900
STOP_PATIENCE = 20  # seconds: a killed task and Airflow's trigger are given about 30
NETWORK_INTERRUPTIONS = 30


@dataclass(frozen=True, slots=True)
class DocumentFailure:
    """A document that a batch job did not translate into one language, as the details file of the job names it."""

    document: str
    language: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.document} ({self.language}): {self.code}: {self.message}"


class TranslateHook(AwsBaseHook):
    """
    Interact with Amazon Translate.

    Provide thick wrapper around :external+boto3:py:class:`boto3.client("translate") <Translate.Client>`.

    :param api_retry_args: An optional dictionary with arguments passed to ``tenacity.Retrying``. By default a
        request that meets throttling, a concurrent modification or a fault of the service or the network is
        repeated with exponential backoff (1 to 60 seconds) for 15 minutes.

    Additional arguments (such as ``aws_conn_id``) may be specified and
    are passed down to the underlying AwsBaseHook.

    .. seealso::
        - :class:`airflow.providers.amazon.aws.hooks.base_aws.AwsBaseHook`
    """

    def __init__(self, *args, api_retry_args: dict[str, Any] | None = None, **kwargs) -> None:
        kwargs["client_type"] = "translate"
        super().__init__(*args, **kwargs)
        self.retry_config: dict[str, Any] = {
            "retry": retry_if_exception(is_transient),
            "wait": wait_random_exponential(multiplier=1, min=1, max=60),
            "stop": stop_after_delay(REQUEST_PATIENCE),
            "before_sleep": before_sleep_log(self.log, log_level=20),  # type: ignore[arg-type]
            "reraise": True,
            **(api_retry_args or {}),
        }

    @cached_property
    def waiter_path(self) -> Path:
        """Path of our waiter definitions; botocore has none for Amazon Translate."""
        return Path(__file__).parents[1] / "waiters" / "translate.json"

    def get_waiter(
        self,
        waiter_name: str,
        parameters: dict[str, str] | None = None,
        config_overrides: dict[str, Any] | None = None,
        deferrable: bool = False,
        client: Any = None,
    ) -> Waiter:
        """
        Get a waiter whose ``wait()`` is repeated when the connection breaks, until it has broken 30 times in a row.

        .. seealso::
            - :meth:`airflow.providers.amazon.aws.hooks.base_aws.AwsGenericHook.get_waiter`
        """
        waiter = super().get_waiter(waiter_name, parameters, config_overrides, deferrable, client)
        retrying = (AsyncRetrying if deferrable else Retrying)(
            **self.retry_config
            | {"retry": retry_if_exception(is_network_error), "stop": stop_after_attempt(NETWORK_INTERRUPTIONS)}
        )
        waiter.wait = retrying.wraps(waiter.wait)
        return waiter

    def call(self, operation: str, **request: Any) -> dict[str, Any]:
        """
        Send a request; repeat it while it meets transient errors.

        :param operation: API operation, e.g. ``StartTextTranslationJob``.
        :param request: Members of the request.
        :return: The response of boto3.
        :raises TranslateRequestError: The service refused the request for good.
        :raises TranslateUnavailableError: Transient errors did not end in time.
        """
        try:
            return Retrying(**self.retry_config)(lambda: getattr(self.conn, xform_name(operation))(**request))
        except (ClientError, BotoCoreError) as error:
            raise as_airflow_error(error, operation) from error

    def wait(
        self,
        waiter_name: str,
        args: dict[str, Any],
        *,
        failure_message: str,
        status_message: str,
        status_queries: Sequence[str],
        waiter_delay: int,
        waiter_max_attempts: int,
    ) -> None:
        """
        Wait on one of our waiters, log every status.

        .. seealso::
            - :func:`airflow.providers.amazon.aws.utils.waiter_with_logging.wait`
        """
        wait(
            waiter=self.get_waiter(waiter_name),
            waiter_delay=waiter_delay,
            waiter_max_attempts=waiter_max_attempts,
            args=args,
            failure_message=failure_message,
            status_message=status_message,
            status_args=list(status_queries),
        )

    def get_parallel_data(self, name: str) -> dict[str, Any] | None:
        """
        Get the properties of a parallel data resource.

        .. seealso::
            - :external+boto3:py:meth:`Translate.Client.get_parallel_data`

        :param name: Name of the resource.
        :return: ``ParallelDataProperties``; None if there is no such resource.
        """
        try:
            return self.call("GetParallelData", Name=name)["ParallelDataProperties"]
        except TranslateRequestError as error:
            if error.code == "ResourceNotFoundException":
                return None
            raise

    def importing_parallel_data(self) -> str | None:
        """
        Find the parallel data resource that an import is running into; a region has one import at a time.

        .. seealso::
            - :external+boto3:py:meth:`Translate.Client.list_parallel_data`

        :return: Name of the resource; None if there is none, or if the caller cannot list the resources.
        """
        page: dict[str, Any] = {}
        while True:
            try:
                response = self.call("ListParallelData", **page)
            except TranslateRequestError as error:
                self.log.info("Which import is running is not known: %s", error)
                return None
            for properties in response["ParallelDataPropertiesList"]:
                if self.parallel_data_state(properties) in PARALLEL_DATA_BUSY_STATES:
                    return properties["Name"]
            if not response.get("NextToken"):
                return None
            page = {"NextToken": response["NextToken"]}

    @staticmethod
    def parallel_data_state(properties: dict[str, Any]) -> str:
        """
        Return the state that counts: of the latest update, since ``Status`` stays ACTIVE (with the old data) meanwhile.

        :param properties: ``ParallelDataProperties``.
        """
        if properties["Status"] == "DELETING":
            return "DELETING"
        return properties.get("LatestUpdateAttemptStatus") or properties["Status"]

    def check_imported_records(
        self, properties: dict[str, Any], *, max_rejected_share: float, expected_records: int | str | None = None
    ) -> dict[str, int]:
        """
        Log how many records of a file a parallel data resource took, and fail if it rejected too many.

        :param properties: ``ParallelDataProperties`` of an active resource.
        :param max_rejected_share: The share of the records that may be rejected, 0 to 1.
        :param expected_records: The number of records in the file; by default the sum of the counts of the service.
        :return: The numbers of imported, skipped and failed records.
        :raises AirflowFailException: More were rejected, or not one was imported.
        """
        name = properties["Name"]
        imported, skipped, failed = (
            int(properties.get(f"{kind}RecordCount") or 0) for kind in ("Imported", "Skipped", "Failed")
        )
        numbers = f"{imported} records imported, {skipped} skipped, {failed} failed"
        report = self.log.warning if skipped or failed else self.log.info
        report("Parallel data %s: %s.", name, numbers)
        expected = imported + skipped + failed if expected_records is None else int(expected_records)
        if imported < expected * (1 - max_rejected_share) or not imported:
            raise AirflowFailException(
                f"Parallel data {name} is active with {imported} of {expected} records ({numbers}), which rejects "
                f"more than max_rejected_share={max_rejected_share}. Fields over 1000 bytes, blank fields and "
                "duplicate sources are not imported."
            )
        return {"imported_records": imported, "skipped_records": skipped, "failed_records": failed}

    def update_parallel_data(self, **request: Any) -> None:
        """
        Start an update and return when the service shows it, so that no waiter takes the state before for its end.

        .. seealso::
            - :external+boto3:py:meth:`Translate.Client.update_parallel_data`

        :param request: Members of the request.
        """
        begun = self.call("UpdateParallelData", **request).get("LatestUpdateAttemptAt")
        for attempt in Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, _NotYetVisibleError)),
            wait=wait_random_exponential(multiplier=0.5, max=10),
            stop=stop_after_attempt(10),
            reraise=True,
        ):
            with attempt:
                properties = self.get_parallel_data(request["Name"]) or {}
                shown = properties.get("LatestUpdateAttemptAt")
                if begun is not None and (shown is None or shown < begun):
                    raise _NotYetVisibleError(f"The update of parallel data {request['Name']} does not show yet.")

    def describe_text_translation_job(self, job_id: str) -> dict[str, Any]:
        """
        Get the properties of a batch translation job.

        .. seealso::
            - :external+boto3:py:meth:`Translate.Client.describe_text_translation_job`

        :param job_id: Id of the job.
        :return: ``TextTranslationJobProperties``.
        """
        return self.call("DescribeTextTranslationJob", JobId=job_id)["TextTranslationJobProperties"]

    def stop_job_of_killed_task(self, job_id: str) -> None:
        """
        Stop a batch translation job from within a signal handler, where nobody catches an error or waits for long.

        .. seealso::
            - :external+boto3:py:meth:`Translate.Client.stop_text_translation_job`

        :param job_id: Id of the job.
        """
        self.log.info("Stopping batch translation job %s.", job_id)
        self.retry_config["stop"] = stop_before_delay(STOP_PATIENCE)
        # A connection that hangs is not waited for either.
        stopping = Thread(target=self._try_to_stop, args=[job_id], daemon=True)
        stopping.start()
        stopping.join(STOP_PATIENCE)
        if stopping.is_alive():
            self.log.error("Batch translation job %s may still be running: no answer in time.", job_id)

    def _try_to_stop(self, job_id: str) -> None:
        try:
            self.call("StopTextTranslationJob", JobId=job_id)
        except AirflowException:
            self.log.exception("Batch translation job %s may still be running.", job_id)

    def list_text_translation_jobs(self, job_name: str) -> list[dict[str, Any]]:
        """
        List the batch translation jobs of one name, the newest first.

        .. seealso::
            - :external+boto3:py:meth:`Translate.Client.list_text_translation_jobs`

        :param job_name: Exact name of the jobs.
        :return: A list of ``TextTranslationJobProperties``.
        """
        jobs: list[dict[str, Any]] = []
        page: dict[str, Any] = {}
        while True:
            response = self.call("ListTextTranslationJobs", Filter={"JobName": job_name}, **page)
            jobs += [job for job in response["TextTranslationJobPropertiesList"] if job.get("JobName") == job_name]
            if not response.get("NextToken"):
                return sorted(jobs, key=lambda job: job["SubmittedTime"], reverse=True)
            page = {"NextToken": response["NextToken"]}

    def lost_documents(self, job: dict[str, Any]) -> list[DocumentFailure]:
        """
        Return what a batch job that has ended did not translate; never nothing if the service counts an error.

        :param job: ``TextTranslationJobProperties``.
        :return: The failures that the details files name; one without a name if they do not name any.
        :raises TranslateJobDetailsError: The details of a job with errors are missing or cannot be read.
        """
        counted = int(job.get("JobDetails", {}).get("DocumentsWithErrorsCount") or 0)
        if job["JobStatus"] != "COMPLETED_WITH_ERROR" and not counted:
            return []
        failures = self.read_document_failures(job["OutputDataConfig"]["S3Uri"])
        for failure in failures:
            self.log.error("Document not translated: %s", failure)
        unnamed = f"the service counts {counted or 'some'} documents with errors, and the details name none"
        return failures or [DocumentFailure("unknown documents", "any language", job["JobStatus"], unnamed)]

    def read_document_failures(self, output_uri: str) -> list[DocumentFailure]:
        """
        Read from the details files of a batch job which documents it did not translate.

        :param output_uri: Output folder as the service reports it (``OutputDataConfig.S3Uri`` of the job).
        :return: The failures, in the order of the files.
        :raises TranslateJobDetailsError: There is no details file, or it cannot be read.
        """
        bucket, folder = S3Hook.parse_s3_url(output_uri)
        try:
            keys = self._s3.list_keys(bucket, prefix=f"{folder.rstrip('/')}/details/") or []
            details = {key: self._s3.read_key(key, bucket) for key in keys if key.endswith(DETAILS_SUFFIX)}
        except (ClientError, BotoCoreError, UnicodeDecodeError) as error:
            raise TranslateJobDetailsError(
                f"The details of the job under {output_uri} cannot be read: {error} "
                "The caller needs s3:ListBucket and s3:GetObject on the output."
            ) from error
        if not details:
            raise TranslateJobDetailsError(f"There is no details file of the job under {output_uri}details/.")
        return [
            failure for key, text in details.items() for failure in _document_failures(f"s3://{bucket}/{key}", text)
        ]

    def read_object(self, s3_uri: str) -> bytes:
        """
        Read an object of Amazon S3; repeat it while it meets transient errors.

        :param s3_uri: Place of the object.
        :raises TranslateRequestError: It cannot be read.
        :raises TranslateUnavailableError: Transient errors did not end in time.
        """
        try:
            return Retrying(**self.retry_config)(lambda: self._s3.get_key(s3_uri).get()["Body"].read())
        except (ClientError, BotoCoreError) as error:
            raise as_airflow_error(error, "GetObject", subject=s3_uri) from error

    def read_content_digest(self, s3_uri: str) -> str | None:
        """
        Digest the names and entity tags of an object of Amazon S3, or of all below a folder.

        :param s3_uri: Place of the object, or of the folder.
        :return: 64 hexadecimal digits; None if the caller cannot list the objects, or if there are none.
        """
        bucket, prefix = S3Hook.parse_s3_url(s3_uri)
        once = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 1})
        s3 = S3Hook(**self._s3_parameters | {"config": self.config.merge(once) if self.config else once})
        try:
            found = list(s3.iter_file_metadata(prefix, bucket))
        except (ClientError, BotoCoreError, AirflowException) as error:
            self.log.info("What is in %s is not part of the client token, since it cannot be listed: %s", s3_uri, error)
            return None
        found = [entry for entry in found if entry["Key"] == prefix] or found
        lines = sorted(f"{entry['Key']} {entry.get('ETag')}" for entry in found)
        return sha256("\n".join(lines).encode()).hexdigest() if lines else None

    @property
    def _s3_parameters(self) -> dict[str, Any]:
        return {
            "aws_conn_id": self.aws_conn_id,
            "region_name": self.region_name,
            "verify": self.verify,
            "config": self.config,
        }

    @cached_property
    def _s3(self) -> S3Hook:
        return S3Hook(**self._s3_parameters)


class _NotYetVisibleError(AirflowException):
    """An update that was accepted does not show in GetParallelData yet."""


def _document_failures(place: str, text: str) -> list[DocumentFailure]:
    """Return the failures of one details file; raises TranslateJobDetailsError for what is none."""
    try:
        details = json.loads(text)
        language = details["targetLanguageCode"]
        counted = sum(int(details.get(f"documentCountWith{kind}Error") or 0) for kind in ("Customer", "Server"))
        errors = [(entry["sourceFile"], entry.get("auxiliaryData", {}).get("error")) for entry in details["details"]]
        failures = [
            DocumentFailure(document, language, error.get("errorCode", ""), error.get("errorMessage", ""))
            for document, error in errors
            if error
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TranslateJobDetailsError(
            f"{place} cannot be read as the details of a batch job ({type(error).__name__}: {error})."
        ) from error
    missing = counted - len(failures)
    if missing > 0:
        failures.append(DocumentFailure(f"{missing} more documents", language, "", f"counted in {place}, not named"))
    return failures
