"""Content under keys, as text, bytes or JSON: the store of a run, in one of two forms.

`S3Store` is a folder in a bucket, `FolderStore` a folder on this machine; every step works with either. (fsspec has
both forms, but its S3 is s3fs, whose aiobotocore asks for another botocore than Airflow's provider.)
"""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from filelock import FileLock

from amts_core.aws.errors import ServiceUnavailable, explained
from amts_core.aws.session import aws_client
from amts_core.errors import AmtsError
from amts_core.files import HALF, write_whole

TRIES = 20  # of an update that others overtake
JSON = "application/json; charset=utf-8"
OVERTAKEN = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}
MISSING = {"404", "NoSuchKey", "NotFound"}


class NoKey(AmtsError):
    """A name under which nothing can be stored."""


class Store(ABC):
    """Content under keys such as `runs/en-zh/1/plan.json`; a key never leads out of the store.

    What is written is whole or not there. Every method raises AmtsError for a key that is none, and ServiceUnavailable
    if what may pass is to blame.
    """

    @property
    @abstractmethod
    def address(self) -> str:
        """The address of the store, with a slash at its end."""

    @abstractmethod
    def find_bytes(self, key: str) -> bytes | None:
        """The content under a key, None if there is none."""

    @abstractmethod
    def write_bytes(self, key: str, content: bytes, *, content_type: str = "application/octet-stream") -> str:
        """Store content and give its address."""

    @abstractmethod
    def exists(self, key: str) -> bool:
        """Whether there is something under a key."""

    @abstractmethod
    def keys(self, folder: str = "") -> Iterator[str]:
        """The keys under a folder (default: all), in the order of their UTF-8 bytes."""

    @abstractmethod
    def delete(self, folder: str, *, but: str | tuple[str, ...] = ()) -> int:
        """Delete everything under a folder but the keys that begin with (one of) `but`; gives the number of keys."""

    @abstractmethod
    def replace(self, key: str, text: str, version: str) -> bool:
        """Store a text if what is there is still this version; gives whether it was."""

    def upload(self, key: str, file: Path) -> str:
        """Store a file and give its address."""
        return self.write_bytes(key, file.read_bytes())

    def download(self, key: str, file: Path) -> None:
        """Write what is under a key into a file; raises AmtsError if there is none."""
        content = self.find_bytes(key)
        if content is None:
            raise self._nothing(key)
        write_whole(file, content)

    def find_version(self, key: str) -> tuple[str | None, str]:
        """The text under a key, None if there is none, and the name of its version: a digest."""
        content = self.find_bytes(key)
        return (None, "") if content is None else (content.decode("utf-8"), sha256(content).hexdigest())

    def update(self, key: str, change: Callable[[str | None], str]) -> str:
        """Store what `change` makes of the text under a key, also if others write at once; gives the new text.

        `change` is asked again if somebody was faster; what it raises leaves the store as it is.
        """
        for _ in range(TRIES):
            text, version = self.find_version(key)
            changed = change(text)
            if self.replace(key, changed, version):
                return changed
        raise ServiceUnavailable(f"cannot write {self.uri(key)}: others write it all the time; try again")

    def uri(self, key: str) -> str:
        """The address of a key, or of a folder if it ends with a slash."""
        return f"{self.address}{self._checked(key)}"

    def key(self, uri: str) -> str:
        """The key of an address in this store; raises AmtsError for an address outside of it."""
        if not uri.startswith(self.address):
            raise AmtsError(f"{uri} is not in {self.address}: only content of this pipeline is read")
        return uri[len(self.address) :]

    def write(self, key: str, text: str, *, content_type: str = "text/plain") -> str:
        """Store a text (UTF-8) and give its address."""
        return self.write_bytes(key, text.encode("utf-8"), content_type=f"{content_type}; charset=utf-8")

    def read(self, key: str) -> str:
        """The text under a key; raises AmtsError if there is none or it is not UTF-8."""
        text = self.find(key)
        if text is None:
            raise self._nothing(key)
        return text

    def find(self, key: str) -> str | None:
        """The text under a key, None if there is none; raises AmtsError if it is not UTF-8."""
        content = self.find_bytes(key)
        try:
            return None if content is None else content.decode("utf-8")
        except UnicodeDecodeError:
            raise AmtsError(f"{self.uri(key)} is not UTF-8: it was not written by this pipeline") from None

    def write_json(self, key: str, value: Any) -> str:
        """Store a JSON value and give its address."""
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
        return self.write(key, text, content_type="application/json")

    def read_json(self, key: str) -> Any:
        """The JSON value under a key; raises AmtsError if there is none, or it is no JSON."""
        return self._json(key, self.read(key))

    def find_json(self, key: str) -> Any | None:
        """The JSON value under a key, None if there is none; raises AmtsError if it is no JSON."""
        text = self.find(key)
        return None if text is None else self._json(key, text)

    def _nothing(self, key: str) -> AmtsError:
        return AmtsError(f"nothing is stored at {self.uri(key)}: run the step that writes it again")

    def _json(self, key: str, text: str) -> Any:
        try:
            return json.loads(text)
        except ValueError as error:
            raise AmtsError(f"{self.uri(key)} is no JSON ({error}): it was not written by this pipeline") from None

    def _checked(self, key: str) -> str:
        """The key, if it is one."""
        parts = key.removesuffix("/").split("/")
        if any(part in ("", ".", "..") for part in parts) or "\0" in key or "\\" in key:
            raise NoKey(f"{key!r} is no key in {self.address}: `.`, `..`, backslashes and empty parts are refused")
        return key


