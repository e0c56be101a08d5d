"""Nights of a real book: first nights, quiet ones, ones that are killed, and ones with renames and deletions.

python -m tests.benchmarks.nights FOLDER [--data FOLDER] [--kind plain|moves] [--nights 5] [--first 1] [--chapters …]

FOLDER is for what is made (an empty one). The source is `classic~60` of the bundle d2l-en, then 20 commits more a
night, then nothing new; the translation the bundle d2l-zh. Each night is a process of its own that runs the steps, on
local AWS with the engine `memory`, and delivers a branch to a bare repository. The second night is killed by `kill -9`
and the third by SIGTERM, each in the middle, and run again. Kind `moves`: before night 2 two chapters are renamed, one
is split off another, one is deleted; and of those that are drafts on the branch one is renamed and one deleted.
Prints of each night: time, chapters by `git diff` and handled, characters, commits, and the chapters of the branch that
have no source.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import yaml

from amts_core.aws.session import aws_client
from amts_core.pipeline.align import align_batch
from amts_core.pipeline.budget import check_budget
from amts_core.pipeline.deliver import deliver
from amts_core.pipeline.documents import upload_documents
from amts_core.pipeline.drafts import fetch_output
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.jobs import estimate_cost, job_requests
from amts_core.pipeline.parallel_data import upload_parallel_data
from amts_core.pipeline.plan import find_changed, read_plan
from amts_core.pipeline.rebuild import rebuild_batch
from amts_core.pipeline.record import record_delivery
from amts_core.pipeline.run import Run, open_run
from examples.laptop.stack import free_port
from tests.conftest import REPOSITORY

PAIR, VARIANT = "en-zh", "sentence"
WHO = ("-c", "user.name=h", "-c", "user.email=h@x")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *WHO, *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


# the night itself, in a process of its own


def night(config: Path, name: str) -> None:
    """Run the steps of a night and print what came out as JSON; progress goes to standard error."""
    timed = Stopwatch()
    run = open_run(config, PAIR, name, cache=config.parent / "cache")
    timed.step("plan", lambda: find_changed(run, variants=(VARIANT,)))
    run, plan = read_plan(run)
    facts: dict[str, Any] = {"states": plan.counts, "moved": [c.id for c in plan.chapters if c.is_move]}
    if plan.deliver or plan.remove or plan.evaluate:
        work(run, plan, timed, facts)
    print(json.dumps(facts | {"steps": timed.seconds}))


@dataclass
class Stopwatch:
    """CPU seconds by step, those of processes of git included; and calls of S3, where somebody counts them."""

    seconds: dict[str, float] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    asked: dict[str, Counter[str]] = field(default_factory=dict)

    def step(self, name: str, call: Callable[[], Any]) -> Any:
        before, asked = computed(), self.calls.copy()
        print(f"step {name}", file=sys.stderr, flush=True)
        result = call()
        self.seconds[name] = round(self.seconds.get(name, 0) + computed() - before, 1)
        self.asked[name] = self.asked.get(name, Counter()) + (self.calls - asked)
        return result


def computed() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def work(run: Run, plan: Plan, timed: Stopwatch, facts: dict[str, Any]) -> None:
    check_budget(run, plan)
    for batch in plan.align:
        timed.step("align", lambda batch=batch: align_batch(run, plan, batch))  # type: ignore[misc]
    files = timed.step("parallel data", lambda: upload_parallel_data(run, plan))
    translate = aws_client("translate", run.config.storage.region)
    for file in files:
        timed.step("parallel data", lambda file=file: _import(translate, file))  # type: ignore[misc]
    sending = timed.step("documents", lambda: upload_documents(run, plan, VARIANT, *files))
    estimate_cost(run, plan, [sending])
    for request in job_requests(run, plan, [sending]):
        timed.step("job", lambda request=request: _job(run, plan, translate, request))  # type: ignore[misc]
    refused = []
    for number in range(len(plan.batches)):
        made = timed.step("rebuild", lambda number=number: rebuild_batch(run, plan, number))  # type: ignore[misc]
        refused += made.failed.values()
    outcome = timed.step("deliver", lambda: deliver(run, plan))
    record_delivery(run, outcome)
    facts |= {
        "refused": refused,
        "planned": len(plan.deliver),
        "delivered": len(outcome.chapters),
        "removed": list(outcome.removed),
        "held": dict(outcome.held),
        "estimated": plan.characters[VARIANT],
        "characters": sending.characters,
        "aligned": sum(map(len, plan.align)),
    }


def _import(translate: Any, file: Any) -> None:
    known = [entry["Name"] for entry in translate.list_parallel_data()["ParallelDataPropertiesList"]]
    call = translate.update_parallel_data if file.name in known else translate.create_parallel_data
    call(Name=file.name, ParallelDataConfig={"S3Uri": file.uri, "Format": file.format})
    while True:
        state = translate.get_parallel_data(Name=file.name)["ParallelDataProperties"]
        if state["Status"] == "ACTIVE" and state.get("LatestUpdateAttemptStatus", "ACTIVE") in ("ACTIVE", "FAILED"):
            return
        time.sleep(0.3)


def _job(run: Run, plan: Plan, translate: Any, request: dict[str, Any]) -> None:
    job = translate.start_text_translation_job(
        JobName=request["job_name"],
        ClientToken=request["client_request_token"],
        InputDataConfig=request["input_data_config"],
        OutputDataConfig=request["output_data_config"],
        DataAccessRoleArn=run.config.storage.role_arn,
        SourceLanguageCode=run.languages.source,
        TargetLanguageCodes=[run.languages.target],
        ParallelDataNames=request["parallel_data_names"],
    )
    while True:
        done = translate.describe_text_translation_job(JobId=job["JobId"])["TextTranslationJobProperties"]
        if done["JobStatus"] not in ("SUBMITTED", "IN_PROGRESS"):
            fetch_output(run, plan, done["InputDataConfig"]["S3Uri"], done["OutputDataConfig"]["S3Uri"])
            return
        time.sleep(0.3)


# around it


@dataclass(frozen=True)
class World:
    """The repositories, the service and the configuration of a trial."""

    folder: Path
    env: dict[str, str]

    @property
    def config(self) -> Path:
        return self.folder / "amts.yaml"

    def source_moves_on(self, revision: str) -> None:
        """Let the branch that the pair follows be at a commit."""
        git(self.folder / "en.git", "branch", "-f", "book", revision)

    def night(self, name: str, *, stop: tuple[str, int] | None = None) -> dict[str, Any]:
        """Run a night; `stop`: the step in which it gets a signal, and which."""
        command = [sys.executable, "-m", "tests.benchmarks.nights", str(self.folder), "--night", name]
        began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stderr
        log = []
        for line in process.stderr:
            log.append(line)
            if stop and line.strip() == f"step {stop[0]}":
                process.send_signal(stop[1])
        output = process.stdout.read() if process.stdout else ""
        code, after = process.wait(), resource.getrusage(resource.RUSAGE_CHILDREN)
        if code != 0 and not stop:
            raise RuntimeError("".join(log)[-3000:])
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        facts = json.loads(output) if code == 0 else {"ended": code}
        return {"name": name, "wall": time.monotonic() - began, "cpu": cpu, **facts}

    def without_source(self, folder: str = "") -> list[str]:
        """The chapters of the branch that waits which the source does not have; the book may stand in a folder."""
        source, branch = (
            set(git(self.folder / book, "ls-tree", "-r", "--name-only", revision).splitlines())
            for book, revision in (
                ("en.git", "book"),
                ("zh.git", f"amts/{PAIR}:{folder}" if folder else f"amts/{PAIR}"),
            )
        )
        chapters = {name for name in branch if name.startswith("chapter_") and name.endswith(".md")}
        return sorted(name for name in chapters - source if not name.endswith("_origin.md"))

    def commits(self) -> list[str]:
        """The subjects of the commits that wait on the branch."""
        return git(self.folder / "zh.git", "log", "--format=%s", f"master..amts/{PAIR}").splitlines()


@contextmanager
def world(folder: Path, data: Path, patterns: Sequence[str] = ()) -> Iterator[World]:
    """Everything for a trial, and its end."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("en", "zh"):
        if not (folder / f"{name}.git").exists():
            git(folder, "clone", "-q", "--bare", str(data / f"d2l-{name}.bundle"), f"{name}.git")
    settings = yaml.safe_load((REPOSITORY / "config" / "d2l.yaml").read_text(encoding="utf-8"))
    books = {name: settings["books"][name] for name in ("d2l-en", "d2l-zh")}
    if patterns:
        books["d2l-en"]["chapters"] = books["d2l-zh"]["chapters"] = patterns
    books["d2l-en"] |= {"location": f"file://{folder}/en.git", "revision": "book"}
    books["d2l-zh"] |= {"location": f"file://{folder}/zh.git", "revision": "master"}
    evaluation = () if patterns else settings["pairs"][PAIR]["evaluation"]
    pair = settings["pairs"][PAIR] | {
        "evaluation": evaluation,
        "delivery": {"form": "branch"},
        "schedule": None,
        "budget_usd": 1000,
    }
    storage = settings["storage"] | {"bucket": "nights", "poll_seconds": 1}
    made = {"books": books, "pairs": {PAIR: pair}, "storage": storage, "output": str(folder / "output")}
    (folder / "amts.yaml").write_text(yaml.safe_dump(made), encoding="utf-8")
    with local_service(folder, "nights") as env:
        yield World(folder, env)


