"""Operators for Amazon Translate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NoReturn

from airflow.providers.amazon.aws.exceptions import WaiterTerminalFailure
from airflow.providers.amazon.aws.operators.base_aws import AwsBaseOperator
from airflow.providers.amazon.aws.utils import trim_none_values, validate_execute_complete_event
from airflow.providers.amazon.aws.utils.mixins import aws_template_fields
from airflow.providers.common.compat.sdk import AirflowFailException, conf

from amts_aws.exceptions import (
    TranslateJobDetailsError,
    TranslateJobError,
    TranslateParallelDataError,
    TranslateRequestError,
    TranslateUnavailableError,
)
from amts_aws.hooks.translate import (
    JOB_RUNNING_STATES,
    PARALLEL_DATA_BUSY_STATES,
    DocumentFailure,
    TranslateHook,
)
from amts_aws.links.translate import (
    TranslateParallelDataLink,
    TranslateTerminologyLink,
    TranslateTextTranslationJobLink,
)
from amts_aws.triggers.translate import (
    JOB_QUERIES,
    PARALLEL_DATA_QUERIES,
    TranslateBaseWaiterTrigger,
    TranslateParallelDataActiveTrigger,
    TranslateParallelDataDeletedTrigger,
    TranslateParallelDataSettledTrigger,
    TranslateTextTranslationJobCompleteTrigger,
    TranslateTextTranslationJobEndedTrigger,
)
from amts_aws.utils.client_token import check_client_token, name_suffix, renewed, task_client_token
from amts_aws.utils.names import check_names
from amts_aws.utils.task_memory import recall, remember

if TYPE_CHECKING:
    from airflow.sdk import Context

IMPORTING_STATES = ("CREATING", "UPDATING")
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


@dataclass(frozen=True, slots=True)
class BegunImport:
    """
    What a task remembers of its import of parallel data.

    :param token: Client token of the request; empty if none was made.
    :param accepted: Whether the service is known to have accepted the request.
    :param renewals: How often the import was asked for anew, on purpose.
    """

    token: str = ""
    accepted: bool = False
    renewals: int = 0


class TranslateBaseOperator(AwsBaseOperator[TranslateHook]):
    """
    This is the base operator for Amazon Translate operators that wait (not supposed to be used directly in Dags).

    :param wait_for_completion: Whether to wait for the end of what the operator began. (default: True)
    :param waiter_delay: Time in seconds to wait between status checks.
    :param waiter_max_attempts: Maximum number of status checks.
    :param deferrable: If True, the operator will wait asynchronously. This implies waiting for completion.
        This mode requires aiobotocore module to be installed. (default: False)
    """

    aws_hook_class = TranslateHook

    def __init__(
        self,
        *,
        wait_for_completion: bool = True,
        waiter_delay: int = 30,
        waiter_max_attempts: int = 480,
        deferrable: bool = conf.getboolean("operators", "default_deferrable", fallback=False),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.wait_for_completion = wait_for_completion
        self.waiter_delay = waiter_delay
        self.waiter_max_attempts = waiter_max_attempts
        self.deferrable = deferrable

    @property
    def _trigger_parameters(self) -> dict[str, Any]:
        return {
            "waiter_delay": self.waiter_delay,
            "waiter_max_attempts": self.waiter_max_attempts,
            "aws_conn_id": self.aws_conn_id,
            "region_name": self.region_name,
            "verify": self.verify,
            "botocore_config": self.botocore_config,
        }

    def _wait_first(self, waiter_name: str, args: dict[str, Any], subject: str, status_queries: Sequence[str]) -> None:
        """Wait for what is in the way of the request: deferred if the operator is, to begin again then."""
        if self.deferrable:
            self.defer(trigger=self._first_trigger(waiter_name, args), method_name="execute_again")
        self._wait(waiter_name, args, subject, status_queries)

    def _first_trigger(self, waiter_name: str, args: dict[str, Any]) -> TranslateBaseWaiterTrigger:
        if waiter_name == "text_translation_job_ended":
            return TranslateTextTranslationJobEndedTrigger(job_id=args["JobId"], **self._trigger_parameters)
        return TranslateParallelDataSettledTrigger(name=args["Name"], **self._trigger_parameters)

    def execute_again(self, context: Context, event: dict[str, Any] | None = None) -> Any:
        """Begin again when what was in the way has ended."""
        validated_event = validate_execute_complete_event(event)
        if validated_event["status"] != "success":
            raise TranslateUnavailableError(validated_event["message"])
        return self.execute(context)

    def _wait(self, waiter_name: str, args: dict[str, Any], subject: str, status_queries: Sequence[str]) -> None:
        self.hook.wait(
            waiter_name,
            args,
            failure_message=f"{subject} failed",
            status_message=f"Status of {subject} is",
            status_queries=status_queries,
            waiter_delay=self.waiter_delay,
            waiter_max_attempts=self.waiter_max_attempts,
        )


class TranslateParallelDataBaseOperator(TranslateBaseOperator):
    """
    This is the base operator for imports of parallel data (not supposed to be used directly in Dags).

    A retry or a cleared task that finds its own import running or done does not begin another one. An import that
    failed is begun anew by the next try, with a new client token.

    :param name: The name of the parallel data resource. (templated)
    :param parallel_data_config: The file to import: ``S3Uri`` and ``Format`` (``TSV``, ``CSV`` or ``TMX``). (templated)
    :param description: A description of the resource. (templated)
    :param content_digest: A digest of the file; part of the derived client token, so that a task that is cleared when
        another file is there imports it. (default: that of the entity tag, where the file can be listed, templated)
    :param client_request_token: The client token of the request, up to 64 letters, digits and hyphens. By default
        it is derived from dag id, run id, task id, map index and the request. (templated)
    :param max_rejected_share: Fail if the service rejected more than this share of the records, 0 to 1. The numbers
        are known, and logged, at the end of the import: where this operator does not wait for it, the
        TranslateParallelDataSensor that does takes the same two parameters. (default: 0.1)
    :param expected_records: The number of records written to the file: those that were not imported count as
        rejected. By default the counts of the service are taken, which leave some out. (templated)
    """

    operator_extra_links = (TranslateParallelDataLink(),)
    template_fields: Sequence[str] = aws_template_fields(
        "name", "parallel_data_config", "description", "content_digest", "client_request_token", "expected_records"
    )
    template_fields_renderers: ClassVar[dict] = {"parallel_data_config": "json"}
    memory_key = "translate_parallel_data"

    def __init__(
        self,
        *,
        name: str,
        parallel_data_config: dict[str, Any],
        description: str | None = None,
        content_digest: str | None = None,
        client_request_token: str | None = None,
        max_rejected_share: float = 0.1,
        expected_records: int | str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.name = name
        self.parallel_data_config = parallel_data_config
        self.description = description
        self.content_digest = content_digest
        self.client_request_token = client_request_token
        self.max_rejected_share = max_rejected_share
        self.expected_records = expected_records

    def execute(self, context: Context) -> dict[str, Any]:
        """Do what the class says."""
        self.begin_import(context)
        TranslateParallelDataLink.persist(
            context=context,
            operator=self,
            region_name=self.hook.conn_region_name,
            aws_partition=self.hook.conn_partition,
            parallel_data_name=self.name,
        )
        if self.deferrable:
            self.defer(
                trigger=TranslateParallelDataActiveTrigger(name=self.name, **self._trigger_parameters),
                method_name="execute_complete",
            )
        if not self.wait_for_completion:
            state = self.hook.parallel_data_state(self._properties())
            if state == "FAILED":
                self._import_failed(context)
            return {"name": self.name, "status": state}
        try:
            self._wait("parallel_data_active", {"Name": self.name}, f"parallel data {self.name}", PARALLEL_DATA_QUERIES)
        except WaiterTerminalFailure:
            self._import_failed(context)
        return self._import_result()

    def execute_complete(self, context: Context, event: dict[str, Any] | None = None) -> dict[str, Any]:
        """Go on after the trigger has fired."""
        validated_event = validate_execute_complete_event(event)
        if validated_event["status"] == "success":
            return self._import_result()
        if self.hook.parallel_data_state(self._properties()) == "FAILED":
            self._import_failed(context)
        raise TranslateParallelDataError(validated_event["message"])

    def begin_import(self, context: Context) -> None:
        """Create or update the resource, or find out that an earlier try has done so."""
        raise NotImplementedError("Please implement begin_import() in subclass")

    def _create(self, context: Context) -> None:
        if self._is_begun(context):
            current = self.hook.get_parallel_data(self.name)
            if current and not self._is_replaced(current):
                self.log.info("Parallel data %s was created by an earlier try of this task.", self.name)
                return
            self._renew_token_if_spent(context)
        self._remember(context, accepted=False)
        try:
            self.hook.call("CreateParallelData", **self._create_request(context))
        except TranslateRequestError as error:
            if error.code == "ConflictException":
                self._forget(context)
            raise
        self._remember(context, accepted=True)

    def _update(self, context: Context) -> None:
        current = self._properties()
        if self._is_begun(context):
            state = self.hook.parallel_data_state(current)
            is_done = self._memory(context).accepted and state != "FAILED"
            if (state in PARALLEL_DATA_BUSY_STATES or is_done) and not self._is_replaced(current):
                self.log.info("The update of parallel data %s was begun by an earlier try of this task.", self.name)
                return
            self._renew_token_if_spent(context)
        self._wait_until_settled(current)
        self._remember(context, accepted=False)
        self.hook.update_parallel_data(**self._request(context))
        self._remember(context, accepted=True)

    def _properties(self) -> dict[str, Any]:
        properties = self.hook.get_parallel_data(self.name)
        if properties is None:
            raise AirflowFailException(f"There is no parallel data {self.name} in {self.hook.conn_region_name}.")
        return properties

    def _request(self, context: Context) -> dict[str, Any]:
        return trim_none_values(
            {
                "Name": self.name,
                "ParallelDataConfig": self.parallel_data_config,
                "Description": self.description,
                "ClientToken": self._client_token(context),
            }
        )

    def _create_request(self, context: Context) -> dict[str, Any]:
        return self._request(context)

    def _client_token(self, context: Context) -> str:
        token = check_client_token(self.client_request_token or self._derived_token(context))
        return renewed(token, self._memory(context).renewals)

    def _derived_token(self, context: Context) -> str:
        digest = self.content_digest or self._file_digest
        return task_client_token(context, [self.name, self.parallel_data_config, self.description, digest])

    @cached_property
    def _file_digest(self) -> str | None:
        return self.hook.read_content_digest(self.parallel_data_config["S3Uri"])

    def _memory(self, context: Context) -> BegunImport:
        return BegunImport(**recall(context, self.memory_key, {}))

    def _is_begun(self, context: Context) -> bool:
        return self._memory(context).token == self._client_token(context)

    def _remember(self, context: Context, *, accepted: bool) -> None:
        begun = replace(self._memory(context), token=self._client_token(context), accepted=accepted)
        remember(context, self.memory_key, asdict(begun))

    def _forget(self, context: Context) -> None:
        remember(context, self.memory_key, asdict(replace(self._memory(context), token="", accepted=False)))

    def _renew_token(self, context: Context) -> None:
        remember(context, self.memory_key, asdict(BegunImport(renewals=self._memory(context).renewals + 1)))

    def _renew_token_if_spent(self, context: Context) -> None:
        """The service may answer a token it has accepted with its old answer, and do nothing."""
        if self._memory(context).accepted:
            self._renew_token(context)

    def _is_replaced(self, current: dict[str, Any]) -> bool:
        return current.get("ParallelDataConfig", self.parallel_data_config) != self.parallel_data_config

    def _wait_until_settled(self, current: dict[str, Any]) -> None:
        if self.hook.parallel_data_state(current) in PARALLEL_DATA_BUSY_STATES:
            self.log.info("Parallel data %s is busy with another request.", self.name)
            self._wait_first(
                "parallel_data_settled", {"Name": self.name}, f"parallel data {self.name}", PARALLEL_DATA_QUERIES
            )

    def _import_failed(self, context: Context) -> NoReturn:
        self._renew_token(context)
        properties = self.hook.get_parallel_data(self.name) or {}
        reason = properties.get("Message", "the service gives no reason")
        raise TranslateParallelDataError(
            f"The import of {self.parallel_data_config.get('S3Uri')} into parallel data {self.name} failed: "
            f"{reason.rstrip('.')}. The next try imports anew; if that fails, too, mend the file first."
        )

    def _import_result(self) -> dict[str, Any]:
        properties = self._properties()
        counts = self.hook.check_imported_records(
            properties, max_rejected_share=self.max_rejected_share, expected_records=self.expected_records
        )
        return {
            "name": self.name,
            "arn": properties.get("Arn"),
            "status": self.hook.parallel_data_state(properties),
            **counts,
        }


class _CreatesParallelData(TranslateParallelDataBaseOperator):
    """What the two operators share that can create a resource: members of the request that an update does not have."""

    template_fields: Sequence[str] = (*TranslateParallelDataBaseOperator.template_fields, "create_parallel_data_kwargs")
    template_fields_renderers: ClassVar[dict] = {"parallel_data_config": "json", "create_parallel_data_kwargs": "json"}

    def __init__(self, *, create_parallel_data_kwargs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.create_parallel_data_kwargs = create_parallel_data_kwargs or {}

    def _create_request(self, context: Context) -> dict[str, Any]:
        return {**self._request(context), **self.create_parallel_data_kwargs}


class TranslateCreateParallelDataOperator(_CreatesParallelData):
    """
    Create an Amazon Translate parallel data resource by importing a file from Amazon S3.

    Returns name, arn, status and the numbers of imported, skipped and failed records.

    .. seealso::
        For more information on how to use this operator, take a look at the guide:
        :ref:`howto/operator:TranslateCreateParallelDataOperator`

    :param name: The name of the parallel data resource. (templated)
    :param parallel_data_config: The file to import: ``S3Uri`` and ``Format`` (``TSV``, ``CSV`` or ``TMX``). (templated)
    :param description: A description of the resource. (templated)
    :param create_parallel_data_kwargs: Any optional parameters of the request: ``EncryptionKey``, ``Tags``. (templated)
    :param content_digest: A digest of the file; part of the derived client token, so that a task that is cleared when
        another file is there imports it. (default: that of the entity tag, where the file can be listed, templated)
    :param client_request_token: The client token of the request, up to 64 letters, digits and hyphens. By default
        it is derived from dag id, run id, task id, map index and the request. (templated)
    :param max_rejected_share: Fail if the service rejected more than this share of the records, 0 to 1. The numbers
        are known, and logged, at the end of the import: where this operator does not wait for it, the
        TranslateParallelDataSensor that does takes the same two parameters. (default: 0.1)
    :param expected_records: The number of records written to the file: those that were not imported count as
        rejected. By default the counts of the service are taken, which leave some out. (templated)

    :param wait_for_completion: Whether to wait for the end of the import. (default: True)
    :param waiter_delay: Time in seconds to wait between status checks. (default: 30)
    :param waiter_max_attempts: Maximum number of status checks. (default: 480)
    :param deferrable: If True, the operator will wait asynchronously for the end of the import.
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

    def begin_import(self, context: Context) -> None:
        """Send the request, unless an earlier try has done so."""
        self._create(context)


