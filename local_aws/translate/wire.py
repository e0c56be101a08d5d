"""Requests and replies on the wire: AWS JSON 1.1 and Smithy RPC v2 CBOR, driven by the service model of botocore.

Inside, a request or reply is a dict of the members of its shape: blobs are bytes, timestamps aware datetimes.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol, cast

import cbor2
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape

from local_aws.translate.exceptions import SerializationException, UnknownOperationException

TARGET_PREFIX = "AWSShineFrontendService_20170701"


@cache
def service_model() -> ServiceModel:
    """The model of Amazon Translate that ships with the installed botocore."""
    return ServiceModel(Loader().load_service_model("translate", "service-2"), "translate")


def operation_model(name: str) -> OperationModel:
    """The model of an operation; raises UnknownOperationException."""
    if name not in service_model().operation_names:
        raise UnknownOperationException(f"Unknown operation: {name}")
    return service_model().operation_model(name)


class WireProtocol(Protocol):
    """One of the two wire protocols."""

    content_type: str

    def decode(self, body: bytes) -> Any:
        """The value of a body."""

    def encode(self, value: Any) -> bytes:
        """The body of a value."""

    def blob(self, value: Any) -> bytes:
        """A decoded blob."""

    def timestamp(self, value: Any) -> datetime:
        """A decoded timestamp."""

    def plain(self, value: bytes | datetime) -> Any:
        """A blob or timestamp as `encode` takes it."""


class JsonProtocol:
    """AWS JSON 1.1: blobs in base64, timestamps as seconds since 1970."""

    content_type = "application/x-amz-json-1.1"

    def decode(self, body: bytes) -> Any:
        """The value of a body."""
        return json.loads(body.decode("utf-8")) if body.strip() else {}

    def encode(self, value: Any) -> bytes:
        """The body of a value."""
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def blob(self, value: Any) -> bytes:
        """A decoded blob."""
        return base64.b64decode(value, validate=True)

    def timestamp(self, value: Any) -> datetime:
        """A decoded timestamp."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError
        return datetime.fromtimestamp(value, UTC)

    def plain(self, value: bytes | datetime) -> Any:
        """A blob or timestamp as `encode` takes it."""
        return base64.b64encode(value).decode() if isinstance(value, bytes) else value.timestamp()


class CborProtocol:
    """Smithy RPC v2 CBOR: blobs as byte strings, timestamps under tag 1."""

    content_type = "application/cbor"

    def decode(self, body: bytes) -> Any:
        """The value of a body."""
        return cbor2.loads(body) if body else {}

    def encode(self, value: Any) -> bytes:
        """The body of a value."""
        return cbor2.dumps(value, datetime_as_timestamp=True)

    def blob(self, value: Any) -> bytes:
        """A decoded blob."""
        if not isinstance(value, bytes):
            raise TypeError
        return value

    def timestamp(self, value: Any) -> datetime:
        """A decoded timestamp."""
        if not isinstance(value, datetime):
            raise TypeError
        return value

    def plain(self, value: bytes | datetime) -> Any:
        """A blob or timestamp as `encode` takes it."""
        return value


JSON, CBOR = JsonProtocol(), CborProtocol()
SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "long": (int,), "boolean": (bool,), "float": (int, float),
    "double": (int, float),
}  # fmt: skip


def read_request(operation: OperationModel, body: bytes, protocol: WireProtocol) -> dict[str, Any]:
    """The members of a request; raises SerializationException if the body or a type is wrong.

    Members that the model does not know are dropped, as the service does.
    """
    try:
        value = protocol.decode(body)
    except (ValueError, RecursionError, cbor2.CBORDecodeError) as error:
        raise SerializationException(f"the request body cannot be decoded: {error}") from error
    if not isinstance(value, dict):
        raise SerializationException("the request body must be a structure")
    return cast(dict[str, Any], _read(operation.input_shape, value, protocol, ""))


def write_reply(shape: Shape | None, members: dict[str, Any] | None, protocol: WireProtocol) -> bytes:
    """The body of a reply. An operation without output gets an empty body in JSON."""
    if shape is None:
        return b"" if protocol is JSON else protocol.encode({})
    return protocol.encode(_write(members or {}, protocol))


def _read(shape: Shape, value: Any, protocol: WireProtocol, path: str) -> Any:
    try:
        match shape.type_name:
            case "structure":
                if not isinstance(value, dict):
                    raise TypeError
                return {
                    name: _read(member, value[name], protocol, f"{path}.{name}".lstrip("."))
                    for name, member in shape.members.items()
                    if value.get(name) is not None
                }
            case "list":
                if not isinstance(value, list):
                    raise TypeError
                return [_read(shape.member, item, protocol, f"{path}[{i}]") for i, item in enumerate(value)]
            case "blob":
                return protocol.blob(value)
            case "timestamp":
                return protocol.timestamp(value)
            case kind:
                if not isinstance(value, SCALARS[kind]) or (isinstance(value, bool) and kind != "boolean"):
                    raise TypeError
                if isinstance(value, str):
                    value.encode()  # half a character, which JSON can write, is no text
                return value
    except (TypeError, binascii.Error, OverflowError, OSError, ValueError) as error:
        raise SerializationException(f"the value at '{path}' is not a {shape.type_name}") from error


def _write(value: Any, protocol: WireProtocol) -> Any:
    if isinstance(value, dict):
        return {name: _write(member, protocol) for name, member in value.items() if member is not None}
    if isinstance(value, list | tuple):
        return [_write(item, protocol) for item in value]
    return protocol.plain(value) if isinstance(value, bytes | datetime) else value
