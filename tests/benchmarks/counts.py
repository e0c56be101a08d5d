"""What a run costs beside money: parses, alignments, encodings, S3 calls, task instances, seconds; of two revisions.

    python -m tests.benchmarks.counts [--chapters 140] [--before CHECKOUT]

The real DAG runs in one process (`DAG.test`) on the local AWS service with the engine `memory`, over a generated book
of which three chapters have changed: a first run, a night on which nothing has changed, and nights on which three and
nine chapters have: the difference of the last two is what a chapter costs. Functions are counted where they are
defined, whoever calls them; each task opens its run anew, as a worker does. `--before` is a checkout of another
revision (`git worktree add /tmp/before REVISION`), which is measured in the same hour, turn by turn. Beside the night
with three changes stands what Airflow needs for as many tasks that do nothing. Prints the tables of
docs/benchmarks/counts.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any

HERE = Path(__file__).resolve().parents[2]
NIGHTS = {"first": (), "nothing changed": (), "three changed": (3, 5, 7), "nine changed": range(9)}
"""What a night is called, and the numbers of the chapters that change before it."""
ROWS = (
    "task instances",
    "parses",
    "parses of one text by one task, at most",
    "parses of one text in the run, at most",
    "alignments",
    "alignments of one pair of texts, at most",
    "sentences encoded",
    "S3 GET",
    "S3 PUT",
    "S3 HEAD",
    "S3 LIST",
    "S3 DELETE",
    "S3 calls",
    "wall, s",
    "CPU, s",
    "from the first task on: wall, s",
    "from the first task on: CPU, s",
    "of Airflow alone: wall, s",
    "of Airflow alone: CPU, s",
    "of Airflow alone from the first task on: wall, s",
    "of Airflow alone from the first task on: CPU, s",
)
NOTHING = """from airflow.sdk import chain, dag, task

@task
def nothing() -> None: ...

@dag(schedule=None)
def amts_nothing():
    chain(*(nothing() for _ in range({tasks})))

