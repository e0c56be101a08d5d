"""What the crawler costs, and how right the page pairs and the sentence pairs are.

    python -m tests.benchmarks.web OUT [--only site articles]

`site` is the generated test web (tests/web/site.py), `articles` the real articles of the shared data served as a web
whose addresses say nothing. Both are on loopback. OUT keeps the states and the pairs.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from amts_core.book.chapter import read_chapter
from amts_core.config import WebSource
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import ChaptersDoNotMatch, align_chapters
from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.table import KEPT, pair_table
from amts_core.web.build import Built, build
from amts_core.web.crawl import crawl
from tests.benchmarks.real_books import shared_folder
from tests.web import articles, site
from tests.web.site import Truth, Web


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="+", default=["site", "articles"], choices=["site", "articles"])
    arguments = parser.parse_args()
    if "site" in arguments.only:
        web = Web()
        with web.serve(site.HOSTS):
            source = site.build(web)
            answers = len(web.answers)
            state = fetch(source, web, arguments.out / "site")
        print(
            f"generated web: {answers} addresses, {len(web.truth.pages)} page pairs,"
            f" {len(web.truth.sentences)} sentence pairs"
        )
        print(f"forbidden addresses asked for: {sum(web.asked[url] for url in web.truth.forbidden)}")
        built = pair(source, state, "site")
        judge_pages(built, web.truth)
        judge_sentences(built, web.truth)
        print(built.page_pairs.groupby("verdict")["coverage"].describe()[["count", "min", "50%", "max"]].to_string())
    if "articles" in arguments.only:
        folder = shared_folder() / "ml-articles-en-es"
        web = Web(network=12)
        with web.serve(2):
            source = articles.fill(web, folder)
            state = fetch(source, web, arguments.out / "articles")
        built = pair(source, state, "articles")
        judge_pages(built, web.truth)
        by_path = json.dumps({url: str(path) for url, path in articles.paths(web, folder).items()}, indent=1)
        (state / "paths.json").write_text(by_path, encoding="utf-8")
        compare_with_files(built, folder)


def fetch(source: WebSource, web: Web, state: Path) -> Path:
    """Crawl twice (fresh, unchanged) and print the cost."""
    shutil.rmtree(state, ignore_errors=True)
    for name in ("fresh", "unchanged"):
        web.statuses.clear()
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        end = crawl(source, state)
        seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        done = sum(host.done for host in end)
        print(
            f"crawl, {name}: {done} answers in {seconds:.1f} s ({done / seconds:.1f}/s), {cpu:.1f} CPU-s"
            f" ({done / cpu:.1f} answers per CPU-s), at most {after.ru_maxrss / 1024:.0f} MB; {dict(web.statuses)}"
        )
    return state


def pair(source: WebSource, state: Path, name: str) -> Built:
    """Build, write and print the cost."""
    began, cpu = time.perf_counter(), time.process_time()
    built = build(source, state, name=name)
    built.write(state)
    pages = len(built.left_out) + len({*built.page_pairs["source_url"], *built.page_pairs["target_url"]})
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"build: {pages} pages, {len(built.page_pairs)} page pairs aligned, {time.perf_counter() - began:.1f} s,"
        f" {time.process_time() - cpu:.1f} CPU-s, at most {memory:.0f} MB"
    )
    print(built.left_out["reason"].str.replace(r"duplicate of .*", "duplicate", regex=True).value_counts().to_string())
    return built


def judge_pages(built: Built, truth: Truth) -> None:
    """Precision and recall of page pairs."""
    kept = built.page_pairs[built.page_pairs["verdict"] == "kept"]
    found = {frozenset(pair) for pair in zip(kept["source_url"], kept["target_url"], strict=True)}
    print_scores("page pairs", found, truth.pages)
    for pages in found - truth.pages:
        print("  not in the truth:", *sorted(pages))
    for pages in truth.pages - found:
        print("  missed:", *sorted(pages))


def judge_sentences(built: Built, truth: Truth) -> None:
    """Precision and recall of sentence pairs, strict: both texts exactly."""
    table = built.pairs[built.pairs["granularity"] == "sentence"]
    columns = [table[name] for name in ("source_language", "source", "target_language", "target")]
    found = {row if row[0] < row[2] else (*row[2:], *row[:2]) for row in zip(*columns, strict=True)}
    print_scores("sentence pairs", found, truth.sentences)


def print_scores(
    name: str, found: set[object] | set[frozenset[str]] | set[tuple[str, ...]], truth: set[object]
) -> None:
    """One line of precision and recall."""
    right = len(found & truth)
    precision, recall = right / max(1, len(found)), right / max(1, len(truth))
    print(f"{name}: {len(found)} found, {right} right of {len(truth)}: precision {precision:.4f}, recall {recall:.4f}")


def compare_with_files(built: Built, folder: Path) -> None:
    """How many of the pairs that the files themselves give (aligned by path) come back from the web."""
    alignments = []
    for path in sorted((folder / "en").rglob("*.mdx")):
        name = path.relative_to(folder / "en")
        one, other = read_chapter(path, id=str(name)), read_chapter(folder / "es" / name, id=str(name))
        try:
            alignments.append(align_chapters(one, other, languages=LanguagePair("en", "es")))
        except ChaptersDoNotMatch:
            print(f"  the files {name} are no translations of each other")
    web = built.pairs[built.pairs["granularity"] == "sentence"]
    tables = {"files": pair_table(alignments, "sentence"), "web": web}
    kept = {}
    for name, table in tables.items():
        filtered = filter_pairs(table, languages=LanguagePair("en", "es"))
        kept[name] = {words(pair) for pair in pairs_of(filtered[filtered["verdict"] == KEPT])}
        print(f"{name}: {len(table)} beads, {len(kept[name])} different pairs kept by the filters")
    common = len(kept["files"] & kept["web"])
    shares = common / len(kept["files"]), common / len(kept["web"])
    print(f"in both: {common}: {shares[0]:.3f} of the files', {shares[1]:.3f} of the web's")


def pairs_of(table: pd.DataFrame) -> Sequence[tuple[str, str]]:
    """Source and target of every row."""
    return list(zip(table["source"], table["target"], strict=True))


def words(pair: tuple[str, str]) -> tuple[str, ...]:
    """A pair without anything but letters and digits, so that markup makes no difference."""
    return tuple("".join(letter for letter in text.casefold() if letter.isalnum()) for text in pair)


if __name__ == "__main__":
    main()
