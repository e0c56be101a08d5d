"""Amazon Translate and S3 at a real HTTP endpoint, for the whole module."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

REPOSITORY = Path(__file__).resolve().parents[4]


@dataclass(frozen=True)
class LocalAws:
    """A running service."""

    url: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ENDPOINT_URL_TRANSLATE": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def jobs(self) -> list[dict[str, Any]]:
        return self.client("translate").list_text_translation_jobs()["TextTranslationJobPropertiesList"]

    def faults(self, *faults: dict[str, Any]) -> None:
        """Let these things go wrong from now on, and nothing else."""
        self._admin("DELETE", "faults")
        if faults:
            self._admin("POST", "faults", list(faults))

    def _admin(self, method: str, path: str, body: Any = None) -> None:
        request = urllib.request.Request(
            f"{self.url}/_local_aws/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=10).close()


@pytest.fixture(scope="session")
def service(tmp_path_factory) -> Iterator[LocalAws]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("local_aws") / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "local_aws", "--port", str(port), "--engine", "echo", "--in-memory"],
        cwd=REPOSITORY,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    local_aws = LocalAws(f"http://127.0.0.1:{port}")
    try:
        await_health(process, f"{local_aws.url}/_local_aws/health", Path(log.name))
        yield local_aws
    finally:
        process.terminate()
        process.wait(timeout=30)


def await_health(process: subprocess.Popen, url: str, log: Path, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"nothing answers at {url}:\n{log.read_text()}")


@pytest.fixture
def local_aws(service, monkeypatch) -> Iterator[LocalAws]:
    """The service, with nothing going wrong, and the environment that leads to it."""
    service.faults()
    for name, value in service.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    yield service
    service.faults()


@pytest.fixture(scope="session")
def airflow_home(tmp_path_factory) -> dict[str, str]:
    """The environment of an Airflow of its own, with a database, for processes of its own."""
    home = tmp_path_factory.mktemp("airflow")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "AWS"))} | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "tests" / "system"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY),
    }
    subprocess.run(["airflow", "db", "migrate"], env=environment, check=True, capture_output=True, timeout=300)
    return environment


@pytest.fixture(autouse=True)
def no_sleep() -> None:
    """Here time passes."""