amts_nothing()
"""
S3_KINDS = {
    "Get": "GET",
    "Put": "PUT",
    "Head": "HEAD",
    "List": "LIST",
    "Delete": "DELETE",
    "Upload": "PUT",
    "Create": "PUT",
}


@dataclass
class Tally:
    """What is counted in a process that runs a DAG; `task` is the one that runs."""

    task: str = ""
    numbers: Counter[str] = field(default_factory=Counter)
    parses: Counter[tuple[str, str]] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    alignments: Counter[str] = field(default_factory=Counter)

    def parsed(self, text: str, *_: object, **__: object) -> None:
        """A chapter is parsed."""
        self.numbers["parses"] += 1
        self.parses[self.task, text] += 1
        self.texts[text] += 1

    def aligned(self, source: Any, target: Any, **_: object) -> None:
        """A chapter is aligned with its translation."""
        self.numbers["alignments"] += 1
        self.alignments[source.text + "\0" + target.text] += 1

    def encoded(self, _: object, texts: Any) -> None:
        """Sentences go through the encoder; those that its cache has do not."""
        self.numbers["sentences encoded"] += len(texts)

    def called(self, client: Any, operation: str) -> None:
        """AWS is asked for something."""
        if client.meta.service_model.service_name == "s3":
            self.numbers[f"S3 {S3_KINDS.get(re.findall('[A-Z][a-z]+', operation)[0], 'GET')}"] += 1
            self.numbers["S3 calls"] += 1

    def rows(self, whole: tuple[float, float], tasks_alone: tuple[float, float], tasks: int) -> dict[str, float]:
        """A number for each of `ROWS`: seconds by the clock and of CPU, from the start and from the first task on."""
        return {
            **{name: self.numbers[name] for name in ROWS if "alone" not in name},
            "parses of one text by one task, at most": max(self.parses.values(), default=0),
            "parses of one text in the run, at most": max(self.texts.values(), default=0),
            "alignments of one pair of texts, at most": max(self.alignments.values(), default=0),
            "task instances": tasks,
            "wall, s": whole[0],
            "CPU, s": whole[1],
            "from the first task on: wall, s": tasks_alone[0],
            "from the first task on: CPU, s": tasks_alone[1],
        }


def count_calls(function: Any, told: Callable[..., None]) -> None:
    """Tell of every call of a function, also where other modules have imported it by name: its code is replaced."""
    original = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    original.__kwdefaults__ = function.__kwdefaults__
    name = f"__counted_{function.__qualname__.replace('.', '_')}"

    def counted(*args: Any, **kwargs: Any) -> Any:
        told(*args, **kwargs)
        return original(*args, **kwargs)

    function.__globals__[name] = counted
    namespace: dict[str, Any] = {}
    exec(f"def wrapper(*args, **kwargs):\n    return {name}(*args, **kwargs)", namespace)
    function.__code__, function.__defaults__, function.__kwdefaults__ = namespace["wrapper"].__code__, None, None


def run_counted(dag_id: str, conf: dict[str, Any]) -> None:
    """Run a DAG of the tree in the working directory in this process, and print what was counted as JSON."""
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.path[:0] = [os.environ["AIRFLOW__CORE__PLUGINS_FOLDER"], os.environ["AIRFLOW__CORE__DAGS_FOLDER"]]
    from botocore.client import BaseClient

    from amts_core.book import chapter
    from amts_core.parallel.chapters import align_chapters
    from amts_core.parallel.encoder import Encoder
    from examples.laptop import run_dag

    tally = Tally()
    kept = getattr(chapter, "_parse", None)  # what is parsed once for a process: each task has its own
    count_calls(getattr(kept, "__wrapped__", None) or kept or chapter.parse_chapter, tally.parsed)
    count_calls(align_chapters, tally.aligned)
    count_calls(getattr(Encoder, "_token_ids", None) or Encoder._compute, tally.encoded)
    call: Any = BaseClient._make_api_call

    def counted_call(client: Any, operation: str, parameters: Any) -> Any:
        tally.called(client, operation)
        return call(client, operation, parameters)

    BaseClient._make_api_call = counted_call

    class Quiet(run_dag.Progress):
        """Hears of the tasks instead of printing them."""

        def __init__(self) -> None:
            self.started, self.seen, self.began = {}, set[str](), (0.0, 0.0)

        def say(self, **fields: Any) -> None:
            """Take one event."""
            if fields["event"] == "running":
                tally.task = fields["task"]
                self.began = self.began if any(self.began) else _now()
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()
            elif fields["event"] in ("success", "failed", "skipped"):
                self.seen.add(fields["task"])
            if fields["event"] in ("failed", "error"):
                print(fields, file=sys.stderr)

    progress = Quiet()
    began = _now()
    if not run_dag.run(dag_id, conf, progress):
        sys.exit("the run did not succeed")
    ended = _now()
    whole, tasks_alone = ((ended[0] - start[0], ended[1] - start[1]) for start in (began, progress.began))
    rows = tally.rows(whole, tasks_alone, len(progress.seen))
    print(json.dumps(rows), file=events, flush=True)


def _now() -> tuple[float, float]:
    """Seconds of the clock, and of this process's CPU."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return time.monotonic(), used.ru_utime + used.ru_stime


