"""Content in S3, under one prefix, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import ClientError

from amts_core.aws.errors import explained
from amts_core.errors import AmtsError

MISSING = {"404", "NoSuchKey", "NotFound"}


@dataclass(frozen=True)
class Store:
    """A folder in a bucket. Keys are relative to it; they never leave it."""

    client: Any
    bucket: str
    prefix: str

    def uri(self, key: str) -> str:
        """The s3:// address of a key."""
        return f"s3://{self.bucket}/{self._full(key)}"

    def key(self, uri: str) -> str:
        """The key of an s3:// address in this store; raises AmtsError for an address outside of it."""
        start = f"s3://{self.bucket}/{self.prefix}/"
        if not uri.startswith(start):
            raise AmtsError(f"{uri} is not in {start}: only content of this pipeline is read")
        return uri[len(start) :]

    def write(self, key: str, text: str, *, content_type: str = "text/plain") -> str:
        """Store a text (UTF-8) and give its address."""
        with explained(f"write {self.uri(key)}"):
            self.client.put_object(
                Bucket=self.bucket,
                Key=self._full(key),
                Body=text.encode("utf-8"),
                ContentType=f"{content_type}; charset=utf-8",
            )
        return self.uri(key)

    def read(self, key: str) -> str:
        """The text under a key; raises AmtsError if there is none or it is not UTF-8."""
        text = self.find(key)
        if text is None:
            raise AmtsError(f"nothing is stored at {self.uri(key)}: run the step that writes it again")
        return text

    def find(self, key: str) -> str | None:
        """The text under a key, or None."""
        with explained(f"read {self.uri(key)}"):
            try:
                body = self.client.get_object(Bucket=self.bucket, Key=self._full(key))["Body"].read()
            except ClientError as error:
                if error.response["Error"]["Code"] in MISSING:
                    return None
                raise
        try:
            return str(body.decode("utf-8"))
        except UnicodeDecodeError:
            raise AmtsError(f"{self.uri(key)} is not UTF-8: it was not written by this pipeline") from None

    def write_json(self, key: str, value: Any) -> str:
        """Store a JSON value and give its address."""
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
        return self.write(key, text, content_type="application/json")

    def read_json(self, key: str) -> Any:
        """The JSON value under a key; raises AmtsError if there is none."""
        return json.loads(self.read(key))

    def find_json(self, key: str) -> Any | None:
        """The JSON value under a key, or None."""
        text = self.find(key)
        return None if text is None else json.loads(text)

    def keys(self, folder: str) -> Iterator[str]:
        """The keys under a folder, in order."""
        start = self._full(folder.rstrip("/") + "/")
        with explained(f"list {self.uri(folder)}"):
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=start)
            for page in pages:
                for item in page.get("Contents", ()):
                    yield item["Key"][len(self.prefix) + 1 :]

    def delete(self, folder: str) -> int:
        """Delete everything under a folder; gives the number of objects."""
        keys = list(self.keys(folder))
        with explained(f"delete {self.uri(folder)}"):
            for key in keys:
                self.client.delete_object(Bucket=self.bucket, Key=self._full(key))
        return len(keys)

    def _full(self, key: str) -> str:
        if key.startswith("/") or any(part in ("", ".", "..") for part in key.rstrip("/").split("/")):
            raise AmtsError(
                f"{key!r} is no key in s3://{self.bucket}/{self.prefix}/: `.`, `..` and empty parts are refused"
            )
        return f"{self.prefix}/{key}"


def open_store(bucket: str, prefix: str, *, region: str, client: Any = None) -> Store:
    """A store in a bucket; credentials and endpoint are those of the client, or come from boto3's usual places."""
    return Store(client or boto3.session.Session().client("s3", region_name=region), bucket, prefix)
