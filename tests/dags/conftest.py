"""Airflow for DAG tests: an empty home and the project's folders, set before its first import."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import REPOSITORY

os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="airflow-home-"))
os.environ.setdefault("AIRFLOW__CORE__UNIT_TEST_MODE", "True")
os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
os.environ.setdefault("AIRFLOW__CORE__PLUGINS_FOLDER", str(REPOSITORY / "plugins"))
PLUGINS = str(REPOSITORY / "plugins")
if PLUGINS not in sys.path:
    sys.path.insert(0, PLUGINS)


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
