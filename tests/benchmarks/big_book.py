"""A book of 15,000 chapters (the size of MDN): what it costs to find what changed, and what a first run would take.

python -m tests.benchmarks.big_book FOLDER [--chapters 15000] [--history 200] [--changed 30] [--origins] [--status]
python -m tests.benchmarks.big_book FOLDER --whole [--chapters 15000] [--changed 30]

FOLDER is for what is made. Two git repositories are generated: a source with commits that touch some chapters each, and
a translation that keeps its origins (`--origins`), or none: then they are found in the history. Then, each in a process
of its own on local AWS: the first plan with nothing known; a quiet night; a night on which chapters have changed (20 of
30 edited, 5 new, 3 renamed, 2 gone); the same night again. Prints of each: CPU and wall seconds, the most memory, calls
of S3; with `--status` also what the status for the board takes. Of the first run some batches are aligned, and the rest
is worked out from them by the size of the text.

`--whole` runs whole nights instead, up to the branch: of a book that is in step, keeps its origins, and has changed as
above. The first of them aligns the whole book; before the second other chapters change; the third has nothing to do.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from amts_core.pipeline.align import align_batch
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.plan import find_changed, read_plan
from amts_core.pipeline.run import Run, open_run
from amts_core.pipeline.status import keep_status, read_kept
from tests.benchmarks.nights import Stopwatch, computed, git, local_service, work
from tests.conftest import REPOSITORY

PAIR, VARIANT = "en-zh", "sentence"
SENTENCES, WORDS = 24, 11  # of a chapter, and of a sentence
POOL = 3989  # sentences, of which chapters are made
MEASURED = 3  # batches of the first run that are done


class Writer:
    """Chapters in two languages: sentences of the sample book's words, the same for the same chapter and version."""

    def __init__(self) -> None:
        dice = random.Random(1)
        english, chinese = sorted(set(re.findall("[a-z]+", _text("en")))), re.findall(r"[\u4e00-\u9fff]", _text("zh"))
        self.pools = {
            "en": [" ".join(dice.choices(english, k=WORDS)).capitalize() + "." for _ in range(POOL)],
            "zh": ["".join(dice.choices(chinese, k=2 * WORDS)) + "。" for _ in range(POOL)],
        }

    def chapter(self, number: int, version: int, language: str = "en") -> bytes:
        """A chapter; each version has another sentence in the place of one."""
        pool = self.pools[language]
        lines = [f"# {pool[number % POOL][:-1]} {number}", ""]
        for place in range(SENTENCES):
            seed = version if version % SENTENCES == place else 0
            lines.append(pool[(number * 31 + place * 127 + seed * 911) % POOL])
            if place % 4 == 3:
                lines.append("")
            if place == SENTENCES // 2:
                lines += ["", "```python", f"value = {number}", "```", ""]
        return "\n".join(lines).encode()


def _text(code: str) -> str:
    files = sorted((REPOSITORY / "examples" / "book" / code).rglob("*.md"))
    return "".join(path.read_text(encoding="utf-8") for path in files)


def path_of(number: int) -> str:
    """Where a chapter stands."""
    return f"area_{number // 100:03}/topic_{number:05}.md"


def fast_import(folder: Path, commits: Iterator[dict[str, bytes | None]]) -> None:
    """Make a bare repository of commits, each given by the files that it writes (None: takes away)."""
    git(folder.parent, "init", "-q", "--bare", "-b", "main", folder.name)
    process = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE)
    assert process.stdin
    for number, files in enumerate(commits):
        process.stdin.write(
            b"commit refs/heads/main\ncommitter h <h@x> %d +0000\ndata 1\nx\n" % (10**9 + number * 86400)
        )
        for path, content in files.items():
            if content is None:
                process.stdin.write(b"D %s\n" % path.encode())
            else:
                process.stdin.write(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content))
    process.stdin.close()
    if process.wait():
        raise RuntimeError("git fast-import failed")


