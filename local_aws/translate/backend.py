"""The backend of Amazon Translate for one account and region: it has parallel data, terminologies and jobs."""

from __future__ import annotations

from collections.abc import Iterator

from local_aws.translate.exceptions import InvalidParameterValueException, ResourceNotFoundException
from local_aws.translate.job_run import JobRun
from local_aws.translate.models.jobs import Jobs
from local_aws.translate.models.parallel_data import ParallelDataResources
from local_aws.translate.models.region import Region, Surroundings
from local_aws.translate.models.terminologies import Terminologies
from local_aws.translate.records import ParallelData, Terminology


class TranslateBackend:
    """What a region has. Safe to use from several threads."""

    def __init__(self, account: str, region: str, around: Surroundings) -> None:
        """Open the backend with what its store holds; `resume` goes on with what was under way."""
        self.region = Region(account, region, around)
        self.parallel_data = ParallelDataResources(self.region)
        self.terminologies = Terminologies(self.region)
        self.jobs = Jobs(self.region, self.parallel_data, self.terminologies, self._run)

    def resume(self) -> None:
        """Go on with what was under way when the service ended."""
        self.terminologies.resume()
        self.parallel_data.resume()
        self.jobs.resume()

    def tags(self, arn: str) -> dict[str, str]:
        """The tags of a resource; raises ResourceNotFoundException."""
        return dict(self._resource(arn).tags)

    def tag(self, arn: str, tags: dict[str, str]) -> None:
        """Add tags to a resource, or replace their values."""
        self._set_tags(arn, {**self.tags(arn), **tags})

    def untag(self, arn: str, keys: list[str]) -> None:
        """Remove tags from a resource."""
        self._set_tags(arn, {key: value for key, value in self.tags(arn).items() if key not in keys})

    def _set_tags(self, arn: str, tags: dict[str, str]) -> None:
        resource = self._resource(arn)
        shelf = self.parallel_data if isinstance(resource, ParallelData) else self.terminologies
        shelf.set_tags(resource.name, tags)

    def _resource(self, arn: str) -> ParallelData | Terminology:
        if not arn.startswith("arn:"):
            raise InvalidParameterValueException(f"{arn} is not an ARN.")
        resources: list[ParallelData | Terminology] = [*self.parallel_data.all(), *self.terminologies.all()]
        found = next((resource for resource in resources if resource.arn == arn), None)
        if found is None:
            raise ResourceNotFoundException(f"There is no resource with the ARN {arn}.")
        return found

    def _run(self, job: str) -> Iterator[float]:
        return JobRun(job, self.jobs, self.parallel_data, self.terminologies).steps()
