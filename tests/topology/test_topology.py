"""The topology of docker-compose.yaml, run natively: PostgreSQL, Redis, two Celery workers, every part of Airflow."""

from __future__ import annotations

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


def test_a_run_over_the_api_is_shared_by_the_workers(topology, api, translate):
    run_id = api.trigger("example_translate")
    assert api.await_run("example_translate", run_id) == "success", api.task_states("example_translate", run_id)
    assert set(api.task_states("example_translate", run_id).values()) == {"success"}
    jobs = translate.list_text_translation_jobs()["TextTranslationJobPropertiesList"]
    assert len(jobs) == 2
    for worker in topology.worker_names:
        assert "received" in topology.parts[worker].log.read_text(), f"{worker} got no task"
    assert "TriggerEvent" in topology.parts["triggerer"].log.read_text() or any(
        task["trigger"] is None for task in api.tasks("example_translate", run_id)
    )
