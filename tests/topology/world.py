"""A topology that tests disturb: its parts die and come back, its local AWS service meets faults."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3

from tests.topology.topology import Api, Topology, running

# How fast Airflow notices what died: its defaults are minutes.
NOTICE = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "5",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "60",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "10",
    "AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "15",
}


@dataclass
class World:
    """A topology, and what its AWS service knows of jobs."""

    topology: Topology

    @cached_property
    def api(self) -> Api:
        """Airflow's REST API."""
        return Api(self.topology.api_url, self.topology.secrets["AIRFLOW_PASSWORD"])

    def client(self, service: str) -> Any:
        """A client of the local AWS service."""
        return boto3.client(
            service,
            endpoint_url=self.topology.aws_url,
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )

    def job_list(self) -> list[dict[str, Any]]:
        """Every job that the service was ever asked for."""
        return list(
            self.client("translate").list_text_translation_jobs(MaxResults=500)["TextTranslationJobPropertiesList"]
        )

    def jobs(self) -> dict[str, str]:
        """State of every job, by id."""
        return {job["JobId"]: job["JobStatus"] for job in self.job_list()}

    def faults(self, *faults: dict[str, Any]) -> None:
        """Let these faults wait in the service, and no others."""
        self._admin("DELETE", None)
        if faults:
            self._admin("POST", list(faults))

    def _admin(self, method: str, body: Any) -> None:
        request = urllib.request.Request(
            f"{self.topology.aws_url}/_local_aws/faults",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=10).close()

    def down_for_a_while(self, *names: str) -> None:
        """Kill parts, and start them again after some seconds."""
        for name in names:
            self.topology.kill(name)
        time.sleep(5)
        for name in names:
            self.topology.revive(name)
        self.topology.await_answer("apiserver", f"{self.topology.api_url}/api/v2/monitor/health")
        self.topology.await_answer("local_aws", f"{self.topology.aws_url}/_local_aws/health")

    def workers_crash(self) -> None:
        """Kill all workers, and start them again after some seconds."""
        self.down_for_a_while(*self.topology.worker_names)

    def clear(self, dag_id: str, run_id: str, task: str) -> None:
        """Clear a task of a finished run, so that it runs again; alone, without the tasks after it."""
        body = {"dry_run": False, "dag_run_id": run_id, "task_ids": [task], "only_failed": False}
        self.api.send("POST", f"/dags/{dag_id}/clearTaskInstances", body)

    def await_true(self, is_so: Callable[[], bool], what: str, seconds: float = 180) -> None:
        """Wait until something is so; AssertionError after a while."""
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"waited in vain for {what}"
            time.sleep(0.3)


@contextmanager
def world_of(**arguments: Any) -> Iterator[World]:
    """A world that lives inside the `with`, whose Airflow notices a death in seconds."""
    settings = NOTICE | arguments.pop("settings", {})
    with running(settings=settings, **arguments) as topology:
        yield World(topology)
