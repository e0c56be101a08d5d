"""The things the service keeps: parallel data, terminologies, jobs. Times are seconds since 1970."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar, Self


class Record:
    """A frozen dataclass that goes through JSON and back; `KIND` names it in the store.

    Members that come later have a default, so that a folder of an earlier version is read.
    """

    KIND: ClassVar[str]

    def as_json(self) -> dict[str, Any]:
        """The members as JSON values."""
        return asdict(self)  # type: ignore[call-overload, no-any-return]

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Self:
        """The record that `as_json` was asked of."""
        known = {entry.name for entry in fields(cls)}  # type: ignore[arg-type]
        return cls(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in body.items()
                if name in known
            }
        )


class DataStatus(StrEnum):
    """The states of parallel data."""

    CREATING = "CREATING"
    UPDATING = "UPDATING"
    ACTIVE = "ACTIVE"
    DELETING = "DELETING"
    FAILED = "FAILED"


class JobStatus(StrEnum):
    """The states of a job."""

    SUBMITTED = "SUBMITTED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    COMPLETED_WITH_ERROR = "COMPLETED_WITH_ERROR"
    FAILED = "FAILED"
    STOP_REQUESTED = "STOP_REQUESTED"
    STOPPED = "STOPPED"


UNFINISHED = (JobStatus.SUBMITTED, JobStatus.IN_PROGRESS, JobStatus.STOP_REQUESTED)


@dataclass(frozen=True)
class ParallelData(Record):
    """A parallel data resource. `version` names its imported file, "" before there is one.

    `attempt` numbers creates and updates; `tokens` has the client tokens of all of them ("update/..."), each with the
    digest of its request. The `next_` members describe the file that a running create or update reads.
    """

    KIND: ClassVar[str] = "parallel-data"

    name: str
    arn: str
    status: str
    created_at: float
    next_s3_uri: str
    next_format: str
    description: str | None = None
    next_description: str | None = None
    encryption_key: dict[str, str] | None = None
    tags: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    attempt: int = 1
    version: str = ""
    failed_attempt: int = 0  # the last attempt that left an error file
    s3_uri: str = ""
    format: str = ""
    source_language: str | None = None
    target_languages: tuple[str, ...] = ()
    size: int = 0
    imported: int = 0
    failed: int = 0
    skipped: int = 0
    message: str | None = None
    updated_at: float = 0.0
    latest_status: str | None = None
    latest_at: float | None = None

    @property
    def busy(self) -> bool:
        """Whether a create, update or delete is under way."""
        return self.status in (DataStatus.CREATING, DataStatus.DELETING) or self.latest_status == DataStatus.UPDATING


@dataclass(frozen=True)
class Terminology(Record):
    """A custom terminology; `version` names its file."""

    KIND: ClassVar[str] = "terminology"

    name: str
    arn: str
    format: str
    directionality: str
    source_language: str
    target_languages: tuple[str, ...]
    size: int
    terms: int
    skipped: int
    version: str
    created_at: float
    updated_at: float
    message: str | None = None
    description: str | None = None
    encryption_key: dict[str, str] | None = None
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Job(Record):
    """A text translation job. `output_uri` is the folder of its results, with a slash at the end.

    `data_version` is that of the parallel data and terminology its documents were translated with, `digest` that of the
    request, to recognise the same token with another request.
    """

    KIND: ClassVar[str] = "job"

    id: str
    token: str
    status: str
    input_uri: str
    content_type: str
    output_uri: str
    role: str
    source_language: str
    target_languages: tuple[str, ...]
    submitted_at: float
    digest: str = ""
    number: int = 0  # in order of submission
    name: str | None = None
    encryption_key: dict[str, str] | None = None
    parallel_data: tuple[str, ...] = ()
    terminologies: tuple[str, ...] = ()
    settings: dict[str, str] | None = None
    data_version: str = ""
    ended_at: float | None = None
    message: str | None = None
    documents: int = 0
    translated: int = 0
    with_errors: int = 0


@dataclass(frozen=True)
class DocumentResult(Record):
    """How one document of a job went in one language; `error_code` is "" if it was translated.

    `flags` counts the flags of the engine, `flagged` lists the segments that have one.
    """

    KIND: ClassVar[str] = "document"

    source_file: str
    target_file: str
    segments: int = 0
    characters: int = 0
    terms: tuple[tuple[str, str], ...] = ()
    flags: dict[str, int] = field(default_factory=dict)
    flagged: tuple[dict[str, Any], ...] = ()
    error_code: str = ""
    error_message: str = ""
    by_server: bool = False
