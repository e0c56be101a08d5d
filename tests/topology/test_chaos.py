"""
The operators on a small DAG, deferred and waiting in the worker: parts of the topology die while a job is paid for.

Run with `-m slow`; it takes about ten minutes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.deployment.compose import REPOSITORY
from tests.topology.topology import missing_programs
from tests.topology.world import World, world_of

pytestmark = pytest.mark.slow

DEFERRED, IN_WORKER = "chaos_deferred", "chaos_in_worker"
WAITING = {DEFERRED: "deferred", IN_WORKER: "running"}
PARTS = ("workers", "scheduler", "triggerer", "local_aws", "redis", "apiserver")


class JobWorld(World):
    """A world with DAGs of one import and one job."""

    def begin(self, dag_id: str, seconds: float) -> tuple[str, set[str]]:
        """Start a run whose job stays in the queue for a while; give its id, and the ids of all jobs before it."""
        before = set(self.jobs())
        self.faults({"kind": "slow-start", "seconds": seconds})
        run_id = self.api.trigger(dag_id)
        self.await_true(
            lambda: (
                self.api.task_states(dag_id, run_id).get("translate") == WAITING[dag_id]
                and bool(set(self.jobs()) - before)
            ),
            "the job to begin",
        )
        return run_id, before

    def end(self, dag_id: str, run_id: str, before: set[str]) -> list[str]:
        """Wait for the end of a run; give the states of its jobs."""
        state = self.api.await_run(dag_id, run_id, seconds=300)
        assert state == "success", self.api.task_states(dag_id, run_id)
        return sorted(state for job, state in self.jobs().items() if job not in before)

    def task(self, dag_id: str, run_id: str, task: str) -> dict[str, Any]:
        return dict(self.api.send("GET", f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task}"))

    def await_trigger(self, dag_id: str, run_id: str) -> None:
        """Wait until a triggerer waits for the job: only then does Airflow ask the trigger to stop it."""
        self.await_true(lambda: bool(self.task(dag_id, run_id, "translate")["triggerer_job"]), "a triggerer", 60)
        time.sleep(3)  # it has been told; it does not say when it has begun


@pytest.fixture(scope="module")
def world() -> Iterator[JobWorld]:
    if missing_programs():
        pytest.skip(f"not installed: {', '.join(missing_programs())}")
    with world_of(dag_folders=(REPOSITORY / "tests" / "topology" / "dags",)) as plain:
        world = JobWorld(plain.topology)
        s3 = world.client("s3")
        s3.create_bucket(Bucket="chaos")
        s3.put_object(Bucket="chaos", Key="pairs.csv", Body=b"en,es\nA tensor.,Un tensor.\n")
        s3.put_object(Bucket="chaos", Key="in/a.html", Body=b"<html><body><p>A tensor.</p></body></html>")
        yield world


@pytest.mark.parametrize("dag_id", [DEFERRED, IN_WORKER])
@pytest.mark.parametrize("part", PARTS)
def test_a_part_dies_during_the_wait(world, dag_id, part):
    if part == "triggerer" and dag_id == IN_WORKER:
        pytest.skip("the triggerer has no part in it")
    began = time.monotonic()
    run_id, before = world.begin(dag_id, seconds=15)
    world.down_for_a_while(*(world.topology.worker_names if part == "workers" else [part]))
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
        world.clear(dag_id, run_id, task)
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
    world.clear(DEFERRED, run_id, "translate")
    assert world.end(DEFERRED, run_id, before) == ["COMPLETED", "STOPPED"]


@pytest.mark.parametrize("dag_id", [DEFERRED, IN_WORKER])
def test_throttling_is_survived(world, dag_id):
    before = set(world.jobs())
    operations = ("StartTextTranslationJob", "DescribeTextTranslationJob", "GetParallelData", "UpdateParallelData")
    throttle = {"kind": "error", "code": "TooManyRequestsException", "times": 3}
    world.faults(*({**throttle, "operation": operation} for operation in operations))
    run_id = world.api.trigger(dag_id)
    assert world.end(dag_id, run_id, before) == ["COMPLETED"]
