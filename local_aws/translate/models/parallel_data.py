"""Parallel data: create, update, delete, and the imports behind them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

from local_aws.faults import FaultKind
from local_aws.s3.buckets import NoSuchObjectError
from local_aws.translate.examples import Examples
from local_aws.translate.exceptions import (
    ConcurrentModificationException,
    ConflictException,
    LimitExceededException,
    ResourceNotFoundException,
)
from local_aws.translate.models.region import Region, Surroundings
from local_aws.translate.parallel_data import import_parallel_data
from local_aws.translate.records import DataStatus, ParallelData
from local_aws.translate.tabular import UnreadableFileError
from local_aws.translate.uris import S3Place

LOG = logging.getLogger(__name__)

MOST_PARALLEL_DATA = 1000
LARGEST_DATA_FILE = 5 * 1024**3


class ParallelDataPart(Region):
    """The parallel data resources of a region."""

    def __init__(self, account: str, region: str, around: Surroundings) -> None:
        super().__init__(account, region, around)
        self.examples = Examples(self.files)
        self._data = {n: ParallelData.from_json(b) for n, b in around.store.all("parallel-data", self.scope)}

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

    def _resume_imports(self) -> None:
        for data in self.list_parallel_data():
            if data.status == DataStatus.DELETING:
                self.around.imports.submit(self._delete(data.name))
            elif data.busy:
                self.around.imports.submit(self._import(data.name))


def _error_file(message: str, place: str) -> bytes:
    return json.dumps(
        {
            "summary": {"record_error_count": 0, "record_skipped_count": 0},
            "messages": [{"content": place, "message": message}],
        },
        ensure_ascii=False,
    ).encode()
