"""Speed of chapters through documents and back: `python -m tests.benchmarks.chapters FOLDER`.

Prints MB/s of parsing, documents and rebuilding over all chapters below a folder, beside markdown-it-py that parses
the same texts; then how time and memory grow with size on three hard chapters. With `--best N` it prints the best of N
times of parsing alone, the dialect given and found, and of the peer.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from amts_core.book.chapter import FORMATS, Chapter, _parse, parse_chapter, read_chapter
from amts_core.book.segments import segments
from amts_core.translate.document import read_documents, write_documents
from amts_core.translate.rebuild import rebuild_chapter
from tests.translate.round_trip import rot13, translated

HARD: dict[str, Callable[[int], str]] = {
    "repeated text": lambda size: (
        "A sentence with $x$, `code` and *words* of a text.\nThe next line.\n\n" * (size // 68)
    ),
    "one paragraph": lambda size: "Words of one long paragraph with $x$. " * (size // 38),
    "spans in one paragraph": lambda size: "so $x_1$ is " * (size // 12),
}


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds and result of some work."""
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def documents_of(chapters: list[Chapter]) -> list[list[str]]:
    """The documents of chapters."""
    return [
        [
            page.html
            for page in write_documents(
                "a", segments(chapter, language="en", granularity="paragraph"), source_language="en"
            )
        ]
        for chapter in chapters
    ]


def rebuild_all(chapters: list[Chapter], htmls: list[list[str]]) -> None:
    """All chapters from their documents, rot13 instead of translated so that no block takes a short cut."""
    for chapter, pages in zip(chapters, htmls, strict=True):
        wanted = segments(chapter, language="en", granularity="paragraph")
        drafts = read_documents([rot13(page) for page in pages], wanted, target_language="en")
        rebuild_chapter(chapter, {draft.segment: draft for draft in drafts}, target_language="en")


def book_speed(folder: Path) -> None:
    """MB/s over a folder of chapters."""
    chapters = [read_chapter(path) for path in sorted(folder.rglob("*")) if path.suffix in FORMATS]
    size = sum(len(chapter.text.encode()) for chapter in chapters) / 1e6
    peer = MarkdownIt("commonmark").enable("table")
    works: dict[str, Callable[[], Any]] = {
        "parse": lambda: [parse_chapter(chapter.text, format=chapter.format).blocks for chapter in chapters],
        "markdown-it-py parse (peer)": lambda: [peer.parse(chapter.text) for chapter in chapters],
        "sentences": lambda: [segments(chapter, language="en", granularity="sentence") for chapter in chapters],
        "document": lambda: documents_of(chapters),
    }
    print(f"{len(chapters)} chapters, {size:.2f} MB")
    for name, work in works.items():
        spent, result = seconds(work)
        print(f"{name:30} {size / spent:6.2f} MB/s {spent:7.2f} s")
    spent, _ = seconds(lambda: rebuild_all(chapters, result))
    print(f"{'rebuild':30} {size / spent:6.2f} MB/s {spent:7.2f} s")


def best_times(folder: Path, rounds: int) -> None:
    """The best CPU seconds of parsing the chapters below a folder, turn by turn with the peer."""
    chapters = [read_chapter(path) for path in sorted(folder.rglob("*")) if path.suffix in FORMATS]
    peer = MarkdownIt("commonmark").enable("table")

    def parse(format_of: Callable[[Chapter], str]) -> list[Any]:
        _parse.cache_clear()
        return [parse_chapter(chapter.text, format=format_of(chapter)).blocks for chapter in chapters]

    works: dict[str, Callable[[], Any]] = {
        "dialect given": lambda: parse(lambda chapter: chapter.format),
        "dialect found": lambda: parse(lambda chapter: FORMATS[chapter.ending.lower()]),
        "markdown-it-py": lambda: [peer.parse(chapter.text) for chapter in chapters],
    }
    turns = [{name: seconds(work)[0] for name, work in works.items()} for _ in range(rounds)]
    times = {name: min(turn[name] for turn in turns) for name in works}
    for name, spent in times.items():
        print(f"{name:15} {len(chapters)} chapters {spent:.3f} s, {spent / times['markdown-it-py']:.2f} of the peer")


@dataclass(frozen=True)
class Cost:
    """CPU seconds of parsing a chapter and of its whole way, and how many MB the process has grown at most by each."""

    parse: float
    whole_way: float
    parse_memory: float
    whole_memory: float


def cost(name: str, size: int) -> Cost:
    """What a hard chapter costs in this process."""
    text = HARD[name](size)
    translated(parse_chapter("Loads what is loaded once."), rot13)
    before = _peak()
    chapter = parse_chapter(text)
    parsing, _ = seconds(lambda: chapter.blocks)
    parsed = _peak()
    trip, _ = seconds(lambda: translated(chapter, rot13))
    return Cost(parsing, trip, parsed - before, _peak() - before)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def growth(sizes: list[int]) -> None:
    """Time and memory of hard chapters at each size, each in a process of its own."""
    for name in HARD:
        for size in sizes:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                spent = process.submit(cost, name, size).result()
            print(
                f"{name:24} {size / 1e6:6.2f} MB  parse {spent.parse:6.2f} s {spent.parse_memory:5.0f} MB"
                f"  whole way {spent.whole_way:7.2f} s {spent.whole_memory:5.0f} MB",
                flush=True,
            )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="chapters to measure; without it only the hard ones are")
    parser.add_argument("--sizes", type=float, nargs="*", default=[0.5, 1, 2, 10], help="MB of hard chapters")
    parser.add_argument("--best", type=int, help="time parsing alone, the best of so many times")
    arguments = parser.parse_args()
    if arguments.best:
        best_times(arguments.folder, arguments.best)
        return
    if arguments.folder:
        book_speed(arguments.folder)
    growth([int(size * 1e6) for size in arguments.sizes])


if __name__ == "__main__":
    main()
