"""A text translation job at work: document by document, in small steps, with its results in S3.

Layout of the results: AWS, Amazon Translate developer guide, "Getting batch translation results".
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any

from local_aws.engines.base import EngineError, Term, Translation
from local_aws.engines.retrieval import ExampleIndex
from local_aws.faults import FaultKind
from local_aws.s3.buckets import NoSuchObjectError, StoredObject
from local_aws.store import Save, StateError
from local_aws.translate.details import details_file
from local_aws.translate.documents import Document, DocumentError, read_document
from local_aws.translate.documents.parts import checked
from local_aws.translate.exceptions import TranslateError
from local_aws.translate.inputs import documents_below
from local_aws.translate.languages import detect_language
from local_aws.translate.models.jobs import Jobs
from local_aws.translate.models.parallel_data import ParallelDataResources
from local_aws.translate.models.terminologies import Lookup, Terminologies
from local_aws.translate.progress import Progress
from local_aws.translate.records import DocumentResult, Job, JobStatus, ParallelData, Terminology
from local_aws.translate.style import Style
from local_aws.translate.terminology import applied_terms
from local_aws.translate.uris import S3Place

LOG = logging.getLogger(__name__)

STEP_SECONDS = 0.1  # how long a job translates before the next one has its turn
LOG_SECONDS = 10.0
LARGEST_DOCUMENT = 20 * 1024**2
MOST_CHARACTERS = 1_000_000
LARGEST_TEXT = 1024**2  # bytes of translatable text in a document


class _JobFailedError(Exception):
    """The job cannot go on; the message is for its description."""


class _JobStoppedError(Exception):
    """The job was asked to stop."""


class JobRun:
    """One job, from SUBMITTED to its end."""

    def __init__(
        self, identifier: str, jobs: Jobs, parallel_data: ParallelDataResources, terminologies: Terminologies
    ) -> None:
        self._id = identifier
        self._jobs, self._parallel_data, self._terminologies = jobs, parallel_data, terminologies
        self._around, self._scope = jobs.region.around, jobs.region.scope
        self._progress = Progress()
        self._indexes: dict[str, ExampleIndex] = {}
        self._terms: Lookup = lambda source, target: []
        self._logged = time.monotonic()

    def steps(self) -> Iterator[float]:
        """Do the work; yields after each step how long the job wants to rest, in seconds."""
        try:
            fault = self._around.faults.take(FaultKind.SLOW_START, name=self._job.name or "")
            if fault:
                yield fault.seconds
            yield from self._work()
        except _JobStoppedError:
            self._end(JobStatus.STOPPED)
        except (_JobFailedError, EngineError, TranslateError, StateError) as error:
            self._end(JobStatus.FAILED, f"The job failed: {str(error).rstrip('.')}.")
        except Exception as error:
            LOG.exception("job %s broke", self._id)
            self._end(JobStatus.FAILED, f"The job failed inside the service: {error!r}.")

    @property
    def _job(self) -> Job:
        return self._jobs.get(self._id)

    def _work(self) -> Iterator[float]:
        if self._job.status == JobStatus.STOPPED:
            return
        documents = self._begin()
        yield 0.0
        for entry in documents:
            results = []
            for target in self._job.target_languages:
                self._check_stop()
                result = self._result(entry, target)
                if result is None:
                    result = yield from self._translate(entry, target)
                    self._keep(entry, target, result)
                else:
                    self._progress.skip(entry.size)
                results.append(result)
            bad = any(result.error_code for result in results)
            job = self._job
            self._jobs.save(replace(job, translated=job.translated + (not bad), with_errors=job.with_errors + bad))
            self._meet_fault()
            yield 0.0
        self._write_details(documents)
        self._end(JobStatus.COMPLETED_WITH_ERROR if self._job.with_errors else JobStatus.COMPLETED)

    def _begin(self) -> list[StoredObject]:
        """List the documents and mark the job as begun; what an earlier run did stays if its data is the same."""
        job = self._job
        try:
            documents = documents_below(self._around.buckets, job.input_uri)
        except NoSuchObjectError as error:
            raise _JobFailedError(error) from error
        version = self._data_version(job)
        status = JobStatus.IN_PROGRESS if job.status == JobStatus.SUBMITTED else job.status
        begun = replace(job, status=status, documents=len(documents), translated=0, with_errors=0, data_version=version)
        self._jobs.save(begun, afresh=job.data_version != version)
        languages = len(job.target_languages)
        self._indexes = self._load_indexes(job)
        self._terms = self._terminologies.lookup(job.terminologies)
        self._progress = Progress(len(documents) * languages, bytes=sum(entry.size for entry in documents) * languages)
        self._jobs.progress[self._id] = self._progress
        LOG.info("job %s (%s) begins: %d documents", self._id, job.name or "no name", len(documents))
        return documents

    def _data_version(self, job: Job) -> str:
        """Which parallel data and terminology the job works with, to begin again where they are others."""
        used: list[ParallelData | Terminology] = [
            *map(self._parallel_data.get, job.parallel_data),
            *map(self._terminologies.get, job.terminologies),
        ]
        return "".join(f"{resource.created_at}/{resource.version}" for resource in used)

    def _translate(self, entry: StoredObject, target: str) -> Generator[float, None, DocumentResult]:
        """Translate a document into one language and write it; gives its result."""
        job = self._job
        source_file = entry.key.removeprefix(S3Place.parse(job.input_uri).folder.key)
        result = DocumentResult(source_file, f"{target}.{source_file}")
        behind = self._progress.bytes_done + entry.size
        try:
            if self._around.faults.take(FaultKind.FAIL_DOCUMENT, name=source_file):
                raise DocumentError("InternalServerException", "the document was made to fail")
            document, source = self._read(entry, job)
            terms = self._terms(source, target)
            made = yield from self._translate_parts(document, source, target, terms, entry.size)
            texts = [translation.text for translation in made]
            self._write(job, result, document.with_translations(texts, target))
            return replace(
                result,
                segments=len(made),
                characters=document.characters,
                terms=tuple(applied_terms(terms, [part.fragment for part in document.parts], texts)),
                flags=dict(sorted(Counter(flag for translation in made for flag in translation.flags).items())),
                flagged=tuple(_flagged(document, made)),
            )
        except DocumentError as error:
            LOG.warning("job %s, document %s, %s: %s", self._id, source_file, target, error)
            by_server = error.code == "InternalServerException"
            return replace(result, error_code=error.code, error_message=str(error), by_server=by_server)
        finally:
            self._progress.documents_done += 1
            self._progress.bytes_done = behind

    def _translate_parts(
        self, document: Document, source: str, target: str, terms: list[tuple[str, str]], size: int
    ) -> Generator[float, None, list[Translation]]:
        """The translations of a document; gives the word back every now and then. `size` is for the progress."""
        made: list[Translation] = []
        speed = self._around.settings.segments_per_second
        turn = time.monotonic()
        for translation in self._ask(document, source, target, terms):
            made.append(translation)
            self._progress.segments_done += 1
            self._progress.bytes_done += size / len(document.parts)
            if speed or time.monotonic() - turn > STEP_SECONDS:
                yield 1 / speed if speed else 0.0
                self._check_stop()
                self._log_progress()
                turn = time.monotonic()
        return made

    def _read(self, entry: StoredObject, job: Job) -> tuple[Document, str]:
        """A document and its language; raises DocumentError."""
        if entry.size > LARGEST_DOCUMENT:
            raise DocumentError("TextSizeLimitExceededException", "the document is larger than 20 MB")
        try:
            content = self._around.buckets.read(S3Place.parse(job.input_uri).bucket, entry.key)
        except NoSuchObjectError as error:
            raise DocumentError("InvalidRequestException", str(error)) from error
        document = read_document(content, job.content_type)
        if len(document.text) >= MOST_CHARACTERS:
            raise DocumentError("TextSizeLimitExceededException", "the document has 1,000,000 characters or more")
        source = job.source_language
        if source == "auto":
            detected = detect_language(document.plain)
            if not detected.sure:
                raise DocumentError(
                    "DetectedLanguageLowConfidenceException", f"the language is not clear: maybe {detected.code}"
                )
            source = detected.code
        if sum(len(part.fragment.encode()) for part in document.parts) > LARGEST_TEXT:
            raise DocumentError("TextSizeLimitExceededException", "the document has more than 1 MB of text")
        return document, source

    def _ask(self, document: Document, source: str, target: str, terms: list[tuple[str, str]]) -> Iterator[Translation]:
        if source == target or not document.parts:
            return (Translation(part.fragment) for part in document.parts)
        style = Style.of(self._job.settings, target, self._around.engine)
        made = self._around.engine.translate(
            [part.fragment for part in document.parts],
            source_language=source,
            target_language=target,
            examples=self._indexes.get(target),
            terms=[Term(*term) for term in terms],
            **style.for_engine,
        )
        return (replace(done, text=style.masked(done.text)) for done in checked(document.parts, made))

    def _load_indexes(self, job: Job) -> dict[str, ExampleIndex]:
        """The examples for each target language; the job keeps them although the parallel data may change."""
        escaped = job.content_type == "text/plain"
        try:
            return {
                target: self._parallel_data.examples.index(self._parallel_data.get(name), target, escaped=escaped)
                for name in job.parallel_data
                for target in job.target_languages
            }
        except NoSuchObjectError as error:
            raise _JobFailedError(f"its parallel data cannot be read: {error}") from error

    def _write(self, job: Job, result: DocumentResult, content: bytes) -> None:
        if self._around.faults.take(FaultKind.TRUNCATE_OUTPUT, name=result.source_file):
            content = content[: len(content) // 2]
        place = S3Place.parse(job.output_uri).below(result.target_file)
        try:
            self._around.buckets.write(place.bucket, place.key, content, job.content_type)
        except NoSuchObjectError as error:
            raise _JobFailedError(error) from error

    def _write_details(self, documents: list[StoredObject]) -> None:
        """One file a language, from what is kept of each document."""
        job = self._job
        for target in job.target_languages:
            results = [result for entry in documents if (result := self._result(entry, target))]
            place = S3Place.parse(job.output_uri).below(f"details/{target}.auxiliary-translation-details.json")
            content = details_file(job, target, results, self._around.engine.name)
            try:
                self._around.buckets.write(place.bucket, place.key, content, "application/json")
            except NoSuchObjectError as error:
                raise _JobFailedError(error) from error

    def _result(self, entry: StoredObject, target: str) -> DocumentResult | None:
        body = self._around.store.find(DocumentResult.KIND, self._scope, f"{self._id}/{target}/{entry.key}")
        return DocumentResult.from_json(body) if body else None

    def _keep(self, entry: StoredObject, target: str, result: DocumentResult) -> None:
        name = f"{self._id}/{target}/{entry.key}"
        self._around.store.write(Save(DocumentResult.KIND, self._scope, name, result.as_json()))

    def _meet_fault(self) -> None:
        job = self._job
        done = job.translated + job.with_errors
        if self._around.faults.take(FaultKind.EXIT, name=job.name or "", done=done):
            os._exit(70)
        if self._around.faults.take(FaultKind.FAIL_JOB, name=job.name or "", done=done):
            raise _JobFailedError("it was made to fail")

    def _check_stop(self) -> None:
        if self._job.status == JobStatus.STOP_REQUESTED:
            raise _JobStoppedError

    def _log_progress(self) -> None:
        if time.monotonic() - self._logged > LOG_SECONDS:
            self._logged = time.monotonic()
            LOG.info("job %s: %s", self._id, self._progress)

    def _end(self, status: JobStatus, message: str | None = None) -> None:
        self._progress.ended = time.monotonic()
        self._jobs.end(replace(self._job, status=status, message=message))
        LOG.info("job %s ends %s: %s%s", self._id, status, self._progress, f" ({message})" if message else "")


def _flagged(document: Document, made: Sequence[Translation]) -> Iterator[dict[str, Any]]:
    """The segments that have a flag: number, id of the element, flags."""
    for number, (part, translation) in enumerate(zip(document.parts, made, strict=True), 1):
        if translation.flags:
            name = {"id": part.name} if part.name else {}
            yield {"segment": number, **name, "flags": list(translation.flags)}
