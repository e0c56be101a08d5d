"""The example DAG at a real HTTP endpoint: every operator and sensor, waiting in the worker.

Deferred it runs in tests/topology/test_topology.py.
"""

from __future__ import annotations

import subprocess

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.integration


def test_the_example_runs(local_aws, airflow_home):
    before = {job["JobId"] for job in local_aws.jobs()}
    run = subprocess.run(
        ["airflow", "dags", "test", "example_translate"],
        env=airflow_home
        | local_aws.environment
        | {"AIRFLOW__OPERATORS__DEFAULT_DEFERRABLE": "False", "EXAMPLE_TRANSLATE_DELAY": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    output = run.stdout + run.stderr
    assert run.returncode == 0, output[-5000:]
    assert "state=success" in output, output[-5000:]
    assert "deferred" not in output.lower()
    jobs = {job["JobId"]: job["JobStatus"] for job in local_aws.jobs() if job["JobId"] not in before}
    assert len(jobs) == 2
    assert "COMPLETED" in jobs.values()
    assert set(jobs.values()) <= {"COMPLETED", "STOPPED"}
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        local_aws.client("translate").get_parallel_data(Name="example-translate")
