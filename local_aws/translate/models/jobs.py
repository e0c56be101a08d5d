"""Text translation jobs: start, stop, list, and the checks before a job is taken."""

from __future__ import annotations

import itertools
import logging
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from local_aws.events import JOB_ENDED
from local_aws.s3.buckets import NoSuchObjectError
from local_aws.store import DeleteAll
from local_aws.translate.exceptions import (
    InvalidParameterValueException,
    InvalidRequestException,
    ResourceNotFoundException,
    TooManyRequestsException,
    UnsupportedLanguagePairException,
)
from local_aws.translate.inputs import documents_below
from local_aws.translate.languages import LANGUAGE_NAMES
from local_aws.translate.models.parallel_data import ParallelDataResources
from local_aws.translate.models.region import Region
from local_aws.translate.models.shelf import Shelf
from local_aws.translate.models.terminologies import Terminologies
from local_aws.translate.progress import Progress
from local_aws.translate.records import UNFINISHED, DataStatus, DocumentResult, Job, JobStatus
from local_aws.translate.uris import S3Place

LOG = logging.getLogger(__name__)

MOST_RUNNING_JOBS = 10
MOST_WAITING_JOBS = 1000
MOST_TARGETS = 10


class Jobs:
    """The jobs of a region. Safe to use from several threads.

    `run` gives the work of a job, which a scheduler does in steps; `progress` has how far each job is.
    """

    def __init__(
        self,
        region: Region,
        parallel_data: ParallelDataResources,
        terminologies: Terminologies,
        run: Callable[[str], Iterator[float]],
    ) -> None:
        self.region, self._around = region, region.around
        self._parallel_data, self._terminologies, self._run = parallel_data, terminologies, run
        self._lock = threading.RLock()
        self.progress: dict[str, Progress] = {}
        self._shelf = Shelf(region.around.store, region.scope, Job, lambda job: job.id)
        self._tokens = {job.token: job.id for job in self._shelf.all()}
        self._numbers = itertools.count(max((job.number for job in self._shelf.all()), default=0) + 1)

    def start(self, job: Job) -> Job:
        """Queue a job; `job` holds what the request says. The same token with the same request gives the same job."""
        with self._lock:
            if job.token in self._tokens:
                twin = self.get(self._tokens[job.token])
                if twin.digest == job.digest:
                    return twin
                raise InvalidRequestException("The client token was used for a different request.")
            self._check_languages(job)
            self._check_resources(job)
            if sum(known.status == JobStatus.SUBMITTED for known in self._shelf.all()) >= MOST_WAITING_JOBS:
                raise TooManyRequestsException(f"There are already {MOST_WAITING_JOBS} jobs waiting.")
            self._check_places(job)
            identifier = uuid.uuid4().hex
            folder = S3Place.parse(job.output_uri).below(f"{self.region.account}-TranslateText-{identifier}/")
            job = replace(
                job,
                id=identifier,
                number=next(self._numbers),
                output_uri=str(folder),
                submitted_at=self._around.clock(),
            )
            self._shelf.keep(job)
            self._tokens[job.token] = identifier
            self._around.jobs.submit(self._run(identifier))
            return job

    def get(self, identifier: str) -> Job:
        """The job of this id; raises ResourceNotFoundException."""
        with self._lock:
            job = self._shelf.find(identifier)
            if job is None:
                raise ResourceNotFoundException(f"There is no job with the id {identifier}.")
            return job

    def all(self) -> list[Job]:
        """All jobs in the order of their submission."""
        with self._lock:
            return sorted(self._shelf.all(), key=lambda job: job.number)

    def stop(self, identifier: str) -> Job:
        """Ask a job to stop; one that has not begun stops at once, one that has ended stays as it is."""
        with self._lock:
            job = self.get(identifier)
            if job.status == JobStatus.SUBMITTED:
                self.end(replace(job, status=JobStatus.STOPPED))
                return replace(job, status=JobStatus.STOP_REQUESTED)
            if job.status == JobStatus.IN_PROGRESS:
                job = replace(job, status=JobStatus.STOP_REQUESTED)
                self._shelf.keep_end(job)
            return job

    def save(self, job: Job, *, afresh: bool = False) -> None:
        """Keep a running job, but never undo a request to stop that came in between; raises StateError.

        `afresh` forgets what was translated so far.
        """
        with self._lock:
            if self.get(job.id).status == JobStatus.STOP_REQUESTED and job.status == JobStatus.IN_PROGRESS:
                job = replace(job, status=JobStatus.STOP_REQUESTED)
            self._shelf.keep(job, *([self._documents(job)] if afresh else []))

    def end(self, job: Job) -> None:
        """Keep how a job ended, whatever the disk says; what it kept of its documents goes."""
        event = self.region.event(JOB_ENDED, {"jobId": job.id, "jobStatus": job.status})
        with self._lock:
            ended = replace(job, ended_at=self._around.clock())
            self._shelf.keep_end(ended, self._documents(job), *self._around.events.kept(event))
        self._around.events.send(event)

    def resume(self) -> None:
        """Go on with what was under way when the service ended."""
        for job in self.all():
            if job.status in UNFINISHED:
                LOG.info("job %s goes on: it was %s", job.id, job.status)
                self._around.jobs.submit(self._run(job.id))

    def _documents(self, job: Job) -> DeleteAll:
        return DeleteAll(DocumentResult.KIND, self.region.scope, f"{job.id}/")

    def _check_languages(self, job: Job) -> None:
        targets = job.target_languages
        if len(targets) > MOST_TARGETS or len(set(targets)) < len(targets):
            raise InvalidParameterValueException(f"A job takes up to {MOST_TARGETS} different target languages.")
        check_pairs(job.source_language, targets)

    def _check_resources(self, job: Job) -> None:
        if len(job.parallel_data) > 1 or len(job.terminologies) > 1:
            raise InvalidParameterValueException("A job takes one parallel data resource and one terminology at most.")
        for name in job.terminologies:
            self._terminologies.get(name)
        for name in job.parallel_data:
            data = self._parallel_data.get(name)
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
            output = S3Place.parse(job.output_uri)
            for bucket in (S3Place.parse(job.input_uri).bucket, output.bucket):
                self._around.buckets.require_region(bucket, self.region.name)
            documents_below(self._around.buckets, job.input_uri)
            self._around.buckets.write(output.bucket, output.below(".write_access_check_file.temp").key, b"")
        except NoSuchObjectError as error:
            raise InvalidRequestException(f"The job cannot read its input or write its output: {error}.") from error


def check_pairs(source_language: str, targets: Sequence[str]) -> None:
    """Raise UnsupportedLanguagePairException unless all languages are known."""
    for target in targets:
        if (source_language != "auto" and source_language not in LANGUAGE_NAMES) or target not in LANGUAGE_NAMES:
            raise UnsupportedLanguagePairException(
                f"Unsupported language pair: {source_language} to {target}.",
                SourceLanguageCode=source_language,
                TargetLanguageCode=target,
            )
