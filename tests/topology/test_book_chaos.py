"""
The DAG of a book while parts die, requests are refused, documents fail, and after its tasks are cleared.

Each time the run ends as it should, one job per variant was paid, the chapters are those of an undisturbed run to the
byte, and nothing is left over. Run with `-m slow -s` for the table; it takes about half an hour on a quiet machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tests.topology.book import DAG, OTHER_DAG, BookWorld, Traces, book_world
from tests.topology.topology import missing_programs

pytestmark = pytest.mark.slow

FORCED = {"variants": ["none", "sentence"], "force": True}
"""Each run translates all chapters anew: otherwise it would find the drafts of the one before."""
ONE_EACH = {"none": ["COMPLETED"], "sentence": ["COMPLETED"]}
SLOW_START = {"kind": "slow-start", "seconds": 60, "times": 2}
LOST = "chapter_practice/combining"


@dataclass
class Stage:
    """A world with what an undisturbed run leaves."""

    world: BookWorld
    undisturbed: Traces | None = None
    before: set[str] = field(default_factory=set)
    began: float = 0.0

    def begin(self, *faults: dict[str, object]) -> str:
        """Start a run in an empty bucket."""
        self.world.empty()
        self.world.faults(*faults)
        self.before, self.began = set(self.world.jobs()), time.monotonic()
        return self.world.api.trigger(DAG, FORCED)

    def await_state(self, run_id: str, task: str, state: str, count: int = 1) -> None:
        """Wait for the moment of the disturbance."""
        self.world.await_states(run_id, task, state, count)

    def end(self, run_id: str, name: str, state: str = "success") -> Traces:
        """Wait for the end of the run, print its row of the table, and check what must always be so."""
        ended = self.world.end(run_id)
        jobs = self.world.variants(self.before)
        tries = sum(int(task["try_number"]) > 1 for task in self.world.api.tasks(DAG, run_id))
        count = ", ".join(f"{variant}: {len(states)}" for variant, states in sorted(jobs.items()))
        print(f"\n| {name} | {ended} | {time.monotonic() - self.began:.0f} | {tries} | {count} |")
        assert ended == state, self.world.failures(run_id)
        assert {variant: len(states) for variant, states in jobs.items()} == {"none": 1, "sentence": 1}
        assert self.world.strays() == []
        return self.world.traces(run_id)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    if missing_programs():
        pytest.skip(f"not installed: {', '.join(missing_programs())}")
    with book_world(tmp_path_factory.mktemp("book"), engine="memory") as world:
        stage = Stage(world)
        stage.undisturbed = stage.end(stage.begin(), "nothing")
        assert len(stage.undisturbed.chapters) > 5
        yield stage


@pytest.fixture(autouse=True)
def no_faults(stage: Stage) -> Iterator[None]:
    yield
    stage.world.faults()


def killed(*parts: str) -> Callable[[BookWorld], None]:
    return lambda world: world.down_for_a_while(*parts)


KILLED = {
    "workers, during extraction": ("extract_and_align", "running", 1, BookWorld.workers_crash),
    "workers, during the wait": ("translate.wait_for_job", "deferred", 2, BookWorld.workers_crash),
    "scheduler, during the wait": ("translate.wait_for_job", "deferred", 2, killed("scheduler")),
    "triggerer, during the wait": ("translate.wait_for_job", "deferred", 2, killed("triggerer")),
    "local AWS service, during the wait": ("translate.wait_for_job", "deferred", 2, killed("local_aws")),
    "workers, while chapters are put together": ("rebuild_chapter", "running", 1, BookWorld.workers_crash),
}


@pytest.mark.parametrize("name", KILLED)
def test_a_part_is_killed(stage, name):
    task, state, count, kill = KILLED[name]
    run_id = stage.begin(SLOW_START)
    stage.await_state(run_id, task, state, count)
    running = {job for job, state in stage.world.jobs().items() if state in ("SUBMITTED", "IN_PROGRESS")}
    assert task != "translate.wait_for_job" or len(running) == 2, "the jobs have ended too early"
    kill(stage.world)
    assert stage.end(run_id, f"killed: {name}") == stage.undisturbed


def test_every_third_call_is_throttled(stage):
    run_id = stage.begin({"kind": "error", "code": "TooManyRequestsException", "every": 3, "times": 0})
    assert stage.end(run_id, "every third call to Amazon Translate throttled") == stage.undisturbed


def test_the_network_drops_while_the_output_is_fetched(stage):
    run_id = stage.begin({"kind": "drop", "operation": "s3:GET", "match": "*/translated/*", "times": 8})
    traces = stage.end(run_id, "8 connections dropped during fetch")
    assert stage.world.client("s3").list_buckets()["Buckets"], "the service answers again"
    assert traces == stage.undisturbed


def test_a_failed_document_fails_its_chapter_alone_and_the_next_run_brings_it(stage):
    run_id = stage.begin({"kind": "fail-document", "match": f"delivery.{LOST.replace('/', '.')}.html"})
    traces = stage.end(run_id, "one document fails", state="failed")
    whole = stage.undisturbed.chapters
    lost = {name for name in whole if LOST in name}
    assert lost
    assert {name: text for name, text in traces.chapters.items() if "TODO" not in name} == {
        name: text for name, text in whole.items() if name not in lost and "TODO" not in name
    }
    stage.before, stage.began = set(stage.world.jobs()), time.monotonic()
    next_id = stage.world.api.trigger(DAG, {"variants": ["sentence"]})
    assert stage.world.end(next_id) == "success"
    print(f"\n| the run after that | success | {time.monotonic() - stage.began:.0f} | 0 | sentence: 1 |")
    assert stage.world.variants(stage.before) == {"sentence": ["COMPLETED"]}
    brought = {name for name in stage.world.traces(next_id).chapters if "TODO" not in name}
    assert brought == lost
    assert stage.world.strays() == []


def test_each_task_of_a_finished_run_is_cleared_and_runs_again(stage):
    run_id = stage.begin()
    assert stage.end(run_id, "nothing, again") == stage.undisturbed
    done = {task["task_id"] for task in stage.world.api.tasks(DAG, run_id) if task["state"] == "success"}
    assert len(done) > 18
    stage.began = time.monotonic()
    for task in sorted(done):
        stage.world.clear(DAG, run_id, task)
        assert stage.world.end(run_id) == "success", stage.world.failures(run_id)
        assert stage.world.variants(stage.before) == ONE_EACH, task
        assert stage.world.traces(run_id) == stage.undisturbed, task
    assert stage.end(run_id, f"each of {len(done)} tasks cleared and run again") == stage.undisturbed


def test_imports_of_two_pairs_take_turns_until_they_have_ended(stage):
    world = stage.world
    world.empty()
    world.topology.kill("triggerer")  # the import of the first pair does not end
    first = world.api.trigger(DAG, FORCED)
    world.await_states(first, "update_parallel_data", "deferred", 1)
    second = world.api.trigger(OTHER_DAG, FORCED)
    world.await_true(
        lambda: "scheduled" in world.states(second, "update_parallel_data", OTHER_DAG), "the second import", 600
    )
    time.sleep(20)
    assert world.states(second, "update_parallel_data", OTHER_DAG) == ["scheduled"]
    world.topology.revive("triggerer")
    assert world.end(first) == "success", world.failures(first)
    assert world.api.await_run(OTHER_DAG, second, seconds=1500) == "success", world.api.task_states(OTHER_DAG, second)
    assert world.strays() == []