@dataclass(frozen=True)
class Listed:
    """An object as a list of a bucket tells it: its key, a tag of its version, and when it was written."""

    key: str
    tag: str
    written: datetime


@dataclass(frozen=True)
class S3Store(Store):
    """A folder in a bucket."""

    client: Any
    bucket: str
    prefix: str

    @property
    def address(self) -> str:
        """Such as `s3://bucket/amts/`."""
        return f"s3://{self.bucket}/{self.prefix}/"

    def find_bytes(self, key: str) -> bytes | None:
        """See Store."""
        with explained(f"read {self.uri(key)}"):
            try:
                return bytes(self.client.get_object(Bucket=self.bucket, Key=self._full(key))["Body"].read())
            except ClientError as error:
                if error.response["Error"]["Code"] in MISSING:
                    return None
                raise

    def write_bytes(self, key: str, content: bytes, *, content_type: str = "application/octet-stream") -> str:
        """See Store."""
        with explained(f"write {self.uri(key)}"):
            self.client.put_object(Bucket=self.bucket, Key=self._full(key), Body=content, ContentType=content_type)
        return self.uri(key)

    def exists(self, key: str) -> bool:
        """See Store."""
        with explained(f"look for {self.uri(key)}"):
            try:
                self.client.head_object(Bucket=self.bucket, Key=self._full(key))
            except ClientError as error:
                if error.response["Error"]["Code"] in MISSING:
                    return False
                raise
        return True

    def keys(self, folder: str = "") -> Iterator[str]:
        """See Store."""
        return (one.key for one in self.listed(self._checked(folder.rstrip("/") + "/") if folder else ""))

    def listed(self, start: str) -> Iterator[Listed]:
        """What there is under keys that begin so, in their order."""
        with explained(f"list {self.address}{start}"):
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=f"{self.prefix}/{start}"):
                for item in page.get("Contents", ()):
                    yield Listed(item["Key"][len(self.prefix) + 1 :], item["ETag"], item["LastModified"])

    def delete(self, folder: str, *, but: str | tuple[str, ...] = ()) -> int:
        """See Store; a thousand keys at a time."""
        keys = [key for key in self.keys(self._checked(folder)) if not key.startswith(but)]
        with explained(f"delete {self.uri(folder)}"):
            for start in range(0, len(keys), 1000):
                objects = [{"Key": self._full(key)} for key in keys[start : start + 1000]]
                answer = self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": objects, "Quiet": True})
                if failed := answer.get("Errors"):
                    raise ClientError({"Error": failed[0]}, "DeleteObjects")
        return len(keys)

    def upload(self, key: str, file: Path) -> str:
        """See Store; a file of any size."""
        with explained(f"write {self.uri(key)}"):
            self.client.upload_file(str(file), self.bucket, self._full(key))
        return self.uri(key)

    def download(self, key: str, file: Path) -> None:
        """See Store."""
        with explained(f"read {self.uri(key)}"):
            self.client.download_file(self.bucket, self._full(key), str(file))

    def find_version(self, key: str) -> tuple[str | None, str]:
        """See Store; a version is an ETag."""
        with explained(f"read {self.uri(key)}"):
            try:
                found = self.client.get_object(Bucket=self.bucket, Key=self._full(key))
                return found["Body"].read().decode("utf-8"), found["ETag"]
            except ClientError as error:
                if error.response["Error"]["Code"] in MISSING:
                    return None, ""
                raise

    def replace(self, key: str, text: str, version: str) -> bool:
        """See Store. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html"""
        condition = {"IfMatch": version} if version else {"IfNoneMatch": "*"}
        with explained(f"write {self.uri(key)}"):
            try:
                self.client.put_object(
                    Bucket=self.bucket, Key=self._full(key), Body=text.encode(), ContentType=JSON, **condition
                )
            except ClientError as error:
                if error.response["Error"]["Code"] in OVERTAKEN:
                    return False
                raise
        return True

    def _full(self, key: str) -> str:
        return f"{self.prefix}/{self._checked(key)}"


