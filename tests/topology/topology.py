"""
The services of docker-compose.yaml as processes of this machine: PostgreSQL, Redis, all parts of Airflow, local AWS.

Settings and commands are those of the compose file; only hosts, ports and folders are others. Every part can be killed
and started again by name. To try it by hand::

    python -m tests.topology.topology --workers 2

Needs PostgreSQL and Redis: `apt-get install postgresql redis-server` (the servers of the distribution need not run).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil

from tests.deployment.compose import REPOSITORY, interpolated, read_compose, required_variables, service_environment

POSTGRES_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
AIRFLOW_PARTS = ("apiserver", "scheduler", "dag-processor", "triggerer")
USER = "admin"
PAGE = 100  # the most that the API gives at once


class TopologyError(Exception):
    """A part did not start, or a run did not end; the message names it and shows the end of its log."""


@dataclass
class Part:
    """One process of the topology, in a process group of its own."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    user: str | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process; what it says is added to its log."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=REPOSITORY,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                user=self.user,
                group=self.user,
                start_new_session=True,
            )

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def end(self, kind: signal.Signals = signal.SIGTERM, patience: float = 30) -> None:
        """End the process and its children; after a while by SIGKILL."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, kind)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def tail(self, lines: int = 25) -> str:
        """The end of the log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


