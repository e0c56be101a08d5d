"""The backend of Amazon Translate for one account and region: its resources, its jobs and their rules."""

from __future__ import annotations

import itertools
import json
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from local_aws.engines.base import Engine
from local_aws.faults import FaultKind, Faults
from local_aws.s3.buckets import Buckets, NoSuchObjectError
from local_aws.settings import Settings
from local_aws.store import Store
from local_aws.translate.examples import Examples
from local_aws.translate.exceptions import (
    ConcurrentModificationException,
    ConflictException,
    InvalidParameterValueException,
    InvalidRequestException,
    LimitExceededException,
    ResourceNotFoundException,
    TooManyRequestsException,
    TooManyTagsException,
    UnsupportedLanguagePairException,
)
from local_aws.translate.files import ServiceFiles
from local_aws.translate.jobs import JobRun, Progress, documents_below
from local_aws.translate.languages import LANGUAGE_NAMES
from local_aws.translate.parallel_data import import_parallel_data
from local_aws.translate.records import UNFINISHED, DataStatus, Job, JobStatus, ParallelData, Terminology
from local_aws.translate.scheduler import Scheduler
from local_aws.translate.tabular import UnreadableFileError
from local_aws.translate.terminology import TermTable, read_terms
from local_aws.translate.uris import S3Place

LOG = logging.getLogger(__name__)

# Quotas: AWS, Amazon Translate developer guide, "Guidelines and quotas".
MOST_PARALLEL_DATA = 1000
MOST_TERMINOLOGIES = 100
MOST_RUNNING_JOBS = 10
MOST_WAITING_JOBS = 1000
MOST_TARGETS = 10
MOST_TAGS = 50
LARGEST_DATA_FILE = 5 * 1024**3


@dataclass(frozen=True)
class Surroundings:
    """What all backends of a service share."""

    settings: Settings
    store: Store
    buckets: Buckets
    own_buckets: Buckets
    engine: Engine
    faults: Faults
    jobs: Scheduler
    imports: Scheduler
    clock: Callable[[], float] = time.time


