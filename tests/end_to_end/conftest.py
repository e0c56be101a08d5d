"""The real DAGs in a process of their own, on the local AWS service, in a state folder of the test."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

from amts_core.aws.storage import S3Store
from amts_core.config import load_config
from examples.laptop import stack
from examples.laptop.demo import make_bucket
from tests.conftest import REPOSITORY


@dataclass(frozen=True)
class Outcome:
    """How a run ended: state of the run, states of the task instances, results, errors."""

    state: str
    tasks: dict[str, str]
    results: dict[str, Any]
    errors: dict[str, str]


class Airflow:
    """A process that runs DAGs, one after another; it is started again after it was killed."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.env, self.log = env, log
        self.process: subprocess.Popen[str] | None = None

    def run(self, dag: str, config: Path, *, answer: str = "", kill_in: str = "", **conf: Any) -> Outcome | None:
        """Run a DAG to its end; None if the process is killed, as soon as a task (`kill_in`) begins."""
        if self.process is None:
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", "tests.end_to_end.nights"],
                    cwd=REPOSITORY, env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                )  # fmt: skip
        assert self.process.stdin
        assert self.process.stdout
        request = {"config": str(config), "dag": dag, "conf": conf, "answer": answer}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        errors: dict[str, str] = {}
        for line in self.process.stdout:
            event = json.loads(line)
            if event["event"] == "running" and kill_in and event["task"].startswith(kill_in):
                self.end()
                return None
            if event["event"] == "failed":
                errors[event["task"]] = event["error"]
            elif event["event"] == "finished":
                return Outcome(event["state"], event["states"], event["results"], errors)
            elif event["event"] == "error":
                pytest.fail(event["error"])
        raise AssertionError(f"Airflow has ended: {self.log.read_text(encoding='utf-8')[-3000:]}")

    def end(self) -> None:
        """Kill the process, as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = None


@dataclass(frozen=True)
class Laptop:
    """Local AWS and an Airflow home, with a configuration."""

    config: Path
    env: dict[str, str]
    airflow: Airflow

    def run(self, dag_id: str = "amts_en_zh", **conf: Any) -> Outcome:
        """Run a DAG to its end."""
        done = self.airflow.run(dag_id, self.config, **conf)
        assert done is not None
        return done

    def jobs(self) -> list[dict[str, Any]]:
        """The batch jobs that the service was ever asked for."""
        with urllib.request.urlopen(f"{self.env['AWS_ENDPOINT_URL_TRANSLATE']}/_local_aws/progress") as answer:
            jobs: list[dict[str, Any]] = json.load(answer)["jobs"]
        return jobs

    def store(self, config: Path) -> S3Store:
        """What the pipeline keeps under a configuration."""
        keys = {name.lower(): self.env[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        client = boto3.client("s3", region_name="us-east-1", endpoint_url=self.env["AWS_ENDPOINT_URL_S3"], **keys)
        storage = load_config(config).storage
        return S3Store(client, storage.bucket, storage.prefix)

    def failures(self) -> list[dict[str, str]]:
        """Why tasks of the runs failed, as their pages say."""
        store = self.store(self.config)
        return [store.read_json(key) for key in store.keys("runs") if "/failures/" in key]

    def break_next(self, **fault: Any) -> None:
        """Let something go wrong in the service."""
        request = urllib.request.Request(
            f"{self.env['AWS_ENDPOINT_URL_TRANSLATE']}/_local_aws/faults",
            json.dumps(fault).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request).close()


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    """Everything fresh; stopped at the end."""
    folder = tmp_path_factory.mktemp("laptop")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(stack, "STATE", folder)
        monkeypatch.setattr(stack, "AIRFLOW_HOME", folder / "airflow")
        monkeypatch.setattr(stack, "LOGS", folder / "logs")
        config = _configuration(folder)
        port = stack.free_port()
        env = stack.environment(config, local_aws=f"http://127.0.0.1:{port}", api_port=stack.free_port())
        stack.migrate(env)
        service = stack.start_local_aws(env, port, engine="memory")
        airflow = Airflow(env, folder / "airflow.log")
        try:
            make_bucket(load_config(config), env)
            yield Laptop(config, env, airflow)
        finally:
            airflow.end()
            service.stop()


def _configuration(folder: Path) -> Path:
    """The sample configuration with its output in the test's folder, and with books of no history: nobody's commits."""
    settings = yaml.safe_load((REPOSITORY / "config" / "sample.yaml").read_text(encoding="utf-8"))
    for name, book in settings["books"].items():
        shutil.copytree((REPOSITORY / "config" / book["location"]).resolve(), folder / "books" / name)
        book["location"] = str(folder / "books" / name)
    path = folder / "amts.yaml"
    path.write_text(yaml.safe_dump(settings | {"output": str(folder / "output")}), encoding="utf-8")
    return path