@contextmanager
def local_service(folder: Path, bucket: str) -> Iterator[dict[str, str]]:
    """Local AWS with its data in a folder and a bucket; gives the environment in which it is reached."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    env = {
        **os.environ,
        "AWS_ENDPOINT_URL_S3": address,
        "AWS_ENDPOINT_URL_TRANSLATE": address,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "NO_PROXY": "127.0.0.1",
    }
    command = ["-m", "local_aws", "--port", str(port), "--engine", "memory", "--data", str(folder / "aws")]
    with (folder / "local_aws.log").open("wb") as log:
        service = subprocess.Popen([sys.executable, *command], cwd=REPOSITORY, env=env, stdout=log, stderr=log)
        try:
            s3 = boto3.client(
                "s3",
                endpoint_url=address,
                aws_access_key_id="local",
                aws_secret_access_key="local",
                region_name="us-east-1",
            )
            for _ in range(200):
                try:
                    s3.create_bucket(Bucket=bucket)
                    break
                except s3.exceptions.BucketAlreadyOwnedByYou:
                    break
                except Exception:
                    time.sleep(0.3)
            yield env
        finally:
            service.terminate()
            service.wait()


def changed_files(folder: Path, before: str, after: str) -> int:
    """Chapters that differ between two revisions of the source, by git."""
    listing = git(folder / "en.git", "diff", "--name-only", "-M", before, after, "--", "chapter_*/*.md", "index.md")
    return len(listing.splitlines())


def nights(place: World, count: int, kind: str, first: int = 1) -> list[dict[str, Any]]:
    """The nights of a trial, told one after another, or those from one on."""
    revisions = [f"classic~{60 - 20 * number}" for number in range(4)] + ["classic"]
    told = []
    for number, revision in list(enumerate(revisions[:count], 1))[first - 1 :]:
        place.source_moves_on(revision)
        if kind == "moves" and number > 1:
            move_chapters(place)
        before = place.commits() if number > 1 else []
        stops = {2: ("rebuild", signal.SIGKILL), 3: ("documents", signal.SIGTERM)}
        if number in stops:
            told.append(place.night(f"night-{number}-stopped", stop=stops[number]))
            print(json.dumps(told[-1], ensure_ascii=False), flush=True)
        facts = place.night(f"night-{number}")
        facts["git"] = changed_files(place.folder, revisions[number - 2], revision) if number > 1 else None
        facts["commits"] = len(place.commits()) - len(before)
        facts["without source"] = place.without_source()
        told.append(facts)
        print(json.dumps(facts, ensure_ascii=False), flush=True)
    return told


def move_chapters(place: World) -> None:
    """Rename two chapters of the source, split a part off another, delete one; the same with two new chapters."""
    tree = place.folder / "tree"
    git(place.folder / "en.git", "worktree", "add", "-f", "--detach", str(tree), "book")
    try:
        git(tree, "mv", "chapter_preliminaries/probability.md", "chapter_preliminaries/chance.md")
        git(tree, "mv", "chapter_multilayer-perceptrons/dropout.md", "chapter_multilayer-perceptrons/dropping-out.md")
        path = tree / "chapter_convolutional-modern" / "resnet.md"
        text = path.read_text(encoding="utf-8")
        cut = text.index("\n## ", len(text) // 2) + 1
        path.write_text(text[:cut], encoding="utf-8")
        (path.parent / "resnet-training.md").write_text("# Training of ResNet\n\n" + text[cut:], encoding="utf-8")
        git(tree, "rm", "-q", "chapter_preliminaries/lookup-api.md")
        git(tree, "mv", "chapter_optimization/adam.md", "chapter_optimization/adaptive-moments.md")
        git(tree, "rm", "-q", "chapter_computer-vision/kaggle-dog.md")
        git(tree, "add", "-A")
        git(tree, "commit", "-q", "-m", "move")
        git(place.folder / "en.git", "branch", "-f", "book", git(tree, "rev-parse", "HEAD").strip())
    finally:
        git(place.folder / "en.git", "worktree", "remove", "--force", str(tree))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=REPOSITORY.parent / "shared" / "data" / "d2l-history")
    parser.add_argument("--kind", choices=["plain", "moves"], default="plain")
    parser.add_argument("--nights", type=int, default=5)
    parser.add_argument("--first", type=int, default=1, help="go on in FOLDER with this night")
    parser.add_argument("--chapters", nargs="*", help="patterns: a part of the book; default: all")
    parser.add_argument("--night", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.night:
        night(options.folder.resolve() / "amts.yaml", options.night)
        return
    with world(options.folder.resolve(), options.data, options.chapters) as place:
        nights(place, options.nights, options.kind, options.first)


if __name__ == "__main__":
    main()
