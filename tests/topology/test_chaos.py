"""
Parts of the topology die while a batch job is paid for. Afterwards the run has ended well, with one job.

Run with `-m slow`; it takes about ten minutes.
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from tests.deployment.compose import REPOSITORY
from tests.topology.topology import Api, Topology, missing_programs, running

pytestmark = pytest.mark.slow

DEFERRED, IN_WORKER = "chaos_deferred", "chaos_in_worker"
WAITING = {DEFERRED: "deferred", IN_WORKER: "running"}
# How fast Airflow notices what died: its defaults are minutes.
NOTICE = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "5",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
    "AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "15",
}


@dataclass
class World:
    """A topology with a bucket, and what the service knows of jobs."""

    topology: Topology
    api: Api

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.topology.aws_url,
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )

    def jobs(self) -> dict[str, str]:
        """State of every job, by id."""
        listed = self.client("translate").list_text_translation_jobs(MaxResults=500)
        return {job["JobId"]: job["JobStatus"] for job in listed["TextTranslationJobPropertiesList"]}

    def faults(self, *faults: dict[str, Any]) -> None:
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

    def begin(self, dag_id: str, seconds: float) -> tuple[str, set[str]]:
        """Start a run whose job stays in the queue for a while; give its id, and the ids of all jobs before it."""
        before = set(self.jobs())
        self.faults({"kind": "slow-start", "seconds": seconds})
        run_id = self.api.trigger(dag_id)
        until = time.monotonic() + 180
        while time.monotonic() < until:
            waits = self.api.task_states(dag_id, run_id).get("translate") == WAITING[dag_id]
            if waits and set(self.jobs()) - before:
                return run_id, before
            time.sleep(0.3)
        raise AssertionError(f"the job did not begin: {self.api.task_states(dag_id, run_id)}")

    def end(self, dag_id: str, run_id: str, before: set[str]) -> list[str]:
        """Wait for the end of a run; give the states of its jobs."""
        state = self.api.await_run(dag_id, run_id, seconds=300)
        assert state == "success", self.api.task_states(dag_id, run_id)
        return sorted(state for job, state in self.jobs().items() if job not in before)

    def task(self, dag_id: str, run_id: str, task: str) -> dict[str, Any]:
        return dict(self.api.send("GET", f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task}"))

    def await_trigger(self, dag_id: str, run_id: str) -> None:
        """Wait until a triggerer waits for the job: only then does Airflow ask the trigger to stop it."""
        until = time.monotonic() + 60
        while not self.task(dag_id, run_id, "translate")["triggerer_job"]:
            assert time.monotonic() < until, self.topology.parts["triggerer"].tail()
            time.sleep(0.3)
        time.sleep(3)  # it has been told; it does not say when it has begun

    def kill_workers(self) -> None:
        for worker in self.topology.worker_names:
            self.topology.kill(worker)

    def revive_workers(self) -> None:
        for worker in self.topology.worker_names:
            self.topology.revive(worker)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    if missing_programs():
        pytest.skip(f"not installed: {', '.join(missing_programs())}")
    with running(dag_folders=(REPOSITORY / "tests" / "topology" / "dags",), settings=NOTICE) as topology:
        world = World(topology, Api(topology.api_url, topology.secrets["AIRFLOW_PASSWORD"]))
        s3 = world.client("s3")
        s3.create_bucket(Bucket="chaos")
        s3.put_object(Bucket="chaos", Key="pairs.csv", Body=b"en,es\nA tensor.,Un tensor.\n")
        s3.put_object(Bucket="chaos", Key="in/a.html", Body=b"<html><body><p>A tensor.</p></body></html>")
        yield world


def down_for_a_while(*names: str) -> Callable[[World], None]:
    """Kill parts, and start them again after some seconds."""

    def disturb(world: World) -> None:
        for name in names:
            world.topology.kill(name)
        time.sleep(5)
        for name in names:
            world.topology.revive(name)
        world.topology.await_answer("apiserver", f"{world.topology.api_url}/api/v2/monitor/health")

    return disturb


def workers_crash(world: World) -> None:
    world.kill_workers()
    time.sleep(5)
    world.revive_workers()


DISTURBANCES = {
    "workers": workers_crash,
    "scheduler": down_for_a_while("scheduler"),
    "triggerer": down_for_a_while("triggerer"),
    "local_aws": down_for_a_while("local_aws"),
    "redis": down_for_a_while("redis"),
    "apiserver": down_for_a_while("apiserver"),
}


@pytest.mark.parametrize("dag_id", [DEFERRED, IN_WORKER])
@pytest.mark.parametrize("part", DISTURBANCES)
def test_a_part_dies_during_the_wait(world, dag_id, part):
    if part == "triggerer" and dag_id == IN_WORKER:
        pytest.skip("the triggerer has no part in it")
    began = time.monotonic()
    run_id, before = world.begin(dag_id, seconds=15)
    DISTURBANCES[part](world)
    jobs = world.end(dag_id, run_id, before)
    print(f"\n| {part} | {dag_id} | {time.monotonic() - began:.0f} s | {len(jobs)} |")
    assert jobs == ["COMPLETED"]
    if part == "workers" and dag_id == IN_WORKER:
        assert world.task(dag_id, run_id, "translate")["try_number"] > 1, "the task survived its worker"


@pytest.mark.parametrize("dag_id", [DEFERRED, IN_WORKER])
def test_a_cleared_task_of_a_finished_run_finds_its_job(world, dag_id):
    run_id, before = world.begin(dag_id, seconds=1)
    assert world.end(dag_id, run_id, before) == ["COMPLETED"]
    for task in ("import_pairs", "translate"):
        body = {"dry_run": False, "dag_run_id": run_id, "task_ids": [task], "only_failed": False}
        world.api.send("POST", f"/dags/{dag_id}/clearTaskInstances", body)
        assert world.end(dag_id, run_id, before) == ["COMPLETED"]


def test_a_deferred_task_that_is_marked_as_failed_stops_its_job_and_starts_anew_when_cleared(world):
    run_id, before = world.begin(DEFERRED, seconds=60)
    world.await_trigger(DEFERRED, run_id)
    task = f"/dags/{DEFERRED}/dagRuns/{run_id}/taskInstances/translate"
    world.api.send("PATCH", task, {"new_state": "failed"})
    until = time.monotonic() + 60
    while time.monotonic() < until and not {"STOPPED"} & {world.jobs()[job] for job in set(world.jobs()) - before}:
        time.sleep(0.5)
    assert world.api.await_run(DEFERRED, run_id) == "failed"
    assert [state for job, state in world.jobs().items() if job not in before] == ["STOPPED"]
    world.faults()
    body = {"dry_run": False, "dag_run_id": run_id, "task_ids": ["translate"], "only_failed": True}
    world.api.send("POST", f"/dags/{DEFERRED}/clearTaskInstances", body)
    assert world.end(DEFERRED, run_id, before) == ["COMPLETED", "STOPPED"]


@pytest.mark.parametrize("dag_id", [DEFERRED, IN_WORKER])
def test_throttling_is_survived(world, dag_id):
    before = set(world.jobs())
    operations = ("StartTextTranslationJob", "DescribeTextTranslationJob", "GetParallelData", "UpdateParallelData")
    throttle = {"kind": "error", "code": "TooManyRequestsException", "times": 3}
    world.faults(*({**throttle, "operation": operation} for operation in operations))
    run_id = world.api.trigger(dag_id)
    assert world.end(dag_id, run_id, before) == ["COMPLETED"]