def generate(folder: Path, chapters: int, history: int, *, origins: bool, in_step: bool = False) -> None:
    """The two repositories: the translation is of the source as it was in the middle of its history, but for a tenth of
    the chapters that the other half has changed since; or it is `in_step`. With `origins` it keeps the source that it
    was made from.
    """
    writer, dice = Writer(), random.Random(2)
    versions = Counter[int]()

    def source() -> Iterator[dict[str, bytes | None]]:
        yield {path_of(number): writer.chapter(number, 0) for number in range(chapters)}
        for commit in range(history):
            touched = dice.sample(range(chapters // 10 if commit >= history // 2 else chapters), chapters // 200)
            versions.update(touched)
            yield {path_of(number): writer.chapter(number, versions[number]) for number in touched}
            if commit == (history if in_step else history // 2) - 1:
                translated.update(versions)

    translated = Counter[int]()
    fast_import(folder / "en.git", source())
    made = {path_of(number): writer.chapter(number, translated[number], "zh") for number in range(chapters)}
    if origins:
        kept = {path_of(n).replace(".md", "_origin.md"): writer.chapter(n, translated[n]) for n in range(chapters)}
        made |= kept
    fast_import(folder / "zh.git", iter([made]))


def change(folder: Path, chapters: int, changed: int, *, before: int = 0) -> None:
    """A commit on the source: two thirds edited, a sixth new, a tenth renamed, the rest gone; `before`: how many such
    commits there were, each with chapters of its own.
    """
    writer = Writer()
    edited, new, renamed = changed * 2 // 3, changed // 6, changed // 10
    numbers = iter(range(chapters - changed * (before + 1), chapters - changed * before))
    lines = [b"commit refs/heads/main\ncommitter h <h@x> 1900000000 +0000\ndata 1\nx\nfrom refs/heads/main^0\n"]

    def write(path: str, content: bytes) -> None:
        lines.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content))

    for _ in range(edited):
        number = next(numbers)
        write(path_of(number), writer.chapter(number, 1000 + number))
    for number in range(chapters + new * before, chapters + new * (before + 1)):
        write(path_of(number), writer.chapter(number, 0))
    for _ in range(renamed):
        former = path_of(next(numbers))
        lines.append(b"R %s %s\n" % (former.encode(), former.replace("topic", "subject").encode()))
    for number in list(numbers)[: changed - edited - new - renamed]:
        lines.append(b"D %s\n" % path_of(number).encode())
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder / "en.git", input=b"".join(lines), check=True)


def measure(config: Path, name: str, *, works: bool, status: bool) -> None:
    """Plan a run in this process, as `find_changed` of the DAG does, and print what it took as JSON."""
    calls = Counter[str]()
    run = open_run(config, PAIR, name, cache=config.parent / "cache")
    run.store.client.meta.events.register("before-call", lambda model, **_: calls.update([model.name]))  # type: ignore[attr-defined]
    told: dict[str, Any] = {"night": name}
    began, before = time.monotonic(), computed()
    plan = find_changed(run, variants=(VARIANT,))
    told |= {"plan CPU": computed() - before, "plan wall": time.monotonic() - began, "S3": dict(calls)}
    told |= {"chapters": plan.counts, "batches": len(plan.batches)}
    if status:
        before = computed()
        keep_status(run, plan.chapters)
        told["status CPU"] = computed() - before
    if works:
        told |= _first_batches(run, plan)
    _tell(told)


