"""A service in this process, and boto3 clients that talk to it in either protocol."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
import botocore
import pytest
from botocore.config import Config
from moto import mock_aws

from local_aws.mocking import mock_translate
from local_aws.s3.archive import forget_buckets
from local_aws.service import Service
from tests.local_aws.world import World

ONE_TRY = Config(retries={"total_max_attempts": 1})
MODEL_FOLDER = Path(botocore.__file__).parent / "data" / "translate" / "2017-07-01"


@pytest.fixture(scope="session")
def cbor_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of service models in which Translate speaks CBOR alone: boto3 prefers JSON where it can."""
    folder = tmp_path_factory.mktemp("models")
    target = folder / "translate" / "2017-07-01"
    target.mkdir(parents=True)
    model = json.loads(gzip.decompress((MODEL_FOLDER / "service-2.json.gz").read_bytes()))
    model["metadata"]["protocols"] = ["smithy-rpc-v2-cbor"]
    (target / "service-2.json").write_text(json.dumps(model))
    rules = gzip.decompress((MODEL_FOLDER / "endpoint-rule-set-1.json.gz").read_bytes())
    (target / "endpoint-rule-set-1.json").write_bytes(rules)
    return folder


@dataclass(frozen=True)
class Clients:
    """The clients of a module (making one takes a while), and the mock that they talk to."""

    mock: mock_translate
    s3: Any
    translate: dict[str, Any]


@pytest.fixture(scope="module")
def clients(cbor_models: Path) -> Iterator[Clients]:
    with pytest.MonkeyPatch.context() as monkeypatch, mock_aws():
        for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_TRANSLATE"):
            monkeypatch.delenv(name, raising=False)
        mock = mock_translate("memory")
        with mock:
            s3 = boto3.client("s3", region_name="us-east-1")
            json_client = boto3.client("translate", region_name="us-east-1", config=ONE_TRY)
            monkeypatch.setenv("AWS_DATA_PATH", str(cbor_models))
            cbor_client = boto3.session.Session().client("translate", region_name="us-east-1", config=ONE_TRY)
            assert json_client.meta.service_model.resolved_protocol == "json"
            assert cbor_client.meta.service_model.resolved_protocol == "smithy-rpc-v2-cbor"
            yield Clients(mock, s3, {"json": json_client, "cbor": cbor_client})


@pytest.fixture
def service(clients: Clients) -> Service:
    """A fresh service with the engine `memory`; jobs end inside the request that starts them."""
    forget_buckets()
    return clients.mock.reset()


@pytest.fixture
def world(service: Service, clients: Clients) -> World:
    """Clients, the bucket `books`, and short ways to do what most tests do."""
    clients.s3.create_bucket(Bucket="books")
    return World(clients.s3, clients.translate["json"], "books")


@pytest.fixture(params=["json", "cbor"])
def both(request: pytest.FixtureRequest, world: World, clients: Clients) -> World:
    """The world once in each protocol."""
    return replace(world, translate=clients.translate[request.param])
