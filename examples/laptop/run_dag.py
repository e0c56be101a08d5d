"""Run one DAG in this process (`DAG.test`), printing a line for each task as JSON. Started by `demo`.

python -m examples.laptop.run_dag DAG_ID CONF_JSON
"""

from __future__ import annotations

import functools
import json
import os
import sys
import time
from typing import Any

import botocore.session

RESULTS = ("upload_documents", "report", "deliver")


class Progress:
    """A listener that prints what happens to tasks, one JSON object a line."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.started: dict[str, float] = {}

    def say(self, **fields: Any) -> None:
        """Print one event."""
        print(json.dumps(fields, ensure_ascii=False, default=str), file=self.stream, flush=True)

    def running(self, instance: Any) -> None:
        """A task begins (or resumes after its wait)."""
        self.started.setdefault(_name(instance), time.monotonic())
        self.say(event="running", task=_name(instance))

    def ended(self, instance: Any, state: str, error: Any = None) -> None:
        """A task has ended."""
        seconds = time.monotonic() - self.started.get(_name(instance), time.monotonic())
        label = getattr(instance, "rendered_map_index", None) or ""
        self.say(event=state, task=_name(instance), label=label, seconds=seconds, error=str(error or ""))


def _name(instance: Any) -> str:
    return f"{instance.task_id}[{instance.map_index}]" if instance.map_index >= 0 else str(instance.task_id)


def listen(progress: Progress) -> None:
    """Register the listener with the part of Airflow that runs tasks."""
    from airflow.listeners import hookimpl
    from airflow.sdk.listener import get_listener_manager

    class Listener:
        @hookimpl
        def on_task_instance_running(self, previous_state: Any, task_instance: Any) -> None:
            progress.running(task_instance)

        @hookimpl
        def on_task_instance_success(self, previous_state: Any, task_instance: Any) -> None:
            progress.ended(task_instance, "success")

        @hookimpl
        def on_task_instance_skipped(self, previous_state: Any, task_instance: Any) -> None:
            progress.ended(task_instance, "skipped")

        @hookimpl
        def on_task_instance_failed(self, previous_state: Any, task_instance: Any, error: Any) -> None:
            progress.ended(task_instance, "failed", error)

    get_listener_manager().add_listener(Listener())


def run(dag_id: str, conf: dict[str, Any], progress: Progress) -> bool:
    """Run the DAG; True only if every task succeeded or was skipped."""
    from airflow.dag_processing.dagbag import DagBag

    # All tasks run in this process, and each makes its clients anew: AWS's description of its services is read once.
    botocore.session.create_loader = functools.cache(botocore.loaders.create_loader)
    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    if bag.import_errors:
        progress.say(event="error", error="; ".join(f"{name}: {text}" for name, text in bag.import_errors.items()))
        return False
    if dag_id not in bag.dags:
        progress.say(event="error", error=f"the configuration gives no DAG {dag_id}; it gives {', '.join(bag.dags)}")
        return False
    listen(progress)
    dag_run = bag.dags[dag_id].test(run_conf=conf)
    instances = dag_run.get_task_instances()
    results = {
        i.task_id: i.xcom_pull(task_ids=i.task_id) for i in instances if i.task_id in RESULTS and i.map_index < 0
    }
    states = {_name(instance): str(instance.state) for instance in instances}
    progress.say(event="finished", run=dag_run.run_id, state=str(dag_run.state), results=results, states=states)
    return str(dag_run.state) == "success" and set(states.values()) <= {"success", "skipped"}


def main() -> None:
    """Keep standard output for the events; everything else goes to standard error."""
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.path[:0] = [os.environ["AIRFLOW__CORE__PLUGINS_FOLDER"], os.environ["AIRFLOW__CORE__DAGS_FOLDER"]]
    sys.exit(not run(sys.argv[1], json.loads(sys.argv[2]), Progress(events)))


if __name__ == "__main__":
    main()
