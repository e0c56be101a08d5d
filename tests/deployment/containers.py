"""`make containers`: build the image and run docker-compose.yaml for real, with podman, on a Debian without Docker.

python -m tests.deployment.containers [--if-changed] [FOLDER]

The base images cannot be had everywhere, so they are stood in for: Debian by debootstrap, on it the user, the folders
and the packages of the Airflow image (copied from the virtual environment that runs this), PostgreSQL and Redis. The
Dockerfile and the compose file are the project's own. The run: wait for health, run a language pair over the API with
the fast engine, kill a worker on the way, look at the delivered chapters, stop, leave nothing. It does not show the
real base images, nor Docker's own waiting for health (podman without systemd runs no health checks).

A run that goes well is written into `containers.json`, with a digest of the files that only containers try. With
`--if-changed` nothing is run while these files are as they were then.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from examples.laptop.stack import free_port
from tests.deployment.compose import read_compose

REPOSITORY = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent / "images"
TOOLS = ("podman", "buildah", "runc", "fuse-overlayfs", "debootstrap", "dumb-init", "netcat-openbsd")
STAND_INS = {
    "airflow": "docker.io/apache/airflow:slim-3.3.2-python3.11",
    "postgres": "docker.io/library/postgres:16",
    "redis": "docker.io/library/redis:7.2-bookworm",
}
TRIED = ("Dockerfile", ".dockerignore", "docker-compose.yaml", "requirements.txt", "tests/deployment/containers.py")
"""What only containers try, beside the images; all else runs in the tests of the topology, too."""
SHOWN = HERE.parent / "containers.json"
IMAGE = "localhost/amts:local"
PROJECT = "amts-trial"
DAG = "amts_en_zh"
WRAP = """#!/usr/bin/env python3
# runc without limits of resources: where CAP_SYS_RESOURCE is missing, setting them fails.
import json, os, sys
if "--bundle" in sys.argv:
    path = os.path.join(sys.argv[sys.argv.index("--bundle") + 1], "config.json")
    with open(path) as file:
        config = json.load(file)
    config["process"].pop("rlimits", None)
    with open(path, "w") as file:
        json.dump(config, file)
os.execvp("runc", ["runc", *sys.argv[1:]])
"""


class CannotRun(Exception):
    """This machine cannot run containers; the message says why."""


def main() -> None:
    """Run it; exit code 0 if all went well, 1 if not, and 0 with a sentence where containers cannot be run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("/var/tmp/amts-containers"))
    parser.add_argument("--if-changed", action="store_true", help="only if the files are others than at the last run")
    arguments = parser.parse_args()
    shown = json.loads(SHOWN.read_text("utf-8")) if SHOWN.exists() else {}
    files = digest_of_tried()
    if arguments.if_changed and shown.get("files") == files:
        say(f"containers went well on {shown['date']} with the same image and services, in {shown['seconds']} s")
        return
    try:
        require_tools()
    except CannotRun as reason:
        say(f"containers are not run here: {reason}")
        return
    folder = arguments.folder.resolve()
    with engine(folder) as podman:
        stand_in_images(podman, folder)
        build_image(podman)
        with stack(podman, folder) as trial:
            run_a_pair(trial)
    shown = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "seconds": round(time.monotonic() - STARTED), "files": files}
    SHOWN.write_text(json.dumps(shown, indent=1) + "\n", encoding="ascii")
    say("all went well; nothing is left")


def digest_of_tried() -> str:
    """A digest of the files that only containers try."""
    files = [REPOSITORY / name for name in TRIED] + sorted(path for path in HERE.iterdir() if path.is_file())
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def say(text: str) -> None:
    """Print a line with the time since the start."""
    sys.stdout.write(f"{time.monotonic() - STARTED:6.0f} s  {text}\n")
    sys.stdout.flush()


STARTED = time.monotonic()


