"""Real updates of a translated book: what the sync sends, keeps and flags, and how near it comes to the human.

    python -m tests.benchmarks.sync_drafts UPDATES DRAFTS
    python -m tests.benchmarks.sync UPDATES DRAFTS [--pair en-zh] [--book FOLDER] [--without RULE] [--show UPDATE]

prints a table of updates, the table of the workload meter, and (`--show`) the changed segments of an update.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pandas as pd

from amts_core.languages import LanguagePair
from amts_core.sync import rules
from amts_core.sync.chapter import SyncedChapter, finish_sync
from amts_core.sync.lexicon import WordLexicon, sure_pairs
from amts_core.translate.document import Draft
from amts_core.workload.headline import headline_lines
from amts_core.workload.meter import measure_workload, ter, with_frames
from amts_core.workload.report import charges_section, update_table, workload_section
from amts_core.workload.segment_table import count_words, segment_table
from tests.benchmarks.sync_drafts import book_tables, chapters, plan

CHANGES = ("kept", "carried", "moved", "repaired", "outdated", "changed", "new", "deleted", "beside")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("updates", type=Path)
    parser.add_argument("drafts", type=Path)
    parser.add_argument("--pair", default="en-zh")
    parser.add_argument("--variants", nargs="+", default=["none", "sentence"])
    parser.add_argument("--book", type=Path, help="a folder with X_origin.md and X.md to learn the lexicon from")
    parser.add_argument("--without", nargs="*", default=[], help="rules that are left out")
    parser.add_argument("--show", nargs="*", default=[])
    arguments = parser.parse_args()
    source, target = arguments.pair.split("-")
    commits = {}
    if (index := arguments.updates / "index.json").exists():
        commits = {entry["update"]: entry.get("commit", entry["update"]) for entry in json.loads(index.read_text())}
    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in arguments.variants}
    lexicon = book_lexicon(arguments.book, arguments.updates, source, target) if arguments.book else None
    rows = []
    for folder in sorted(folder for folder in arguments.updates.iterdir() if folder.is_dir()):
        with without(arguments.without):
            sync = plan(folder, source, target, lexicon)
        drafts = {name: read_drafts(arguments.drafts / f"{folder.name}.{name}.json") for name in tables}
        lacking = [name for name, found in drafts.items() if not {one.id for one in sync.to_translate} <= found.keys()]
        if lacking:
            print(f"{folder.name} is left out: no drafts of variant {', '.join(lacking)}", file=sys.stderr)
            continue
        for variant, found in drafts.items():
            synced = finish_sync(sync, found)
            table = table_of(folder, synced, source, target, commits.get(folder.name, folder.name))
            tables[variant].append(table)
            if variant == arguments.variants[-1]:
                sent = sum(count_words(one.plain) for one in sync.to_translate)
                rows.append(row(folder.name, synced, table, sent, target))
                if folder.name in arguments.show:
                    show(table)
    print(pd.DataFrame(rows).to_markdown(index=False, floatfmt=".2f"), "\n")
    workload = measure_workload(
        {name: pd.concat(found) for name, found in tables.items() if found}, target_language=target
    )
    for variant in dict.fromkeys(workload.updates["variant"]):
        print(*headline_lines(workload, variant), "", sep="\n")
    print(update_table(workload, arguments.variants[-1]).to_markdown(index=False), "\n")
    for section in (workload_section(workload, usd_per_million=60), charges_section(workload)):
        print(section.text, "\n")
        print(pd.DataFrame(section.rows, columns=section.columns).to_markdown(index=False), "\n")


@contextmanager
def without(names: Sequence[str]) -> Iterator[None]:
    """Leave some rules out, by name: for the ablation."""
    kept = tuple(rule for rule in rules.RULES if rule.__name__ not in names)
    with mock.patch.object(rules, "RULES", kept):
        yield


def book_lexicon(book: Path, updates: Path, source: str, target: str) -> Callable[[], WordLexicon]:
    """The lexicon of the chapters of a book that no update is of."""
    tables = book_tables(book, updates, source, target)
    pairs = [pair for table in tables for pair in sure_pairs(table.to_dict("records"))]
    learned = WordLexicon.learn(pairs, languages=LanguagePair(source, target))
    return lambda: learned


def read_drafts(path: Path) -> dict[str, Draft]:
    """Drafts by segment id; none if there is no such file."""
    if not path.exists():
        return {}
    return {identity: Draft(identity, text) for identity, text in json.loads(path.read_text("utf-8")).items()}


def table_of(folder: Path, synced: SyncedChapter, source: str, target: str, group: str) -> pd.DataFrame:
    """The segment table of an update."""
    states = chapters(folder)
    table = segment_table(
        synced.provenance,
        before=states["source_before"],
        after=states["source_after"],
        human=states["translation_after"],
        languages=LanguagePair(source, target),
        update=folder.name,
        group=group,
    )
    sides = synced.chapter, states["translation_after"]
    return with_frames(table, synced.flags, {name for one in synced.provenance for name in one.segments}, sides)


def row(name: str, synced: SyncedChapter, table: pd.DataFrame, sent: int, target: str) -> dict[str, object]:
    """An update in figures."""
    changes = Counter(one.change for one in (*synced.provenance, *synced.removed))
    done = table[table["human"] != ""]
    touched = done[done["state"].isin(["machine", "carried", "repaired", "outdated", "beside"])]
    flagged = len(synced.flags) + sum(bool(one.flags) for one in synced.provenance)
    return (
        {"update": name, "words": int(table["words"].sum()), "sent": sent}
        | {change: changes[change] for change in CHANGES}
        | {"flags": flagged}
        | {"TER old": mean_ter(done, "former", target), "TER ours": mean_ter(done, "result", target)}
        | {"changed: TER old": mean_ter(touched, "former", target), "ours": mean_ter(touched, "result", target)}
    )


def mean_ter(table: pd.DataFrame, side: str, target: str) -> float:
    """TER of one side against the human's text, over all segments, by words."""
    if table.empty:
        return float("nan")
    texts = table["draft"].where(table["state"] != "beside", table["former"]) if side == "result" else table[side]
    rates = ter(list(texts), list(table["human"]), target)
    return float((rates * table["words"]).sum() / table["words"].sum())


def show(table: pd.DataFrame) -> None:
    """The segments of an update that the sync touched, or that the human rewrote."""
    for one in table.itertuples():
        if one.state not in ("human", "omitted"):
            texts = (one.source, f"old {one.former}", f"ours {one.draft}", f"human {one.human}")
            print(f"{one.state} {one.match:.0f}", *texts, sep="\n  ")


if __name__ == "__main__":
    main()
