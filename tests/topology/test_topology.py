"""The topology of docker-compose.yaml, run natively: PostgreSQL, Redis, two Celery workers, every part of Airflow."""

from __future__ import annotations

import json

import pytest

from tests.topology.topology import USER, TopologyError

pytestmark = pytest.mark.integration


def test_every_part_is_healthy(topology, api):
    health = api.send("GET", "/monitor/health")
    parts = {name: part["status"] for name, part in health.items()}
    assert parts == dict.fromkeys(("metadatabase", "scheduler", "triggerer", "dag_processor"), "healthy")
    assert [name for name, part in topology.parts.items() if not part.is_running] == []


def test_no_dag_has_an_import_error(api):
    api.await_dag("example_translate")
    assert api.send("GET", "/importErrors")["import_errors"] == []


def test_the_api_asks_who_is_there(topology, api):
    with pytest.raises(TopologyError, match="401"):
        api._send("GET", "/api/v2/dags")
    with pytest.raises(TopologyError, match="401"):
        api._send("POST", "/auth/token", {"username": USER, "password": "wrong"})


def test_a_run_over_the_api_is_shared_by_the_workers(world, topology, api):
    before = set(world.jobs())
    run_id = api.trigger("example_translate")
    assert api.await_run("example_translate", run_id) == "success", api.task_states("example_translate", run_id)
    assert set(api.task_states("example_translate", run_id).values()) == {"success"}
    assert len(set(world.jobs()) - before) == 2
    for worker in topology.worker_names:
        assert "received" in topology.parts[worker].log.read_text(), f"{worker} got no task"


def test_waits_are_deferred_and_the_log_of_a_task_can_be_read(api):
    [run] = api.send("GET", "/dags/example_translate/dagRuns")["dag_runs"]
    task = f"/dags/example_translate/dagRuns/{run['dag_run_id']}/taskInstances/translate_documents"
    log = json.dumps(api.send("GET", f"{task}/logs/1?full_content=true"))
    assert "Started batch translation job" in log
    assert "Pausing task as DEFERRED" in log
    assert "Trigger fired event" in log, "the triggerer's part is missing"


def test_the_pipeline_survives_the_death_of_its_parts(world, disturbed_run):
    """A worker dies during extraction; scheduler, triggerer and service during the wait; each third call is refused."""
    assert disturbed_run.state == "success", world.failures(disturbed_run.id)
    assert disturbed_run.jobs == {"sentence": ["COMPLETED"]}
    assert world.strays() == []
    chapters = {name.removeprefix("chapters/") for name in world.traces(disturbed_run.id).chapters}
    assert {"index.md", "chapter_models/regression.md", "chapter_practice/combining.md"} <= chapters
