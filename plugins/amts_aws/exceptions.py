"""What can go wrong with Amazon Translate, by what a task should do about it."""

from __future__ import annotations

from typing import Any

from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException


class TranslateRequestError(AirflowFailException):
    """
    Amazon Translate refused a request, and would refuse it again: the task fails without a retry.

    :param message: What was refused, why, and the permission or setting to change.
    :param code: Error code of the service, or the name of the botocore error.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make the error again in another process."""
        return TranslateRequestError, (self.message, self.code)


class TranslateUnavailableError(AirflowException):
    """Amazon Translate stayed busy or out of reach for longer than the hook retries: a retry of the task may help."""


class TranslateParallelDataError(AirflowException):
    """An import or a deletion of parallel data failed, or was not seen to end: a retry of the task begins it anew."""


class TranslateParallelDataFailedError(TranslateParallelDataError, AirflowFailException):
    """An import of parallel data failed, or rejected too much: only another import can bring the data."""


class TranslateJobError(AirflowException):
    """A batch translation job ended without the documents it was started for, or was not seen to end."""


class TranslateJobEndedError(TranslateJobError, AirflowFailException):
    """A batch translation job ended without the documents it was started for: only another job can bring them."""


class TranslateJobDetailsError(AirflowException):
    """The details that a batch translation job writes beside its documents are missing or cannot be read."""