def require_tools() -> None:
    """Have podman and its companions, installed if this is a Debian whose root we are; raises CannotRun."""
    if all(map(shutil.which, ("podman", "buildah", "runc", "debootstrap"))):
        return
    if os.geteuid() or not shutil.which("apt-get"):
        raise CannotRun("podman, buildah, runc and debootstrap are needed, and only root of a Debian installs them")
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *TOOLS]):
        done = subprocess.run(
            command,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CannotRun(f"{' '.join(command[:2])} failed: {done.stderr.strip()[-300:]}")


@dataclass
class Podman:
    """podman and buildah with a storage of their own."""

    environment: dict[str, str]
    logs: Path

    def run(self, *command: str, log: str = "podman", check: bool = True) -> str:
        """Run a command to its end; gives its output, and raises CalledProcessError if it fails."""
        with (self.logs / f"{log}.log").open("a", encoding="utf-8") as file:
            file.write(f"$ {' '.join(command)}\n")
            file.flush()
            done = subprocess.run(
                command, env=self.environment, stdout=subprocess.PIPE, stderr=file, text=True, check=False
            )
            file.write(done.stdout)
        if check and done.returncode:
            tail = (self.logs / f"{log}.log").read_text("utf-8", "replace")[-2000:]
            raise SystemExit(f"{' '.join(command)} failed with {done.returncode}; the end of its log:\n{tail}")
        return done.stdout.strip()


@contextmanager
def engine(folder: Path) -> Iterator[Podman]:
    """Podman as this machine needs it; at the end its containers, images and storage are gone."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "logs").mkdir(parents=True)
    wrap = folder / "wrap"
    wrap.write_text(WRAP, encoding="ascii")
    wrap.chmod(0o755)
    (folder / "storage.conf").write_text(
        f'[storage]\ndriver = "overlay"\nrunroot = "{folder}/run"\ngraphroot = "{folder}/graph"\n'
    )
    (folder / "containers.conf").write_text(
        f'[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\nruntime = "wrap"\n'
        f'[engine.runtimes]\nwrap = ["{wrap}"]\n'
    )
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "AMTS", "AWS"))},
        "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
        "CONTAINERS_CONF": str(folder / "containers.conf"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    podman = Podman(environment, folder / "logs")
    try:
        yield podman
    finally:
        podman.run("podman", "rm", "--all", "--force", "--time", "5", check=False)
        podman.run("podman", "system", "reset", "--force", check=False)
        kept = Path(os.environ.get("AMTS_CONTAINERS_LOGS", "") or folder.with_name(f"{folder.name}-logs"))
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(folder / "logs", kept)
        subprocess.run(["umount", "-R", str(folder / "graph" / "overlay")], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def stand_in_images(podman: Podman, folder: Path) -> None:
    """Debian, and on it what the base images hold."""
    debian = Path(os.environ.get("AMTS_DEBIAN", folder / "debian"))
    if not (debian / "etc" / "debian_version").exists():
        subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", str(debian)],
            stdout=(folder / "logs" / "debootstrap.log").open("w"),
            check=True,
        )
    container = podman.run("buildah", "from", "scratch", log="images")
    podman.run("buildah", "copy", container, str(debian), "/", log="images")
    _copy_host_settings(podman, container)
    podman.run("buildah", "commit", "--rm", container, "localhost/debian:bookworm", log="images")
    say("Debian is an image")
    packages = Path(next(path for path in sys.path if path.endswith("site-packages")))
    for name, tag in STAND_INS.items():
        arguments = ["--volume", f"{packages}:/packages:ro"] if name == "airflow" else []
        podman.run(
            "buildah", "bud", "--isolation", "chroot", "--network", "host", *arguments,
            "--file", str(HERE / f"{name}.Dockerfile"), "--tag", tag, str(HERE), log="images",
        )  # fmt: skip
        say(f"{tag} is stood in for")


def _copy_host_settings(podman: Podman, container: str) -> None:
    """How this machine reaches its package registries: the containers that are built do it alike."""
    for path in ("/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/apt/apt.conf.d", "/usr/share/keyrings",
                 "/etc/ssl/certs", "/etc/pip.conf", "/etc/xdg/pip"):  # fmt: skip
        if Path(path).exists():
            podman.run("buildah", "copy", container, path, path, log="images")


def build_image(podman: Podman) -> None:
    """The project's own Dockerfile."""
    podman.run(
        "buildah", "bud", "--isolation", "chroot", "--network", "host", "--tag", IMAGE, str(REPOSITORY), log="build"
    )  # fmt: skip
    size = int(podman.run("podman", "image", "inspect", "--format", "{{.Size}}", IMAGE))
    base = int(podman.run("podman", "image", "inspect", "--format", "{{.Size}}", STAND_INS["airflow"]))
    say(f"the image is built: {size / 1e6:,.0f} MB, {(size - base) / 1e6:,.0f} MB of them on top of its base")


@dataclass
class Trial:
    """The running services."""

    podman: Podman
    compose: list[str]
    port: int
    password: str
    token: str = field(default="", repr=False)

    def start(self, name: str, number: int = 1) -> None:
        """Start a service; one that does its work and ends is waited for, and must have ended well."""
        up = ["up", "--detach", "--no-deps", "--scale", f"{name}={number}", name]
        self.podman.run(*self.compose, *up, log="compose")
        if read_compose()["services"][name]["restart"] == "no":
            code = self.podman.run("podman", "wait", f"{PROJECT}_{name}_1")
            if code != "0":
                raise SystemExit(f"the service {name} ended with {code}")

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the API."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Content-Type": "application/json"}
            | ({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def workers(self) -> list[str]:
        """The names of the running workers."""
        lines = self.podman.run("podman", "ps", "--format", "{{.Names}}").splitlines()
        return sorted(name for name in lines if "worker" in name)


@contextmanager
def stack(podman: Podman, folder: Path) -> Iterator[Trial]:
    """The services of docker-compose.yaml with the local AWS service; stopped and removed at the end."""
    port, password = free_port(), secrets.token_hex(12)
    names = ("POSTGRES_PASSWORD", "REDIS_PASSWORD", "AIRFLOW_JWT_SECRET", "AIRFLOW_SECRET_KEY")
    variables = {
        **{name: secrets.token_hex(48) for name in names},
        "AIRFLOW_PASSWORD": password,
        "AIRFLOW_FERNET_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "AIRFLOW_PORT": str(port),
        "AMTS_ENGINE": "memory",
        "AMTS_WORKER_CONCURRENCY": "2",
        "COMPOSE_PROFILES": "local",
        "AWS_ENDPOINT_URL_S3": "http://local-aws:5005",
        "AWS_ENDPOINT_URL_TRANSLATE": "http://local-aws:5005",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    env_file = folder / "trial.env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in variables.items()), encoding="ascii")
    (folder / "trial.yaml").write_text(json.dumps({"name": PROJECT} | compose_for_podman()), encoding="ascii")
    compose = [sys.executable, "-m", "podman_compose", "--project-name", PROJECT, "--env-file", str(env_file)]
    compose += ["--file", str(folder / "trial.yaml")]
    trial = Trial(podman, compose, port, password)
    try:
        for name in in_order():
            trial.start(name)
        say("the services are started")
        wait(trial)
        yield trial
    finally:
        for name in podman.run("podman", "ps", "--all", "--format", "{{.Names}}", check=False).splitlines():
            podman.run("podman", "logs", name, log=f"service-{name}", check=False)
        podman.run(*compose, "down", "--volumes", "--timeout", "10", log="compose", check=False)
        say("the services are stopped and removed")


def compose_for_podman() -> dict[str, Any]:
    """The compose file without what podman cannot do here: health checks, and waiting for services that have ended."""
    file = read_compose()
    services = {name: dict(file["services"][name]) for name in in_order()}
    for service in services.values():
        for key in ("healthcheck", "depends_on", "build", "profiles"):
            service.pop(key, None)
        service["volumes"] = [
            str(REPOSITORY) + each[1:] if each.startswith("./") else each.replace(":-./", f":-{REPOSITORY}/")
            for each in service.get("volumes", ())
        ]
    # a worker that was killed is missed after 20 s instead of 5 minutes
    services["airflow-scheduler"]["environment"] |= {
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    }
    return {"services": services, "volumes": file["volumes"]}


def in_order() -> list[str]:
    """The services without a profile and those of the local one, each after what it depends on."""
    services = read_compose()["services"]
    needs = {name: [*service.get("depends_on", ())] for name, service in services.items()}
    chosen = [name for name in services if set(services[name].get("profiles", ())) <= {"local"}]
    return [name for name in TopologicalSorter(needs).static_order() if name in chosen]


def wait(trial: Trial) -> None:
    """Wait until every part of Airflow says that it is healthy, and sign in."""
    until(1200, "Airflow is healthy", partial(_is_healthy, trial))
    answer = trial.ask("POST", "/auth/token", {"username": "admin", "password": trial.password})
    trial.token = answer["access_token"]
    switch_on = partial(trial.ask, "PATCH", f"/api/v2/dags/{DAG}?update_mask=is_paused", {"is_paused": False})
    until(300, f"the DAG {DAG} is there", switch_on)
    assert trial.ask("GET", "/api/v2/importErrors")["total_entries"] == 0
    trial.start("airflow-worker", 2)
    until(300, "two workers are there", lambda: len(trial.workers()) == 2)


def _is_healthy(trial: Trial) -> bool:
    health = trial.ask("GET", "/api/v2/monitor/health")
    parts = ("metadatabase", "scheduler", "triggerer", "dag_processor")
    return all(health.get(part, {}).get("status") == "healthy" for part in parts)


def until(seconds: float, what: str, look: Callable[[], Any]) -> None:
    """Look again and again until something is seen, and say so; ends the run if it does not come in time.

    A service that does not answer, or refuses, is not there yet.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError, ValueError):
            if look():
                say(what)
                return
        time.sleep(3)
    raise SystemExit(f"{what}: not within {seconds:.0f} s; the logs are beside the folder")


def run_a_pair(trial: Trial) -> None:
    """Trigger the pair, kill the worker of a running task, and look at what is delivered."""
    conf = {"variants": ["sentence"], "evaluate": False}
    run = trial.ask("POST", f"/api/v2/dags/{DAG}/dagRuns", {"logical_date": None, "conf": conf})["dag_run_id"]
    say(f"the run {run} is triggered")
    path = f"/api/v2/dags/{DAG}/dagRuns/{run}"
    until(900, "the worker of a running task is killed", partial(_kill_a_worker, trial, path))
    until(1800, "the run has ended", lambda: trial.ask("GET", path)["state"] in ("success", "failed"))
    tasks = trial.ask("GET", f"{path}/taskInstances?limit=200")["task_instances"]
    bad = {task["task_id"]: task["state"] for task in tasks if task["state"] not in ("success", "skipped")}
    assert trial.ask("GET", path)["state"] == "success", bad
    volume = Path(trial.podman.run("podman", "volume", "inspect", "--format", "{{.Mountpoint}}", f"{PROJECT}_state"))
    chapters = [
        path for path in volume.rglob("output/**/*.md") if path.name != "TODO.md" and "review" not in path.parts
    ]
    assert chapters, f"no chapter is delivered in {volume}"
    assert all(path.read_text("utf-8").strip() for path in chapters)
    say(f"{len(chapters)} chapters are delivered, by {len(tasks)} tasks")


def _kill_a_worker(trial: Trial, run: str) -> bool:
    """Kill the worker that a task of the run is on; False if none is."""
    tasks = trial.ask("GET", f"{run}/taskInstances?limit=200")["task_instances"]
    hosts = {task["hostname"]: task["task_id"] for task in tasks if task["state"] == "running"}
    for name in trial.workers():
        host = trial.podman.run("podman", "inspect", "--format", "{{.Config.Hostname}}", name)
        if host in hosts:
            trial.podman.run("podman", "kill", name)
            say(f"the worker {name} runs {hosts[host]}")
            return True
    return False


if __name__ == "__main__":
    main()
