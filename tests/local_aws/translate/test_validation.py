"""Each constraint of the service model is violated once, through the wire; the code must be one that is declared."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import OperationModel, Shape
from hypothesis import given
from hypothesis import strategies as st

from local_aws.service import Service
from local_aws.translate.exceptions import error_named
from local_aws.translate.responses import Call, answer
from local_aws.translate.validation import check_request
from local_aws.translate.wire import CBOR, JSON, WireProtocol, operation_model, read_request, service_model

Path = tuple[str | int, ...]

# Values that satisfy every constraint, by shape; what is not here is made from the type.
GOOD = {
    "S3Uri": "s3://bucket/folder/",
    "IamRoleArn": "arn:aws:iam::123456789012:role/name",
    "ContentType": "text/html",
    "EncryptionKeyID": "alias/key",
    "LanguageCodeString": "en",
    "ResourceArn": "arn:aws:translate:us-east-1:123456789012:parallel-data/name",
}
# Values that break a pattern, by shape. A shape without one here has a pattern that every string satisfies.
BAD = {
    "S3Uri": ["http://x", "s3://UPPER/x", "s3://a", "s3://bucket?x"],
    "IamRoleArn": ["arn:aws:iam::12:role/name-of-a-role", "x" * 30],
    "ContentType": ["html", "text/html; charset=utf-8"],
    "EncryptionKeyID": ["a key"],
    "ResourceName": ["a b", "_a", "a__b", "a\n", "é"],
    "ClientTokenString": ["a_b", "ü"],
    "JobName": ["a#b", "a\tb"],
    "JobId": ["a*"],
    "NextToken": ["ü"],
}


def sample(shape: Shape) -> Any:
    """A value with all members that satisfies the model."""
    match shape.type_name:
        case "structure":
            return {name: sample(member) for name, member in shape.members.items()}
        case "list":
            return [sample(shape.member)]
        case "blob":
            return b"x"
        case "integer" | "long":
            return 1
        case "timestamp":
            return 0
    return GOOD.get(shape.name) or (shape.enum[0] if shape.enum else "a1")


def places(shape: Shape, path: Path = ()) -> Iterator[tuple[Path, Shape]]:
    yield path, shape
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from places(member, (*path, name))
    elif shape.type_name == "list":
        yield from places(shape.member, (*path, 0))


def violations(operation: OperationModel) -> Iterator[tuple[Path, Any]]:
    """Where, and the bad value; `...` for a member that is left out."""
    for path, shape in places(operation.input_shape):
        if shape.type_name == "structure":
            yield from (((*path, name), ...) for name in shape.required_members)
        smallest, largest = shape.metadata.get("min", 0), shape.metadata.get("max")
        if shape.type_name == "list":
            if smallest:
                yield path, []
            if largest and largest < 1000:
                yield path, [sample(shape.member)] * (largest + 1)
        elif shape.type_name in ("integer", "long"):
            yield path, smallest - 1
            if largest:
                yield path, largest + 1
        elif shape.type_name == "blob" and largest:
            yield path, b"x" * (largest + 1)
        elif shape.type_name == "string":
            if smallest:
                yield path, ""
            if largest:
                yield path, "a" * (largest + 1)
            if shape.enum:
                yield path, "NONE"
            yield from ((path, value) for value in BAD.get(shape.name, ()))


def with_value(members: Any, path: Path, value: Any) -> Any:
    changed = copy.deepcopy(members)
    place = changed
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def on_the_wire(value: Any, protocol: WireProtocol) -> Any:
    if isinstance(value, dict):
        return {name: on_the_wire(member, protocol) for name, member in value.items()}
    if isinstance(value, list):
        return [on_the_wire(member, protocol) for member in value]
    return protocol.plain(value) if isinstance(value, bytes) else value


def ask(service: Service, name: str, members: Any, protocol: WireProtocol = JSON) -> tuple[int, Any]:
    body = protocol.encode(on_the_wire(members, protocol))
    reply = answer(Call(name, protocol, {}, body, "http://localhost/"), service.backend("us-east-1"))
    return reply.status, protocol.decode(reply.body) if reply.body else {}


CASES = [
    pytest.param(name, path, value, id=f"{name}-{'.'.join(map(str, path))}-{str(value)[:12]!r}")
    for name in service_model().operation_names
    for path, value in violations(operation_model(name))
]


def test_the_model_gives_cases_for_every_operation() -> None:
    assert {case.values[0] for case in CASES} == set(service_model().operation_names)
    assert len(CASES) > 250


@pytest.mark.parametrize(("name", "path", "value"), CASES)
def test_a_violation_is_answered_with_a_declared_code(service: Service, name: str, path: Path, value: Any) -> None:
    operation = operation_model(name)
    status, reply = ask(service, name, with_value(sample(operation.input_shape), path, value))
    declared = {shape.name: shape.metadata["error"]["httpStatusCode"] for shape in operation.error_shapes}
    assert reply["__type"] in declared
    assert status == declared[reply["__type"]]
    assert reply.get("Message") or reply.get("message")


@pytest.mark.parametrize("name", service_model().operation_names)
def test_a_full_request_violates_nothing(name: str) -> None:
    operation = operation_model(name)
    body = JSON.encode(on_the_wire(sample(operation.input_shape), JSON))
    check_request(operation, read_request(operation, body, JSON))


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'"x"', b"\xff", b'{"Name": 1}', b'{"Name": ["a"]}', b"[" * 100_000], ids=range(7)
)
def test_a_body_that_is_no_request_is_told_so(service: Service, body: bytes) -> None:
    reply = answer(Call("GetParallelData", JSON, {}, body, "http://localhost/"), service.backend("us-east-1"))
    assert (reply.status, json.loads(reply.body)["__type"]) == (400, "SerializationException")
    reply = answer(Call("GetParallelData", CBOR, {}, b"\xff\x00", "http://localhost/"), service.backend("us-east-1"))
    assert (reply.status, CBOR.decode(reply.body)["__type"]) == (400, "SerializationException")


def test_an_unknown_operation_is_told_so(service: Service) -> None:
    assert ask(service, "TranslateSong", {}) == (
        400, {"__type": "UnknownOperationException", "Message": "Unknown operation: TranslateSong"}
    )  # fmt: skip


def test_members_that_the_model_does_not_know_are_ignored(service: Service) -> None:
    assert ask(service, "ListParallelData", {"Colour": "red", "MaxResults": None}) == (
        200, {"ParallelDataPropertiesList": []}
    )  # fmt: skip


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(name=st.sampled_from(service_model().operation_names), data=st.data())
def test_no_request_breaks_the_reader(name: str, data: st.DataObject) -> None:
    operation = operation_model(name)
    members = st.dictionaries(st.sampled_from(sorted(operation.input_shape.members)), JSON_VALUES)
    body = json.dumps(data.draw(members)).encode()
    declared = {shape.name for shape in operation.error_shapes} | {"SerializationException"}
    with contextlib.suppress(*map(error_named, declared)):
        check_request(operation, read_request(operation, body, JSON))
