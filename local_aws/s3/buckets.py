"""What the Translate side does with S3: straight calls into moto, so no endpoint setting can lead elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from moto.s3.exceptions import S3ClientError
from moto.s3.models import FakeBucket, FakeKey, S3Backend, s3_backends

from local_aws.store import StateError

# The account that keeps the service's own files; its bucket is not in anybody's list of buckets.
SERVICE_ACCOUNT = "000000000000"


class NoSuchObjectError(Exception):
    """A bucket or an object is not there (or cannot be written); the message names it."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An entry of a listing; `size` is in bytes."""

    key: str
    size: int


class Buckets:
    """The buckets as one account sees them. `changed` is called after a write with the bucket and the key."""

    def __init__(self, account: str, changed: Callable[[str, str], None] = lambda bucket, key: None) -> None:
        self._account = account
        self._changed = changed

    def list(self, bucket: str, prefix: str) -> Iterator[StoredObject]:
        """The objects whose key starts with the prefix, sorted by key; raises NoSuchObjectError without the bucket."""
        keys = self._bucket(bucket).keys
        for name in sorted(name for name in list(keys) if name.startswith(prefix)):
            entry = keys.get(name)
            if isinstance(entry, FakeKey):
                yield StoredObject(name, entry.size)

    def size(self, bucket: str, key: str) -> int:
        """The bytes of an object; raises NoSuchObjectError."""
        return self._find(bucket, key).size

    def etag(self, bucket: str, key: str) -> str:
        """The tag of an object's content; raises NoSuchObjectError."""
        return str(self._find(bucket, key).etag)

    def read(self, bucket: str, key: str) -> bytes:
        """The content of an object; raises NoSuchObjectError."""
        try:
            return bytes(self._find(bucket, key).value)
        except (ValueError, OSError) as error:  # deleted while we read
            raise NoSuchObjectError(f"s3://{bucket}/{key} does not exist") from error

    def write(self, bucket: str, key: str, content: bytes, content_type: str = "binary/octet-stream") -> None:
        """Make or replace an object; raises NoSuchObjectError without the bucket, StateError if it cannot be kept."""
        self._bucket(bucket)
        try:
            written = self._backend.put_object(bucket, key, content)
        except OSError as error:
            raise StateError(f"s3://{bucket}/{key} cannot be written: {error.strerror}; make room") from error
        written.set_metadata({"Content-Type": content_type})
        self._changed(bucket, key)

    def delete(self, bucket: str, key: str) -> None:
        """Remove an object if it is there; raises NoSuchObjectError without the bucket, StateError if that fails."""
        self._bucket(bucket)
        self._backend.delete_object(bucket, key)
        self._changed(bucket, key)

    def require_region(self, bucket: str, region: str) -> None:
        """Raise NoSuchObjectError unless the bucket is in a region: what Translate uses must be in its own."""
        place = self._bucket(bucket).region_name
        if place != region:
            raise NoSuchObjectError(f"the bucket {bucket!r} is in {place} and must be in {region}")

    def require_bucket(self, bucket: str) -> None:
        """Make a bucket unless it exists; raises StateError if it cannot be kept."""
        try:
            self._backend.get_bucket(bucket)
        except S3ClientError:
            self._backend.create_bucket(bucket, "us-east-1")
            self._changed(bucket, "")

    @property
    def _backend(self) -> S3Backend:
        return s3_backends[self._account]["aws"]

    def _bucket(self, name: str) -> FakeBucket:
        """A bucket; for everybody else those of the service do not exist."""
        try:
            found = self._backend.get_bucket(name)
        except S3ClientError as error:
            raise NoSuchObjectError(f"the bucket {name!r} does not exist") from error
        if found.account_id == SERVICE_ACCOUNT != self._account:
            raise NoSuchObjectError(f"the bucket {name!r} does not exist")
        return found

    def _find(self, bucket: str, key: str) -> FakeKey:
        found = self._bucket(bucket).keys.get(key)
        if not isinstance(found, FakeKey):
            raise NoSuchObjectError(f"s3://{bucket}/{key} does not exist")
        return found
