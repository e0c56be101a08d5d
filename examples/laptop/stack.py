"""AMTS on one machine: where things are, which environment Airflow needs, how services start and stop."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from local_aws.claim import holder
from local_aws.engines.adaptive import modelfile
from local_aws.engines.base import EngineError

ROOT = Path(__file__).resolve().parents[2]
STATE = Path(os.environ.get("AMTS_STATE") or ROOT / ".amts").resolve()
LOGS = STATE / "logs"
AIRFLOW_HOME = STATE / "airflow"
LOOPBACK = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class StackError(Exception):
    """Something on this machine is in the way; the message names it and the way out."""


def end_on_signals() -> None:
    """Let the first SIGINT, SIGTERM or SIGHUP end this process as an exception does; it is undisturbed by a second."""
    numbers = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:  # nohup
        numbers.remove(signal.SIGHUP)

    def end(number: int, frame: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    for number in numbers:
        signal.signal(number, end)


def free_port() -> int:
    """A TCP port on loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def require_free(port: int, name: str, variable: str) -> None:
    """Raise StackError if a port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise StackError(
                f"port {port} for {name} is in use: stop what uses it, or set {variable} to another"
            ) from None


def environment(config: Path, *, local_aws: str, api_port: int) -> dict[str, str]:
    """Environment of every process: Airflow in the checkout on SQLite, AWS on loopback."""
    AIRFLOW_HOME.mkdir(parents=True, exist_ok=True)
    api = f"http://127.0.0.1:{api_port}"
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")},
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))),
        "AMTS_CONFIG": str(config.resolve()),
        **({"AMTS_STATE": str(STATE)} if os.environ.get("AMTS_STATE") else {}),
        "AIRFLOW_HOME": str(AIRFLOW_HOME),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{api}/execution/",
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",  # a busy laptop answers later than after 5 seconds
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(api_port),
        "AIRFLOW__API__BASE_URL": api,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": secret("jwt"),
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
        "AWS_ENDPOINT_URL_S3": local_aws,
        "AWS_ENDPOINT_URL_TRANSLATE": local_aws,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_PROXY": no_proxy(),
        "no_proxy": no_proxy(),
    }


def no_proxy() -> str:
    """The hosts that are reached without a proxy: those of the user, and this machine."""
    known = os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or ""
    return ",".join(filter(None, (known, "127.0.0.1", "localhost")))


def secret(name: str) -> str:
    """A random secret of this checkout, made once and readable by its owner alone."""
    path = STATE / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(48), encoding="ascii")
    return path.read_text(encoding="ascii")


@dataclass(frozen=True)
class Service:
    """A process that runs beside us, in a process group of its own."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End the process and its children; ask first, then insist."""
        stop_group(self.process.pid)
        self.process.wait(timeout=30)


def start(name: str, command: list[str], env: dict[str, str], *, stdout: int | None = None) -> Service:
    """Start a service; its output goes to a log file, of standard output only if that has no other place."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=stdout or output,
            stderr=output,
            start_new_session=True,
        )
    return Service(name, process, log)


def fetch_model(engine: str) -> None:
    """Let the model of an engine be there: fetched at the first time, with its terms shown."""
    if engine == "gemma":
        try:
            modelfile.fetch_model(STATE / "model")
        except EngineError as error:
            raise StackError(str(error)) from None


def start_local_aws(env: dict[str, str], port: int, *, engine: str) -> Service:
    """Start the local AWS service with its data in the state, and wait until it answers; raises StackError if not."""
    data = STATE / "aws"
    if other := holder(data):
        raise StackError(
            f"{other} works in {data}: wait for its end or end it (`make down` if `make up` started it, else `kill`),"
            " or set AMTS_STATE to another folder"
        )
    command = [sys.executable, "-m", "local_aws", "--port", str(port), "--engine", engine, "--data", str(data)]
    service = start("local_aws", command, {**env, **with_openmp(), "LOCAL_AWS_MODEL_DIR": str(STATE / "model")})
    try:
        wait_for(f"http://127.0.0.1:{port}/", service, seconds=120)
    except BaseException:
        service.stop()
        raise
    return service


def with_openmp() -> dict[str, str]:
    """What lets the model find OpenMP's runtime on a system without it: sentencepiece brings a copy."""
    with contextlib.suppress(OSError):
        ctypes.CDLL("libgomp.so.1")
        return {}
    link = STATE / "lib" / "libgomp.so.1"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    for copy in sorted(Path(sysconfig.get_path("platlib")).glob("sentencepiece.libs/libgomp-*.so*"))[:1]:
        link.symlink_to(copy)
    paths = (str(link.parent), os.environ.get("LD_LIBRARY_PATH"))
    return {"LD_LIBRARY_PATH": os.pathsep.join(filter(None, paths))}


def wait_for(url: str, service: Service, *, seconds: float) -> None:
    """Wait until an address answers at all; raises StackError if the service ends or time runs out."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not service.running:
            break
        try:
            with LOOPBACK.open(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
    tail = "\n".join(service.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
    state = "does not answer" if service.running else "has ended"
    raise StackError(f"{service.name} {state} ({url}); the end of {service.log}:\n{tail}")


def stop_group(pid: int) -> None:
    """End a process group: SIGTERM, and SIGKILL for what is left after ten seconds."""
    for wanted, patience in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(pid, wanted)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and _group_lives(pid):
            time.sleep(0.1)


def _group_lives(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


def migrate(env: dict[str, str]) -> None:
    """Make or update Airflow's database; a mark beside it saves the time when nothing changed."""
    mark = AIRFLOW_HOME / "migrated"
    version = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    if mark.exists() and mark.read_text(encoding="utf-8") == version:
        return
    run(["airflow", "db", "migrate"], env)
    mark.write_text(version, encoding="utf-8")


def run(command: list[str], env: dict[str, str], cwd: Path = ROOT) -> str:
    """Run a command to its end and give what it said; raises StackError with the end of that if it fails."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=env, cwd=cwd, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    try:
        said, errors = process.communicate()
    finally:
        stop_group(process.pid)
    if process.returncode:
        raise StackError(f"{' '.join(command)} failed:\n{said[-2000:]}{errors[-2000:]}")
    return said
