"""S3 with its contents in a folder, through boto3 and HTTP, before and after a restart."""

from __future__ import annotations

import contextlib
import sqlite3
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from local_aws.server import Server
from local_aws.settings import Settings

HOSTILE_KEYS = [
    "../../outside", "..", ".", "/", "//", "/etc/passwd", "a//b", "a/", "a/../b", "a/./b", "C:\\x", "..\\..\\y",
    "%2e%2e%2f", "a%2Fb", "a b+c&d=e?f#g", "ü/字/🙂", "\x01\x7f", "'; DROP TABLE entries; --", "~", "CON",
    "a" * 1024, "A", "a", ".write", "blobs", "s3.sqlite", "*?[x]",
]  # fmt: skip

Open = Callable[[], Any]


@pytest.fixture
def reopen(tmp_path: Path) -> Iterator[Open]:
    """Starts a server on the folder, ends the one before, and gives an S3 client."""
    with contextlib.ExitStack() as running:

        def start() -> Any:
            running.close()
            server = Server(Settings(engine="echo", data=tmp_path / "data"))
            server.start()
            running.callback(server.stop)
            return boto3.client(
                "s3",
                region_name="us-east-1",
                endpoint_url=server.url,
                aws_access_key_id="any",
                aws_secret_access_key="any",
                config=Config(retries={"total_max_attempts": 1}),
            )

        yield start


def contents(s3: Any, bucket: str = "books") -> dict[str, bytes]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 7})
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


def blobs(tmp_path: Path) -> int:
    return sum(path.is_file() for path in (tmp_path / "data" / "blobs").rglob("*"))


def test_hostile_keys_are_only_names(reopen: Open, tmp_path: Path) -> None:
    s3 = reopen()
    s3.create_bucket(Bucket="books")
    for number, key in enumerate(HOSTILE_KEYS):
        s3.put_object(Bucket="books", Key=key, Body=f"content {number}")
    before = contents(s3)
    assert len(before) == len(HOSTILE_KEYS)
    assert contents(reopen()) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
    assert {path.name for path in (tmp_path / "data").iterdir() if "sqlite" not in path.name} == {
        "ballast", "blobs", "lock"
    }  # fmt: skip


