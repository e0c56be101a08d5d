"""How fast the pages are with a large pair: 500 chapters, 100,000 segments, 300 runs. `python -m tests.benchmarks.desk`

The pages are served over HTTP by a process of their own, as in an API server; S3 is local AWS in another one. Airflow's
database (SQLite) and users are those of its tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import psutil

from amts_core.aws.storage import open_store
from amts_core.deliver.status import write_status
from examples.laptop.stack import free_port
from tests.conftest import REPOSITORY

CONFIG = REPOSITORY / "config" / "sample.yaml"
CHAPTERS, SEGMENTS, RUNS, TIMES = 500, 200, 300, 5
PLACES = {
    "board": "",
    "chapters": "pairs/en-zh/chapters",
    "chapters, last page": "pairs/en-zh/chapters?page=10",
    "chapters, search": "pairs/en-zh/chapters?text=_49",
    "pair": "pairs/en-zh",
    "delivery": "pairs/en-zh/runs/big/delivery",
    "delivery, last page": "pairs/en-zh/runs/big/delivery?page=10",
    "review": "pairs/en-zh/runs/big/review/chapter_007?state=all",
    "review, search": "pairs/en-zh/runs/big/review/chapter_007?state=all&text=text+17",
    "scores": "pairs/en-zh/runs/run-299",
    "scores, search": "pairs/en-zh/runs/run-299?text=batch+2&order=worst",
}


def main() -> None:
    """Make the data, serve the pages, ask for each, print a table."""
    keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": "us-east-1"}
    with tempfile.TemporaryDirectory(prefix="amts-desk-") as folder:
        port = free_port()
        os.environ |= keys | {"AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{port}"}
        service = ["local_aws", "--port", str(port), "--engine", "memory", "--data", folder]
        with _process(service), _process(["tests.benchmarks.desk", "serve", f"{folder}/address"]) as pages:
            store = open_store("amts-sample", "amts", region="us-east-1")
            _await(lambda: store.client.list_buckets())
            store.client.create_bucket(Bucket="amts-sample")
            fill(store)
            _await((Path(folder) / "address").read_text)
            address, token = (Path(folder) / "address").read_text(encoding="ascii").split()
            web = psutil.Process(pages.pid)
            before = web.memory_info().rss
            measure(address, token, web)
            print(f"\nMemory of the web process: {before / 2**20:.0f} MB before the first page,", end=" ")
            print(f"{web.memory_info().rss / 2**20:.0f} MB after the last; load {os.getloadavg()[0]:.1f}")


@contextmanager
def _process(module: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A module as a process, while it is needed."""
    process = subprocess.Popen([sys.executable, "-m", *module], cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _await(works: Any, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            works()
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
        else:
            return


def serve(told: Path) -> None:
    """Serve the pages until the end; address and token come into a file."""
    from tests.browser import served
    from tests.plugins.amts_ui.desk import open_desk, signed_in

    app = open_desk(CONFIG)
    from tests.plugins.amts_ui.conftest import add_airflow_run

    for number in range(RUNS):
        add_airflow_run(f"run-{number}", days=number)
    with served(app) as address:
        told.with_suffix(".half").write_text(f"{address} {signed_in(app)}", encoding="ascii")
        told.with_suffix(".half").rename(told)
        time.sleep(3600)


def fill(store: Any) -> None:
    """The status of 500 chapters, a run with their stories, 300 reports."""
    from tests.plugins.amts_ui.conftest import drafted_report, made_status, put_run

    store.write("state/en-zh/status.json", write_status(made_status(chapters=CHAPTERS)))
    names = tuple(f"chapter_{number:03}" for number in range(CHAPTERS))
    put_run(store, "big", names, drafts=SEGMENTS // 2, kept=SEGMENTS // 2, branch="amts/en-zh")
    report = drafted_report(scored=(("chapter_a/first", 800), ("chapter_b/second", 200)))
    for number in range(RUNS):
        date = f"2026-{1 + number // 28 % 12:02}-{1 + number % 28:02}T02:00:00+00:00"
        run = replace(report, about=replace(report.about, run=f"run-{number}", date=date))
        store.write(f"reports/en-zh/run-{number}/report.json", run.to_json())


def measure(address: str, token: str, web: psutil.Process) -> None:
    """Ask for every page, first cold, then some times more; the process that serves them says what it computed."""
    print("| page | first | then, median | then, longest | computed for each |\n|---|--:|--:|--:|--:|")
    with httpx.Client(base_url=f"{address}/amts/", cookies={"_token": token}, timeout=120) as client:
        for name, place in PLACES.items():
            times: list[float] = []
            computed = 0.0
            for _ in range(TIMES + 1):
                computed = computed if len(times) > 1 else _computed(web)  # the first is cold
                start = time.perf_counter()
                answer = client.get(place)
                times.append(time.perf_counter() - start)
                assert answer.status_code == 200, (name, answer.status_code, answer.text[-400:])
            mean = (_computed(web) - computed) / TIMES
            print(f"| {name} | {times[0]:.2f} s | {median(times[1:]):.2f} s | {max(times[1:]):.2f} s | {mean:.2f} s |")


def _computed(process: psutil.Process) -> float:
    """Seconds of processor time that a process has taken so far."""
    return process.cpu_times().user + process.cpu_times().system


if __name__ == "__main__":
    serve(Path(sys.argv[2])) if sys.argv[1:2] == ["serve"] else main()
