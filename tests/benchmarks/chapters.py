"""Speed of chapters through documents and back: `python -m tests.benchmarks.chapters FOLDER`.

Prints MB/s of parsing, documents and rebuilding over all chapters below a folder, beside markdown-it-py that parses
the same texts; then how time and memory grow with size on three hard chapters.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from amts_core.book.chapter import FORMATS, Chapter, parse_chapter, read_chapter
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
        "parse": lambda: [parse_chapter(chapter.text, format=chapter.format) for chapter in chapters],
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


def growth(sizes: list[int]) -> None:
    """Time and memory of hard chapters at each size."""
    for name, make in HARD.items():
        for size in sizes:
            text = make(size)
            parsing, chapter = seconds(lambda text=text: parse_chapter(text))  # type: ignore[misc]
            trip, _ = seconds(lambda chapter=chapter: translated(chapter, rot13))  # type: ignore[misc]
            tracemalloc.start()
            parse_chapter(text)
            peak = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
            print(
                f"{name:24} {size / 1e6:6.2f} MB  parse {parsing:6.2f} s  whole way {trip:7.2f} s  peak {peak:7.1f} MB"
            )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=float, nargs="*", default=[0.125, 0.25, 0.5, 1.0], help="MB of hard chapters")
    arguments = parser.parse_args()
    book_speed(arguments.folder)
    growth([int(size * 1e6) for size in arguments.sizes])


if __name__ == "__main__":
    main()
