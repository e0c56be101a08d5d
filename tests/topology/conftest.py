from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest

from tests.deployment.compose import REPOSITORY
from tests.topology.topology import Api, Topology, missing_programs, running


@pytest.fixture(scope="session")
def topology() -> Iterator[Topology]:
    if missing_programs():
        pytest.skip(f"not installed: {', '.join(missing_programs())}")
    folders = (REPOSITORY / "dags", REPOSITORY / "tests" / "system")
    with running(engine="memory", dag_folders=folders, settings={"EXAMPLE_TRANSLATE_DELAY": "1"}) as parts:
        yield parts


@pytest.fixture(scope="session")
def api(topology) -> Api:
    return Api(topology.api_url, topology.secrets["AIRFLOW_PASSWORD"])


@pytest.fixture(scope="session")
def translate(topology):
    return boto3.client(
        "translate",
        endpoint_url=topology.aws_url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
