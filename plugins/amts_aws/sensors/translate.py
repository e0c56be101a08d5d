"""Sensors for Amazon Translate."""

from __future__ import annotations

import abc
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from airflow.providers.amazon.aws.sensors.base_aws import AwsBaseSensor
from airflow.providers.amazon.aws.triggers.base import AwsBaseWaiterTrigger
from airflow.providers.amazon.aws.utils import validate_execute_complete_event
from airflow.providers.amazon.aws.utils.mixins import aws_template_fields
from airflow.providers.common.compat.sdk import AirflowException, conf

from amts_aws.exceptions import (
    TranslateJobEndedError,
    TranslateJobError,
    TranslateParallelDataError,
    TranslateParallelDataFailedError,
)
from amts_aws.hooks.translate import TranslateHook
from amts_aws.triggers.translate import (
    TranslateParallelDataActiveTrigger,
    TranslateTextTranslationJobCompleteTrigger,
)

if TYPE_CHECKING:
    from airflow.sdk import Context


class TranslateBaseSensor(AwsBaseSensor[TranslateHook]):
    """
    General sensor behavior for Amazon Translate.

    Subclasses must implement following methods:
        - ``get_state()``
        - ``get_trigger()``

    Subclasses must set the following fields:
        - ``INTERMEDIATE_STATES``
        - ``FAILURE_STATES``
        - ``SUCCESS_STATES``
        - ``FAILURE_MESSAGE``
        - ``FAILURE_EXCEPTION`` for a failure state
        - ``WAIT_EXCEPTION`` for a wait that came to its end first

    :param deferrable: If True, the sensor will operate in deferrable mode. This mode requires aiobotocore
        module to be installed.
        (default: False, but can be overridden in config file by setting default_deferrable to True)
    """

    aws_hook_class = TranslateHook

    INTERMEDIATE_STATES: tuple[str, ...] = ()
    FAILURE_STATES: tuple[str, ...] = ()
    SUCCESS_STATES: tuple[str, ...] = ()
    FAILURE_MESSAGE = ""
    FAILURE_EXCEPTION: type[AirflowException] = AirflowException
    WAIT_EXCEPTION: type[AirflowException] = AirflowException

    ui_color = "#66c3ff"

    def __init__(
        self,
        *,
        deferrable: bool = conf.getboolean("operators", "default_deferrable", fallback=False),
        max_retries: int = 2880,
        poke_interval: int = 60,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.deferrable = deferrable
        self.max_retries = max_retries
        self.poke_interval = poke_interval

    def execute(self, context: Context) -> Any:
        """Wait, deferred or poking."""
        if self.deferrable:
            self.defer(trigger=self.get_trigger(), method_name="execute_complete")
        return super().execute(context=context)

    def execute_complete(self, context: Context, event: dict[str, Any] | None = None) -> None:
        """Judge the end that the trigger saw."""
        validated_event = validate_execute_complete_event(event)
        if self.poke(context):
            return
        if validated_event["status"] != "success":
            raise self.WAIT_EXCEPTION(validated_event["message"])
        raise self.WAIT_EXCEPTION(f"{self.FAILURE_MESSAGE} It is {self.get_state()} again.")

    def poke(self, context: Context) -> bool:
        """Whether the wait is over; fail in a failure state."""
        state = self.get_state()
        if state in self.FAILURE_STATES:
            raise self.FAILURE_EXCEPTION(f"{self.FAILURE_MESSAGE} It is {state}.")
        return state in self.SUCCESS_STATES

    @property
    def _trigger_parameters(self) -> dict[str, Any]:
        return {
            "waiter_delay": int(self.poke_interval),
            "waiter_max_attempts": self.max_retries,
            "aws_conn_id": self.aws_conn_id,
            "region_name": self.region_name,
            "verify": self.verify,
            "botocore_config": self.botocore_config,
        }

    @abc.abstractmethod
    def get_state(self) -> str:
        """Implement in subclasses."""

    @abc.abstractmethod
    def get_trigger(self) -> AwsBaseWaiterTrigger:
        """Implement in subclasses."""


class TranslateParallelDataSensor(TranslateBaseSensor):
    """
    Wait until a parallel data resource is active and no import into it is running; fail if the latest import failed.

    Both that and too many rejected records fail without a retry: clear the task that imports, with the tasks
    downstream, to import anew.

    .. seealso::
        For more information on how to use this sensor, take a look at the guide:
        :ref:`howto/sensor:TranslateParallelDataSensor`

    :param name: The name of the parallel data resource. (templated)
    :param max_rejected_share: Fail if the service rejected more than this share of the records, 0 to 1.
        The numbers are logged in any case. (default: 0.1)
    :param expected_records: The number of records written to the file: those that were not imported count as
        rejected. By default the counts of the service are taken, which leave some out. (templated)

    :param deferrable: If True, the sensor will operate in deferrable mode. This mode requires aiobotocore
        module to be installed.
        (default: False, but can be overridden in config file by setting default_deferrable to True)
    :param poke_interval: Polling period in seconds to check for the status of the resource. (default: 60)
    :param max_retries: Number of times before the deferred sensor gives up. (default: 2880)
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

    INTERMEDIATE_STATES: tuple[str, ...] = ("CREATING", "UPDATING")
    FAILURE_STATES: tuple[str, ...] = ("FAILED", "DELETING", "MISSING")
    SUCCESS_STATES: tuple[str, ...] = ("ACTIVE",)
    FAILURE_MESSAGE = "Amazon Translate parallel data sensor failed."
    FAILURE_EXCEPTION = TranslateParallelDataFailedError
    WAIT_EXCEPTION = TranslateParallelDataError

    template_fields: Sequence[str] = aws_template_fields("name", "expected_records")

    def __init__(
        self,
        *,
        name: str,
        max_rejected_share: float = 0.1,
        expected_records: int | str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.name = name
        self.max_rejected_share = max_rejected_share
        self.expected_records = expected_records

    def poke(self, context: Context) -> bool:
        """Whether the wait is over; fail in a failure state, or if too many records were rejected."""
        properties = self.hook.get_parallel_data(self.name)
        state = self.hook.parallel_data_state(properties) if properties else "MISSING"
        if state in self.FAILURE_STATES:
            reason = (properties or {}).get("Message", "the service gives no reason")
            raise self.FAILURE_EXCEPTION(
                f"{self.FAILURE_MESSAGE} Parallel data {self.name} is {state}: {reason.rstrip('.')}. "
                "Clear the task that imports into it, with the tasks downstream, to import anew."
            )
        if state not in self.SUCCESS_STATES:
            return False
        self.hook.check_imported_records(
            properties or {"Name": self.name},
            max_rejected_share=self.max_rejected_share,
            expected_records=self.expected_records,
        )
        return True

    def get_state(self) -> str:
        """Return the state as the service names it."""
        properties = self.hook.get_parallel_data(self.name)
        return self.hook.parallel_data_state(properties) if properties else "MISSING"

    def get_trigger(self) -> AwsBaseWaiterTrigger:
        """Return the trigger of the deferred sensor."""
        return TranslateParallelDataActiveTrigger(name=self.name, **self._trigger_parameters)


class TranslateTextTranslationJobSensor(TranslateBaseSensor):
    """
    Wait until a batch translation job has completed; fail without a retry if it failed or was stopped.

    A job that has ended stays as it is: clear the task that started it, with the tasks downstream, to start another.

    .. seealso::
        For more information on how to use this sensor, take a look at the guide:
        :ref:`howto/sensor:TranslateTextTranslationJobSensor`

    :param job_id: The id of the batch translation job. (templated)
    :param completed_with_error: ``fail`` or ``continue`` when some documents of the job failed: the same as for the
        task that started it. (default: ``fail``)
    :param stop_job_on_kill: Whether to stop the job when the task is killed, or when a user marks it while it is
        deferred. When it is cleared while it is deferred the job runs on: the cleared task waits for it again.
        (default: False)

    :param deferrable: If True, the sensor will operate in deferrable mode. This mode requires aiobotocore
        module to be installed.
        (default: False, but can be overridden in config file by setting default_deferrable to True)
    :param poke_interval: Polling period in seconds to check for the status of the job. (default: 60)
    :param max_retries: Number of times before the deferred sensor gives up. (default: 2880)
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

    INTERMEDIATE_STATES: tuple[str, ...] = ("SUBMITTED", "IN_PROGRESS", "STOP_REQUESTED")
    FAILURE_STATES: tuple[str, ...] = ("FAILED", "STOPPED")
    SUCCESS_STATES: tuple[str, ...] = ("COMPLETED", "COMPLETED_WITH_ERROR")
    FAILURE_MESSAGE = "Amazon Translate batch translation job sensor failed."
    FAILURE_EXCEPTION = TranslateJobEndedError
    WAIT_EXCEPTION = TranslateJobError

    template_fields: Sequence[str] = aws_template_fields("job_id")

    def __init__(
        self,
        *,
        job_id: str,
        completed_with_error: Literal["fail", "continue"] = "fail",
        stop_job_on_kill: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.job_id = job_id
        self.completed_with_error = completed_with_error
        self.stop_job_on_kill = stop_job_on_kill

    def poke(self, context: Context) -> bool:
        """Whether the wait is over; fail in a failure state, or if documents failed and may not."""
        job = self.hook.describe_text_translation_job(self.job_id)
        state = job["JobStatus"]
        if state in self.FAILURE_STATES:
            raise self._failure(f"is {state}: {job.get('Message', 'the service gives no reason')}")
        if state not in self.SUCCESS_STATES:
            return False
        lost = self.hook.lost_documents(job) if self.completed_with_error == "fail" else []
        if lost:
            raise self._failure(f"did not translate {'; '.join(map(str, lost))}")
        return True

    def on_kill(self) -> None:
        """Stop the job this task is waiting for, if it shall."""
        if self.stop_job_on_kill:
            self.hook.stop_job_of_killed_task(self.job_id)

    def get_state(self) -> str:
        """Return the state as the service names it."""
        return self.hook.describe_text_translation_job(self.job_id)["JobStatus"]

    def get_trigger(self) -> AwsBaseWaiterTrigger:
        """Return the trigger of the deferred sensor."""
        return TranslateTextTranslationJobCompleteTrigger(
            job_id=self.job_id, stop_job_on_kill=self.stop_job_on_kill, **self._trigger_parameters
        )

    def _failure(self, what: str) -> AirflowException:
        return self.FAILURE_EXCEPTION(
            f"{self.FAILURE_MESSAGE} Batch translation job {self.job_id} {what}. "
            "Clear the task that started the job, with the tasks downstream, to start another."
        )