class TranslateUpdateParallelDataOperator(TranslateParallelDataBaseOperator):
    """
    Replace the data of an Amazon Translate parallel data resource, and wait for the update itself.

    During an update ``Status`` stays ACTIVE and jobs use the old data: the operator waits for
    ``LatestUpdateAttemptStatus``. If another import is running it waits for that one first.

    Returns name, arn, status and the numbers of imported, skipped and failed records.

    .. seealso::
        For more information on how to use this operator, take a look at the guide:
        :ref:`howto/operator:TranslateUpdateParallelDataOperator`

    :param name: The name of the parallel data resource. (templated)
    :param parallel_data_config: The file to import: ``S3Uri`` and ``Format`` (``TSV``, ``CSV`` or ``TMX``). (templated)
    :param description: A description of the resource. (templated)
    :param content_digest: A digest of the file; part of the derived client token, so that a task that is cleared when
        another file is there imports it. (default: that of the entity tag, where the file can be listed, templated)
    :param client_request_token: The client token of the request, up to 64 letters, digits and hyphens. By default
        it is derived from dag id, run id, task id, map index and the request. (templated)
    :param max_rejected_share: Fail if the service rejected more than this share of the records, 0 to 1. The numbers
        are known, and logged, at the end of the import: where this operator does not wait for it, the
        TranslateParallelDataSensor that does takes the same two parameters. (default: 0.1)
    :param expected_records: The number of records written to the file: those that were not imported count as
        rejected. By default the counts of the service are taken, which leave some out. (templated)

    :param wait_for_completion: Whether to wait for the end of the update. (default: True)
    :param waiter_delay: Time in seconds to wait between status checks. (default: 30)
    :param waiter_max_attempts: Maximum number of status checks. (default: 480)
    :param deferrable: If True, the operator will wait asynchronously for the end of the update.
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

    def begin_import(self, context: Context) -> None:
        """Send the request, unless an earlier try has done so."""
        self._update(context)


class TranslateCreateOrUpdateParallelDataOperator(_CreatesParallelData):
    """
    Create an Amazon Translate parallel data resource, or replace its data if it exists.

    Returns name, arn, status and the numbers of imported, skipped and failed records.

    .. seealso::
        For more information on how to use this operator, take a look at the guide:
        :ref:`howto/operator:TranslateCreateOrUpdateParallelDataOperator`

    :param name: The name of the parallel data resource. (templated)
    :param parallel_data_config: The file to import: ``S3Uri`` and ``Format`` (``TSV``, ``CSV`` or ``TMX``). (templated)
    :param description: A description of the resource. (templated)
    :param create_parallel_data_kwargs: Any optional parameters of the request that creates the resource:
        ``EncryptionKey``, ``Tags``. An update leaves them as they are. (templated)
    :param content_digest: A digest of the file; part of the derived client token, so that a task that is cleared when
        another file is there imports it. (default: that of the entity tag, where the file can be listed, templated)
    :param client_request_token: The client token of the request, up to 64 letters, digits and hyphens. By default
        it is derived from dag id, run id, task id, map index and the request. (templated)
    :param max_rejected_share: Fail if the service rejected more than this share of the records, 0 to 1. The numbers
        are known, and logged, at the end of the import: where this operator does not wait for it, the
        TranslateParallelDataSensor that does takes the same two parameters. (default: 0.1)
    :param expected_records: The number of records written to the file: those that were not imported count as
        rejected. By default the counts of the service are taken, which leave some out. (templated)

    :param wait_for_completion: Whether to wait for the end of the import. (default: True)
    :param waiter_delay: Time in seconds to wait between status checks. (default: 30)
    :param waiter_max_attempts: Maximum number of status checks. (default: 480)
    :param deferrable: If True, the operator will wait asynchronously for the end of the import.
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

    def begin_import(self, context: Context) -> None:
        """Send the request, unless an earlier try has done so."""
        current = self.hook.get_parallel_data(self.name)
        if current and current["Status"] == "DELETING":
            self._wait_until_settled(current)
            current = self.hook.get_parallel_data(self.name)
        if current:
            self._update(context)
        else:
            self._create(context)


