"""Operators for the batch translation jobs of Amazon Translate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from airflow.providers.amazon.aws.exceptions import WaiterTerminalFailure
from airflow.providers.amazon.aws.utils import trim_none_values, validate_execute_complete_event
from airflow.providers.amazon.aws.utils.mixins import aws_template_fields
from airflow.providers.common.compat.sdk import AirflowFailException, ResumableJobMixin

from amts_aws.exceptions import TranslateJobDetailsError, TranslateJobError
from amts_aws.hooks.translate import JOB_RUNNING_STATES, DocumentFailure
from amts_aws.links.translate import TranslateTextTranslationJobLink
from amts_aws.operators.translate import TranslateBaseOperator
from amts_aws.triggers.translate import (
    JOB_QUERIES,
    TranslateTextTranslationJobCompleteTrigger,
    TranslateTextTranslationJobEndedTrigger,
)
from amts_aws.utils.client_token import check_client_token, name_suffix, renewed, task_client_token
from amts_aws.utils.names import check_names
from amts_aws.utils.task_memory import recall, remember

if TYPE_CHECKING:
    from airflow.sdk import Context

NAMED_DOCUMENTS = 100
COMPARED = (
    "InputDataConfig",
    "DataAccessRoleArn",
    "SourceLanguageCode",
    "TargetLanguageCodes",
    "TerminologyNames",
    "ParallelDataNames",
    "Settings",
)
JOB_NAME_LENGTH = 256


class TranslateStartTextTranslationJobOperator(ResumableJobMixin, TranslateBaseOperator):
    """
    Translate the documents under an Amazon S3 prefix in a batch job, and find that job again on every further try.

    The name of the job carries a digest of the client token. Before a job is started, the jobs of that name are
    listed: one that runs or has completed is taken over, in sync and deferrable mode alike, so that a retry, a cleared
    task or a restarted worker never pays twice. A job that failed or was stopped is started anew by the next try, with
    a renewed client token. So ``durable`` holds without a task state store, too, and for a cleared task.

    Returns job id, status, output folder, numbers of documents, and the documents that failed (the first 100).

    .. seealso::
        For more information on how to use this operator, take a look at the guide:
        :ref:`howto/operator:TranslateStartTextTranslationJobOperator`

    :param input_data_config: The documents: ``S3Uri`` of a folder and ``ContentType``. (templated)
    :param output_data_config: The output: ``S3Uri`` of a folder, and optionally ``EncryptionKey``. (templated)
    :param data_access_role_arn: The Amazon Resource Name (ARN) of the IAM role that grants Amazon Translate
        read access to the input and write access to the output. (templated)
    :param source_language_code: The language of the documents. (templated)
    :param target_language_codes: The languages to translate to, at most 10. (templated)
    :param job_name: The name of the job, to which a digest is added. (default: dag id and task id, templated)
    :param terminology_names: At most one custom terminology. (templated)
    :param parallel_data_names: At most one parallel data resource, for Active Custom Translation. (templated)
    :param parallel_data_uri: The file in Amazon S3 that the parallel data resource must hold. If it holds another when
        a new job is to be started, the task fails without a retry and nothing is started. Not asked when an existing
        job is taken over. (templated)
    :param settings: ``Formality``, ``Profanity``. (templated)
    :param content_digest: A digest of the documents; part of the derived client token, so that other documents under
        the same prefix are another job. (default: that of their names and entity tags, where they can be listed,
        templated)
    :param client_request_token: The client token of the request, up to 64 letters, digits and hyphens. Tasks and runs
        that share a token share the job. By default it is derived from dag id, run id, task id, map index and the
        request. (templated)
    :param completed_with_error: ``fail`` or ``continue`` when some documents failed. To fail, the task ends without
        a retry, since the job has been paid; clearing the task starts a new job. Where a sensor waits for the job,
        give it the same. (default: ``fail``)
    :param stop_job_on_kill: Whether to stop the job when the task is killed while it waits in its worker, for whatever
        reason, or when a user marks it while it is deferred. A deferred task that is cleared leaves its job running, to
        find it again; so does one whose state the triggerer cannot learn, with a warning. (default: True)
    :param durable: Whether a further try takes the job of an earlier one over. Without it, every try starts, and pays
        for, a job of its own. (default: True)

    :param wait_for_completion: Whether to wait for the end of the job. (default: True)
    :param waiter_delay: Time in seconds to wait between status checks. (default: 60)
    :param waiter_max_attempts: Maximum number of status checks. (default: 2880, which is 48 hours)
    :param deferrable: If True, the operator will wait asynchronously for the end of the job.
        This implies waiting for completion. This mode requires aiobotocore module to be installed.
        (default: False)
    :param aws_conn_id: The Airflow connection used for AWS credentials.
        If this is ``None`` or empty then the default boto3 behaviour is used. If
        running Airflow in a distributed manner and aws_conn_id is None or
        empty, then default boto3 configuration would be used (and must be
        maintained on each worker node).
    :param region_name: AWS region_name. If not specified then the default boto3 behaviour is used.
    :param verify: Whether to verify SSL certificates. See:
        https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
    :param botocore_config: Configuration dictionary (key-values) for botocore client. See:
        https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html
    """

    operator_extra_links = (TranslateTextTranslationJobLink(),)
    template_fields: Sequence[str] = aws_template_fields(
        "input_data_config",
        "output_data_config",
        "data_access_role_arn",
        "source_language_code",
        "target_language_codes",
        "job_name",
        "terminology_names",
        "parallel_data_names",
        "parallel_data_uri",
        "settings",
        "content_digest",
        "client_request_token",
    )
    template_fields_renderers: ClassVar[dict] = {
        "input_data_config": "json",
        "output_data_config": "json",
        "settings": "json",
    }
    external_id_key = "translate_text_translation_job_id"
    reported_jobs_key = "translate_reported_jobs"
    returned_jobs_key = "translate_returned_jobs"

    def __init__(
        self,
        *,
        input_data_config: dict[str, Any],
        output_data_config: dict[str, Any],
        data_access_role_arn: str,
        source_language_code: str,
        target_language_codes: list[str],
        job_name: str | None = None,
        terminology_names: list[str] | None = None,
        parallel_data_names: list[str] | None = None,
        parallel_data_uri: str | None = None,
        settings: dict[str, Any] | None = None,
        content_digest: str | None = None,
        client_request_token: str | None = None,
        completed_with_error: Literal["fail", "continue"] = "fail",
        stop_job_on_kill: bool = True,
        durable: bool | None = None,
        waiter_delay: int = 60,
        waiter_max_attempts: int = 2880,
        **kwargs: Any,
    ) -> None:
        if durable is not None:  # named here, so that default_args reach it
            kwargs["durable"] = durable
        super().__init__(waiter_delay=waiter_delay, waiter_max_attempts=waiter_max_attempts, **kwargs)
        self.input_data_config = input_data_config
        self.output_data_config = output_data_config
        self.data_access_role_arn = data_access_role_arn
        self.source_language_code = source_language_code
        self.target_language_codes = target_language_codes
        self.job_name = job_name
        self.terminology_names = terminology_names
        self.parallel_data_names = parallel_data_names
        self.parallel_data_uri = parallel_data_uri
        self.settings = settings
        self.content_digest = content_digest
        self.client_request_token = client_request_token
        self.completed_with_error = completed_with_error
        self.stop_job_on_kill = stop_job_on_kill
        self._job_id: str | None = None

    def execute(self, context: Context) -> dict[str, Any]:
        """Do what the class says."""
        if self.wait_for_completion and not self.deferrable:
            self.execute_resumable(context)
            return self._job_result(context, self._job_id)
        self.submit_job(context)
        if self.deferrable:
            self.defer(
                trigger=TranslateTextTranslationJobCompleteTrigger(
                    job_id=self._job_id, stop_job_on_kill=self.stop_job_on_kill, **self._trigger_parameters
                ),
                method_name="execute_complete",
            )
        returned = self._returned_jobs(context) | {self._job_id: context["ti"].max_tries}
        remember(context, self.returned_jobs_key, returned)
        job = self.hook.describe_text_translation_job(self._job_id)
        self._check_same_request(job)
        return self._summary(job)

    def submit_job(self, context: Context) -> str:
        """Find or start the job of this task."""
        self._job_id = self.find_or_start_job(context)
        self._persist_link(context, self._job_id)
        return self._job_id

    def get_job_status(self, external_id: Any, context: Context) -> str:
        """Return the status of a job that an earlier try remembers, or that it is not the job of this task now."""
        job = self.hook.describe_text_translation_job(external_id)
        is_ours = job.get("JobName") == self._unique_job_name(self._client_token(context))
        return job["JobStatus"] if is_ours and self._can_take_over(context, job) else "OTHER"

    def is_job_active(self, status: str) -> bool:
        """Whether a job of this status is to be waited for."""
        return status in JOB_RUNNING_STATES

    def is_job_succeeded(self, status: str) -> bool:
        """Whether a job of this status has ended with documents."""
        return status in ("COMPLETED", "COMPLETED_WITH_ERROR")

    def poll_until_complete(self, external_id: Any, context: Context) -> None:
        """Wait for the end of the job; how it ended is judged by its result."""
        self.get_job_result(external_id, context)
        try:
            self._wait(
                "text_translation_job_complete",
                {"JobId": external_id},
                f"batch translation job {external_id}",
                JOB_QUERIES,
            )
        except WaiterTerminalFailure:
            self.log.info("Batch translation job %s has ended without success.", external_id)

    def get_job_result(self, external_id: Any, context: Context) -> None:
        """Take note of the job, whose end ``execute`` judges."""
        self._job_id = external_id

    def execute_complete(self, context: Context, event: dict[str, Any] | None = None) -> dict[str, Any]:
        """Go on after the trigger has fired."""
        validated_event = validate_execute_complete_event(event)
        result = self._job_result(context, validated_event["job_id"])
        if validated_event["status"] != "success":
            raise TranslateJobError(validated_event["message"])
        return result

    def on_kill(self) -> None:
        """Stop the job this task is waiting for."""
        if self.stop_job_on_kill and self._job_id:
            self.hook.stop_job_of_killed_task(self._job_id)

    def find_or_start_job(self, context: Context) -> str:
        """Return the id of the job of this task: one that an earlier try started, or a new one."""
        token = self._client_token(context)
        job_name = self._unique_job_name(token)
        jobs = self.hook.list_text_translation_jobs(job_name)
        if jobs and jobs[0]["JobStatus"] == "STOP_REQUESTED":
            self._wait_until_ended(jobs[0]["JobId"])
            jobs = self.hook.list_text_translation_jobs(job_name)
        for job in jobs if self.durable else ():
            if self._can_take_over(context, job):
                self._check_same_request(job)
                self.log.info("Found batch translation job %s: %s.", job["JobId"], job["JobStatus"])
                return job["JobId"]
        if self.parallel_data_uri:
            self._check_parallel_data()
        job_id = self.hook.call(
            "StartTextTranslationJob", **self._request(job_name, renewed(token, attempt=len(jobs)))
        )["JobId"]
        self.log.info("Started batch translation job %s (%s).", job_id, job_name)
        return job_id

    def _check_same_request(self, job: dict[str, Any]) -> None:
        """Fail if a job that was found by its name, or that the service gives for a token, is about something else."""
        request = self._request(None, None)
        asked_output = request["OutputDataConfig"]
        found_output = job.get("OutputDataConfig", {})
        differences = [
            f"{name} {job.get(name)!r} instead of {request.get(name)!r}"
            for name in COMPARED
            if (job.get(name) or None) != request.get(name)  # what a job is without may be shown empty or not at all
        ]
        if not found_output.get("S3Uri", "").startswith(asked_output["S3Uri"].rstrip("/") + "/"):
            differences.append(f"output {found_output.get('S3Uri')} instead of {asked_output['S3Uri']}")
        if found_output.get("EncryptionKey") != asked_output.get("EncryptionKey"):
            differences.append("another encryption key of the output")
        if differences:
            raise AirflowFailException(
                f"Batch translation job {job['JobId']} has the client token of this task, and is another job: "
                f"{'; '.join(differences)}. Give this task a client_request_token of its own."
            )

    def _check_parallel_data(self) -> None:
        if len(self.parallel_data_names or []) != 1:
            raise AirflowFailException("parallel_data_uri is of one resource: name that one in parallel_data_names.")
        [name] = self.parallel_data_names
        found = (self.hook.get_parallel_data(name) or {}).get("ParallelDataConfig", {}).get("S3Uri")
        if found != self.parallel_data_uri:
            raise AirflowFailException(
                f"No job was started: parallel data {name} holds {found or 'nothing'}, not {self.parallel_data_uri}. "
                "Clear the task that imports that file, with the tasks downstream, while no other run imports into "
                "the resource."
            )

    def _unique_job_name(self, token: str) -> str:
        suffix = f"-{name_suffix(token)}"
        return (self.job_name or f"{self.dag_id}.{self.task_id}")[: JOB_NAME_LENGTH - len(suffix)] + suffix

    def _client_token(self, context: Context) -> str:
        if self.client_request_token:
            return check_client_token(self.client_request_token)
        digest = self.content_digest or self.hook.read_content_digest(self._documents_prefix)
        return task_client_token(context, [self._request(self.job_name, None), digest])

    @property
    def _documents_prefix(self) -> str:
        return f"{self.input_data_config['S3Uri'].rstrip('/')}/"

    def _request(self, job_name: str | None, token: str | None) -> dict[str, Any]:
        return trim_none_values(
            {
                "JobName": job_name,
                "InputDataConfig": self.input_data_config,
                "OutputDataConfig": self.output_data_config,
                "DataAccessRoleArn": self.data_access_role_arn,
                "SourceLanguageCode": self.source_language_code,
                "TargetLanguageCodes": check_names("target_language_codes", self.target_language_codes),
                "TerminologyNames": check_names("terminology_names", self.terminology_names),
                "ParallelDataNames": check_names("parallel_data_names", self.parallel_data_names),
                "Settings": self.settings or None,
                "ClientToken": token,
            }
        )

    def _can_take_over(self, context: Context, job: dict[str, Any]) -> bool:
        if job["JobStatus"] == "COMPLETED_WITH_ERROR":
            return self.completed_with_error == "continue" or not self._is_given_up(context, job["JobId"])
        return job["JobStatus"] in (*JOB_RUNNING_STATES, "COMPLETED")

    def _is_given_up(self, context: Context, job_id: str) -> bool:
        """
        Whether a new job may be paid in place of one that lost documents.

        Only if a try of this task has failed on them; or, where others wait for the job, if a try has returned it and
        a user cleared the task since then: that raises ``max_tries``, and a retry does not.
        """
        max_tries = context["ti"].max_tries
        return job_id in self._reported_jobs(context) or self._returned_jobs(context).get(job_id, max_tries) < max_tries

    def _reported_jobs(self, context: Context) -> list[str]:
        return recall(context, self.reported_jobs_key, [])

    def _returned_jobs(self, context: Context) -> dict[str, int]:
        return recall(context, self.returned_jobs_key, {})

    def _wait_until_ended(self, job_id: str) -> None:
        self.log.info("Batch translation job %s is being stopped.", job_id)
        self._wait_first(
            "text_translation_job_ended", {"JobId": job_id}, f"batch translation job {job_id}", JOB_QUERIES
        )

    def _persist_link(self, context: Context, job_id: str) -> None:
        TranslateTextTranslationJobLink.persist(
            context=context,
            operator=self,
            region_name=self.hook.conn_region_name,
            aws_partition=self.hook.conn_partition,
            job_id=job_id,
        )

    def _job_result(self, context: Context, job_id: str) -> dict[str, Any]:
        """Return what a job that has ended gave, or fail."""
        job = self.hook.describe_text_translation_job(job_id)
        self._check_same_request(job)
        status = job["JobStatus"]
        reason = job.get("Message", "the service gives no reason")
        if status == "STOPPED":
            raise AirflowFailException(
                f"Batch translation job {job_id} was stopped: clear the task to start a new job."
            )
        if status == "FAILED":
            raise TranslateJobError(
                f"Batch translation job {job_id} failed: {reason.rstrip('.')}. The next try starts a new job; if that "
                "fails, too, mend what the reason names first."
            )
        failures = self._lost_documents(job)
        if failures and self.completed_with_error == "fail":
            remember(context, self.reported_jobs_key, [*self._reported_jobs(context), job_id])
            raise AirflowFailException(
                f"Batch translation job {job_id} did not translate {len(failures)} documents: "
                f"{'; '.join(map(str, failures[:NAMED_DOCUMENTS]))}. Clear the task to start a new job, or set "
                "completed_with_error='continue'."
            )
        return self._summary(job, failures)

    def _lost_documents(self, job: dict[str, Any]) -> list[DocumentFailure]:
        try:
            return self.hook.lost_documents(job)
        except TranslateJobDetailsError as error:
            if self.completed_with_error == "fail":
                raise
            self.log.warning("Which documents were not translated is not known: %s", error)
            return []

    @staticmethod
    def _summary(job: dict[str, Any], failures: Sequence[DocumentFailure] = ()) -> dict[str, Any]:
        counts = job.get("JobDetails", {})
        return {
            "job_id": job["JobId"],
            "status": job["JobStatus"],
            "output_uri": job["OutputDataConfig"]["S3Uri"],
            "input_documents": counts.get("InputDocumentsCount"),
            "translated_documents": counts.get("TranslatedDocumentsCount"),
            "documents_with_errors": counts.get("DocumentsWithErrorsCount"),
            "failed_documents": [
                {"document": each.document, "language": each.language} for each in failures[:NAMED_DOCUMENTS]
            ],
        }


class TranslateStopTextTranslationJobOperator(TranslateBaseOperator):
    """
    Stop an Amazon Translate batch job. A job that completes before it is stopped stays completed.

    Returns job id and status.

    .. seealso::
        For more information on how to use this operator, take a look at the guide:
        :ref:`howto/operator:TranslateStopTextTranslationJobOperator`

    :param job_id: The id of the batch translation job. (templated)

    :param wait_for_completion: Whether to wait for the end of the job. (default: True)
    :param waiter_delay: Time in seconds to wait between status checks. (default: 30)
    :param waiter_max_attempts: Maximum number of status checks. (default: 480)
    :param deferrable: If True, the operator will wait asynchronously for the end of the job.
        This implies waiting for completion. This mode requires aiobotocore module to be installed.
        (default: False)
    :param aws_conn_id: The Airflow connection used for AWS credentials.
        If this is ``None`` or empty then the default boto3 behaviour is used. If
        running Airflow in a distributed manner and aws_conn_id is None or
        empty, then default boto3 configuration would be used (and must be
        maintained on each worker node).
    :param region_name: AWS region_name. If not specified then the default boto3 behaviour is used.
    :param verify: Whether to verify SSL certificates. See:
        https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
    :param botocore_config: Configuration dictionary (key-values) for botocore client. See:
        https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html
    """

    operator_extra_links = (TranslateTextTranslationJobLink(),)
    template_fields: Sequence[str] = aws_template_fields("job_id")

    def __init__(self, *, job_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job_id = job_id

    def execute(self, context: Context) -> dict[str, Any]:
        """Do what the class says."""
        status = self.hook.call("StopTextTranslationJob", JobId=self.job_id)["JobStatus"]
        TranslateTextTranslationJobLink.persist(
            context=context,
            operator=self,
            region_name=self.hook.conn_region_name,
            aws_partition=self.hook.conn_partition,
            job_id=self.job_id,
        )
        if self.deferrable:
            self.defer(
                trigger=TranslateTextTranslationJobEndedTrigger(job_id=self.job_id, **self._trigger_parameters),
                method_name="execute_complete",
            )
        if not self.wait_for_completion:
            return {"job_id": self.job_id, "status": status}
        self._wait("text_translation_job_ended", {"JobId": self.job_id}, f"job {self.job_id}", JOB_QUERIES)
        return self._end()

    def execute_complete(self, context: Context, event: dict[str, Any] | None = None) -> dict[str, Any]:
        """Go on after the trigger has fired."""
        validated_event = validate_execute_complete_event(event)
        if validated_event["status"] != "success":
            raise TranslateJobError(validated_event["message"])
        return self._end()

    def _end(self) -> dict[str, Any]:
        status = self.hook.describe_text_translation_job(self.job_id)["JobStatus"]
        self.log.info("Batch translation job %s is %s.", self.job_id, status)
        return {"job_id": self.job_id, "status": status}
