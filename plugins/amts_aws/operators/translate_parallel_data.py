"""Operators for the parallel data of Amazon Translate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from airflow.providers.amazon.aws.exceptions import WaiterTerminalFailure
from airflow.providers.amazon.aws.utils import trim_none_values, validate_execute_complete_event
from airflow.providers.amazon.aws.utils.mixins import aws_template_fields
from airflow.providers.common.compat.sdk import AirflowFailException

from amts_aws.exceptions import TranslateParallelDataError, TranslateRequestError, TranslateUnavailableError
from amts_aws.hooks.translate import PARALLEL_DATA_BUSY_STATES
from amts_aws.links.translate import TranslateParallelDataLink
from amts_aws.operators.translate import TranslateBaseOperator
from amts_aws.triggers.translate import (
    PARALLEL_DATA_QUERIES,
    TranslateParallelDataActiveTrigger,
    TranslateParallelDataDeletedTrigger,
)
from amts_aws.utils.client_token import check_client_token, renewed, task_client_token
from amts_aws.utils.task_memory import recall, remember

if TYPE_CHECKING:
    from airflow.sdk import Context

IMPORTING_STATES = ("CREATING", "UPDATING")
BUSY_CODES = ("LimitExceededException", "ConcurrentModificationException")
UNSEEN_REFUSALS = 3  # for an import that runs, and that the list does not show


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
        try:
            self._send(context, lambda: self.hook.call("CreateParallelData", **self._create_request(context)))
        except TranslateRequestError as error:
            if error.code == "ConflictException":
                self._forget(context)
            raise

    def _update(self, context: Context) -> None:
        current = self._properties()
        if self._is_begun(context):
            state = self.hook.parallel_data_state(current)
            is_done = self._memory(context).accepted and state != "FAILED"
            if (state in PARALLEL_DATA_BUSY_STATES or is_done) and not self._is_replaced(current):
                self.log.info("The update of parallel data %s was begun by an earlier try of this task.", self.name)
                return
            self._renew_token_if_spent(context)
        if self.hook.parallel_data_state(current) in PARALLEL_DATA_BUSY_STATES:
            self.log.info("Parallel data %s is busy with another request.", self.name)
            self._wait_until_settled(self.name)
        self._send(context, lambda: self.hook.update_parallel_data(**self._request(context)))

    def _send(self, context: Context, send: Callable[[], Any]) -> None:
        """Send a request; where another import is in its way, wait for the end of that one first."""
        unseen = 0
        while True:
            self._remember(context, accepted=False)
            try:
                send()
                break
            except TranslateRequestError as error:
                if error.code not in BUSY_CODES:
                    raise
                self._forget(context)
                other = self.hook.importing_parallel_data()
                unseen += other is None
                if unseen == UNSEEN_REFUSALS:
                    raise TranslateUnavailableError(f"{error} No import that is running was seen.") from error
            if other is not None:
                self.log.info("An import into parallel data %s is running; a region has one at a time.", other)
                self._wait_until_settled(other)
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

    def _wait_until_settled(self, name: str) -> None:
        self._wait_first("parallel_data_settled", {"Name": name}, f"parallel data {name}", PARALLEL_DATA_QUERIES)

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
            self._wait_until_settled(self.name)
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
