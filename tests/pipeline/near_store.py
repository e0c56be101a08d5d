"""The bucket of a test, without the way to it: what S3Store does over HTTP and XML in milliseconds, in microseconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from amts_core.aws.storage import Store
from local_aws.s3.buckets import Buckets, NoSuchObjectError
from local_aws.settings import ACCOUNT

BUCKETS = Buckets(ACCOUNT)


@dataclass(frozen=True)
class NearStore(Store):
    """A folder in a bucket of moto. The suite of tests/aws/test_storage.py runs over it as over the others."""

    bucket: str
    prefix: str

    @property
    def address(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}/"

    def find_bytes(self, key: str) -> bytes | None:
        try:
            return BUCKETS.read(self.bucket, self._full(key))
        except NoSuchObjectError:
            return None

    def write_bytes(self, key: str, content: bytes, *, content_type: str = "application/octet-stream") -> str:
        BUCKETS.write(self.bucket, self._full(key), content, content_type)
        return self.uri(key)

    def exists(self, key: str) -> bool:
        return self.find_bytes(key) is not None

    def keys(self, folder: str = "") -> Iterator[str]:
        start = self._full(folder.rstrip("/") + "/") if folder else f"{self.prefix}/"
        return (entry.key[len(self.prefix) + 1 :] for entry in BUCKETS.list(self.bucket, start))

    def delete(self, folder: str, *, but: str | tuple[str, ...] = ()) -> int:
        keys = [key for key in self.keys(self._checked(folder)) if not key.startswith(but)]
        for key in keys:
            BUCKETS.delete(self.bucket, self._full(key))
        return len(keys)

    def replace(self, key: str, text: str, version: str) -> bool:
        is_same = self.find_version(key)[1] == version
        if is_same:
            self.write(key, text)
        return is_same

    def _full(self, key: str) -> str:
        return f"{self.prefix}/{self._checked(key)}"