@dataclass
class Topology:
    """All parts, in a folder of their own that is removed at the end.

    :param workers: Number of Celery workers.
    :param dag_folders: Folders with DAGs.
    :param settings: Further environment of every Airflow part.
    :param engine: Engine of the local AWS service.
    """

    workers: int = 2
    dag_folders: Sequence[Path] = (REPOSITORY / "dags",)
    settings: dict[str, str] = field(default_factory=dict)
    engine: str = "echo"
    parts: dict[str, Part] = field(default_factory=dict)

    @cached_property
    def home(self) -> Path:
        """The folder of all state; other users may pass through it, since PostgreSQL does not run as root."""
        home = Path(tempfile.mkdtemp(prefix="amts-topology-"))
        home.chmod(0o711)
        return home

    @cached_property
    def ports(self) -> dict[str, int]:
        """A free port for everything that listens."""
        names = ["postgres", "redis", "api", "local_aws", "scheduler", "triggerer", *self.worker_names]
        with contextlib.ExitStack() as stack:
            probes = [stack.enter_context(socket.socket()) for _ in names]
            for probe in probes:
                probe.bind(("127.0.0.1", 0))
            return {name: probe.getsockname()[1] for name, probe in zip(names, probes, strict=True)}

    @cached_property
    def secrets(self) -> dict[str, str]:
        """What the head of the compose file tells the user to write to .env."""
        return {name: secrets.token_hex(48) for name in required_variables()} | {
            "AIRFLOW_FERNET_KEY": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "AWS_ENDPOINT_URL_S3": self.aws_url,
            "AWS_ENDPOINT_URL_TRANSLATE": self.aws_url,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    @property
    def worker_names(self) -> list[str]:
        """Names of the worker parts."""
        return [f"worker-{number}" for number in range(1, self.workers + 1)]

    @property
    def aws_url(self) -> str:
        """Address of the local AWS service."""
        return f"http://127.0.0.1:{self.ports['local_aws']}"

    @property
    def api_url(self) -> str:
        """Address of Airflow's API server."""
        return f"http://127.0.0.1:{self.ports['api']}"

    @cached_property
    def environment(self) -> dict[str, str]:
        """The environment of the compose file's worker, with the hosts, ports and folders of this machine."""
        here = {
            "@postgres:5432": f"@127.0.0.1:{self.ports['postgres']}",
            "@redis:6379": f"@127.0.0.1:{self.ports['redis']}",
            "http://airflow-apiserver:8080": self.api_url,
            "/opt/amts/.amts": str(self.home / ".amts"),
            "/opt/amts/config": str(self.home / "config"),
            "/opt/amts": str(REPOSITORY),
        }
        composed = service_environment("airflow-worker", self.secrets)
        for there, replacement in here.items():
            composed = {name: value.replace(there, replacement) for name, value in composed.items()}
        bundles = [
            {
                "name": folder.name,
                "classpath": "airflow.dag_processing.bundles.local.LocalDagBundle",
                "kwargs": {"path": str(folder)},
            }
            for folder in self.dag_folders
        ]
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "AWS", "PG"))},
            **composed,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "NO_PROXY": "127.0.0.1,localhost",
            "AIRFLOW_HOME": str(self.home / "airflow"),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.ports["api"]),
            "AIRFLOW__API__BASE_URL": self.api_url,
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
            "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps(bundles),
            "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "10",
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(self.ports["triggerer"]),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(self.ports["scheduler"]),
            **self.settings,
        }

    def start(self) -> None:
        """Start everything in the order of the compose file's dependencies, and wait until the API answers."""
        (self.home / "logs").mkdir()
        # Folders in the configuration are relative to it: what a run writes stays in this folder.
        shutil.copytree(REPOSITORY / "config", self.home / "config")
        (self.home / "examples").symlink_to(REPOSITORY / "examples")
        self._start_postgres()
        self._start_redis()
        self._start_local_aws()
        self._initialise()
        services = interpolated(read_compose()["services"], self.secrets)
        for part in AIRFLOW_PARTS:
            self._run(part, ["airflow", *services[f"airflow-{part}"]["command"]])
        self.await_answer("apiserver", f"{self.api_url}/api/v2/monitor/health")
        for worker in self.worker_names:
            self._run(
                worker,
                ["airflow", *services["airflow-worker"]["command"], "--celery-hostname", f"{worker}@%h"],
                AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT=str(self.ports[worker]),
            )
            self.await_line(worker, "ready.")

    def stop(self) -> None:
        """End everything and remove the folder."""
        order = [name for name in reversed(self.parts) if name not in ("postgres", "redis")] + ["redis", "postgres"]
        for name in order:
            if name in self.parts:
                self.parts[name].end(patience=10)
        shutil.rmtree(self.home, ignore_errors=True)

    def cpu_seconds(self) -> float:
        """What all parts and their children have computed so far, also those children that have ended."""
        total = 0.0
        for part in self.parts.values():
            if part.process is not None and part.is_running:
                root = psutil.Process(part.process.pid)
                for process in (root, *root.children(recursive=True)):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        times = process.cpu_times()
                        total += times.user + times.system + times.children_user + times.children_system
        return total

    def kill(self, name: str, kind: signal.Signals = signal.SIGKILL) -> None:
        """Kill a part as a crash of its machine would."""
        self.parts[name].end(kind)

    def revive(self, name: str) -> None:
        """Start a part again that was killed."""
        self.parts[name].start()

    def airflow(self, *arguments: str, **environment: str) -> str:
        """Run an Airflow command; give its output. Raises TopologyError if it fails."""
        return self.command("airflow", *arguments, **environment)

    def command(self, *arguments: str, **environment: str) -> str:
        """Run a command as the containers of the compose file do; give its output. Raises TopologyError if it fails."""
        command = subprocess.run(
            arguments,
            cwd=REPOSITORY,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if command.returncode:
            raise TopologyError(f"{' '.join(arguments)}:\n{command.stdout[-2000:]}{command.stderr[-3000:]}")
        return command.stdout

    def await_answer(self, name: str, url: str, seconds: float = 300) -> None:
        """Wait until an address answers with success. Raises TopologyError."""

        def answers() -> bool:
            try:
                urllib.request.urlopen(url, timeout=5).close()
            except OSError:
                return False
            return True

        self._await(name, answers, f"an answer at {url}", seconds)

    def await_line(self, name: str, line: str, seconds: float = 300) -> None:
        """Wait until a part has said something. Raises TopologyError."""
        log = self.parts[name].log
        self._await(name, lambda: line in log.read_text(encoding="utf-8", errors="replace"), repr(line), seconds)

    def _await(self, name: str, is_there: Any, what: str, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.parts[name].is_running:
            if is_there():
                return
            time.sleep(0.5)
        raise TopologyError(f"{name}: waited in vain for {what}; the end of its log:\n{self.parts[name].tail()}")

    def _run(self, name: str, command: list[str], *, user: str | None = None, **environment: str) -> None:
        log = self.home / "logs" / f"{name}.log"
        self.parts[name] = Part(name, command, self.environment | environment, log, user)
        self.parts[name].start()

    def _start_postgres(self) -> None:
        binaries = POSTGRES_FOLDERS[0]
        user = "postgres" if os.getuid() == 0 else None
        data = self.home / "postgres"
        data.mkdir(mode=0o700)
        password = self.home / "postgres-password"
        password.write_text(self.secrets["POSTGRES_PASSWORD"])
        if user:
            owner = pwd.getpwnam(user)
            for path in (data, password):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        subprocess.run(
            [binaries / "initdb", "--pgdata", data, "--username", "airflow", "--pwfile", password, "--auth", "md5"],
            check=True,
            capture_output=True,
            user=user,
            cwd="/",
        )
        port = str(self.ports["postgres"])
        options = ["-p", port, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]
        self._run("postgres", [str(binaries / "postgres"), "-D", str(data), *options], user=user)
        self.await_line("postgres", "ready to accept connections")
        subprocess.run(
            [binaries / "createdb", "--host", "127.0.0.1", "--port", port, "--username", "airflow", "airflow"],
            check=True,
            capture_output=True,
            env={"PGPASSWORD": self.secrets["POSTGRES_PASSWORD"]},
        )

    def _start_redis(self) -> None:
        [program, *arguments] = interpolated(read_compose()["services"]["redis"]["command"], self.secrets)
        here = ["--port", str(self.ports["redis"]), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.home)]
        self._run("redis", [program, *arguments, *here])
        self.await_line("redis", "Ready to accept connections")

    def _start_local_aws(self) -> None:
        command = [sys.executable, "-m", "local_aws", "--port", str(self.ports["local_aws"]), "--engine", self.engine]
        self._run("local_aws", [*command, "--data", str(self.home / "local_aws")])
        self.await_answer("local_aws", f"{self.aws_url}/_local_aws/health")

    def _initialise(self) -> None:
        self.airflow("db", "migrate")
        self.command(*interpolated(read_compose()["services"]["airflow-init"]["command"], self.secrets))
        user = ["--username", USER, "--password", self.secrets["AIRFLOW_PASSWORD"], "--role", "Admin"]
        self.airflow("users", "create", *user, "--email", "admin@example.com", "--firstname", "A", "--lastname", "B")


@dataclass
class Api:
    """Airflow's REST API, as a user of the topology."""

    url: str
    password: str

    @cached_property
    def token(self) -> str:
        """A token for the user."""
        return str(self._send("POST", "/auth/token", {"username": USER, "password": self.password})["access_token"])

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request to /api/v2; give the answer. Raises TopologyError with the answer of a refusal."""
        return self._send(method, f"/api/v2{path}", body, Authorization=f"Bearer {self.token}")

    def await_dag(self, dag_id: str, seconds: float = 180) -> None:
        """Wait until a DAG is known. Raises TopologyError with the import errors."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(TopologyError):
                self.send("GET", f"/dags/{dag_id}")
                return
            time.sleep(1)
        raise TopologyError(f"there is no DAG {dag_id}: {self.send('GET', '/importErrors')}")

    def trigger(self, dag_id: str, conf: dict[str, Any] | None = None) -> str:
        """Unpause a DAG and start a run; give its id."""
        self.await_dag(dag_id)
        self.send("PATCH", f"/dags/{dag_id}?update_mask=is_paused", {"is_paused": False})
        run = self.send("POST", f"/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf or {}})
        return str(run["dag_run_id"])

    def await_run(self, dag_id: str, run_id: str, seconds: float = 600) -> str:
        """Wait for the end of a run; give its state. Raises TopologyError."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            state = str(self.send("GET", f"/dags/{dag_id}/dagRuns/{run_id}")["state"])
            if state in ("success", "failed"):
                return state
            time.sleep(1)
        raise TopologyError(f"{dag_id} {run_id} did not end: {self.task_states(dag_id, run_id)}")

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """The task instances of a run."""
        found: list[dict[str, Any]] = []
        while True:
            query = f"limit={PAGE}&offset={len(found)}&order_by=id"
            page = self.send("GET", f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances?{query}")
            found += page["task_instances"]
            if len(page["task_instances"]) < PAGE:
                return found

    def task_states(self, dag_id: str, run_id: str) -> dict[str, str]:
        """The state of every task instance, mapped ones as name[index]."""
        return {
            task["task_id"] + (f"[{task['map_index']}]" if task["map_index"] >= 0 else ""): str(task["state"])
            for task in self.tasks(dag_id, run_id)
        }

    def await_task(self, dag_id: str, run_id: str, task: str, states: Sequence[str], seconds: float = 300) -> None:
        """Wait until a task is in one of the states. Raises TopologyError."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.task_states(dag_id, run_id).get(task) in states:
                return
            time.sleep(0.3)
        raise TopologyError(f"{task} did not become {' or '.join(states)}: {self.task_states(dag_id, run_id)}")

    def _send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise TopologyError(f"{method} {path}: {error.code} {error.read().decode()[:1000]}") from error
        except OSError as error:
            raise TopologyError(f"{method} {path}: {error}") from error


def missing_programs() -> list[str]:
    """What the machine lacks to run the topology."""
    lacks_postgres = [] if POSTGRES_FOLDERS else ["PostgreSQL"]
    return lacks_postgres + ([] if shutil.which("redis-server") else ["redis-server"])


@contextlib.contextmanager
def running(**arguments: Any) -> Iterator[Topology]:
    """A topology that runs inside the `with`."""
    topology = Topology(**arguments)
    try:
        topology.start()
        yield topology
    finally:
        topology.stop()


def main() -> None:
    """Run the topology until it is interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2, help="number of Celery workers (%(default)s)")
    parser.add_argument("--engine", default="memory", help="engine of the local AWS service (%(default)s)")
    options = parser.parse_args()
    if missing_programs():
        sys.exit(f"install {' and '.join(missing_programs())} first")
    with running(workers=options.workers, engine=options.engine) as topology, contextlib.suppress(KeyboardInterrupt):
        print(f"{topology.api_url} user {USER} password {topology.secrets['AIRFLOW_PASSWORD']}")
        print(f"local AWS at {topology.aws_url}, logs in {topology.home / 'logs'}; Ctrl-C ends all")
        signal.pause()


if __name__ == "__main__":
    main()