@dataclass
class Tree:
    """A checkout, with a state folder, a book and a service of its own."""

    name: str
    root: Path
    folder: Path

    def __post_init__(self) -> None:
        from examples.laptop import stack

        self.folder.mkdir(parents=True)
        self.config = self.folder / "amts.yaml"
        self.env = os.environ | {"AMTS_STATE": str(self.folder), "PYTHONPATH": str(self.root)}
        stack.STATE, stack.LOGS = self.folder, self.folder / "logs"  # a service of its own for each tree
        port, api = stack.free_port(), stack.free_port()
        made = f"""import json; from pathlib import Path; from examples.laptop import stack
env = stack.environment(Path({str(self.config)!r}), local_aws="http://127.0.0.1:{port}", api_port={api})
stack.migrate(env); print(json.dumps(env))"""
        done = subprocess.run(
            [sys.executable, "-c", made], cwd=self.root, env=self.env, capture_output=True, text=True, check=True
        )
        self.env = json.loads(done.stdout.splitlines()[-1])
        self.service = stack.start_local_aws(
            self.env | {"PYTHONPATH": str(HERE)}, port, engine="memory"
        )  # the same for both

    def stage(self, chapters: int) -> None:
        """Write the book and the configuration, and make the bucket."""
        import boto3
        import yaml

        from tests.topology.book import write_book

        write_book(self.folder / "book", chapters, changed=3, seed=1)
        settings = {
            "books": {
                "en": {"location": "book/en", "language": "en"},
                "zh": {
                    "location": "book/zh",
                    "language": "zh",
                    "exclude": ["**/*_origin.md"],
                    "origin_suffix": "_origin",
                    "origin_language": "en",
                },
            },
            "pairs": {"en-zh": {"source": "en", "target": "zh", "schedule": None}},
            "storage": {"bucket": "counts", "role_arn": "arn:aws:iam::123456789012:role/amts", "poll_seconds": 1},
            "output": "output",
        }
        self.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        session = boto3.session.Session("local", "local", region_name="us-east-1")
        session.client("s3", endpoint_url=self.env["AWS_ENDPOINT_URL_S3"]).create_bucket(Bucket="counts")

    def run(self) -> dict[str, float]:
        """Run the DAG once; gives what was counted."""
        return self._run("amts_en_zh", {})

    def run_nothing(self, tasks: int) -> dict[str, float]:
        """Run a DAG of so many tasks that do nothing; gives the rows of what Airflow alone needs."""
        folder = self.folder / "nothing"
        folder.mkdir(exist_ok=True)
        (folder / "dag.py").write_text(NOTHING.format(tasks=tasks), encoding="utf-8")
        alone = self._run("amts_nothing", {"AIRFLOW__CORE__DAGS_FOLDER": str(folder)})
        kinds = {"": ": ", "from the first task on: ": " from the first task on: "}
        return {
            f"of Airflow alone{told}{unit}": alone[f"{name}{unit}"]
            for name, told in kinds.items()
            for unit in ("wall, s", "CPU, s")
        }

    def _run(self, dag_id: str, env: dict[str, str]) -> dict[str, float]:
        command = [sys.executable, __file__, "--inside", dag_id, json.dumps({"variants": ["sentence"]})]
        done = subprocess.run(command, cwd=self.root, env=self.env | env, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{self.name}: {done.stderr[-4000:]}")
        rows: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return rows

    def night(self, name: str) -> None:
        """What happens to the book before a night."""
        from tests.topology.book import change

        for number in NIGHTS[name]:
            change(self.folder / "book", number, f"Another step of the model weighs each error, {name}.")


def measure(trees: list[Tree], chapters: int, nights: list[str]) -> dict[str, dict[str, dict[str, float]]]:
    """The numbers of some nights of each tree, the trees turn by turn."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for tree in trees:
        tree.stage(chapters)
    for night in nights:
        for tree in trees:
            tree.night(night)
            rows = tree.run()
            if night == "three changed":
                rows |= tree.run_nothing(int(rows["task instances"]))
            found.setdefault(night, {})[tree.name] = rows
            print(f"{night}, {tree.name}: {found[night][tree.name]}", file=sys.stderr, flush=True)
    return found


def show(found: dict[str, dict[str, dict[str, float]]], trees: list[Tree], chapters: int) -> None:
    """Print a table for all nights."""
    columns = [(night, tree.name) for night in found for tree in trees]
    print(f"{chapters} chapters, 3 changed at first\n")
    print("| | " + " | ".join(f"{night}, {name}" for night, name in columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for row in ROWS:
        numbers = [found[night][name].get(row, 0.0) for night, name in columns]
        print(
            f"| {row} | "
            + " | ".join(f"{number:.1f}" if row.endswith(", s") else f"{number:,.0f}" for number in numbers)
            + " |"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", type=int, default=140)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--nights", nargs="+", choices=NIGHTS, default=list(NIGHTS))
    parser.add_argument("--only-before", action="store_true", help="measure the other checkout alone")
    parser.add_argument("--inside", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        run_counted(options.inside[0], json.loads(options.inside[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        checkouts = {"before": options.before, "now": None if options.only_before else HERE}
        trees = [Tree(name_, root, Path(name) / name_) for name_, root in checkouts.items() if root]
        try:
            show(measure(trees, options.chapters, options.nights), trees, options.chapters)
        finally:
            for tree in trees:
                tree.service.stop()


if __name__ == "__main__":
    main()
