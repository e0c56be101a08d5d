"""s3://bucket/key as two parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class S3Place:
    """A bucket and a key or prefix in it, "" for the whole bucket."""

    bucket: str
    key: str

    @classmethod
    def parse(cls, uri: str) -> Self:
        """The place of a checked URI."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return cls(bucket, key)

    @property
    def folder(self) -> Self:
        """The place with a slash at the end of its key, so that no neighbour with a longer name is meant."""
        return type(self)(self.bucket, self.key if not self.key or self.key.endswith("/") else f"{self.key}/")

    def below(self, path: str) -> Self:
        """A place in this folder."""
        return type(self)(self.bucket, self.folder.key + path)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"
