"""The topology of docker-compose.yaml, run natively: PostgreSQL, Redis, two Celery workers, every part of Airflow."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.deployment.compose import REPOSITORY, read_compose
from tests.topology.topology import USER, TopologyError

pytestmark = pytest.mark.integration


def jobs_of(translate):
    """State of every job, by id."""
    listed = translate.list_text_translation_jobs(MaxResults=500)["TextTranslationJobPropertiesList"]
    return {job["JobId"]: job["JobStatus"] for job in listed}


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
    assert len(jobs_of(translate)) == 2
    for worker in topology.worker_names:
        assert "received" in topology.parts[worker].log.read_text(), f"{worker} got no task"


def test_waits_are_deferred_and_the_log_of_a_task_can_be_read(api):
    [run] = api.send("GET", "/dags/example_translate/dagRuns")["dag_runs"]
    task = f"/dags/example_translate/dagRuns/{run['dag_run_id']}/taskInstances/translate_documents"
    log = json.dumps(api.send("GET", f"{task}/logs/1?full_content=true"))
    assert "Started batch translation job" in log
    assert "Pausing task as DEFERRED" in log
    assert "Trigger fired event" in log, "the triggerer's part is missing"


def test_the_pipeline_runs(topology, api, translate):
    """The DAG of the sample book, from the repository to the report, in the bucket that the compose file makes."""
    [command] = read_compose()["services"]["local-bucket"]["command"]
    subprocess.run([sys.executable, "-c", command], env=topology.environment, cwd=REPOSITORY, check=True)
    before = jobs_of(translate)
    run_id = api.trigger("amts_en_zh", {"variants": ["sentence"]})
    assert api.await_run("amts_en_zh", run_id, seconds=1200) == "success", api.task_states("amts_en_zh", run_id)
    # The schedule has its run too, as soon as the DAG is unpaused: the later of the two finds nothing to pay for.
    runs = api.send("GET", "/dags/amts_en_zh/dagRuns")["dag_runs"]
    assert {run["state"] for run in runs} == {"success"}
    for run in runs:
        assert set(api.task_states("amts_en_zh", run["dag_run_id"]).values()) <= {"success", "skipped"}
    jobs = {job: state for job, state in jobs_of(translate).items() if job not in before}
    assert list(jobs.values()) == ["COMPLETED"]
