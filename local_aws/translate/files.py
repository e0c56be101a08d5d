"""The service's own copies of imported files: kept in S3 as the real one does, in a bucket of its own account."""

from __future__ import annotations

import hmac
import logging
import secrets
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import boto3
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from local_aws.s3.buckets import Buckets, NoSuchObjectError
from local_aws.store import StateError

LOG = logging.getLogger(__name__)
BUCKET = "local-aws-translate"
LINK_SECONDS = 1800
# Nobody else can sign a link to the files of the service; those that are out end with the process.
KEYS = Credentials("local_aws", secrets.token_hex(32))


class ServiceFiles:
    """The files of one account and region; `folder` keeps them apart from others."""

    def __init__(self, buckets: Buckets, folder: str) -> None:
        self._buckets, self._folder = buckets, folder

    def write(self, path: str, content: bytes) -> None:
        """Keep a file."""
        self._buckets.require_bucket(BUCKET)
        self._buckets.write(BUCKET, f"{self._folder}/{path}", content)

    def read(self, path: str) -> bytes:
        """The content of a file; raises NoSuchObjectError."""
        return self._buckets.read(BUCKET, f"{self._folder}/{path}")

    def delete_all(self, prefix: str, *, but: str = "") -> None:
        """Remove the files whose path starts with the prefix, except those that start with `but`."""
        for path in self._paths(prefix):
            if not but or not path.startswith(but):
                self._buckets.delete(BUCKET, f"{self._folder}/{path}")

    def sweep(self, prefix: str, *, but: str = "") -> None:
        """As `delete_all`; what cannot be removed now stays for the next time."""
        try:
            self.delete_all(prefix, but=but)
        except StateError as error:
            LOG.warning("files below %s stay for now: %s", prefix, error)

    def versions(self, folder: str) -> set[str]:
        """The first names below a folder, whose path ends with a slash."""
        return {path.removeprefix(folder).split("/")[0] for path in self._paths(folder)}

    def _paths(self, prefix: str) -> list[str]:
        try:
            found = list(self._buckets.list(BUCKET, f"{self._folder}/{prefix}"))
        except NoSuchObjectError:  # nothing was ever kept
            return []
        return [entry.key.removeprefix(f"{self._folder}/") for entry in found]

    def link(self, path: str, endpoint: str, region: str) -> str:
        """A presigned address of a file, good for 30 minutes, below the address that the client used."""
        parameters = {"Bucket": BUCKET, "Key": f"{self._folder}/{path}"}
        return str(
            _signer(endpoint, region).generate_presigned_url("get_object", Params=parameters, ExpiresIn=LINK_SECONDS)
        )


def is_own_link(url: str) -> bool:
    """Whether an address is a link that this process has signed, and still good."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    signature = query.pop("X-Amz-Signature", "")
    try:
        signed_at = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        region = query["X-Amz-Credential"].split("/")[2]
        age = (datetime.now(UTC) - signed_at).total_seconds()
        if age > min(int(query["X-Amz-Expires"]), LINK_SECONDS):
            return False
    except (KeyError, ValueError, IndexError):
        return False
    auth = S3SigV4QueryAuth(KEYS, "s3", region)
    request = AWSRequest("GET", urlunsplit(parts._replace(query=urlencode(query, quote_via=quote))))
    request.context["timestamp"] = query["X-Amz-Date"]
    expected = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
    return hmac.compare_digest(str(expected), signature)


@lru_cache(maxsize=16)
def _signer(endpoint: str, region: str) -> Any:
    return boto3.session.Session().client(
        "s3",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=KEYS.access_key,
        aws_secret_access_key=KEYS.secret_key,
        config=Config(s3={"addressing_style": "path"}, signature_version="s3v4"),
    )
