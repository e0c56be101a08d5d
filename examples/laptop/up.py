"""`make up`: local AWS and Airflow on this machine, until `make down`."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Annotated

import psutil
import typer
from rich.console import Console

from amts_core.config import load_config
from amts_core.errors import AmtsError
from examples.laptop.demo import make_bucket
from examples.laptop.stack import (
    AIRFLOW_HOME,
    STATE,
    Service,
    StackError,
    end_on_signals,
    environment,
    fetch_model,
    migrate,
    require_free,
    run,
    start,
    start_local_aws,
    stop_group,
    wait_for,
)

console = Console(highlight=False, soft_wrap=True)
PROCESSES = STATE / "up.json"


def main(
    config: Annotated[Path, typer.Option(help="Configuration file.")] = Path("config/sample.yaml"),
    engine: Annotated[str, typer.Option(help="Engine of the local AWS service.")] = "gemma",
    port: Annotated[int, typer.Option(envvar="AMTS_UI_PORT", help="Port of the UI.")] = 8080,
    aws_port: Annotated[int, typer.Option(envvar="AMTS_AWS_PORT", help="Port of local AWS.")] = 5005,
) -> None:
    """Start local AWS and Airflow, wait until both answer, and print where."""
    services: list[Service] = []
    end_on_signals()
    try:
        up(config, engine, port, aws_port, services)
    except BaseException as error:
        for service in reversed(services):
            service.stop()
        if not isinstance(error, AmtsError | StackError):
            raise
        console.print(f"[red]up:[/] {error}", markup=True)
        sys.exit(1)


def up(config_file: Path, engine: str, port: int, aws_port: int, services: list[Service]) -> None:
    """Start everything; what was started is in `services`, also when something fails."""
    config = load_config(config_file)
    if running():
        raise StackError("AMTS is up already: `make down` stops it")
    require_free(port, "the Airflow UI", "AMTS_UI_PORT")
    require_free(aws_port, "local AWS", "AMTS_AWS_PORT")
    env = environment(config_file, local_aws=f"http://127.0.0.1:{aws_port}", api_port=port)
    started = time.monotonic()
    with console.status("preparing Airflow's database"):
        migrate(env)
        run([sys.executable, "-m", "examples.laptop.pools"], env)
    fetch_model(engine)
    with console.status(f"starting local AWS with the engine {engine}"):
        services.append(start_local_aws(env, aws_port, engine=engine))
        make_bucket(config, env)
    with console.status("starting Airflow: about two minutes"):
        airflow = start("airflow", ["airflow", "standalone"], env)
        services.append(airflow)
        for path in ("/api/v2/version", "/api/v2/monitor/health"):
            wait_for(f"http://127.0.0.1:{port}{path}", airflow, seconds=300)
    PROCESSES.write_text(json.dumps([service.process.pid for service in services]), encoding="ascii")
    console.print(f"Airflow    http://127.0.0.1:{port}   (no password: it listens on this machine only)")
    console.print(f"local AWS  http://127.0.0.1:{aws_port}   (S3 and Amazon Translate, engine {engine})")
    console.print(f"up after {time.monotonic() - started:.0f} s; `make down` stops both; logs in {STATE / 'logs'}")


def running() -> list[int]:
    """Process groups that an earlier `make up` left running."""
    if not PROCESSES.exists():
        return []
    return [group for group in json.loads(PROCESSES.read_text(encoding="ascii")) if _is_ours(group)]


def down() -> int:
    """Stop what `make up` started; gives the number of services."""
    groups = running()
    for pid in reversed(groups):
        stop_group(pid)
    PROCESSES.unlink(missing_ok=True)
    return len(groups)


def _is_ours(group: int) -> bool:
    """Whether a process of the group was started for this checkout: after a reboot the number may be another's."""
    return any(_airflow_home(process) == str(AIRFLOW_HOME) for process in psutil.process_iter() if _in(group, process))


def _in(group: int, process: psutil.Process) -> bool:
    try:
        return os.getpgid(process.pid) == group
    except (ProcessLookupError, PermissionError):
        return False


def _airflow_home(process: psutil.Process) -> str | None:
    try:
        return process.environ().get("AIRFLOW_HOME")
    except (psutil.Error, OSError):
        return None


if __name__ == "__main__":
    typer.run(main)
