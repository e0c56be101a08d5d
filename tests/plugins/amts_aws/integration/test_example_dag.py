"""The example DAG at a real HTTP endpoint: every operator and sensor, sync and deferrable."""

from __future__ import annotations

import subprocess

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("deferrable", ["False", "True"])
def test_the_example_runs(local_aws, airflow_home, deferrable):
    before = {job["JobId"] for job in local_aws.jobs()}
    run = subprocess.run(
        ["airflow", "dags", "test", "example_translate"],
        env=airflow_home
        | local_aws.environment
        | {"AIRFLOW__OPERATORS__DEFAULT_DEFERRABLE": deferrable, "EXAMPLE_TRANSLATE_DELAY": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    output = run.stdout + run.stderr
    assert run.returncode == 0, output[-5000:]
    assert "state=success" in output, output[-5000:]
    assert ("TaskDeferred" in output or "deferred" in output.lower()) is (deferrable == "True")
    jobs = {job["JobId"]: job["JobStatus"] for job in local_aws.jobs() if job["JobId"] not in before}
    assert len(jobs) == 2
    assert "COMPLETED" in jobs.values()
    assert set(jobs.values()) <= {"COMPLETED", "STOPPED"}
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        local_aws.client("translate").get_parallel_data(Name="example-translate")
