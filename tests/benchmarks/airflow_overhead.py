"""What Airflow adds to the time of the jobs, by the number of chapters and of Celery workers; and what a night costs.

python -m tests.benchmarks.airflow_overhead [--chapters 10 50 140] [--workers 1 2]

Books are generated: each chapter has a heading and eight paragraphs; in three chapters the last one has changed. All
are aligned, three are translated and put together. The topology is that of docker-compose.yaml, run natively, with
the engine `memory`. Overhead is the wall time of the run less the time from the submission of its job to the end of
it. CPU is what all parts together have computed. Prints tables for docs/benchmarks/airflow.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.topology.book import DAG, BookWorld, book_world, change, write_book

CONF = {"variants": ["sentence"]}
CHANGED = 3


@dataclass(frozen=True)
class Measured:
    """A run: seconds of it, of its jobs, of its mapped tasks, of computing; number of jobs and task instances."""

    wall: float
    cpu: float
    job: float
    jobs: int
    extract: float
    rebuild: float
    tasks: int

    @property
    def overhead(self) -> float:
        """Seconds that were not spent in the jobs."""
        return self.wall - self.job


def measure(world: BookWorld, disturb: Callable[[str], None] | None = None) -> Measured:
    """Run the DAG once. Fails if the run does not succeed (or, if it is disturbed, does not fail)."""
    before, computed = set(world.jobs()), world.topology.cpu_seconds()
    run_id = world.api.trigger(DAG, CONF)
    if disturb:
        disturb(run_id)
    state = world.end(run_id)
    assert state == ("failed" if disturb else "success"), world.failures(run_id)
    run = world.api.send("GET", f"/dags/{DAG}/dagRuns/{run_id}")
    tasks = [task for task in world.api.tasks(DAG, run_id) if task["start_date"]]
    jobs = [job for job in world.job_list() if job["JobId"] not in before]

    def span(name: str) -> float:
        found = [task for task in tasks if task["task_id"] == name]
        if not found:
            return 0.0
        return _seconds(min(t["start_date"] for t in found), max(t["end_date"] or run["end_date"] for t in found))

    return Measured(
        wall=_seconds(run["start_date"], run["end_date"]),
        cpu=world.topology.cpu_seconds() - computed,
        job=sum((job["EndTime"] - job["SubmittedTime"]).total_seconds() for job in jobs if "EndTime" in job),
        jobs=len(jobs),
        extract=span("extract_and_align"),
        rebuild=span("rebuild_chapter"),
        tasks=len(tasks),
    )


def first_run(world: BookWorld, book: Path, chapters: int) -> Measured:
    """A run over a new book in an empty bucket."""
    shutil.rmtree(book, ignore_errors=True)
    write_book(book, chapters, changed=min(chapters, CHANGED), seed=chapters + 1000 * len(world.topology.worker_names))
    world.empty()
    return measure(world)


def nights(world: BookWorld, book: Path) -> list[tuple[str, Measured]]:
    """The nights after a first run."""
    found = [("nothing changed", measure(world))]
    for number in (1, 3, 5):
        change(book, number, "Another step of the model weighs each error.")
    found.append(("three chapters changed", measure(world)))
    for number in (2, 4, 6):
        change(book, number, "The weight of a window is the rate of its season.")
    world.faults({"kind": "slow-start", "seconds": 45})

    def interrupt(run_id: str) -> None:
        world.await_states(run_id, "translate.wait_for_job", "deferred", 1)
        world.api.send("PATCH", f"/dags/{DAG}/dagRuns/{run_id}", {"state": "failed"})

    found.append(("three others changed, interrupted while the job ran", measure(world, interrupt)))
    found.append(("the night after that", measure(world)))
    found.append(("the night after that", measure(world)))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", type=int, nargs="+", default=[10, 50, 140])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    print("| workers | chapters | tasks | wall, s | job, s | overhead, s | extract, s | rebuild, s | CPU, s | load |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for workers in options.workers:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with book_world(folder, book=folder / "book", workers=workers, engine="memory") as world:
                first_run(world, folder / "book", 1)  # every part has been used once
                for chapters in options.chapters:
                    m = first_run(world, folder / "book", chapters)
                    print(
                        f"| {workers} | {chapters} | {m.tasks} | {m.wall:.0f} | {m.job:.0f} | {m.overhead:.0f} |"
                        f" {m.extract:.0f} | {m.rebuild:.0f} | {m.cpu:.0f} | {os.getloadavg()[1]:.0f} |",
                        flush=True,
                    )
                if workers == options.workers[-1]:
                    _print_nights(nights(world, folder / "book"))


def _print_nights(found: list[tuple[str, Measured]]) -> None:
    print("\n| night | jobs started | tasks | wall, s | CPU, s |\n|---|---|---|---|---|")
    for name, m in found:
        print(f"| {name} | {m.jobs} | {m.tasks} | {m.wall:.0f} | {m.cpu:.0f} |")


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


if __name__ == "__main__":
    began = time.monotonic()
    main()
    print(f"\n{time.monotonic() - began:.0f} s in all")
