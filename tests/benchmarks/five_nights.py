"""Five nights of the sample book with a translator: deliveries are merged unread, merged and edited, or rejected.

    python -m tests.benchmarks.five_nights [--seed 3] [--nights 5]

Each night the source changes in some chapters (`tests/sync/edits.py`), the driver runs on local AWS in this process
with the engine `memory`, and the translator takes the chapters over in turn: unread, edited (two characters more in
each draft), or not at all. Prints a row a night, and the figures that the report has of what was taken over, beside
those that are counted here from what the translator did: drafts, untouched ones, and edits per token.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import boto3
import pandas as pd
import yaml
from moto import mock_aws

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import scan_segment
from amts_core.deliver.files import sidecar_of
from amts_core.pipeline.corrections import read_corrections
from amts_core.pipeline.drive import Driven, drive
from amts_core.pipeline.run import Run, open_run
from amts_core.workload.effort import post_edit_effort
from local_aws.mocking import mock_translate
from tests.conftest import REPOSITORY
from tests.sync.edits import EDITS

ADDED = "是的"
WAYS = ("merged and edited", "merged unread", "rejected")
_TOKEN = re.compile(r"[A-Za-z0-9]+|\S")


@dataclass
class Counted:
    """What the translator did with the drafts of a chapter and night: edits, and the tokens of his texts."""

    drafts: int = 0
    untouched: int = 0
    edits: int = 0
    tokens: int = 0

    def take(self, draft: str, final: str) -> None:
        """Count one draft that became `final`."""
        plain = "".join(one.text for one in scan_segment(final) if not one.protected)
        self.drafts += 1
        self.untouched += draft == final
        self.edits += len(ADDED) * (draft != final)
        self.tokens += len(_TOKEN.findall(plain))


Done = dict[tuple[str, str], Counted]  # by chapter and run


def main() -> None:
    """Print the nights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--nights", type=int, default=5)
    arguments = parser.parse_args()
    rng, counted, rows, ways = random.Random(arguments.seed), Done(), list[dict[str, Any]](), cycle(WAYS)
    with tempfile.TemporaryDirectory() as name, mock_aws(), mock_translate("memory"):
        folder = Path(name)
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="shelf")
        for book in ("en", "zh"):
            shutil.copytree(REPOSITORY / "examples/book" / book, folder / book)
        _configure(folder)
        for night in range(1, arguments.nights + 1):
            changed = _change_source(folder / "en", rng)
            run = open_run(folder / "amts.yaml", "en-zh", f"night{night}", cache=folder / "cache")
            client = boto3.client("translate", region_name="us-east-1")
            done = drive(run, client, variants=("sentence",), report=False)
            known = reported(run)  # what the nights before gave
            taken = take_over(folder, done, counted, ways)
            rows.append({"night": night, "changed": len(changed), **told(done), **taken, **known})
        run = open_run(folder / "amts.yaml", "en-zh", "after", cache=folder / "cache")
        table = effort(run)
    print(pd.DataFrame(rows).to_markdown(index=False, floatfmt=".3f"), "\n")
    print(compared(table, counted).to_markdown(index=False, floatfmt=".3f"))


def _configure(folder: Path) -> None:
    book = {"location": "zh", "language": "zh", "exclude": ["*_origin.md", "TERMINOLOGY.md"]}
    settings = {
        "books": {
            "en": {"location": "en", "language": "en"},
            "zh": book | {"origin_suffix": "_origin", "origin_language": "en"},
        },
        "pairs": {"en-zh": {"source": "en", "target": "zh", "evaluation": [], "schedule": None}},
        "storage": {"bucket": "shelf", "role_arn": "arn:aws:iam::123456789012:role/translate", "poll_seconds": 1},
        "output": "out",
    }
    (folder / "amts.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")


def _change_source(source: Path, rng: random.Random) -> list[str]:
    """Four edits in each of three chapters; their names."""
    changed = rng.sample(sorted(source.rglob("*.md")), 3)
    for path in changed:
        for edit in rng.sample(EDITS, 4):
            path.write_text(edit(parse_chapter(path.read_text("utf-8"), id=path.stem), rng), "utf-8")
    return [path.stem for path in changed]


def told(done: Driven) -> dict[str, Any]:
    """What the run says of itself."""
    sent = sum(sending.segments for sending in done.sendings)
    delivered = done.outcome.chapters if done.outcome else ()
    return {"sent": sent, "delivered": len(delivered), "failed": len(done.failed)}


def take_over(folder: Path, done: Driven, counted: Done, ways: Iterator[str]) -> dict[str, int]:
    """The translator's day: each delivered chapter is edited, merged unread, or rejected."""
    taken: Counter[str] = Counter()
    for name in done.outcome.chapters if done.outcome else ():
        way = next(ways)
        taken[way] += 1
        if way == "rejected":
            continue
        path = f"{name}.md"
        for file in (path, path.replace(".md", "_origin.md"), sidecar_of(path)):
            (folder / "zh" / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(done.run.chapters_folder / file, folder / "zh" / file)
        counted[name, done.run.id] = _edit(folder, name, is_edited=way == "merged and edited")
    return {way: taken[way] for way in WAYS}


def _edit(folder: Path, name: str, *, is_edited: bool) -> Counted:
    chapter = folder / "zh" / f"{name}.md"
    counted = Counted()
    sidecar = folder / "zh" / sidecar_of(f"{name}.md")
    text = chapter.read_text("utf-8")
    for one in json.loads(sidecar.read_text("utf-8"))["segments"]:
        draft = one["target"]
        if one["state"] != "machine" or one.get("change") == "beside" or text.count(draft) != 1:
            continue
        final = ADDED + draft if is_edited and not draft.startswith(("#", "|", "-")) else draft
        text = text.replace(draft, final)
        counted.take(draft, final)
    chapter.write_text(text, "utf-8")
    return counted


def effort(run: Run) -> pd.DataFrame:
    """What the report has, by chapter and delivery."""
    corrections = pd.DataFrame([asdict(one) for one in read_corrections(run)])
    return post_edit_effort(corrections, target_language="zh")


def reported(run: Run) -> dict[str, int]:
    """Drafts that were taken over, and untouched ones, as the report has them."""
    table = effort(run)
    return {
        "drafts taken over": int(table["drafts"].sum()),
        "untouched": round(float((table["untouched"] * table["drafts"]).sum())),
    }


def compared(table: pd.DataFrame, counted: Done) -> pd.DataFrame:
    """The report's figures beside those counted here, by chapter and delivery with drafts."""
    ours = [(chapter, one) for (chapter, _), one in counted.items() if one.drafts]
    theirs = list(table.itertuples())
    rows = []
    for chapter, one in ours:
        match = next((row for row in theirs if row.chapter == chapter and row.drafts == one.drafts), None)
        if match is not None:
            theirs.remove(match)
        rows.append(
            {
                "chapter": chapter,
                "drafts": one.drafts,
                "reported": match.drafts if match else 0,
                "untouched": one.untouched,
                "reported ": round(match.untouched * match.drafts) if match else 0,
                "edits per token": one.edits / max(one.tokens, 1),
                "reported HTER": match.hter if match else float("nan"),
            }
        )
    return pd.DataFrame(rows)


if __name__ == "__main__":
    main()
