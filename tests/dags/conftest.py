"""Airflow for DAG tests: an empty home and the project's folders, set before its first import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.airflow_home import prepare
from tests.conftest import REPOSITORY

prepare()


@pytest.fixture(scope="session")
def dags() -> Mapping[str, Any]:
    """The DAGs of the sample configuration by id."""
    from airflow.dag_processing.dagbag import DagBag

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("AMTS_CONFIG", str(REPOSITORY / "config" / "sample.yaml"))
        bag = DagBag(str(REPOSITORY / "dags"))
    assert bag.import_errors == {}
    found: Mapping[str, Any] = bag.dags
    return found
