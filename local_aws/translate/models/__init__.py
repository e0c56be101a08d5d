"""The backend of Amazon Translate for one account and region: its resources, its jobs and their rules.

Quotas: AWS, Amazon Translate developer guide, "Guidelines and quotas".
"""

from __future__ import annotations

from collections.abc import Sequence

from local_aws.translate.exceptions import InvalidParameterValueException, ResourceNotFoundException
from local_aws.translate.models.jobs import MOST_RUNNING_JOBS, JobsPart, check_pairs
from local_aws.translate.models.region import MOST_TAGS, Surroundings

__all__ = ["MOST_RUNNING_JOBS", "MOST_TAGS", "Surroundings", "TranslateBackend", "check_pairs"]


class TranslateBackend(JobsPart):
    """Parallel data, terminologies, jobs and tags. Safe to use from several threads."""

    def __init__(self, account: str, region: str, around: Surroundings) -> None:
        """Open the backend with what its store holds, and go on with what was under way."""
        super().__init__(account, region, around)
        self._resume_imports()
        self._resume_jobs()

    def tags(self, arn: str) -> dict[str, str]:
        """The tags of a resource; raises ResourceNotFoundException."""
        with self.lock:
            self._require_resource(arn)
            return dict(self._tags.get(arn, {}))

    def tag(self, arn: str, tags: dict[str, str]) -> None:
        """Add tags to a resource, or replace their values."""
        with self.lock:
            self._require_resource(arn)
            self._set_tags(arn, {**self._tags.get(arn, {}), **tags})

    def untag(self, arn: str, keys: Sequence[str]) -> None:
        """Remove tags from a resource."""
        with self.lock:
            self._require_resource(arn)
            self._set_tags(arn, {key: value for key, value in self._tags.get(arn, {}).items() if key not in keys})

    def _require_resource(self, arn: str) -> None:
        arns = {data.arn for data in self._data.values()} | {entry.arn for entry in self._terminologies.values()}
        if not arn.startswith("arn:"):
            raise InvalidParameterValueException(f"{arn} is not an ARN.")
        if arn not in arns:
            raise ResourceNotFoundException(f"There is no resource with the ARN {arn}.")
