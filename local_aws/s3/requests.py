"""What S3 refuses in a request and moto lets through: other bytes than were meant, old links, conditions of a copy."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import unquote

from werkzeug.wrappers import Request

from local_aws.s3.buckets import Buckets, NoSuchObjectError
from local_aws.s3.crc import CRC32C, CRC64NVME
from local_aws.settings import ACCOUNT

LONGEST_KEY = 1024  # bytes
BUCKET = re.compile(r"(?!xn--|.*\.\.|(?:\d+\.){3}\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "Content-MD5": lambda body: hashlib.md5(body).digest(),
    "x-amz-checksum-crc32": lambda body: zlib.crc32(body).to_bytes(4, "big"),
    "x-amz-checksum-crc32c": CRC32C.digest,
    "x-amz-checksum-crc64nvme": CRC64NVME.digest,
    "x-amz-checksum-sha1": lambda body: hashlib.sha1(body).digest(),
    "x-amz-checksum-sha256": lambda body: hashlib.sha256(body).digest(),
}
CHUNK = re.compile(rb"([0-9A-Fa-f]+)(?:;[^\r\n]*)?\r\n")
PART = re.compile(rb"<PartNumber>\s*(\d+)\s*</PartNumber>")
TRAILER = re.compile(rb"^([\w-]+):([^\r\n]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of S3."""

    code: str
    message: str
    status: int


def refusal_of(request: Request, path: str, body: bytes) -> Refusal | None:
    """Why S3 refuses a request to bucket/key, or None."""
    bucket, _, key = path.partition("/")
    if request.method == "PUT" and not key and not request.query_string and not BUCKET.fullmatch(bucket):
        return Refusal("InvalidBucketName", "The specified bucket is not valid.", 400)
    if len(key.encode()) > LONGEST_KEY:
        return Refusal("KeyTooLongError", "Your key is too long", 400)
    if _is_old(request):
        return Refusal("AccessDenied", "Request has expired", 403)
    if request.method == "PUT" and "x-amz-copy-source" in request.headers:
        return _condition_of_copy(request)
    if request.method == "POST" and "uploadId" in request.args:
        return _order_of_parts(body)
    return _other_bytes(request, body) if request.method == "PUT" else None


def meaning(request: Request, error: Exception) -> Refusal:
    """What a fault of moto means: a token or an upload that is not known, or what moto cannot do."""
    if "uploadId" in request.args:
        return Refusal("NoSuchUpload", "The specified upload does not exist.", 404)
    if "continuation-token" in request.args:
        return Refusal("InvalidArgument", "The continuation token provided is incorrect", 400)
    return Refusal("NotImplemented", f"moto has no answer to this request ({type(error).__name__}: {error})", 501)


def _is_old(request: Request) -> bool:
    """Whether a signed link is used after its time."""
    now, given = time.time(), request.args
    try:
        if "X-Amz-Expires" in given:
            signed = datetime.strptime(given.get("X-Amz-Date", ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            return now > signed.timestamp() + int(given["X-Amz-Expires"])
        return "Signature" in given and now > int(given.get("Expires", ""))
    except ValueError:
        return True


def _condition_of_copy(request: Request) -> Refusal | None:
    """Of the conditions of a copy moto knows `if-none-match` alone."""
    wanted = request.headers.get("x-amz-copy-source-if-match")
    bucket, _, key = unquote(request.headers["x-amz-copy-source"].partition("?")[0]).lstrip("/").partition("/")
    try:
        if wanted is None or wanted.strip('"') == Buckets(ACCOUNT).etag(bucket, key).strip('"'):
            return None
    except NoSuchObjectError:
        return None  # moto says so
    return Refusal("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412)


def _order_of_parts(body: bytes) -> Refusal | None:
    """Moto puts the parts of an upload together in order of their numbers, however they are listed."""
    numbers = [int(number) for number in PART.findall(body)]
    if all(one < another for one, another in pairwise(numbers)):
        return None
    return Refusal("InvalidPartOrder", "The list of parts was not in ascending order. Order them by part number.", 400)


def _other_bytes(request: Request, body: bytes) -> Refusal | None:
    """Whether the body is not whole, or another one than a digest in the headers, or behind its chunks, is of."""
    given = dict(request.headers)
    length = request.headers.get("x-amz-decoded-content-length")
    if length is not None or "aws-chunked" in given.get("Content-Encoding", ""):
        whole = _whole(body)
        if whole is None or (length is not None and length.strip() != str(len(whole[0]))):
            return Refusal("IncompleteBody", "You did not provide the number of bytes specified", 400)
        body, given = whole[0], given | whole[1]
    for name, digest in DIGESTS.items():
        value = next((value for header, value in given.items() if header.lower() == name.lower()), None)
        if value is None:
            continue
        try:
            wanted = base64.b64decode(value.strip(), validate=True)
        except binascii.Error:
            return Refusal("InvalidDigest", f"The {name} you specified was invalid", 400)
        if wanted != digest(body):
            return Refusal("BadDigest", f"The {name} you specified did not match what we received", 400)
    return None


def _whole(body: bytes) -> tuple[bytes, dict[str, str]] | None:
    """A body in signed chunks as one, and the headers that stand behind it; None if it has no end."""
    parts, place = [], 0
    while (found := CHUNK.match(body, place)) and (size := int(found[1], 16)):
        parts.append(body[found.end() : found.end() + size])
        place = found.end() + size + 2
    if found is None:
        return None
    return b"".join(parts), {name.decode(): value.decode() for name, value in TRAILER.findall(body[found.end() :])}
