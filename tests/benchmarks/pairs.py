"""Pairs, time and peak memory of a whole book, and what became of the pairs that a reader judged.

    python -m tests.benchmarks.pairs [--data DIR] [--processes 1 2]

DIR is a book with `X.md` beside `X_origin.md`. Every run is a process of its own without a cache file; memory is the
peak of the process and, with several processes, of the largest child.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pandas as pd

from amts_core.languages import LanguagePair
from amts_core.parallel.filters import count_verdicts, filter_pairs
from amts_core.parallel.folders import Aligned, align_files, pair_files
from amts_core.parallel.second_pass import judged_by_words
from amts_core.parallel.table import KEPT, pair_table

EN_ZH = {"languages": LanguagePair("en", "zh")}
VERDICTS = Path(__file__).parent.parent.parent / "docs" / "verdicts"


def _run(data: Path, processes: int) -> None:
    files, _ = pair_files(data, data, source_suffix="_origin")
    start = time.perf_counter(), _cpu()
    aligned = align_files(files, processes=processes, **EN_ZH)
    aligned_at = time.perf_counter()
    sentences, paragraphs = (_filtered(aligned, granularity) for granularity in ("sentence", "paragraph"))
    end = time.perf_counter(), _cpu()
    kept = int((sentences["verdict"] == KEPT).sum())
    own, child = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(
        f"{processes} process(es): {len(files)} chapters in {aligned_at - start[0]:.0f} s "
        f"(with both tables {end[0] - start[0]:.0f} s, CPU {end[1] - start[1]:.0f} s), "
        f"{kept / (end[1] - start[1]):.0f} kept sentence pairs per CPU second, peak {own} MB, largest child {child} MB"
    )
    if processes == 1:
        for name, table in (("sentence", sentences), ("paragraph", paragraphs)):
            counts = count_verdicts(table)
            print(f"{name} rows:", {verdict: int(number) for verdict, number in counts.items() if number})
        _judged(sentences)


def _filtered(aligned: Aligned, granularity: str) -> pd.DataFrame:
    table = pair_table(aligned.alignments, granularity)  # type: ignore[arg-type]
    return filter_pairs(judged_by_words(table, aligned.lexicon, **EN_ZH), **EN_ZH)


def _judged(sentences: pd.DataFrame) -> None:
    """What the readers said of the pairs that are parallel data now."""
    keys = ["chapter", "source_ids", "target_ids"]
    kept = sentences.loc[sentences["verdict"] == KEPT, keys]
    for file in sorted(VERDICTS.glob("d2l-zh-*.csv")):
        judged = pd.read_csv(file)
        still = judged.merge(kept, on=keys)
        print(f"{file.stem}: {len(judged)} judged, {len(still)} still parallel data: {dict(Counter(still['judged']))}")


def _cpu() -> float:
    """Seconds of this process and the children that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("AMTS_SHARED_DATA", "../shared/data")) / "d2l-zh"
    )
    parser.add_argument("--processes", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.here:
        _run(arguments.data, arguments.processes[0])
        return
    for processes in arguments.processes:
        command = [sys.executable, "-m", "tests.benchmarks.pairs", "--here", "--data", str(arguments.data)]
        subprocess.run([*command, "--processes", str(processes)], check=True)


if __name__ == "__main__":
    main()
