"""`make demo`: the whole pipeline on this machine, from a book and its translation to a BLEU report."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import boto3
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from amts_core.aws.cost import estimate
from amts_core.config import Config, Prices, load_config
from amts_core.errors import AmtsError
from amts_core.money import usd
from amts_core.pipeline.forget import forget
from amts_core.pipeline.parallel_data import NOTHING_TO_FOLLOW
from amts_core.pipeline.run import checked_variants, open_run
from examples.laptop.stack import (
    LOGS,
    LOOPBACK,
    STATE,
    StackError,
    end_on_signals,
    environment,
    fetch_model,
    free_port,
    migrate,
    start,
    start_local_aws,
)

console = Console(highlight=False, soft_wrap=True)


@dataclass
class Watch:
    """What is known of the running DAG, from its events."""

    done: dict[str, str] = field(default_factory=dict)
    running: str = ""
    errors: list[str] = field(default_factory=list)
    results: dict[str, Any] = field(default_factory=dict)

    def hear(self, line: bytes) -> None:
        """Take one event and print what a person wants to see of it."""
        event = json.loads(line)
        kind, name = event["event"], event.get("task", "")
        if kind == "running":
            self.running = name
        elif kind == "finished":
            self.results = event["results"]
            failed = [
                f"{task}: {state}" for task, state in event["states"].items() if state not in ("success", "skipped")
            ]
            self.errors += [] if self.errors else failed
        elif kind == "error":
            self.errors.append(event["error"])
        else:
            self.done[name] = kind
            mark = {"success": "[green]✓[/]", "skipped": "[dim]–[/]", "failed": "[red]✗[/]"}[kind]
            console.print(f" {mark} {name:28} [dim]{event['seconds']:6.1f} s  {event['label']}[/]")
            if kind == "failed":
                self.errors.append(f"{name}: {event['error']}")


def main(
    config: Annotated[Path, typer.Option(help="Configuration file.")] = Path("config/sample.yaml"),
    pair: Annotated[str, typer.Option(help="Language pair; default: the first of the configuration.")] = "",
    variants: Annotated[str, typer.Option(help="Variants, with commas.")] = "none,sentence",
    engine: Annotated[str, typer.Option(help="Engine of the local AWS service.")] = "gemma",
    forget: Annotated[
        bool, typer.Option("--forget", help="Forget earlier demos; else this is the next night.")
    ] = False,
) -> None:
    """Run one DAG on the local AWS service, as the next night of this state, and show its report."""
    started = time.monotonic()
    end_on_signals()
    try:
        code = demo(config, pair, list(checked_variants(variants.split(","))), engine, is_new=forget)
    except (AmtsError, StackError) as error:
        console.print(f"[red]demo:[/] {error}")
        code = 1
    except SystemExit as stop:  # Ctrl-C, or another signal
        console.print("stopped, with all that it had started: run it again, and it goes on")
        code = int(stop.code or 0)
    console.print(f"[dim]{time.monotonic() - started:.0f} s in all; logs in {LOGS}[/]")
    sys.exit(code)


def demo(config_file: Path, pair_name: str, variants: list[str], engine: str, *, is_new: bool = False) -> int:
    """Start what is needed, run, show, and stop what was started; gives the exit code."""
    config = load_config(config_file)
    pair_name = pair_name or next(iter(config.pairs))
    config.pair(pair_name)
    aws_port, api_port = free_port(), free_port()
    env = environment(config_file, local_aws=f"http://127.0.0.1:{aws_port}", api_port=api_port)
    with console.status("preparing Airflow's database"):
        migrate(env)
    fetch_model(engine)
    with console.status(f"starting local AWS with the engine {engine}"):
        service = start_local_aws(env, aws_port, engine=engine)
    console.print(f"local AWS on http://127.0.0.1:{aws_port}, engine {engine}, data in {STATE / 'aws'}")
    try:
        prepare(config, config_file, pair_name, env, is_new=is_new)
        return run(config_file, pair_name, variants, env)
    finally:
        service.stop()


def prepare(config: Config, config_file: Path, pair_name: str, env: dict[str, str], *, is_new: bool) -> None:
    """Make the bucket; forget earlier demos if that is asked for, so that there is something to translate again."""
    make_bucket(config, env)
    if is_new:
        forget(open_run(config_file, pair_name, "demo", client=_s3(config, env)))


def make_bucket(config: Config, env: dict[str, str]) -> None:
    """Make the configured bucket in the local AWS service."""
    s3 = _s3(config, env)
    region = config.storage.region
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=config.storage.bucket, **place)


def _s3(config: Config, env: dict[str, str]) -> Any:
    """A client of the local S3, whatever this process' environment says, that needs no proxy to reach it."""
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = env["NO_PROXY"]
    keys = {name.lower(): env[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    session = boto3.session.Session(region_name=config.storage.region, **keys)
    return session.client("s3", endpoint_url=env["AWS_ENDPOINT_URL_S3"])


def run(config_file: Path, pair_name: str, variants: list[str], env: dict[str, str]) -> int:
    """Run the DAG in a process of its own; show its progress and its results."""
    dag_id = f"amts_{pair_name.replace('-', '_')}"
    conf = json.dumps({"variants": variants, "evaluate": True})
    console.print(f"running the DAG {dag_id} ({', '.join(variants)}) on {config_file}; logs in {LOGS}/dag.log")
    watch = Watch()
    command = [sys.executable, "-m", "examples.laptop.run_dag", dag_id, conf]
    dag = start("dag", command, env, stdout=subprocess.PIPE)
    try:
        follow(dag.process, watch, env)
        code = dag.process.wait(timeout=120)
    finally:
        dag.stop()
    for error in watch.errors:
        console.print(f"[red]failed[/] {error}", markup=True)
    if code == 0:
        show(watch.results, load_config(config_file).prices)
    elif not watch.errors:
        console.print(f"[red]failed[/] the run ended with exit code {code}; the end of {LOGS}/dag.log says why")
    return 0 if code == 0 and not watch.errors else 1


def follow(process: subprocess.Popen[bytes], watch: Watch, env: dict[str, str]) -> None:
    """Print the events of the run, and meanwhile what runs and how far the jobs are."""
    import threading

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        line = bar.add_task("starting Airflow")
        stop = threading.Event()

        def tick() -> None:
            while not stop.wait(2):
                bar.update(line, description=f"{watch.running or 'starting Airflow'} {job_progress(env)}")

        ticker = threading.Thread(target=tick, daemon=True)
        ticker.start()
        assert process.stdout is not None
        for text in process.stdout:
            watch.hear(text)
        stop.set()
        ticker.join()


def job_progress(env: dict[str, str]) -> str:
    """How far the running jobs of the local AWS service are, in words; empty when none runs."""
    try:
        with LOOPBACK.open(f"{env['AWS_ENDPOINT_URL_TRANSLATE']}/_local_aws/progress", timeout=2) as answer:
            jobs = json.load(answer)["jobs"]
    except (OSError, ValueError, KeyError):
        return ""
    return "; ".join(map(_describe, (job for job in jobs if job["status"] == "IN_PROGRESS" and job["progress"])))


def _describe(job: dict[str, Any]) -> str:
    progress, name = job["progress"], "-".join(job["jobName"].split("-")[:3])
    left = "" if progress["secondsLeft"] is None else f", {progress['secondsLeft']:.0f} s left"
    return f"{name}: {progress['segmentsDone']} segments{left}"


def show(results: dict[str, Any], prices: Prices) -> None:
    """The comparison table, what it costs, what was delivered, and where it is."""
    console.print()
    show_report(results.get("report") or {})
    show_cost(results.get("upload_documents") or [], prices)
    show_delivery(results.get("deliver") or {})
    console.print("`make up` shows this run in the Airflow UI")


def show_report(report: dict[str, Any]) -> None:
    """The comparison table, and the page of the report."""
    if not report.get("path"):
        console.print(
            "nothing was scored: the configuration names no evaluation articles, or all their drafts were lost"
        )
        return
    path = Path(report["path"])
    console.print(path.with_name("table.txt").read_text(encoding="utf-8"), markup=False)
    console.print(f"report           {path.with_suffix('.html')}", markup=False)


def show_cost(sendings: list[dict[str, Any]], prices: Prices) -> None:
    """What the documents that were sent cost at Amazon Translate, and which drafts follow no parallel data."""
    plain = [one["variant"] for one in sendings if not one["parallel_data"]]
    cost = estimate({one["variant"]: one["characters"] for one in sendings}, prices, plain=plain)
    console.print(f"cost             nothing here; about {usd(cost.total)} at Amazon Translate")
    for variant in plain:
        if variant != "none":
            console.print(f"{variant:16} {NOTHING_TO_FOLLOW}")


def show_delivery(delivered: dict[str, Any]) -> None:
    """How many chapters were handed over, and where a person looks at them."""
    names, removed, held = (delivered.get(name) or () for name in ("chapters", "removed", "held"))
    if not names and not removed:
        console.print("delivered        nothing: no chapter needs it, or those that do are held")
        return
    counts = f"{len(names)} chapters, {len(removed)} removals; {held or 0} held"
    console.print(f"delivered        {counts}: read TODO.md and review/ in {delivered['folder']}", markup=False)
    if delivered.get("branch"):
        console.print(f"branch           {delivered['branch']}", markup=False)


if __name__ == "__main__":
    typer.run(main)