def test_everything_about_an_object_comes_back(reopen: Open) -> None:
    s3 = reopen()
    s3.create_bucket(Bucket="books", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_tagging(Bucket="books", Tagging={"TagSet": [{"Key": "x", "Value": "y"}]})
    s3.put_object(
        Bucket="books", Key="a", Body=b"text", ContentType="text/html", Metadata={"some_key": "välue".encode().hex()},
        ContentLanguage="en", CacheControl="no-store", Tagging="k=v", ChecksumAlgorithm="SHA256",
        StorageClass="STANDARD_IA",
    )  # fmt: skip
    s3.copy_object(Bucket="books", Key="copy", CopySource={"Bucket": "books", "Key": "a"}, ChecksumAlgorithm="SHA1")
    s3.put_object_tagging(Bucket="books", Key="copy", Tagging={"TagSet": [{"Key": "later", "Value": "1"}]})
    before = [describe(s3, key) for key in ("a", "copy")]
    s3 = reopen()
    assert [describe(s3, key) for key in ("a", "copy")] == before
    assert before[0]["Metadata"]
    assert before[1]["tags"] == [{"Key": "later", "Value": "1"}]
    assert s3.get_bucket_location(Bucket="books")["LocationConstraint"] == "eu-west-1"
    assert s3.get_bucket_tagging(Bucket="books")["TagSet"] == [{"Key": "x", "Value": "y"}]


def describe(s3: Any, key: str) -> dict[str, Any]:
    head = s3.head_object(Bucket="books", Key=key, ChecksumMode="ENABLED")
    head.pop("ResponseMetadata")
    return {**head, "tags": s3.get_object_tagging(Bucket="books", Key=key)["TagSet"]}


def test_versions_and_delete_markers_come_back(reopen: Open) -> None:
    s3 = reopen()
    s3.create_bucket(Bucket="books")
    s3.put_bucket_versioning(Bucket="books", VersioningConfiguration={"Status": "Enabled"})
    for text in ("one", "two"):
        s3.put_object(Bucket="books", Key="a", Body=text)
    s3.put_object(Bucket="books", Key="b", Body="b")
    s3.delete_object(Bucket="books", Key="b")
    before = versions(s3)
    s3 = reopen()
    assert versions(s3) == before
    assert contents(s3) == {"a": b"two"}
    oldest = before[0]["VersionId"]
    s3.delete_object(Bucket="books", Key="a", VersionId=oldest)
    after = versions(s3)
    assert len(after) == len(before) - 1
    assert versions(reopen()) == after


def versions(s3: Any) -> list[dict[str, Any]]:
    reply = s3.list_object_versions(Bucket="books")
    found = reply["Versions"] + reply.get("DeleteMarkers", [])
    keys = ("Key", "VersionId", "IsLatest", "Size", "ETag")
    return sorted(({key: entry.get(key) for key in keys} for entry in found), key=lambda e: (e["Key"], e["VersionId"]))


def test_uploads_in_parts_come_back_and_leave_nothing_else(reopen: Open, tmp_path: Path) -> None:
    s3 = reopen()
    s3.create_bucket(Bucket="books")
    upload = {"Bucket": "books", "Key": "large"}
    identifier = s3.create_multipart_upload(**upload)["UploadId"]
    pieces = [b"a" * 5 * 1024**2, b"b"]
    parts = [
        {"PartNumber": n, "ETag": s3.upload_part(**upload, UploadId=identifier, PartNumber=n, Body=piece)["ETag"]}
        for n, piece in enumerate(pieces, 1)
    ]
    s3.complete_multipart_upload(**upload, UploadId=identifier, MultipartUpload={"Parts": parts})
    etag = s3.head_object(**upload)["ETag"]
    s3 = reopen()
    assert contents(s3) == {"large": b"".join(pieces)}
    assert s3.head_object(**upload)["ETag"] == etag
    assert blobs(tmp_path) == 1


def test_what_is_deleted_or_replaced_is_gone_from_the_disk(reopen: Open, tmp_path: Path) -> None:
    s3 = reopen()
    s3.create_bucket(Bucket="books")
    for key in "abcdef":
        s3.put_object(Bucket="books", Key=key, Body=f"content of {key}" if key < "e" else "the same")
    assert blobs(tmp_path) == 5
    s3.put_object(Bucket="books", Key="a", Body="replaced")
    s3.delete_object(Bucket="books", Key="b")
    s3.delete_objects(Bucket="books", Delete={"Objects": [{"Key": "c"}, {"Key": "e"}]})
    assert blobs(tmp_path) == 3
    expected = {"a": b"replaced", "d": b"content of d", "f": b"the same"}
    assert contents(s3) == expected
    assert contents(reopen()) == expected
    assert blobs(tmp_path) == 3


@pytest.mark.parametrize("before", [None, b"old", b"new"])
def test_an_upload_by_a_form_comes_back_also_in_place_of_another(reopen: Open, before: bytes | None) -> None:
    s3 = reopen()
    s3.create_bucket(Bucket="books")
    if before is not None:
        s3.put_object(Bucket="books", Key="a", Body=before)
    s3.put_object(Bucket="books", Key="b", Body=b"other")
    form = s3.generate_presigned_post("books", "a", {"Content-Type": "text/x-new"}, [{"Content-Type": "text/x-new"}])
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form["fields"].items()
    )
    body = f'{parts}--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nnew\r\n--x--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    with urllib.request.urlopen(urllib.request.Request(form["url"], body.encode(), kind)) as reply:
        assert reply.status == 204
    s3 = reopen()
    assert contents(s3) == {"a": b"new", "b": b"other"}
    assert s3.head_object(Bucket="books", Key="a")["ContentType"] == "text/x-new"


def test_a_deleted_bucket_stays_deleted(reopen: Open) -> None:
    s3 = reopen()
    for bucket in ("books", "other"):
        s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket="books", Key="a", Body="a")
    s3.delete_object(Bucket="books", Key="a")
    s3.delete_bucket(Bucket="books")
    s3 = reopen()
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["other"]
    s3.create_bucket(Bucket="books")
    assert contents(s3) == {}


def test_what_a_killed_process_left_half_done_is_swept_up(reopen: Open, tmp_path: Path) -> None:
    s3 = reopen()
    s3.create_bucket(Bucket="books")
    for key in "ab":
        s3.put_object(Bucket="books", Key=key, Body=key)
    folder = tmp_path / "data" / "blobs"
    (folder / "12").mkdir()
    (folder / "12" / "12345").write_text("written, but the index does not know it")
    (folder / "123.45.new").write_text("half")
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "s3.sqlite")) as index:
        ((name,),) = index.execute("SELECT blob FROM entries WHERE key = 'b'")
    (folder / name[:2] / name).unlink()  # deleted, but the index still knows it
    assert contents(reopen()) == {"a": b"a"}
    assert blobs(tmp_path) == 1
    assert not list(folder.glob("*.new"))
