"""What the DAG processor computes for the DAG of a pair each time it reads the files: its form as JSON.

python -m tests.benchmarks.dag_reading
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from statistics import median

from tests.conftest import REPOSITORY

TIMES = 5


def main() -> None:
    """Print the median in CPU seconds."""
    folders = {"CORE__DAGS_FOLDER": REPOSITORY / "dags", "CORE__PLUGINS_FOLDER": REPOSITORY / "plugins"}
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {f"AIRFLOW__{name}": str(folder) for name, folder in folders.items()} | {"AIRFLOW_HOME": home}
        sys.path[:0] = map(str, folders.values())
        from airflow.dag_processing.dagbag import DagBag
        from airflow.serialization.serialized_objects import DagSerialization

        dag = DagBag(folders["CORE__DAGS_FOLDER"], load_op_links=False).dags["amts_en_zh"]
        taken = []
        for _ in range(TIMES):
            began = time.process_time()
            DagSerialization.to_dict(dag)
            taken.append(time.process_time() - began)
    print(f"{len(dag.tasks)} tasks: {median(taken):.2f} CPU s")


if __name__ == "__main__":
    main()