class TranslateBackend:
    """Parallel data, terminologies, jobs and tags. Safe to use from several threads."""

    def __init__(self, account: str, region: str, around: Surroundings) -> None:
        """Open the backend with what its store holds, and go on with what was under way."""
        self.account, self.region, self.around = account, region, around
        self.scope = f"{account}/{region}"
        self.lock = threading.RLock()
        self.files = ServiceFiles(around.own_buckets, self.scope)
        self.examples = Examples(self.files)
        self.progress: dict[str, Progress] = {}
        self._data = {n: ParallelData.from_json(b) for n, b in around.store.all("parallel-data", self.scope)}
        self._terminologies = {n: Terminology.from_json(b) for n, b in around.store.all("terminology", self.scope)}
        self._jobs = {n: Job.from_json(b) for n, b in around.store.all("job", self.scope)}
        self._tags: dict[str, dict[str, str]] = dict(around.store.all("tags", self.scope))
        self._term_tables: dict[str, tuple[str, TermTable]] = {}
        self._numbers = itertools.count(max((job.number for job in self._jobs.values()), default=0) + 1)
        self._resume()

    # Parallel data

    def create_parallel_data(
        self,
        name: str,
        s3_uri: str,
        file_format: str,
        token: str,
        description: str | None,
        encryption_key: dict[str, str] | None,
        tags: dict[str, str],
    ) -> ParallelData:
        """Begin a new resource; the same token with the same name gives the resource that it began."""
        with self.lock:
            present = self._data.get(name)
            if present is not None:
                if present.create_token == token:
                    return present
                raise ConflictException(f"There is already a parallel data resource with the name {name}.")
            if len(self._data) >= MOST_PARALLEL_DATA:
                raise LimitExceededException(f"There are already {MOST_PARALLEL_DATA} parallel data resources.")
            self._require_no_other_import(name)
            data = ParallelData(
                name=name,
                arn=self._arn(f"parallel-data/{name}"),
                status=DataStatus.CREATING,
                create_token=token,
                created_at=self.around.clock(),
                next_s3_uri=s3_uri,
                next_format=file_format,
                next_description=description,
                description=description,
                encryption_key=encryption_key,
                s3_uri=s3_uri,
                format=file_format,
            )
            self._set_tags(data.arn, tags)
            self._save_data(data)
            self.around.imports.submit(self._import(name))
            return data

    def update_parallel_data(
        self, name: str, s3_uri: str, file_format: str, token: str, description: str | None
    ) -> ParallelData:
        """Begin to replace the data of a resource; its present data stays in use until the new one is there."""
        with self.lock:
            data = self.parallel_data(name)
            if data.update_token == token:
                return data
            if data.busy:
                raise ConcurrentModificationException(f"The parallel data resource {name} is being changed.")
            self._require_no_other_import(name)
            data = replace(
                data,
                latest_status=DataStatus.UPDATING,
                latest_at=self.around.clock(),
                update_token=token,
                attempt=data.attempt + 1,
                next_s3_uri=s3_uri,
                next_format=file_format,
                next_description=description,
            )
            self._save_data(data)
            self.around.imports.submit(self._import(name))
            return data

    def parallel_data(self, name: str) -> ParallelData:
        """The resource of this name; raises ResourceNotFoundException."""
        with self.lock:
            if name not in self._data:
                raise ResourceNotFoundException(f"There is no parallel data resource with the name {name}.")
            return self._data[name]

    def list_parallel_data(self) -> list[ParallelData]:
        """All resources by name."""
        with self.lock:
            return [data for _, data in sorted(self._data.items())]

    def delete_parallel_data(self, name: str) -> ParallelData:
        """Begin to delete a resource."""
        with self.lock:
            data = self.parallel_data(name)
            if data.busy:
                raise ConcurrentModificationException(f"The parallel data resource {name} is being changed.")
            data = replace(data, status=DataStatus.DELETING)
            self._save_data(data)
            self.around.imports.submit(self._delete(name))
            return data

    def _require_no_other_import(self, name: str) -> None:
        busy = next((data.name for data in self._data.values() if data.busy and data.name != name), None)
        if busy:
            raise LimitExceededException(
                f"One create or update of parallel data can run at a time, and {busy} is not finished yet."
            )

    def _import(self, name: str) -> Iterator[float]:
        """Read the file of a running create or update, and finish it."""
        data = self.parallel_data(name)
        path = f"parallel-data/{name}/{data.attempt}/"
        auxiliary = b""
        try:
            fault = self.around.faults.take(FaultKind.FAIL_IMPORT, name=name)
            if fault:
                raise UnreadableFileError("the import was made to fail")
            place = S3Place.parse(data.next_s3_uri)
            if self.around.buckets.size(place.bucket, place.key) > LARGEST_DATA_FILE:
                raise UnreadableFileError("the file is larger than 5 GB")
            content = self.around.buckets.read(place.bucket, place.key)
            yield 0.0
            imported = import_parallel_data(content, data.next_format)
            auxiliary = imported.auxiliary_data() if imported.messages else b""
            self.files.write(f"{path}data", content)
            done = replace(
                data,
                status=DataStatus.ACTIVE,
                latest_status=None if data.latest_status is None else DataStatus.ACTIVE,
                version=str(data.attempt),
                failed_attempt=0,
                s3_uri=data.next_s3_uri,
                format=data.next_format,
                description=data.description if data.next_description is None else data.next_description,
                source_language=imported.source_language,
                target_languages=imported.target_languages,
                size=len(content),
                imported=len(imported.records),
                failed=imported.failed,
                skipped=imported.skipped,
                message=None,
                updated_at=self.around.clock(),
            )
        except Exception as error:
            if not isinstance(error, UnreadableFileError | NoSuchObjectError):
                LOG.exception("the import of %s broke", name)
            auxiliary = _error_file(str(error), data.next_s3_uri)
            creating = data.status == DataStatus.CREATING
            done = replace(
                data,
                status=DataStatus.FAILED if creating else data.status,
                latest_status=None if creating else DataStatus.FAILED,
                failed_attempt=data.attempt,
                message=f"The import of {data.next_s3_uri} failed: {error}.",
            )
        if auxiliary:
            self.files.write(f"{path}errors.json", auxiliary)
        with self.lock:
            self._save_data(done)
        if done.version:
            self._forget_old_versions(done)
        LOG.info("parallel data %s: %s, %d records", name, done.latest_status or done.status, done.imported)

    def _forget_old_versions(self, data: ParallelData) -> None:
        folder = f"parallel-data/{data.name}/"
        for entry in self.files.versions(folder):
            if entry not in (data.version, str(data.failed_attempt)):
                self.files.delete_all(f"{folder}{entry}/")

    def _delete(self, name: str) -> Iterator[float]:
        yield 0.0
        self.files.delete_all(f"parallel-data/{name}/")
        with self.lock:
            self._set_tags(self._data.pop(name).arn, {})
            self.around.store.delete("parallel-data", self.scope, name)

    def _save_data(self, data: ParallelData) -> None:
        self._data[data.name] = data
        self.around.store.save("parallel-data", self.scope, data.name, data.as_json())

    # Terminologies

    def import_terminology(
        self,
        name: str,
        content: bytes,
        file_format: str,
        directionality: str,
        description: str | None,
        encryption_key: dict[str, str] | None,
        tags: dict[str, str],
    ) -> Terminology:
        """Make or replace a terminology."""
        try:
            table = read_terms(content, file_format)
        except UnreadableFileError as error:
            raise InvalidParameterValueException(f"The terminology file cannot be used: {error}.") from error
        with self.lock:
            present = self._terminologies.get(name)
            if present is None and len(self._terminologies) >= MOST_TERMINOLOGIES:
                raise LimitExceededException(f"There are already {MOST_TERMINOLOGIES} terminologies.")
            version = uuid.uuid4().hex
            self.files.write(f"terminology/{name}/{version}", content)
            terminology = Terminology(
                name=name,
                arn=self._arn(f"terminology/{name}/LATEST"),
                format=file_format,
                directionality=directionality,
                source_language=table.source_language,
                target_languages=table.target_languages,
                size=len(content),
                terms=len(table.entries),
                skipped=table.skipped,
                version=version,
                created_at=present.created_at if present else self.around.clock(),
                updated_at=self.around.clock(),
                description=description,
                encryption_key=encryption_key,
            )
            self._terminologies[name] = terminology
            self._set_tags(terminology.arn, {**self._tags.get(terminology.arn, {}), **tags})
            self.around.store.save("terminology", self.scope, name, terminology.as_json())
            self.files.delete_all(f"terminology/{name}/", but=f"terminology/{name}/{version}")
            return terminology

    def terminology(self, name: str) -> Terminology:
        """The terminology of this name; raises ResourceNotFoundException."""
        with self.lock:
            if name not in self._terminologies:
                raise ResourceNotFoundException(f"There is no terminology with the name {name}.")
            return self._terminologies[name]

    def list_terminologies(self) -> list[Terminology]:
        """All terminologies by name."""
        with self.lock:
            return [terminology for _, terminology in sorted(self._terminologies.items())]

    def delete_terminology(self, name: str) -> None:
        """Remove a terminology."""
        with self.lock:
            terminology = self.terminology(name)
            del self._terminologies[name]
            self._term_tables.pop(name, None)
            self._set_tags(terminology.arn, {})
            self.around.store.delete("terminology", self.scope, name)
            self.files.delete_all(f"terminology/{name}/")

    def terms(self, names: Sequence[str], source_language: str, target_language: str) -> list[tuple[str, str]]:
        """The terms of terminologies for a pair of languages; raises ResourceNotFoundException."""
        found: list[tuple[str, str]] = []
        for name in names:
            with self.lock:
                terminology = self.terminology(name)
                table = self._term_table(terminology)
            found += table.terms(source_language, target_language, terminology.directionality)
        return found

    def _term_table(self, terminology: Terminology) -> TermTable:
        """The entries of a terminology, read once a version."""
        version, table = self._term_tables.get(terminology.name, ("", None))
        if table is None or version != terminology.version:
            content = self.files.read(f"terminology/{terminology.name}/{terminology.version}")
            table = read_terms(content, terminology.format)
            self._term_tables[terminology.name] = (terminology.version, table)
        return table

    # Jobs

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

    # Tags

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

    def _set_tags(self, arn: str, tags: dict[str, str]) -> None:
        if len(tags) > MOST_TAGS:
            raise TooManyTagsException(f"A resource takes up to {MOST_TAGS} tags.", ResourceArn=arn)
        self._tags[arn] = tags
        if tags:
            self.around.store.save("tags", self.scope, arn, tags)
        else:
            self._tags.pop(arn)
            self.around.store.delete("tags", self.scope, arn)

    def _arn(self, resource: str) -> str:
        return f"arn:aws:translate:{self.region}:{self.account}:{resource}"

    def _resume(self) -> None:
        """Go on with what was under way when the service ended."""
        for data in self.list_parallel_data():
            if data.status == DataStatus.DELETING:
                self.around.imports.submit(self._delete(data.name))
            elif data.busy:
                self.around.imports.submit(self._import(data.name))
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


def _error_file(message: str, place: str) -> bytes:
    return json.dumps(
        {
            "summary": {"record_error_count": 0, "record_skipped_count": 0},
            "messages": [{"content": place, "message": message}],
        },
        ensure_ascii=False,
    ).encode()
