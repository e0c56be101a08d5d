"""Parallel data: create, update, delete, and the imports behind them."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from local_aws.events import IMPORT_ENDED, Event, moment
from local_aws.faults import FaultKind
from local_aws.s3.buckets import NoSuchObjectError
from local_aws.store import StateError
from local_aws.translate.examples import Examples
from local_aws.translate.exceptions import (
    ConcurrentModificationException,
    ConflictException,
    LimitExceededException,
    ResourceNotFoundException,
)
from local_aws.translate.models.region import Region, check_tags
from local_aws.translate.models.shelf import Shelf
from local_aws.translate.parallel_data import Import, import_parallel_data
from local_aws.translate.records import DataStatus, ParallelData
from local_aws.translate.tabular import UnreadableFileError
from local_aws.translate.uris import S3Place

LOG = logging.getLogger(__name__)

MOST_PARALLEL_DATA = 1000
LARGEST_DATA_FILE = 5 * 1024**3


@dataclass(frozen=True, slots=True)
class DataRequest:
    """What a create or an update asks for; `digest` is that of the whole request without its token."""

    name: str
    s3_uri: str
    format: str
    token: str
    digest: str = ""
    description: str | None = None
    encryption_key: dict[str, str] | None = None
    tags: Mapping[str, str] | None = None


class ParallelDataResources:
    """The parallel data resources of a region. Safe to use from several threads."""

    def __init__(self, region: Region) -> None:
        self._region, self._around = region, region.around
        self._lock = threading.RLock()
        self._shelf = Shelf(region.around.store, region.scope, ParallelData, lambda data: data.name)
        self.examples = Examples(region.files, region.indexes)

    def create(self, request: DataRequest) -> ParallelData:
        """Begin a new resource; the same token with the same request gives the resource that it began."""
        with self._lock:
            known = self._known("create", request)
            if known is not None:
                return known
            if self._shelf.find(request.name) is not None:
                raise ConflictException(f"There is already a parallel data resource with the name {request.name}.")
            if len(self._shelf) >= MOST_PARALLEL_DATA:
                raise LimitExceededException(f"There are already {MOST_PARALLEL_DATA} parallel data resources.")
            self._require_no_other_import(request.name)
            arn = self._region.arn(f"parallel-data/{request.name}")
            tags = dict(request.tags or {})
            check_tags(arn, tags)
            data = ParallelData(
                name=request.name,
                arn=arn,
                status=DataStatus.CREATING,
                created_at=self._around.clock(),
                next_s3_uri=request.s3_uri,
                next_format=request.format,
                next_description=request.description,
                description=request.description,
                encryption_key=request.encryption_key,
                tags=tags,
                s3_uri=request.s3_uri,
                format=request.format,
                tokens={f"create/{request.token}": request.digest},
            )
            self._shelf.keep(data)
            self._around.imports.submit(self._import(data.name))
            return data

    def update(self, request: DataRequest) -> ParallelData:
        """Begin to replace the data of a resource; its present data stays in use until the new one is there."""
        with self._lock:
            known = self._known("update", request)
            if known is not None:
                return known
            data = self.get(request.name)
            self._require_idle(data)
            self._require_no_other_import(request.name)
            data = replace(
                data,
                latest_status=DataStatus.UPDATING,
                latest_at=self._around.clock(),
                attempt=data.attempt + 1,
                next_s3_uri=request.s3_uri,
                next_format=request.format,
                next_description=request.description,
                tokens={**data.tokens, f"update/{request.token}": request.digest},
            )
            self._shelf.keep(data)
            self._around.imports.submit(self._import(data.name))
            return data

    def get(self, name: str) -> ParallelData:
        """The resource of this name; raises ResourceNotFoundException."""
        with self._lock:
            data = self._shelf.find(name)
            if data is None:
                raise ResourceNotFoundException(f"There is no parallel data resource with the name {name}.")
            return data

    def all(self) -> list[ParallelData]:
        """All resources by name."""
        with self._lock:
            return self._shelf.all()

    def delete(self, name: str) -> ParallelData:
        """Begin to delete a resource."""
        with self._lock:
            data = self.get(name)
            self._require_idle(data)
            data = replace(data, status=DataStatus.DELETING)
            self._shelf.keep(data, last_room=True)
            self._around.imports.submit(self._delete(name))
            return data

    def set_tags(self, name: str, tags: dict[str, str]) -> None:
        """Replace the tags of a resource."""
        with self._lock:
            data = self.get(name)
            check_tags(data.arn, tags)
            self._shelf.keep(replace(data, tags=tags))

    def resume(self) -> None:
        """Go on with what was under way when the service ended."""
        for data in self.all():
            if data.status == DataStatus.DELETING:
                self._around.imports.submit(self._delete(data.name))
            elif data.busy:
                self._around.imports.submit(self._import(data.name))

    def _known(self, operation: str, request: DataRequest) -> ParallelData | None:
        """The resource that an earlier request with this token is about; raises ConflictException if it differs."""
        token = f"{operation}/{request.token}"
        known = next((data for data in self._shelf.all() if token in data.tokens), None)
        if known is not None and (known.name != request.name or known.tokens[token] != request.digest):
            raise ConflictException(
                f"The client token was used for a different request, about the parallel data resource {known.name}."
            )
        return known

    def _require_idle(self, data: ParallelData) -> None:
        if data.busy:
            raise ConcurrentModificationException(f"The parallel data resource {data.name} is being changed.")

    def _require_no_other_import(self, name: str) -> None:
        busy = next((data.name for data in self._shelf.all() if data.busy and data.name != name), None)
        if busy:
            raise LimitExceededException(
                f"One create or update of parallel data can run at a time, and {busy} is not finished yet."
            )

    def _import(self, name: str) -> Iterator[float]:
        """Read the file of a running create or update, and finish it, whatever fails."""
        data = self.get(name)
        auxiliary = b""
        try:
            content = self._read(data)
            yield 0.0
            imported = import_parallel_data(content, data.next_format)
            auxiliary = imported.auxiliary_data() if imported.messages else b""
            self._region.files.write(f"{_folder(data)}data", content)
            outcome = self._success(data, imported, len(content))
            for language in imported.target_languages:  # so that the first job need not wait for it
                yield 0.0
                self.examples.index(replace(data, **outcome), language, escaped=False)
        except Exception as error:
            if not isinstance(error, UnreadableFileError | NoSuchObjectError | StateError):
                LOG.exception("the import of %s broke", name)
            auxiliary = _error_file(str(error), data.next_s3_uri)
            outcome = _failure(data, f"The import of {data.next_s3_uri} failed: {error}.")
        if auxiliary:
            self._try(lambda: self._region.files.write(f"{_folder(data)}errors.json", auxiliary))
        with self._lock:
            done = replace(self.get(name), **outcome)
            event = self._event(done)
            self._shelf.keep_end(done, *self._around.events.kept(event))
        self._around.events.send(event)
        self._try(lambda: self._forget_old_versions(done))
        LOG.info("parallel data %s: %s, %d records", name, done.latest_status or done.status, done.imported)

    def _event(self, data: ParallelData) -> Event:
        """What is told of an import that has ended."""
        detail = {"operation": "CreateParallelData", "name": data.name, "status": data.status}
        if data.latest_status is not None:
            detail["operation"] = "UpdateParallelData"
            detail["latestUpdateAttemptStatus"] = data.latest_status
            detail["latestUpdateAttemptAt"] = moment(data.latest_at or 0.0)
        return self._region.event(IMPORT_ENDED, detail, data.arn)

    def _read(self, data: ParallelData) -> bytes:
        """The file to import; raises UnreadableFileError or NoSuchObjectError."""
        if self._around.faults.take(FaultKind.FAIL_IMPORT, name=data.name):
            raise UnreadableFileError("the import was made to fail")
        place = S3Place.parse(data.next_s3_uri)
        self._around.buckets.require_region(place.bucket, self._region.name)
        if self._around.buckets.size(place.bucket, place.key) > LARGEST_DATA_FILE:
            raise UnreadableFileError("the file is larger than 5 GB")
        return self._around.buckets.read(place.bucket, place.key)

    def _success(self, data: ParallelData, imported: Import, size: int) -> dict[str, Any]:
        return {
            "status": DataStatus.ACTIVE,
            "latest_status": None if data.latest_status is None else DataStatus.ACTIVE,
            "version": str(data.attempt),
            "failed_attempt": 0,
            "s3_uri": data.next_s3_uri,
            "format": data.next_format,
            "description": data.description if data.next_description is None else data.next_description,
            "source_language": imported.source_language,
            "target_languages": imported.target_languages,
            "size": size,
            "imported": len(imported.records),
            "failed": imported.failed,
            "skipped": imported.skipped,
            "message": None,
            "updated_at": self._around.clock(),
        }

    def _forget_old_versions(self, data: ParallelData) -> None:
        folder = f"parallel-data/{data.name}/"
        for version in self._region.files.versions(folder):
            if version not in (data.version, str(data.failed_attempt)):
                self._region.files.delete_all(f"{folder}{version}/")

    def _delete(self, name: str) -> Iterator[float]:
        yield 0.0
        self.examples.forget(name)
        self._try(lambda: self._region.files.delete_all(f"parallel-data/{name}/"))
        with self._lock:
            self._shelf.remove(name, anyway=True)

    def _try(self, action: Any) -> None:
        """Do what must not keep an import or a deletion from its end."""
        try:
            action()
        except (StateError, OSError) as error:
            LOG.warning("left undone: %s", error)


def _folder(data: ParallelData) -> str:
    """Where the files of an attempt are."""
    return f"parallel-data/{data.name}/{data.attempt}/"


def _failure(data: ParallelData, message: str) -> dict[str, Any]:
    ended = (
        {"status": DataStatus.FAILED} if data.status == DataStatus.CREATING else {"latest_status": DataStatus.FAILED}
    )
    return {**ended, "failed_attempt": data.attempt, "message": message}


def _error_file(message: str, place: str) -> bytes:
    return json.dumps(
        {
            "summary": {"record_error_count": 0, "record_skipped_count": 0},
            "messages": [{"content": place, "message": message}],
        },
        ensure_ascii=False,
    ).encode()
