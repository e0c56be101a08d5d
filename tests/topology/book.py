"""A book in a topology: its configuration, a run of its DAG, and what such a run leaves behind."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from amts_core.aws.keys import safe_name
from tests.deployment.compose import REPOSITORY, read_compose
from tests.topology.world import World, world_of

DAG, OTHER_DAG = "amts_en_zh", "amts_en_es"
BUCKET = "amts-book"
SMALL = [
    "index.md",
    "chapter_models/holt-winters.md",
    "chapter_models/regression.md",
    "chapter_models/smoothing.md",
    "chapter_practice/combining.md",
]
"""Five chapters of the sample book: one is scored, four have changed."""
ENDED = ("COMPLETED", "COMPLETED_WITH_ERROR", "FAILED", "STOPPED")


@dataclass(frozen=True)
class Traces:
    """What a run has left: the chapters that were delivered, the names of all files and of all keys in S3."""

    chapters: dict[str, str]
    files: frozenset[str]
    keys: frozenset[str]


@dataclass
class BookWorld(World):
    """A world with the language pairs `en-zh` and `en-es`, which run only when they are told to."""

    output: Path = Path()

    def empty(self) -> None:
        """Remove everything from the bucket, so that the next run begins from nothing."""
        s3 = self.client("s3")
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
            for found in page.get("Contents", []):
                s3.delete_object(Bucket=BUCKET, Key=found["Key"])

    def states(self, run_id: str, task: str, dag: str = DAG) -> list[str]:
        """States of the instances of a task."""
        return [str(found["state"]) for found in self.api.tasks(dag, run_id) if found["task_id"] == task]

    def await_states(self, run_id: str, task: str, state: str, count: int) -> None:
        """Wait until so many instances of a task are in a state. Fails if it never comes to that."""
        self.await_true(lambda: self.states(run_id, task).count(state) >= count, f"{task} to be {state}", seconds=600)

    def end(self, run_id: str) -> str:
        """Wait for the end of a run; gives its state."""
        return self.api.await_run(DAG, run_id, seconds=1500)

    def failures(self, run_id: str) -> str:
        """The log of each task that failed, for the message of a test."""
        logs = []
        for task in self.api.tasks(DAG, run_id):
            if task["state"] == "failed":
                place = f"{task['task_id']}/logs/{task['try_number']}?map_index={task['map_index']}&full_content=true"
                found = self.api.send("GET", f"/dags/{DAG}/dagRuns/{run_id}/taskInstances/{place}")
                lines = [str(line) for line in found["content"] if "error" in str(line).lower()]
                logs.append(f"{task['task_id']}[{task['map_index']}]: {' '.join(lines)[-2000:]}")
        return "\n".join(logs)

    def variants(self, before: set[str]) -> dict[str, list[str]]:
        """The states of the jobs that were started since: {variant: states}."""
        found: dict[str, list[str]] = {}
        for job in self.job_list():
            if job["JobId"] not in before:
                found.setdefault(job["JobName"].split("-")[2], []).append(job["JobStatus"])
        return found

    def traces(self, run_id: str) -> Traces:
        """What a run has left."""
        folder = self.output / "en-zh" / safe_name(run_id)
        files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
        listed = self.client("s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
        keys = {found["Key"] for page in listed for found in page.get("Contents", [])}
        # documents and their translations lie under the token of their job, which differs from run to run
        kept = {key for key in keys if not {"documents", "translated"} & set(key.split("/"))}
        return Traces(
            chapters={name: path.read_text(encoding="utf-8") for name, path in files.items() if name.endswith(".md")},
            files=frozenset(files),
            keys=frozenset(key.replace(safe_name(run_id), "RUN") for key in kept),
        )

    def strays(self) -> list[str]:
        """What should not be there when no run is under way: work that goes on, resources that nobody knows."""
        translate = self.client("translate")
        jobs = [f"job {job}: {state}" for job, state in self.jobs().items() if state not in ENDED]
        data = [
            f"parallel data {found['Name']}: {found}"
            for found in translate.list_parallel_data()["ParallelDataPropertiesList"]
            if found["Name"] not in {"amts-en-zh-sentence", "amts-en-es-sentence"}
            or {found["Status"], found.get("LatestUpdateAttemptStatus", "ACTIVE")} != {"ACTIVE"}
        ]
        uploads = self.client("s3").list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])
        return jobs + data + [f"upload {upload['Key']}" for upload in uploads]


@contextmanager
def book_world(folder: Path, *, book: Path = REPOSITORY / "examples" / "book", **arguments: Any) -> Iterator[BookWorld]:
    """A world with a book; its configuration and its output are in `folder`."""
    chapters = SMALL if book == REPOSITORY / "examples" / "book" else ["**/*.md"]
    evaluation = ["chapter_models/holt-winters"] if chapters is SMALL else []
    english = {"location": str(book / "en"), "language": "en", "chapters": chapters}
    translated = {"chapters": chapters, "exclude": ["**/*_origin.md", "*_origin.md", "TERMINOLOGY.md"]}
    origins = {"origin_suffix": "_origin", "origin_language": "en"}
    books = {
        "book-en": english,
        "book-zh": {"location": str(book / "zh"), "language": "zh", **translated, **origins},
        "book-es": {"location": str(book / "es"), "language": "es", **translated},
    }
    pair = {"source": "book-en", "schedule": None, "evaluation": evaluation}
    settings = {
        "books": books,
        "pairs": {"en-zh": {**pair, "target": "book-zh"}, "en-es": {**pair, "target": "book-es"}},
        "storage": {
            "bucket": BUCKET,
            "role_arn": "arn:aws:iam::123456789012:role/amts-translate",
            "poll_seconds": 1,
        },
        "output": str(folder / "output"),
    }
    config = folder / "amts.yaml"
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    more = {"AMTS_CONFIG": str(config), **arguments.pop("settings", {})}
    with world_of(settings=more, **arguments) as world:
        [command] = read_compose()["services"]["local-bucket"]["command"]
        subprocess.run([sys.executable, "-c", command], env=world.topology.environment, cwd=REPOSITORY, check=True)
        yield BookWorld(world.topology, folder / "output")


WORDS = ("model", "data", "batch", "layer", "gradient", "value", "series", "window", "season", "error", "weight")
HAN = ("模型", "数据", "批量", "层", "梯度", "数值", "序列", "窗口", "季节", "误差", "权重")


def write_book(folder: Path, chapters: int, *, changed: int, paragraphs: int = 8, seed: int = 0) -> None:
    """Write a book of so many chapters with its translation; of so many chapters the source has changed since."""
    chance = random.Random(seed)
    for number in range(chapters):
        name = f"chapter_{number // 10:02}/part-{number:03}"
        lines = [[chance.randrange(len(WORDS)) for _ in range(chance.randint(8, 20))] for _ in range(paragraphs)]
        english = [" ".join(WORDS[word] for word in line).capitalize() + "." for line in lines]
        chinese = ["".join(HAN[word] for word in line) + "。" for line in lines]
        origin = _chapter(f"Part {number}", english)
        _write(folder / "zh" / f"{name}.md", _chapter(f"第{number}部分", chinese))
        _write(folder / "zh" / f"{name}_origin.md", origin)
        _write(folder / "en" / f"{name}.md", origin)
        if number < changed:
            change(folder, number)


def change(folder: Path, number: int, text: str = "The last layer holds another value of the series.") -> None:
    """Change the last paragraph of a chapter's source."""
    path = folder / "en" / f"chapter_{number // 10:02}" / f"part-{number:03}.md"
    *kept, _ = path.read_text(encoding="utf-8").rstrip().split("\n\n")
    path.write_text("\n\n".join([*kept, text]) + "\n", encoding="utf-8")


def _chapter(title: str, paragraphs: list[str]) -> str:
    return "\n\n".join([f"# {title}", *paragraphs]) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