class TranslateDeleteParallelDataOperator(TranslateBaseOperator):
    """
    Delete an Amazon Translate parallel data resource; succeed if there is none.

    Returns the name.

    .. seealso::
        For more information on how to use this operator, take a look at the guide:
        :ref:`howto/operator:TranslateDeleteParallelDataOperator`

    :param name: The name of the parallel data resource. (templated)

    :param wait_for_completion: Whether to wait until the resource is gone. (default: True)
    :param waiter_delay: Time in seconds to wait between status checks. (default: 30)
    :param waiter_max_attempts: Maximum number of status checks. (default: 480)
    :param deferrable: If True, the operator will wait asynchronously until the resource is gone.
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

    template_fields: Sequence[str] = aws_template_fields("name")

    def __init__(self, *, name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name = name

    def execute(self, context: Context) -> str:
        """Do what the class says."""
        current = self.hook.get_parallel_data(self.name)
        if current and self.hook.parallel_data_state(current) in IMPORTING_STATES:
            self._wait_first(
                "parallel_data_settled", {"Name": self.name}, f"parallel data {self.name}", PARALLEL_DATA_QUERIES
            )
        try:
            self.hook.call("DeleteParallelData", Name=self.name)
        except TranslateRequestError as error:
            if error.code != "ResourceNotFoundException":
                raise
            self.log.info("There is no parallel data %s.", self.name)
            return self.name
        if self.deferrable:
            self.defer(
                trigger=TranslateParallelDataDeletedTrigger(name=self.name, **self._trigger_parameters),
                method_name="execute_complete",
            )
        if self.wait_for_completion:
            self._wait(
                "parallel_data_deleted", {"Name": self.name}, f"parallel data {self.name}", PARALLEL_DATA_QUERIES
            )
        return self.name

    def execute_complete(self, context: Context, event: dict[str, Any] | None = None) -> str:
        """Go on after the trigger has fired."""
        validated_event = validate_execute_complete_event(event)
        if validated_event["status"] != "success":
            raise TranslateParallelDataError(validated_event["message"])
        return self.name


class TranslateImportTerminologyOperator(AwsBaseOperator[TranslateHook]):
    """
    Create a custom terminology of Amazon Translate from a file, or overwrite it.

    Returns name, arn, the number of terms and the number of terms that were skipped.

    .. seealso::
        For more information on how to use this operator, take a look at the guide:
        :ref:`howto/operator:TranslateImportTerminologyOperator`

    :param name: The name of the terminology. (templated)
    :param s3_uri: The file in Amazon S3, up to 10 MB. (templated)
    :param content: The text of the file; instead of ``s3_uri``. (templated)
    :param file_format: ``CSV``, ``TSV`` or ``TMX``. (default: ``CSV``, templated)
    :param directionality: ``UNI`` or ``MULTI``: whether any language of the file can be the source.
        (default: ``UNI``, templated)
    :param description: A description of the terminology. (templated)
    :param import_terminology_kwargs: Any optional parameters of the request: ``EncryptionKey``, ``Tags``. (templated)
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

    aws_hook_class = TranslateHook
    operator_extra_links = (TranslateTerminologyLink(),)
    template_fields: Sequence[str] = aws_template_fields(
        "name", "s3_uri", "content", "file_format", "directionality", "description", "import_terminology_kwargs"
    )
    template_fields_renderers: ClassVar[dict] = {"import_terminology_kwargs": "json"}

    def __init__(
        self,
        *,
        name: str,
        s3_uri: str | None = None,
        content: str | None = None,
        file_format: str = "CSV",
        directionality: str = "UNI",
        description: str | None = None,
        import_terminology_kwargs: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.name = name
        self.s3_uri = s3_uri
        self.content = content
        self.file_format = file_format
        self.directionality = directionality
        self.description = description
        self.import_terminology_kwargs = import_terminology_kwargs or {}

    def execute(self, context: Context) -> dict[str, Any]:
        """Do what the class says."""
        request = trim_none_values(
            {
                "Name": self.name,
                "MergeStrategy": "OVERWRITE",
                "Description": self.description,
                "TerminologyData": {
                    "File": self._file(),
                    "Format": self.file_format,
                    "Directionality": self.directionality,
                },
            }
        )
        properties = self.hook.call("ImportTerminology", **request, **self.import_terminology_kwargs)[
            "TerminologyProperties"
        ]
        TranslateTerminologyLink.persist(
            context=context,
            operator=self,
            region_name=self.hook.conn_region_name,
            aws_partition=self.hook.conn_partition,
            terminology_name=self.name,
        )
        result = {
            "name": self.name,
            "arn": properties.get("Arn"),
            "terms": properties.get("TermCount"),
            "skipped_terms": properties.get("SkippedTermCount"),
        }
        self.log.info("Imported terminology: %s", result)
        return result

    def _file(self) -> bytes:
        if (self.s3_uri is None) == (self.content is None):
            raise AirflowFailException("A terminology is imported from either s3_uri or content: set one of them.")
        if self.content is not None:
            return self.content.encode()
        return self.hook.read_object(self.s3_uri)


class TranslateStartTextTranslationJobOperator(TranslateBaseOperator):
    """
    Translate the documents under an Amazon S3 prefix in a batch job, and find that job again on every further try.

    The name of the job carries a digest of the client token. Before a job is started, the jobs of that name are
    listed: one that runs or has completed is taken over, in sync and deferrable mode alike, so that a retry, a cleared
    task or a restarted worker never pays twice. A job that failed or was stopped is started anew by the next try, with
    a renewed client token.

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
        waiter_delay: int = 60,
        waiter_max_attempts: int = 2880,
        **kwargs: Any,
    ) -> None:
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
        self._job_id = self.find_or_start_job(context)
        self._persist_link(context, self._job_id)
        if self.deferrable:
            self.defer(
                trigger=TranslateTextTranslationJobCompleteTrigger(
                    job_id=self._job_id, stop_job_on_kill=self.stop_job_on_kill, **self._trigger_parameters
                ),
                method_name="execute_complete",
            )
        if self.wait_for_completion:
            try:
                self._wait(
                    "text_translation_job_complete",
                    {"JobId": self._job_id},
                    f"batch translation job {self._job_id}",
                    JOB_QUERIES,
                )
            except WaiterTerminalFailure:
                self.log.info("Batch translation job %s has ended without success.", self._job_id)
            return self._job_result(context, self._job_id)
        returned = self._returned_jobs(context) | {self._job_id: context["ti"].max_tries}
        remember(context, self.returned_jobs_key, returned)
        job = self.hook.describe_text_translation_job(self._job_id)
        self._check_same_request(job)
        return self._summary(job)

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
        for job in jobs:
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
            f"{name} {job[name]!r} instead of {request.get(name)!r}"
            for name in COMPARED
            if name in job and (job[name] or None) != request.get(name)
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


class TranslateTextOperator(AwsBaseOperator[TranslateHook]):
    """
    Translate a short text with Amazon Translate, at once. Parallel data is not used here.

    Returns the translated text.

    .. seealso::
        For more information on how to use this operator, take a look at the guide:
        :ref:`howto/operator:TranslateTextOperator`

    :param text: The text, up to 10,000 bytes of UTF-8. (templated)
    :param source_language_code: The language of the text; ``auto`` to detect it. (templated)
    :param target_language_code: The language to translate to. (templated)
    :param terminology_names: At most one custom terminology. (templated)
    :param settings: ``Formality``, ``Profanity``, ``Brevity``. (templated)
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

    aws_hook_class = TranslateHook
    template_fields: Sequence[str] = aws_template_fields(
        "text", "source_language_code", "target_language_code", "terminology_names", "settings"
    )
    template_fields_renderers: ClassVar[dict] = {"settings": "json"}

    def __init__(
        self,
        *,
        text: str,
        source_language_code: str,
        target_language_code: str,
        terminology_names: list[str] | None = None,
        settings: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.text = text
        self.source_language_code = source_language_code
        self.target_language_code = target_language_code
        self.terminology_names = terminology_names
        self.settings = settings

    def execute(self, context: Context) -> str:
        """Do what the class says."""
        request = trim_none_values(
            {
                "Text": self.text,
                "SourceLanguageCode": self.source_language_code,
                "TargetLanguageCode": self.target_language_code,
                "TerminologyNames": check_names("terminology_names", self.terminology_names),
                "Settings": self.settings or None,
            }
        )
        return self.hook.call("TranslateText", **request)["TranslatedText"]
