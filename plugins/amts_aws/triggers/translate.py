"""Triggers that wait for Amazon Translate."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from airflow.providers.amazon.aws.triggers.base import AwsBaseWaiterTrigger
from airflow.providers.common.compat.sdk import TaskInstanceState
from tenacity import stop_before_delay

from amts_aws.hooks.translate import STOP_PATIENCE, TranslateHook

PARALLEL_DATA_QUERIES = [
    "ParallelDataProperties.Status",
    "ParallelDataProperties.LatestUpdateAttemptStatus",
    "ParallelDataProperties.Message",
]
JOB_QUERIES = ["TextTranslationJobProperties.JobStatus", "TextTranslationJobProperties.Message"]
MARKED_STATES = (
    TaskInstanceState.FAILED,
    TaskInstanceState.SUCCESS,
    TaskInstanceState.SKIPPED,
    TaskInstanceState.REMOVED,
)


class TranslateBaseWaiterTrigger(AwsBaseWaiterTrigger):
    """
    Waiter trigger of Amazon Translate (not supposed to be used directly): it waits for one resource.

    Its hook lets a wait of days survive interruptions of the network. The bases below say what kind of resource it is;
    their subclasses set ``waiter_name``, and ``failure`` with the resource in it.
    """

    aws_hook_class = TranslateHook
    waiter_name: ClassVar[str]
    failure: ClassVar[str]
    key: ClassVar[str]
    member: ClassVar[str]
    kind: ClassVar[str]
    queries: ClassVar[list[str]]

    def __init__(
        self,
        resource: str,
        *,
        aws_conn_id: str | None = "aws_default",
        serialized_fields: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            serialized_fields={self.key: resource, **(serialized_fields or {})},
            waiter_name=self.waiter_name,
            waiter_args={self.member: resource},
            failure_message=self.failure.format(resource),
            status_message=f"Status of {self.kind} {resource} is",
            status_queries=self.queries,
            return_key=self.key,
            return_value=resource,
            aws_conn_id=aws_conn_id,
            **kwargs,
        )


class TranslateParallelDataBaseTrigger(TranslateBaseWaiterTrigger):
    """Trigger that waits for a parallel data resource (not supposed to be used directly)."""

    key, member, kind, queries = "name", "Name", "parallel data", PARALLEL_DATA_QUERIES

    def __init__(self, *, name: str, waiter_delay: int = 30, waiter_max_attempts: int = 480, **kwargs: Any) -> None:
        super().__init__(name, waiter_delay=waiter_delay, waiter_max_attempts=waiter_max_attempts, **kwargs)


class TranslateParallelDataActiveTrigger(TranslateParallelDataBaseTrigger):
    """
    Trigger when a parallel data resource is active and no import into it is running.

    :param name: The name of the parallel data resource.
    :param waiter_delay: The amount of time in seconds to wait between attempts. (default: 30)
    :param waiter_max_attempts: The maximum number of attempts to be made. (default: 480)
    :param aws_conn_id: The Airflow connection used for AWS credentials.
    :param region_name: The AWS region where the resources to watch are.
    :param verify: Whether or not to verify SSL certificates.
        See: https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
    :param botocore_config: Configuration dictionary (key-values) for botocore client. See:
        https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html
    """

    waiter_name = "parallel_data_active"
    failure = "The import of parallel data {} failed"


class TranslateParallelDataDeletedTrigger(TranslateParallelDataBaseTrigger):
    """
    Trigger when a parallel data resource is gone.

    :param name: The name of the parallel data resource.
    :param waiter_delay: The amount of time in seconds to wait between attempts. (default: 30)
    :param waiter_max_attempts: The maximum number of attempts to be made. (default: 480)
    :param aws_conn_id: The Airflow connection used for AWS credentials.
    :param region_name: The AWS region where the resources to watch are.
    :param verify: Whether or not to verify SSL certificates.
        See: https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
    :param botocore_config: Configuration dictionary (key-values) for botocore client. See:
        https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html
    """

    waiter_name = "parallel_data_deleted"
    failure = "The deletion of parallel data {} failed"


class TranslateParallelDataSettledTrigger(TranslateParallelDataBaseTrigger):
    """
    Trigger when no import into a parallel data resource, and no deletion, is running.

    :param name: The name of the parallel data resource.
    :param waiter_delay: The amount of time in seconds to wait between attempts. (default: 30)
    :param waiter_max_attempts: The maximum number of attempts to be made. (default: 480)
    :param aws_conn_id: The Airflow connection used for AWS credentials.
    :param region_name: The AWS region where the resources to watch are.
    :param verify: Whether or not to verify SSL certificates.
        See: https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
    :param botocore_config: Configuration dictionary (key-values) for botocore client. See:
        https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html
    """

    waiter_name = "parallel_data_settled"
    failure = "Parallel data {} could not be watched"


class TranslateTextTranslationJobBaseTrigger(TranslateBaseWaiterTrigger):
    """Trigger that waits for a batch translation job (not supposed to be used directly)."""

    key, member, kind, queries = "job_id", "JobId", "batch translation job", JOB_QUERIES

    def __init__(self, *, job_id: str, waiter_delay: int = 60, waiter_max_attempts: int = 2880, **kwargs: Any) -> None:
        super().__init__(job_id, waiter_delay=waiter_delay, waiter_max_attempts=waiter_max_attempts, **kwargs)
        self.job_id = job_id


class TranslateTextTranslationJobEndedTrigger(TranslateTextTranslationJobBaseTrigger):
    """
    Trigger when a batch translation job has ended in any way: stopped, completed or failed.

    :param job_id: The id of the batch translation job.
    :param waiter_delay: The amount of time in seconds to wait between attempts. (default: 60)
    :param waiter_max_attempts: The maximum number of attempts to be made. (default: 2880, which is 48 hours)
    :param aws_conn_id: The Airflow connection used for AWS credentials.
    :param region_name: The AWS region where the resources to watch are.
    :param verify: Whether or not to verify SSL certificates.
        See: https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
    :param botocore_config: Configuration dictionary (key-values) for botocore client. See:
        https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html
    """

    waiter_name = "text_translation_job_ended"
    failure = "Batch translation job {} could not be watched"


class TranslateTextTranslationJobCompleteTrigger(TranslateTextTranslationJobBaseTrigger):
    """
    Trigger when a batch translation job has completed, with or without documents that failed.

    :param job_id: The id of the batch translation job.
    :param stop_job_on_kill: Whether to stop the job when a user marks the task that waits for it. When the task is
        cleared the job runs on: the cleared task finds it. (default: False)
    :param waiter_delay: The amount of time in seconds to wait between attempts. (default: 60)
    :param waiter_max_attempts: The maximum number of attempts to be made. (default: 2880, which is 48 hours)
    :param aws_conn_id: The Airflow connection used for AWS credentials.
    :param region_name: The AWS region where the resources to watch are.
    :param verify: Whether or not to verify SSL certificates.
        See: https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
    :param botocore_config: Configuration dictionary (key-values) for botocore client. See:
        https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html
    """

    waiter_name = "text_translation_job_complete"
    failure = "Batch translation job {} failed"

    def __init__(self, *, job_id: str, stop_job_on_kill: bool = False, **kwargs: Any) -> None:
        super().__init__(job_id=job_id, serialized_fields={"stop_job_on_kill": stop_job_on_kill}, **kwargs)
        self.stop_job_on_kill = stop_job_on_kill

    async def on_kill(self) -> None:
        """
        Stop the job when a user marks the deferred task; not when the task is cleared, nor when a triggerer restarts.

        A cleared task finds its job and waits on: to stop it would be to pay for a second one. For the same reason
        the job runs on where the state of the task cannot be learnt.
        """
        if not self.stop_job_on_kill:
            return
        try:
            state = await self.get_task_state()
        except Exception as error:
            self.log.warning(
                "Batch translation job %s runs on: whether its task was marked or cleared cannot be learnt: %r",
                self.job_id,
                error,
            )
            return
        if state not in MARKED_STATES:
            self.log.info("Batch translation job %s runs on: its task was cleared and will find it.", self.job_id)
            return
        self.log.info("Stopping batch translation job %s: its task is %s.", self.job_id, state)
        hook = TranslateHook(**self._hook_parameters, api_retry_args={"stop": stop_before_delay(STOP_PATIENCE)})
        await asyncio.to_thread(hook.call, "StopTextTranslationJob", JobId=self.job_id)

    async def get_task_state(self) -> str | None:
        """Return the present state of the task that waits; None if it was cleared."""
        from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

        ti = self.task_instance
        states = await asyncio.to_thread(
            RuntimeTaskInstance.get_task_states,
            dag_id=ti.dag_id,
            task_ids=[ti.task_id],
            run_ids=[ti.run_id],
            map_index=ti.map_index,
        )
        [state] = states[ti.run_id].values()  # the key of a mapped task carries its index
        return state