FOLDER = "~"  # ends the name of a folder: `guide` and `guide/intro` may both be keys


@dataclass(frozen=True)
class FolderStore(Store):
    """A folder on this machine. The key `runs/1/plan.json` is the file `runs~/1~/plan.json`."""

    folder: Path

    @property
    def address(self) -> str:
        """Such as `file:///home/me/state/`."""
        return f"{self.folder.absolute().as_uri()}/"

    def find_bytes(self, key: str) -> bytes | None:
        """See Store."""
        try:
            return self._path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise AmtsError(f"cannot read {self.uri(key)}: {error.strerror}") from None

    def write_bytes(self, key: str, content: bytes, *, content_type: str = "application/octet-stream") -> str:
        """See Store; a file has no content type."""
        write_whole(self._path(key), content)
        return self.uri(key)

    def exists(self, key: str) -> bool:
        """See Store."""
        return self._path(key).is_file()

    def keys(self, folder: str = "") -> Iterator[str]:
        """See Store."""
        start = self._below(folder)
        files = (Path(place) / name for place, _, names in os.walk(start) for name in names if not name.endswith(HALF))
        return iter(sorted(self._key(file) for file in files))  # code points are in the order of their UTF-8 bytes

    def delete(self, folder: str, *, but: str | tuple[str, ...] = ()) -> int:
        """See Store."""
        keys = [key for key in self.keys(self._checked(folder)) if not key.startswith(but)]
        for key in keys:
            self._path(key).unlink(missing_ok=True)
        for place, _, _ in os.walk(self._below(folder), topdown=False):
            if not any(Path(place).iterdir()):
                Path(place).rmdir()
        return len(keys)

    def replace(self, key: str, text: str, version: str) -> bool:
        """See Store."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}{HALF}")):
            is_same = self.find_version(key)[1] == version
            if is_same:
                write_whole(path, text.encode("utf-8"))
        return is_same

    def _path(self, key: str) -> Path:
        *folders, name = self._checked(key).split("/")
        if name.endswith((FOLDER, HALF)) or not name:
            raise AmtsError(
                f"{key!r} is no key in {self.address}: its last part cannot end with `{FOLDER}`, `/`, {HALF}"
            )
        path = self.folder.joinpath(*(part + FOLDER for part in folders), name)
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise AmtsError(f"{key!r} is no key in {self.address}: a link leads out of the folder")
        return path

    def _below(self, folder: str) -> Path:
        parts = self._checked(folder).rstrip("/").split("/") if folder else []
        return self.folder.joinpath(*(part + FOLDER for part in parts))

    def _key(self, file: Path) -> str:
        *folders, name = file.relative_to(self.folder).parts
        return "/".join([*(part.removesuffix(FOLDER) for part in folders), name])


def open_store(bucket: str, prefix: str, *, region: str, client: Any = None) -> S3Store:
    """A store in a bucket; credentials and endpoint are those of the client, or come from boto3's usual places."""
    return S3Store(client or aws_client("s3", region), bucket, prefix)
