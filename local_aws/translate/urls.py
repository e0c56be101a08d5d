"""Where requests to Amazon Translate go: their hosts, and the two ways to name an operation."""

from __future__ import annotations

import re
from collections.abc import Mapping

from local_aws.translate.wire import CBOR, JSON, TARGET_PREFIX, WireProtocol

url_bases = [r"https?://translate(-fips)?\.(.+)\.amazonaws\.com"]
CBOR_PATH = re.compile(rf"/service/{TARGET_PREFIX}/operation/(?P<operation>\w+)/?$")


def find_operation(method: str, path: str, headers: Mapping[str, str]) -> tuple[str, WireProtocol] | None:
    """The operation that a request asks for and its protocol; None if it is no request to Translate."""
    prefix, dot, operation = headers.get("X-Amz-Target", "").partition(".")
    if method != "POST":
        return None
    if dot and prefix == TARGET_PREFIX:
        return operation, JSON
    match = CBOR_PATH.match(path)
    if match and headers.get("Smithy-Protocol", "") == "rpc-v2-cbor":
        return match["operation"], CBOR
    return None
