"""Mutated requests to all operations: whatever comes in, a declared status, shape and code comes out.

The requests are made from the service model with a fixed seed. `AMTS_MUTATIONS` is how many an operation gets (30); a
nightly run may raise it with each night, and the sequence goes on where the shorter one ended.
"""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import Shape

from local_aws.service import Service
from local_aws.translate.responses import Call, answer
from local_aws.translate.wire import CBOR, JSON, WireProtocol, operation_model, service_model
from tests.local_aws.translate.test_validation import on_the_wire, places, sample, with_value
from tests.local_aws.world import World

MUTATIONS = int(os.environ.get("AMTS_MUTATIONS", "30"))
UNDECLARED = {"SerializationException", "InternalServerException"}  # the second is modelled for every operation
ODD: list[Any] = [
    None, True, False, 0, -1, 1, 2**31, 2**63, 1e308, "", " ", "a", "en", "zh", "auto", "none", "A" * 300, "é字🙂",
    "a\u0000b", "a/b", "../..", "s3://books/in", "s3://books/in/", "s3://books/pairs.csv", "s3://no-such-bucket/x",
    "arn:aws:translate:us-east-1:123456789012:parallel-data/a1", [], ["a"], [None], [[]], {}, {"a": 1}, {"S3Uri": None},
    b"", b"en,es\na,b\n", b"\xff", "2026-01-01",
]  # fmt: skip


def mutated(shape: Shape, chance: random.Random) -> Any:
    """A good request with one to three things in it changed."""
    members = sample(shape)
    for _ in range(chance.randint(1, 3)):
        path, kind = chance.choice([place for place in places(shape) if place[0]])
        value = chance.choice([..., *ODD, sample(kind), [sample(kind)] * chance.randint(1, 60)])
        try:
            members = with_value(members, path, copy.deepcopy(value))
        except (KeyError, IndexError, TypeError):  # what held it was changed before
            continue
    return members


def encoded(members: Any, protocol: WireProtocol) -> bytes:
    try:
        return protocol.encode(on_the_wire(members, protocol))
    except (TypeError, ValueError):
        return protocol.encode({})


def damaged(body: bytes, chance: random.Random) -> bytes:
    """Bytes lost, doubled, flipped: in one request of ten."""
    if not body or chance.random() < 0.9:
        return body
    cut = chance.randrange(len(body))
    return chance.choice([body[:cut], body[cut:], body + body[cut:], body[:cut] + b"\xff" + body[cut + 1 :]])


def check_shape(shape: Shape | None, value: Any, path: str) -> None:
    """The reply has only members of the model, of its types, and all that are required."""
    if shape is None or value is None:
        return
    match shape.type_name:
        case "structure":
            assert set(value) <= set(shape.members), path
            assert set(shape.required_members) <= set(value), path
            for name, member in value.items():
                check_shape(shape.members[name], member, f"{path}.{name}")
        case "list":
            for item in value:
                check_shape(shape.member, item, f"{path}[]")
        case "string":
            assert isinstance(value, str), path
            assert not shape.enum or value in shape.enum, path
        case "integer" | "long":
            assert isinstance(value, int), path
        case "boolean":
            assert isinstance(value, bool), path


@pytest.fixture
def filled(service: Service, world: World) -> Service:
    """A service in which the names of the good requests exist."""
    world.put("in/a.txt", "A text.")
    world.put("pairs.csv", "en,es\na,b\n")
    world.make_data("a1")
    data = {"File": b"en,es\na,b\n", "Format": "CSV"}
    world.translate.import_terminology(Name="a1", MergeStrategy="OVERWRITE", TerminologyData=data)
    return service


def requests(name: str) -> Iterator[tuple[WireProtocol, bytes]]:
    chance = random.Random(f"seed 1 {name}")
    for number in range(MUTATIONS):
        protocol = (JSON, CBOR)[number % 2]
        yield protocol, damaged(encoded(mutated(operation_model(name).input_shape, chance), protocol), chance)


@pytest.mark.parametrize("name", service_model().operation_names)
def test_every_reply_is_one_that_the_model_knows(filled: Service, name: str) -> None:
    operation = operation_model(name)
    declared = {error.name: error.metadata.get("error", {}).get("httpStatusCode") for error in operation.error_shapes}
    for protocol, body in requests(name):
        reply = answer(Call(name, protocol, {}, body, "http://localhost/"), filled.backend("us-east-1"))
        found = protocol.decode(reply.body) if reply.body else {}
        if reply.status == 200:
            check_shape(operation.output_shape, found, name)
            continue
        code = found["__type"]
        assert code != "InternalServerException", (body, found)
        assert code in declared or code == "SerializationException", (body, found)
        assert reply.status == (declared.get(code) or 400), (body, found)
        assert isinstance(found.get("Message", found.get("message")), str)
