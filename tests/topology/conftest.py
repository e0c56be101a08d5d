from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.deployment.compose import REPOSITORY
from tests.topology.book import DAG, BookWorld, book_world
from tests.topology.topology import Api, Topology, missing_programs


@dataclass(frozen=True)
class Run:
    """A run of the book's DAG that has ended, and the states of the jobs it started: {variant: states}."""

    id: str
    state: str
    jobs: dict[str, list[str]]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BookWorld]:
    if missing_programs():
        pytest.skip(f"not installed: {', '.join(missing_programs())}")
    folders = (REPOSITORY / "dags", REPOSITORY / "tests" / "system")
    settings = {"EXAMPLE_TRANSLATE_DELAY": "1"}
    with book_world(tmp_path_factory.mktemp("world"), engine="memory", dag_folders=folders, settings=settings) as world:
        yield world


@pytest.fixture(scope="session")
def topology(world: BookWorld) -> Topology:
    return world.topology


@pytest.fixture(scope="session")
def api(world: BookWorld) -> Api:
    return world.api


@pytest.fixture(scope="session")
def disturbed_run(world: BookWorld) -> Run:
    """A run that lost a worker while chapters were aligned, and nearly everything else while its job was waited for."""
    world.empty()  # other tests' runs have aligned the book, delivered chapters, and had some rejected
    before = set(world.jobs())
    throttled = {"kind": "error", "code": "TooManyRequestsException", "every": 3, "times": 0}
    world.faults({"kind": "slow-start", "seconds": 60}, throttled)
    run_id = world.api.trigger(DAG, {"variants": ["sentence"]})
    world.await_states(run_id, "extract_and_align", "running", 1)
    world.topology.kill("worker-1")
    world.await_states(run_id, "translate.wait_for_job", "deferred", 1)
    world.down_for_a_while("scheduler", "triggerer", "local_aws")
    world.topology.revive("worker-1")
    return Run(run_id, world.end(run_id), world.variants(before))
