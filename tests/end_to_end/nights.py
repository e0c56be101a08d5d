"""Runs of DAGs one after another in one process of Airflow, so that a case costs its tasks and not Airflow's start.

Reads a JSON object a line: `config` (file), `dag`, `conf`, and `answer` (`Approve`, `Reject`), what a person says over
Airflow's REST API when a task asks. Prints the events of `examples.laptop.run_dag`, the last of each run `finished`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from datetime import timedelta
from importlib import import_module
from typing import Any

from examples.laptop.run_dag import Progress, run

PARKED = "awaiting_input"


def rest_api() -> Any:
    """Airflow's REST API in this process."""
    from airflow.api_fastapi.app import create_app
    from fastapi.testclient import TestClient

    return TestClient(create_app(apps="core"))


def answer(api: Any, dag_id: str, choice: str, ended: threading.Event) -> None:
    """Wait until a run of a DAG asks, and answer over the REST API, as a person does by the form."""
    with api as client:
        client.headers["Authorization"] = f"Bearer {client.get('/auth/token').json()['access_token']}"
        while not ended.is_set():
            asked = client.get(f"/api/v2/dags/{dag_id}/dagRuns/~/taskInstances", params={"state": PARKED}).json()
            for task in asked.get("task_instances", ()):
                place = f"/api/v2/dags/{dag_id}/dagRuns/{task['dag_run_id']}/taskInstances/{task['task_id']}/-1"
                said = client.patch(f"{place}/hitlDetails", json={"chosen_options": [choice], "params_input": {}})
                said.raise_for_status()
                return
            time.sleep(0.5)


def night(request: dict[str, Any], progress: Progress) -> None:
    """One run."""
    from airflow.sdk.listener import get_listener_manager

    os.environ["AMTS_CONFIG"] = request["config"]
    get_listener_manager().clear()
    ended = threading.Event()
    if choice := request["answer"]:
        threading.Thread(target=answer, args=(rest_api(), request["dag"], choice, ended), daemon=True).start()
    run(request["dag"], request["conf"], progress)
    ended.set()


def main() -> None:
    """Keep standard output for the events; everything else goes to standard error."""
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.path[:0] = [os.environ["AIRFLOW__CORE__PLUGINS_FOLDER"], os.environ["AIRFLOW__CORE__DAGS_FOLDER"]]
    import_module("amts_base").DEFAULTS["retry_delay"] = timedelta(0)  # what fails here fails again
    # Each client looks through the stack for the operator that asks, which takes a quarter of a second here.
    import_module("airflow.providers.amazon.aws.hooks.base_aws").AwsBaseHook._get_caller = lambda *_, **__: "test"
    for line in sys.stdin:
        night(json.loads(line), Progress(events))


if __name__ == "__main__":
    main()
