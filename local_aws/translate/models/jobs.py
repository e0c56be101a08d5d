"""Text translation jobs: start, stop, list, and the checks before a job is taken."""

from __future__ import annotations

import itertools
import logging
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from local_aws.s3.buckets import NoSuchObjectError
from local_aws.translate.exceptions import (
    InvalidParameterValueException,
    InvalidRequestException,
    ResourceNotFoundException,
    TooManyRequestsException,
    UnsupportedLanguagePairException,
)
from local_aws.translate.job_run import JobRun, Progress, documents_below
from local_aws.translate.languages import LANGUAGE_NAMES
from local_aws.translate.models.parallel_data import ParallelDataPart
from local_aws.translate.models.region import Surroundings
from local_aws.translate.models.terminologies import TerminologyPart
from local_aws.translate.records import UNFINISHED, DataStatus, Job, JobStatus
from local_aws.translate.uris import S3Place

LOG = logging.getLogger(__name__)

MOST_RUNNING_JOBS = 10
MOST_WAITING_JOBS = 1000
MOST_TARGETS = 10


class JobsPart(ParallelDataPart, TerminologyPart):
    """The jobs of a region."""

    def __init__(self, account: str, region: str, around: Surroundings) -> None:
        super().__init__(account, region, around)
        self.progress: dict[str, Progress] = {}
        self._jobs = {n: Job.from_json(b) for n, b in around.store.all("job", self.scope)}
        self._numbers = itertools.count(max((job.number for job in self._jobs.values()), default=0) + 1)

    def start_job(self, request: dict[str, Any], job: Job) -> Job:
        """Queue a job; `job` holds what the request says. The same token with the same request gives the same job."""
        with self.lock:
            twin = next((known for known in self._jobs.values() if known.token == job.token), None)
            if twin is not None:
                if twin.request == request:
                    return twin
                raise InvalidRequestException("The client token was used for a different request.")
            self._check_languages(job)
            self._check_resources(job)
            if sum(known.status == JobStatus.SUBMITTED for known in self._jobs.values()) >= MOST_WAITING_JOBS:
                raise TooManyRequestsException(f"There are already {MOST_WAITING_JOBS} jobs waiting.")
            self._check_places(job)
            identifier = uuid.uuid4().hex
            folder = S3Place.parse(job.output_uri).below(f"{self.account}-TranslateText-{identifier}/")
            job = replace(
                job,
                id=identifier,
                request=request,
                number=next(self._numbers),
                output_uri=str(folder),
                submitted_at=self.around.clock(),
            )
            self.save_job(job)
            self.around.jobs.submit(JobRun(self, identifier).steps())
            return job

    def job(self, identifier: str) -> Job:
        """The job of this id; raises ResourceNotFoundException."""
        with self.lock:
            if identifier not in self._jobs:
                raise ResourceNotFoundException(f"There is no job with the id {identifier}.")
            return self._jobs[identifier]

    def list_jobs(self) -> list[Job]:
        """All jobs in the order of their submission."""
        with self.lock:
            return sorted(self._jobs.values(), key=lambda job: job.number)

    def stop_job(self, identifier: str) -> Job:
        """Ask a job to stop; one that has not begun stops at once, one that has ended stays as it is."""
        with self.lock:
            job = self.job(identifier)
            if job.status == JobStatus.SUBMITTED:
                self.save_job(replace(job, status=JobStatus.STOPPED, ended_at=self.around.clock()))
                return replace(job, status=JobStatus.STOP_REQUESTED)
            if job.status == JobStatus.IN_PROGRESS:
                job = replace(job, status=JobStatus.STOP_REQUESTED)
                self.save_job(job)
            return job

    def save_job(self, job: Job) -> None:
        """Keep a job as it is now."""
        with self.lock:
            self._jobs[job.id] = job
            self.around.store.save("job", self.scope, job.id, job.as_json())

    def _check_languages(self, job: Job) -> None:
        targets = job.target_languages
        if len(targets) > MOST_TARGETS or len(set(targets)) < len(targets):
            raise InvalidParameterValueException(f"A job takes up to {MOST_TARGETS} different target languages.")
        check_pairs(job.source_language, targets)

    def _check_resources(self, job: Job) -> None:
        if len(job.parallel_data) > 1 or len(job.terminologies) > 1:
            raise InvalidParameterValueException("A job takes one parallel data resource and one terminology at most.")
        for name in job.terminologies:
            self.terminology(name)
        for name in job.parallel_data:
            data = self.parallel_data(name)
            if data.status != DataStatus.ACTIVE:
                raise InvalidRequestException(f"The parallel data resource {name} is {data.status}, not ACTIVE.")
            missing = set(job.target_languages) - set(data.target_languages)
            if data.source_language != job.source_language or missing:
                raise InvalidParameterValueException(
                    f"The parallel data resource {name} holds {data.source_language} to"
                    f" {', '.join(data.target_languages)}, which does not fit the languages of the job."
                )

    def _check_places(self, job: Job) -> None:
        try:
            documents_below(self.around.buckets, job.input_uri)
            output = S3Place.parse(job.output_uri)
            self.around.buckets.write(output.bucket, output.below(".write_access_check_file.temp").key, b"")
        except NoSuchObjectError as error:
            raise InvalidRequestException(f"The job cannot read its input or write its output: {error}.") from error

    def _resume_jobs(self) -> None:
        for job in self.list_jobs():
            if job.status in UNFINISHED:
                LOG.info("job %s goes on: it was %s", job.id, job.status)
                self.around.jobs.submit(JobRun(self, job.id).steps())


def check_pairs(source_language: str, targets: Sequence[str]) -> None:
    """Raise UnsupportedLanguagePairException unless all languages are known."""
    for target in targets:
        if (source_language != "auto" and source_language not in LANGUAGE_NAMES) or target not in LANGUAGE_NAMES:
            raise UnsupportedLanguagePairException(
                f"Unsupported language pair: {source_language} to {target}.",
                SourceLanguageCode=source_language,
                TargetLanguageCode=target,
            )
