"""What S3 refuses in a request and moto lets through."""

from __future__ import annotations

import base64
import hashlib
import time
import zlib

import pytest
from moto import mock_aws
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from local_aws.s3.buckets import Buckets
from local_aws.s3.crc import CRC32C, CRC64NVME
from local_aws.s3.requests import meaning, refusal_of
from local_aws.settings import ACCOUNT

BODY = b"The cat sleeps."
CRC = base64.b64encode(zlib.crc32(BODY).to_bytes(4, "big")).decode()


def code(path: str = "books/a", *, method: str = "PUT", query: str = "", body: bytes = BODY, **headers: str) -> str:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(EnvironBuilder(path=f"/{path}", method=method, query_string=query, headers=sent).get_environ())
    found = refusal_of(request, path, body)
    return found.code if found else ""


@pytest.mark.parametrize(
    ("header", "digest"),
    [
        ("Content_MD5", hashlib.md5(BODY).digest()),
        ("x_amz_checksum_sha1", hashlib.sha1(BODY).digest()),
        ("x_amz_checksum_sha256", hashlib.sha256(BODY).digest()),
        ("x_amz_checksum_crc32", zlib.crc32(BODY).to_bytes(4, "big")),
        ("x_amz_checksum_crc32c", CRC32C.digest(BODY)),
        ("x_amz_checksum_crc64nvme", CRC64NVME.digest(BODY)),
    ],
)
def test_bytes_that_are_not_those_of_the_digest_are_refused(header: str, digest: bytes) -> None:
    value = base64.b64encode(digest).decode()
    assert code(**{header: value}) == ""
    assert code(**{header: value}, body=BODY + b"!") == "BadDigest"
    assert code(**{header: "no digest"}) == "InvalidDigest"


def test_a_digest_behind_a_body_in_chunks_is_of_the_whole() -> None:
    chunks = b"5;chunk-signature=a\r\nThe c\r\na\r\nat sleeps.\r\n0\r\nx-amz-checksum-crc32:%s\r\n\r\n"
    assert code(Content_Encoding="aws-chunked", body=chunks % CRC.encode()) == ""
    assert code(Content_Encoding="aws-chunked", body=chunks.replace(b"The", b"the") % CRC.encode()) == "BadDigest"


@pytest.mark.parametrize(
    ("length", "body", "expected"),
    [
        ("3", b"3;chunk-signature=a\r\ncat\r\n0;chunk-signature=b\r\n\r\n", ""),
        ("4", b"3\r\ncat\r\n0\r\n\r\n", "IncompleteBody"),
        ("cat", b"3\r\ncat\r\n0\r\n\r\n", "IncompleteBody"),
        ("9", b"9\r\ncat", "IncompleteBody"),
        ("3", b"3\r\ncat\r\n", "IncompleteBody"),
        ("3", b"cat", "IncompleteBody"),
    ],
)
def test_a_body_in_chunks_has_an_end_and_its_length(length: str, body: bytes, expected: str) -> None:
    assert code(Content_Encoding="aws-chunked", x_amz_decoded_content_length=length, body=body) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"), [((1, 2, 10), ""), ((2, 1), "InvalidPartOrder"), ((1, 1), "InvalidPartOrder")]
)
def test_the_parts_of_an_upload_are_listed_in_their_order(numbers: tuple[int, ...], expected: str) -> None:
    listed = "".join(f"<Part><ETag>x</ETag><PartNumber>{number}</PartNumber></Part>" for number in numbers)
    body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
    assert code(method="POST", query="uploadId=a", body=body) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("X-Amz-Date=20200101T000000Z&X-Amz-Expires=60", "AccessDenied"),
        ("X-Amz-Date={now}&X-Amz-Expires=600", ""),
        ("Signature=a&Expires=1", "AccessDenied"),
        ("Signature=a&Expires={soon}", ""),
        ("Signature=a&Expires=soon", "AccessDenied"),
        ("Expires=1", ""),
    ],
)
def test_a_link_is_good_for_its_time(query: str, expected: str) -> None:
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())  # not in the parameters: two processes name a test alike
    assert code(method="GET", query=query.format(now=now, soon=int(time.time()) + 600)) == expected


@pytest.mark.parametrize("name", ["My-Books", "my_books", "my..books", "192.168.0.1", "xn--books", "-books", "bo"])
def test_a_bucket_has_a_name_that_s3_takes(name: str) -> None:
    assert (code(name), code(name, method="GET"), code("books.2-a")) == ("InvalidBucketName", "", "")


def test_a_key_has_1024_bytes_at_most() -> None:
    assert code("books/" + "é" * 512) == ""
    assert code("books/" + "é" * 513) == "KeyTooLongError"


def test_a_copy_is_made_of_the_content_that_was_asked_for() -> None:
    with mock_aws():
        buckets = Buckets(ACCOUNT)
        buckets.require_bucket("books")
        buckets.write("books", "a b", BODY)
        tag = buckets.etag("books", "a b")
        for source, condition, expected in [
            ("/books/a%20b", tag, ""),
            ("books/a%20b", tag.strip('"'), ""),
            ("books/a%20b", '"0"', "PreconditionFailed"),
            ("books/nothing", '"0"', ""),
        ]:
            found = code(x_amz_copy_source=source, x_amz_copy_source_if_match=condition)
            assert found == expected, source


def test_a_fault_of_moto_is_told_as_what_the_client_can_change() -> None:
    told = {
        query: meaning(Request(EnvironBuilder(query_string=query).get_environ()), KeyError("a")).code
        for query in ("uploadId=a", "list-type=2&continuation-token=a", "restore")
    }
    assert list(told.values()) == ["NoSuchUpload", "InvalidArgument", "NotImplemented"]
