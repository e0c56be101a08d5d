"""Keeps the contents of moto's S3 on disk: contents as blobs, everything else of an object in a SQLite index.

moto's `FakeKey` holds the bytes of an object; `KeptKey` takes its place and leaves them on disk, so memory holds
only names and metadata. After each request that may have changed something, its bucket and key are written to the
index before the answer goes out. Kept: objects with metadata, tags, checksums and all versions; of buckets the
region, versioning and tags. Not kept: policies, access control lists, rules, unfinished multipart uploads.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import moto.s3.responses  # noqa: F401 - before FakeKey is replaced: it compares with the class that it finds
from moto.s3 import models as moto_s3
from moto.s3.models import FakeBucket, FakeDeleteMarker, FakeKey, s3_backends

from local_aws.ballast import Ballast
from local_aws.s3.blobs import Blobs
from local_aws.store import StateError

PLAIN_MEMBERS = (
    "_etag", "_version_id", "_is_versioned", "_storage_class", "encryption", "kms_key_id", "bucket_key_enabled",
    "checksum_value", "checksum_type", "checksum_parts", "checksum_algorithm", "website_redirect_location",
)  # fmt: skip


@dataclass(frozen=True)
class _Known:
    """The value of a key that is restored: its content is there already."""

    blob: str
    size: int


class KeptKey(FakeKey):
    """An object of S3 whose content is a blob."""

    blobs: ClassVar[Blobs]
    blob: str | None = None

    def __new__(cls, *_: Any, **__: Any) -> KeptKey:
        """Like any object: moto would remember every instance for ever."""
        return object.__new__(cls)

    @property
    def value(self) -> bytes:
        """The content; raises OSError when the object was deleted meanwhile."""
        return self.blobs.read(self.blob or "")

    @value.setter
    def value(self, new: bytes | _Known) -> None:
        if isinstance(new, _Known):
            self.blobs.hold(new.blob)
            self.blob, self.contentsize = new.blob, new.size
            return
        self._release()
        self.blob, self.contentsize = self.blobs.write(bytes(new)), len(new)
        if self._etag is None:
            self._etag = hashlib.md5(new, usedforsecurity=False).hexdigest()

    def dispose(self, garbage: bool = False) -> None:
        """Let the content go."""
        self._release()
        self.disposed = True
        if self.multipart:
            self.multipart.dispose()

    def __del__(self) -> None:
        self._release()

    def _release(self) -> None:
        if self.blob is not None:
            self.blobs.release(self.blob)
            self.blob = None


class Archive:
    """The S3 contents of a folder, in use from `open` to `close`; one at a time in a process."""

    def __init__(self, folder: Path, ballast: Ballast | None = None) -> None:
        """Open the folder and put its contents into moto, in place of what is there."""
        forget_buckets()
        self._folder, self._ballast = folder, ballast or Ballast()
        self._lock = threading.Lock()
        self._blobs = KeptKey.blobs = Blobs(folder / "blobs")
        self._index = sqlite3.connect(folder / "s3.sqlite", check_same_thread=False, isolation_level=None)
        self._index.execute("PRAGMA journal_mode=WAL")
        self._index.execute("PRAGMA synchronous=NORMAL")
        self._index.execute("CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, body TEXT)")
        self._index.execute(
            "CREATE TABLE IF NOT EXISTS entries (bucket TEXT, key TEXT, position INTEGER, blob TEXT, body TEXT,"
            " PRIMARY KEY (bucket, key, position))"
        )
        self._index.execute("CREATE INDEX IF NOT EXISTS blobs ON entries (blob)")
        moto_s3.FakeKey = KeptKey  # type: ignore[misc]
        self._restore()
        self._blobs.sweep_all(self._is_indexed)

    def close(self) -> None:
        """Take the contents out of moto; they stay in the folder."""
        moto_s3.FakeKey = FakeKey  # type: ignore[misc]
        with self._lock:
            self._index.close()
        forget_buckets()

    def record(self, bucket: str, key: str) -> None:
        """Write to disk how a key is now; with the key "" how the bucket itself is and which keys it has.

        Raises StateError if that cannot be written; then memory is again as the disk has it.
        """
        with self._lock:
            try:
                self._ballast.make_room(lambda: self._record(bucket, key))
            except (sqlite3.Error, OSError) as error:
                self._undo(bucket, key)
                raise StateError(f"S3 cannot be written to {self._folder}: {error}; make room there") from error
            self._blobs.sweep(self._is_indexed)

    def _record(self, bucket: str, key: str) -> None:
        found = _find_bucket(bucket)
        with self._index:
            self._index.execute("BEGIN")
            if not key:
                self._record_bucket(bucket, found)
            elif found:
                self._record_key(found, key)

    def _undo(self, name: str, key: str) -> None:
        """Read a key, or a whole bucket, from the index again."""
        bucket = _find_bucket(name)
        row = self._index.execute("SELECT body FROM buckets WHERE name = ?", (name,)).fetchone()
        if row is None:
            if bucket is not None:
                s3_backends[bucket.account_id]["aws"].buckets.pop(name, None)
                s3_backends.bucket_accounts.pop(name, None)
        elif bucket is None or not key:
            if bucket is not None:
                s3_backends[bucket.account_id]["aws"].buckets.pop(name, None)
            self._restore_bucket(name, json.loads(row[0]))
        else:
            if key in bucket.keys:
                bucket.keys.pop(key)
            self._restore_key(s3_backends[bucket.account_id]["aws"], bucket, key)

    def _record_bucket(self, name: str, bucket: FakeBucket | None) -> None:
        if bucket is None:
            self._index.execute("DELETE FROM buckets WHERE name = ?", (name,))
            self._index.execute("DELETE FROM entries WHERE bucket = ?", (name,))
            return
        body = {
            "account": bucket.account_id,
            "region": bucket.region_name,
            "created": bucket.creation_date.timestamp(),
            "versioning": bucket.versioning_status,
            "tags": s3_backends[bucket.account_id]["aws"].tagger.get_tag_dict_for_resource(bucket.arn),
        }
        self._index.execute("INSERT OR REPLACE INTO buckets VALUES (?, ?)", (name, json.dumps(body)))
        rows = self._index.execute(
            "SELECT key, blob, json_extract(body, '$.modified') FROM entries WHERE bucket = ? ORDER BY key, position",
            (name,),
        )
        kept: defaultdict[str, list[tuple[str | None, float]]] = defaultdict(list)
        for key, blob, modified in rows:
            kept[key].append((blob, modified))
        for key in kept.keys() | set(bucket.keys):  # DeleteObjects and form uploads name their keys in the body
            now = [(_blob(entry), _seconds(entry.last_modified)) for entry in bucket.keys.getlist(key, [])]
            if kept[key] != now:
                self._record_key(bucket, key)

    def _record_key(self, bucket: FakeBucket, key: str) -> None:
        self._index.execute("DELETE FROM entries WHERE bucket = ? AND key = ?", (bucket.name, key))
        for position, entry in enumerate(list(bucket.keys.getlist(key, []))):
            row = (bucket.name, key, position, _blob(entry), json.dumps(_body(entry)))
            self._index.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", row)

    def _restore(self) -> None:
        for name, text in self._index.execute("SELECT name, body FROM buckets").fetchall():
            self._restore_bucket(name, json.loads(text))

    def _restore_bucket(self, name: str, body: dict[str, Any]) -> None:
        backend = s3_backends[body["account"]]["aws"]
        bucket = FakeBucket(name, body["account"], body["region"])  # type: ignore[abstract]
        bucket.creation_date = datetime.fromtimestamp(body["created"], UTC)
        bucket.versioning_status = body["versioning"]
        backend.buckets[name] = bucket
        s3_backends.bucket_accounts[name] = ("aws", body["account"])
        _set_tags(backend, bucket.arn, body["tags"])
        for (key,) in self._index.execute("SELECT DISTINCT key FROM entries WHERE bucket = ?", (name,)).fetchall():
            self._restore_key(backend, bucket, key)

    def _restore_key(self, backend: Any, bucket: FakeBucket, key: str) -> None:
        rows = self._index.execute(
            "SELECT blob, body FROM entries WHERE bucket = ? AND key = ? ORDER BY position", (bucket.name, key)
        ).fetchall()
        for blob, entry in rows:
            self._restore_entry(backend, bucket, key, blob, json.loads(entry))

    def _restore_entry(
        self, backend: Any, bucket: FakeBucket, key: str, blob: str | None, body: dict[str, Any]
    ) -> None:
        if blob is None:
            earlier = bucket.keys.get(key)
            if earlier is not None:
                marker = FakeDeleteMarker(earlier)
                marker._version_id = body["version"]
                marker.last_modified = _moment(body["modified"])
                bucket.keys[key] = marker
            return
        if not self._blobs.exists(blob):  # deleted just when the process ended
            return
        restored = KeptKey(key, _Known(blob, body["size"]), bucket.account_id, body["region"], bucket_name=bucket.name)
        for member in PLAIN_MEMBERS:
            setattr(restored, member, body["members"][member])
        restored.last_modified = _moment(body["modified"])
        restored.set_metadata(body["metadata"])
        bucket.keys[key] = restored
        _set_tags(backend, restored.arn, body["tags"])

    def _is_indexed(self, blob: str) -> bool:
        return self._index.execute("SELECT 1 FROM entries WHERE blob = ? LIMIT 1", (blob,)).fetchone() is not None


def forget_buckets() -> None:
    """Empty moto's S3 in this process."""
    for _, _, backend in list(s3_backends.iter_backends()):
        backend.reset()


