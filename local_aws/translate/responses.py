"""Requests to Amazon Translate and their replies: reads, checks, asks the backend, writes."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from local_aws.engines.base import EngineError, Term, Translation
from local_aws.store import StateError
from local_aws.translate.backend import TranslateBackend
from local_aws.translate.documents import DOCX, READERS, Document, DocumentError, read_document
from local_aws.translate.documents.html import read_text
from local_aws.translate.documents.parts import checked
from local_aws.translate.exceptions import (
    DetectedLanguageLowConfidenceException,
    InternalServerException,
    InvalidFilterException,
    InvalidParameterValueException,
    InvalidRequestException,
    ServiceUnavailableException,
    TextSizeLimitExceededException,
    TooManyTagsException,
    TranslateError,
    UnsupportedLanguagePairException,
)
from local_aws.translate.languages import LANGUAGE_NAMES, detect_language
from local_aws.translate.models.jobs import check_pairs
from local_aws.translate.models.parallel_data import DataRequest
from local_aws.translate.models.region import MOST_TAGS
from local_aws.translate.names import language_names
from local_aws.translate.pages import page
from local_aws.translate.properties import Members, data_properties, job_properties, moment, terminology_properties
from local_aws.translate.records import Job, JobStatus
from local_aws.translate.style import Style
from local_aws.translate.terminology import applied_terms
from local_aws.translate.validation import check_request
from local_aws.translate.wire import CBOR, WireProtocol, operation_model, read_request, write_reply

LOG = logging.getLogger(__name__)
REGION = re.compile(r"Credential=[^/]*/[^/]*/(?P<region>[^/]+)/")
DEFAULT_REGION = "us-east-1"
FLAGS_HEADER = "x-local-aws-flags"  # what the engine flagged in an answer that has no other place for it
LARGEST_TRANSLATE_TEXT = 10_000  # bytes
REQUEST_SECONDS = 600  # for the translations of one request
MOST_APPLIED_TERMS = 250


@dataclass(frozen=True)
class Call:
    """A request: `operation` and `protocol` are known, `endpoint` is the address that the client used."""

    operation: str
    protocol: WireProtocol
    headers: Mapping[str, str]
    body: bytes
    endpoint: str

    @property
    def region(self) -> str:
        """The region that the request is signed for."""
        match = REGION.search(self.headers.get("Authorization", ""))
        return match["region"] if match else DEFAULT_REGION


@dataclass(frozen=True)
class Reply:
    """A reply to write to the client."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def answer(call: Call, backend: TranslateBackend) -> Reply:
    """Do what a request asks for."""
    try:
        operation = operation_model(call.operation)
        members = read_request(operation, call.body, call.protocol)
        check_request(operation, members)
        response = TranslateResponse(backend, call.endpoint)
        result = response.call(call.operation, members)
        body = write_reply(operation.output_shape, result, call.protocol)
        return reply(call.protocol, 200, body, {FLAGS_HEADER: ", ".join(response.flags)} if response.flags else None)
    except TranslateError as error:
        return error_reply(call.protocol, error)
    except StateError as error:
        LOG.error("%s: %s", call.operation, error)
        return error_reply(call.protocol, InternalServerException(f"{call.operation} was not done: {error}."))
    except Exception as error:
        LOG.exception("%s broke", call.operation)
        return error_reply(call.protocol, InternalServerException(f"{call.operation} broke: {error!r}"))


def error_reply(protocol: WireProtocol, error: TranslateError) -> Reply:
    """The reply for an error."""
    body = protocol.encode({"__type": error.code, error.message_member: error.message, **error.members})
    return reply(protocol, error.status, body, {"x-amzn-ErrorType": error.code})


