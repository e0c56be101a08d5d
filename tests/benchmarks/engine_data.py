"""The test sets of the engine benchmark: fixed sentences of held-out chapters, and parallel data without them.

    python -m tests.benchmarks.engine_data FOLDER

writes FOLDER/{en-zh,en-es}/{test,sentence,paragraph}.json, lists of [source, target] in inline HTML (test.json with
the chapter in front). The reverse direction uses the same files the other way round.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from amts_core.book.chapter import read_chapter
from amts_core.book.markup import to_html
from amts_core.book.segments import Granularity, Segment, scan_segment
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import ChapterAlignment, align_chapters
from tests.benchmarks.real_books import SEEDS, SPANISH_EVALUATION, shared_folder

SEED = 2021
TEST_SENTENCES = 150
LEAST_SCORE = 0.35  # of a bead of the parallel data; test sentences need more
LEAST_TEST_SCORE = 0.4
LENGTHS = range(25, 400)  # characters of an English test sentence
MOST_BYTES = 1000  # Amazon Translate drops longer segments
SHARED = 0.3  # a chapter with more than this share of its sentences in a held-out one is the same chapter


def main(folder: Path) -> None:
    """Write both test sets below `folder`."""
    data = shared_folder()
    seeds = data / "seed-articles"
    held = {name: (seeds / name / "source.md", seeds / name / "reference.md") for name in SEEDS}
    book = {
        path.relative_to(data / "d2l-zh").with_suffix("").as_posix(): (path.with_name(f"{path.stem}_origin.md"), path)
        for path in sorted((data / "d2l-zh").rglob("*.md"))
        if path.with_name(f"{path.stem}_origin.md").exists()
    }
    write(folder / "en-zh", dict(align(held, "zh")), dict(align(book, "zh")))
    articles = data / "ml-articles-en-es"
    course = {
        path.relative_to(articles / "en").with_suffix("").as_posix(): (
            path,
            articles / "es" / path.relative_to(articles / "en"),
        )
        for path in sorted((articles / "en").rglob("*.mdx"))
        if (articles / "es" / path.relative_to(articles / "en")).exists()
    }
    aligned = dict(align(course, "es"))
    held_es = {name: aligned.pop(name) for name in SPANISH_EVALUATION if name in aligned}
    write(folder / "en-es", held_es, aligned)


def align(chapters: dict[str, tuple[Path, Path]], target_language: str) -> Iterator[tuple[str, ChapterAlignment]]:
    """Each pair of files that are editions of one chapter, aligned."""
    for name, paths in chapters.items():
        source, target = (read_chapter(path) for path in paths)
        try:
            yield name, align_chapters(source, target, languages=LanguagePair("en", target_language))
        except Exception as error:
            print(f"left out {name}: {error}", file=sys.stderr)


def write(folder: Path, held: dict[str, ChapterAlignment], book: dict[str, ChapterAlignment]) -> None:
    """Write the test sentences of the held-out chapters and the pairs of all others."""
    folder.mkdir(parents=True, exist_ok=True)
    hidden = {segment.plain for alignment in held.values() for segment in alignment.source_sentences}
    same = [name for name, one in book.items() if Path(name).name in held or share(one, hidden) > SHARED]
    print(f"{folder.name}: held out {', '.join(held)}; the same chapters in the book: {', '.join(same) or 'none'}")
    candidates = [
        (name, source, target)
        for name, alignment in held.items()
        for source, target, score in pairs(alignment, "sentence", single=True)
        if score >= LEAST_TEST_SCORE and len(source) in LENGTHS
    ]
    test = random.Random(SEED).sample(candidates, min(TEST_SENTENCES, len(candidates)))
    save(folder / "test.json", [(name, html(source), html(target)) for name, source, target in test])
    for granularity in ("sentence", "paragraph"):
        kept = [
            (html(source), html(target))
            for name, alignment in book.items()
            if name not in same
            for source, target, score in pairs(alignment, granularity)
            if score >= LEAST_SCORE and max(len(source.encode()), len(target.encode())) <= MOST_BYTES
        ]
        save(folder / f"{granularity}.json", kept)
        print(f"{folder.name}: {len(kept)} {granularity} pairs")
    print(f"{folder.name}: {len(test)} test sentences of {len(candidates)}")


def share(alignment: ChapterAlignment, hidden: set[str]) -> float:
    """Which share of the longer sentences of a chapter stands in the held-out chapters word for word."""
    long = [segment.plain for segment in alignment.source_sentences if len(segment.plain) > 40]
    return sum(text in hidden for text in long) / max(1, len(long))


def pairs(
    alignment: ChapterAlignment, granularity: Granularity, *, single: bool = False
) -> Iterator[tuple[str, str, float]]:
    """The beads with text on both sides, `single` ones only if asked, as Markdown."""
    sources, targets, beads = alignment.at(granularity)
    joint = "" if alignment.languages.target == "zh" else " "
    for bead in beads:
        if bead.source and bead.target and (not single or len(bead.source) == len(bead.target) == 1):
            yield joined(sources, bead.source, " "), joined(targets, bead.target, joint), bead.score


def joined(segments: tuple[Segment, ...], indices: Iterable[int], joint: str) -> str:
    """The text of some segments."""
    return joint.join(segments[index].text for index in indices)


def html(markdown: str) -> str:
    """One-line Markdown as the inline HTML that an engine gets."""
    return to_html(scan_segment(markdown))


def save(path: Path, rows: list[tuple[str, ...]]) -> None:
    """Write rows as JSON, one a line."""
    path.write_text("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