def measure_whole(config: Path, name: str) -> None:
    """Run a whole night in this process, the status for the board with it, and print what each step took as JSON."""
    timed = Stopwatch()
    run = open_run(config, PAIR, name, cache=config.parent / "cache")
    run.store.client.meta.events.register("before-call", lambda model, **_: timed.calls.update([model.name]))  # type: ignore[attr-defined]
    began = time.monotonic()
    timed.step("plan", lambda: find_changed(run, variants=(VARIANT,)))
    run, plan = read_plan(run)
    timed.step("status", lambda: keep_status(run, plan.chapters))
    facts: dict[str, Any] = {}
    if plan.deliver or plan.remove or plan.evaluate:
        work(run, plan, timed, facts)
    timed.step("status read", lambda: read_kept(run))
    told = {"night": name, "wall": time.monotonic() - began, "chapters": plan.counts, "to align": len(plan.align)}
    _tell({**told, "CPU": timed.seconds, "S3": timed.asked, **facts})


def _tell(told: dict[str, Any]) -> None:
    told["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({key: round(value, 1) if isinstance(value, float) else value for key, value in told.items()}))


def _first_batches(run: Run, plan: Plan) -> dict[str, Any]:
    """What some batches of the alignment take, and what all of them would."""
    run, plan = read_plan(run)
    sizes = {chapter.id: chapter.size for chapter in plan.chapters}
    before = computed()
    done = plan.align[:MEASURED]
    for batch in done:
        align_batch(run, plan, batch)
    took, share = computed() - before, _share(done, plan.align, sizes)
    return {"align batches": len(plan.align), "of them done": len(done), "align CPU": took, "align all": took / share}


def _share(some: Sequence[Sequence[str]], whole: Sequence[Sequence[str]], sizes: dict[str, int]) -> float:
    """The share of the text in some batches."""
    part, all_of_it = (sum(sizes[name] for batch in batches for name in batch) for batches in (some, whole))
    return part / max(all_of_it, 1)


def configure(folder: Path, *, origins: bool) -> Path:
    """The configuration of the pair."""
    books: dict[str, dict[str, Any]] = {
        name: {"location": f"file://{folder}/{name}.git", "revision": "main", "language": name, "chapters": ["**/*.md"]}
        for name in ("en", "zh")
    }
    if origins:
        books["zh"] |= {"origin_suffix": "_origin", "origin_language": "en", "exclude": ["**/*_origin.md"]}
    settings = {
        "books": books,
        "pairs": {PAIR: {"source": "en", "target": "zh", "delivery": {"form": "branch"}, "budget_usd": 100000}},
        "storage": {"bucket": "big-book", "role_arn": "arn:aws:iam::123456789012:role/t", "poll_seconds": 1},
        "output": str(folder / "output"),
    }
    path = folder / "amts.yaml"
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chapters", type=int, default=15_000)
    parser.add_argument("--history", type=int, default=200, help="commits of the source")
    parser.add_argument("--changed", type=int, default=30)
    parser.add_argument("--origins", action="store_true", help="the translation keeps its origins, as D2L does")
    parser.add_argument("--status", action="store_true", help="make the status for the board too")
    parser.add_argument("--whole", action="store_true", help="whole nights of a book that is in step")
    parser.add_argument("--night", help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = options.folder.resolve()
    if options.night and options.whole:
        measure_whole(folder / "amts.yaml", options.night)
        return
    if options.night:
        measure(folder / "amts.yaml", options.night, works=options.night == "first", status=options.status)
        return
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "zh.git").exists():
        origins = options.origins or options.whole
        generate(folder, options.chapters, options.history, origins=origins, in_step=options.whole)
    configure(folder, origins=options.origins or options.whole)
    nights = ("changed", "changed-more", "quiet") if options.whole else ("first", "first-again", "changed", "again")
    before = 0
    with local_service(folder, "big-book") as env:
        for night in nights:
            if night.startswith("changed"):
                change(folder, options.chapters, options.changed, before=before)
                before += 1
            command = [sys.executable, "-m", "tests.benchmarks.big_book", str(folder), "--night", night]
            command += ["--status"] * options.status + ["--whole"] * options.whole
            subprocess.run(command, cwd=REPOSITORY, env=env, check=True)


if __name__ == "__main__":
    main()