def reply(protocol: WireProtocol, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> Reply:
    """A reply with the headers of its protocol."""
    extra = {"smithy-protocol": "rpc-v2-cbor"} if protocol is CBOR else {}
    return Reply(
        status,
        body,
        {"Content-Type": protocol.content_type, "x-amzn-RequestId": str(uuid.uuid4()), **extra, **(headers or {})},
    )


class TranslateResponse:
    """The operations: a method for each, members of the request in, members of the reply out."""

    def __init__(self, backend: TranslateBackend, endpoint: str) -> None:
        self.backend, self.endpoint = backend, endpoint
        self.flags: list[str] = []

    def call(self, operation: str, members: Members) -> Members | None:
        """Call an operation by its name in the API."""
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
        method: Callable[[Members], Members | None] = getattr(self, name)
        return method(members)

    # Parallel data

    def create_parallel_data(self, members: Members) -> Members:
        """CreateParallelData."""
        data = self.backend.parallel_data.create(_data_request(members))
        return {"Name": data.name, "Status": data.status}

    def update_parallel_data(self, members: Members) -> Members:
        """UpdateParallelData."""
        data = self.backend.parallel_data.update(_data_request(members))
        return {
            "Name": data.name,
            "Status": data.status,
            "LatestUpdateAttemptStatus": data.latest_status,
            "LatestUpdateAttemptAt": moment(data.latest_at),
        }

    def get_parallel_data(self, members: Members) -> Members:
        """GetParallelData."""
        data = self.backend.parallel_data.get(members["Name"])
        folder = f"parallel-data/{data.name}"
        reply: Members = {"ParallelDataProperties": data_properties(data)}
        if data.version:
            reply["DataLocation"] = self._location(f"{folder}/{data.version}/data")
            if data.failed or data.skipped:
                reply["AuxiliaryDataLocation"] = self._location(f"{folder}/{data.version}/errors.json")
        if data.failed_attempt:
            member = "LatestUpdateAttemptAuxiliaryDataLocation" if data.latest_status else "AuxiliaryDataLocation"
            reply[member] = self._location(f"{folder}/{data.failed_attempt}/errors.json")
        return reply

    def list_parallel_data(self, members: Members) -> Members:
        """ListParallelData."""
        found, token = page(
            self.backend.parallel_data.all(), members, key=lambda data: data.name, error=InvalidParameterValueException
        )
        return {"ParallelDataPropertiesList": [data_properties(data) for data in found], "NextToken": token}

    def delete_parallel_data(self, members: Members) -> Members:
        """DeleteParallelData."""
        data = self.backend.parallel_data.delete(members["Name"])
        return {"Name": data.name, "Status": data.status}

    # Terminologies

    def import_terminology(self, members: Members) -> Members:
        """ImportTerminology."""
        file = members["TerminologyData"]
        terminology = self.backend.terminologies.import_terminology(
            members["Name"],
            file["File"],
            file["Format"],
            file.get("Directionality", "UNI"),
            members.get("Description"),
            members.get("EncryptionKey"),
            _tags(members),
        )
        return {"TerminologyProperties": terminology_properties(terminology)}

    def get_terminology(self, members: Members) -> Members:
        """GetTerminology: the file in the format that is asked for, or that it was imported in."""
        terminology = self.backend.terminologies.get(members["Name"])
        path = self.backend.terminologies.file(terminology, members.get("TerminologyDataFormat", terminology.format))
        return {
            "TerminologyProperties": terminology_properties(terminology),
            "TerminologyDataLocation": self._location(path),
        }

    def list_terminologies(self, members: Members) -> Members:
        """ListTerminologies."""
        found, token = page(
            self.backend.terminologies.all(), members, key=lambda t: t.name, error=InvalidParameterValueException
        )
        return {"TerminologyPropertiesList": [terminology_properties(t) for t in found], "NextToken": token}

    def delete_terminology(self, members: Members) -> None:
        """DeleteTerminology."""
        self.backend.terminologies.delete(members["Name"])

    # Jobs

    def start_text_translation_job(self, members: Members) -> Members:
        """StartTextTranslationJob."""
        given, wanted = members["InputDataConfig"], members["OutputDataConfig"]
        _require_supported(given["ContentType"], READERS)
        if "Brevity" in members.get("Settings", {}):
            raise InvalidRequestException("Brevity is not supported in text translation jobs.")
        job = Job(
            id="",
            token=members["ClientToken"],
            digest=_digest(members),
            status=JobStatus.SUBMITTED,
            input_uri=given["S3Uri"],
            content_type=given["ContentType"],
            output_uri=wanted["S3Uri"],
            role=members["DataAccessRoleArn"],
            source_language=members["SourceLanguageCode"],
            target_languages=tuple(members["TargetLanguageCodes"]),
            submitted_at=0.0,
            name=members.get("JobName"),
            encryption_key=wanted.get("EncryptionKey"),
            parallel_data=tuple(members.get("ParallelDataNames", ())),
            terminologies=tuple(members.get("TerminologyNames", ())),
            settings=members.get("Settings"),
        )
        job = self.backend.jobs.start(job)
        return {"JobId": job.id, "JobStatus": job.status}

    def describe_text_translation_job(self, members: Members) -> Members:
        """DescribeTextTranslationJob."""
        return {"TextTranslationJobProperties": job_properties(self.backend.jobs.get(members["JobId"]))}

    def list_text_translation_jobs(self, members: Members) -> Members:
        """ListTextTranslationJobs: one filter at a time; the latest first, unless `SubmittedBeforeTime` is given."""
        chosen = members.get("Filter", {})
        if len(chosen) > 1:
            raise InvalidFilterException("Only one filter can be used at a time.")
        jobs = [job for job in self.backend.jobs.all() if _fits(job, chosen)]
        if "SubmittedBeforeTime" not in chosen:
            jobs.reverse()
        found, token = page(jobs, members, key=lambda job: job.id, error=InvalidRequestException)
        return {"TextTranslationJobPropertiesList": [job_properties(job) for job in found], "NextToken": token}

    def stop_text_translation_job(self, members: Members) -> Members:
        """StopTextTranslationJob."""
        job = self.backend.jobs.stop(members["JobId"])
        return {"JobId": job.id, "JobStatus": job.status}

    # At once

    def translate_text(self, members: Members) -> Members:
        """TranslateText."""
        text = members["Text"]
        if len(text.encode()) > LARGEST_TRANSLATE_TEXT:
            raise TextSizeLimitExceededException(f"The text is longer than {LARGEST_TRANSLATE_TEXT} bytes.")
        content, reply = self._translate_now(read_text(text), members)
        return {"TranslatedText": content.decode(), **reply}

    def translate_document(self, members: Members) -> Members:
        """TranslateDocument."""
        document = members["Document"]
        _require_supported(document["ContentType"], ("text/plain", "text/html", DOCX))
        if "en" not in (members["SourceLanguageCode"], members["TargetLanguageCode"]):
            raise UnsupportedLanguagePairException(
                "TranslateDocument translates from or into English.",
                SourceLanguageCode=members["SourceLanguageCode"],
                TargetLanguageCode=members["TargetLanguageCode"],
            )
        try:
            parsed = read_document(document["Content"], document["ContentType"])
        except DocumentError as error:
            raise InvalidRequestException(f"The document cannot be translated: {error}.") from error
        content, reply = self._translate_now(parsed, members)
        return {"TranslatedDocument": {"Content": content}, **reply}

    def _translate_now(self, document: Document, members: Members) -> tuple[bytes, Members]:
        """Translate a document in the request; gives its content and the rest of the reply."""
        source, target = members["SourceLanguageCode"], members["TargetLanguageCode"]
        check_pairs(source, [target])
        names = members.get("TerminologyNames", [])
        if len(names) > 1:
            raise InvalidRequestException("One terminology at most can be used.")
        if source == "auto":
            detected = detect_language(document.plain)
            if not detected.sure:
                raise DetectedLanguageLowConfidenceException(
                    "The source language is not clear; name it.", DetectedLanguageCode=detected.code
                )
            source = detected.code
        terms = self.backend.terminologies.lookup(names)(source, target)
        style = Style.of(members.get("Settings"), target, self.backend.region.around.engine)
        fragments = translations = [part.fragment for part in document.parts]
        if source != target and fragments:
            made = self._engine_makes(document, source, target, terms, style)
            translations = [translation.text for translation in made]
            self.flags = sorted({flag for translation in made for flag in translation.flags})
        translations = [style.masked(text) for text in translations]
        reply: Members = {"SourceLanguageCode": source, "TargetLanguageCode": target}
        reply["AppliedSettings"] = style.applied or None
        if names:
            applied = [
                {"SourceText": term, "TargetText": wanted}
                for term, wanted in applied_terms(terms, fragments, translations)[:MOST_APPLIED_TERMS]
            ]
            reply["AppliedTerminologies"] = [{"Name": names[0], "Terms": applied}]
        return document.with_translations(translations, target), reply

    def _engine_makes(
        self, document: Document, source: str, target: str, terms: list[tuple[str, str]], style: Style
    ) -> list[Translation]:
        """What the engine makes of a document; raises ServiceUnavailableException if it takes too long."""
        engine = self.backend.region.around.engine
        try:
            found = engine.translate(
                [part.fragment for part in document.parts],
                source_language=source,
                target_language=target,
                examples=None,
                terms=[Term(*term) for term in terms],
                **style.for_engine,
            )
            return list(_in_time(checked(document.parts, found)))
        except EngineError as error:
            raise ServiceUnavailableException(str(error)) from error
        except DocumentError as error:
            raise InternalServerException(f"{error}.") from error

    # The rest

    def list_languages(self, members: Members) -> Members:
        """ListLanguages."""
        display = members.get("DisplayLanguageCode", "en")
        names = language_names(display)
        found, token = page(
            sorted(LANGUAGE_NAMES), members, key=lambda code: code, error=InvalidParameterValueException, size=500
        )
        languages = [{"LanguageName": names[code], "LanguageCode": code} for code in found]
        return {"Languages": languages, "DisplayLanguageCode": display, "NextToken": token}

    def tag_resource(self, members: Members) -> Members:
        """TagResource."""
        self.backend.tag(members["ResourceArn"], _tags(members))
        return {}

    def untag_resource(self, members: Members) -> Members:
        """UntagResource."""
        self.backend.untag(members["ResourceArn"], members["TagKeys"])
        return {}

    def list_tags_for_resource(self, members: Members) -> Members:
        """ListTagsForResource."""
        tags = self.backend.tags(members["ResourceArn"])
        return {"Tags": [{"Key": key, "Value": value} for key, value in sorted(tags.items())]}

    def _location(self, path: str) -> Members:
        region = self.backend.region
        return {"RepositoryType": "S3", "Location": region.files.link(path, self.endpoint, region.name)}


def _in_time(made: Iterator[Translation]) -> Iterator[Translation]:
    """Translations of a request; raises ServiceUnavailableException when they take too long."""
    deadline = time.monotonic() + REQUEST_SECONDS
    for translation in made:
        if time.monotonic() > deadline:
            raise ServiceUnavailableException(f"The translation takes longer than {REQUEST_SECONDS} s; use a job.")
        yield translation


def _data_request(members: Members) -> DataRequest:
    config = members["ParallelDataConfig"]
    if "S3Uri" not in config or "Format" not in config:
        raise InvalidParameterValueException("ParallelDataConfig needs S3Uri and Format.")
    return DataRequest(
        name=members["Name"],
        s3_uri=config["S3Uri"],
        format=config["Format"],
        token=members["ClientToken"],
        digest=_digest(members),
        description=members.get("Description"),
        encryption_key=members.get("EncryptionKey"),
        tags=_tags(members),
    )


def _digest(members: Members) -> str:
    """What a request asks for, whatever its client token."""
    asked = {name: value for name, value in members.items() if name != "ClientToken"}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _tags(members: Members) -> dict[str, str]:
    given = members.get("Tags", [])
    tags = {tag["Key"]: tag["Value"] for tag in given}
    if len(tags) < len(given):
        raise InvalidParameterValueException("A tag key can be given once.")
    if len(tags) > MOST_TAGS:
        raise TooManyTagsException(f"A resource takes up to {MOST_TAGS} tags.")
    if any(key.lower().startswith("aws:") for key in tags):
        raise InvalidParameterValueException("A tag key cannot begin with aws:.")
    return tags


def _require_supported(content_type: str, supported: Iterable[str]) -> None:
    if content_type not in supported:
        raise InvalidRequestException(
            f"The content type {content_type} is not supported here; supported are {', '.join(supported)}."
        )


def _fits(job: Job, chosen: Members) -> bool:
    return (
        job.name == chosen.get("JobName", job.name)
        and job.status == chosen.get("JobStatus", job.status)
        and ("SubmittedBeforeTime" not in chosen or job.submitted_at < chosen["SubmittedBeforeTime"].timestamp())
        and ("SubmittedAfterTime" not in chosen or job.submitted_at > chosen["SubmittedAfterTime"].timestamp())
    )