def _find_bucket(name: str) -> FakeBucket | None:
    if name not in s3_backends.bucket_accounts:
        return None
    partition, account = s3_backends.bucket_accounts[name]
    return s3_backends[account][partition].buckets.get(name)


def _blob(entry: FakeKey | FakeDeleteMarker) -> str | None:
    return entry.blob if isinstance(entry, KeptKey) else None


def _body(entry: FakeKey | FakeDeleteMarker) -> dict[str, Any]:
    if isinstance(entry, FakeDeleteMarker):
        return {"version": entry.version_id, "modified": _seconds(entry.last_modified)}
    tags = s3_backends[entry.account_id]["aws"].tagger.get_tag_dict_for_resource(entry.arn)
    return {
        "size": entry.size,
        "region": entry.region_name,
        "modified": _seconds(entry.last_modified),
        "metadata": dict(entry.metadata),
        "members": {member: _text(getattr(entry, member)) for member in PLAIN_MEMBERS},
        "tags": tags,
    }


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value  # some checksums are bytes


def _set_tags(backend: Any, arn: str, tags: dict[str, str]) -> None:
    if tags:
        backend.tagger.tag_resource(arn, [{"Key": key, "Value": value} for key, value in tags.items()])


def _seconds(moment: datetime) -> float:
    return moment.replace(tzinfo=UTC).timestamp()  # moto's times are UTC without saying so


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
