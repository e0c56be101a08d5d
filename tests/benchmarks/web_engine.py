"""Does parallel data from the web help to translate general text of its subject?

    python -m tests.benchmarks.web OUT --only articles
    python -m tests.benchmarks.web_engine OUT [--sentences 60]

Sentences of three real articles are translated by the engine gemma, both ways, without parallel data, with pairs of
another subject (the sample book, on time series), and with pairs of the same subject: what `tests.benchmarks.web`
found by crawling, without the pages of those three articles. Both sets of pairs have the same size.
OUT/engine keeps the outputs: what is there is not computed again.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from amts_core.book.chapter import read_chapter
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import align_chapters
from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.table import KEPT, pair_table
from amts_core.web.build import PAIRS, read_web_pairs
from local_aws.engines.base import Example, create_engine
from local_aws.engines.retrieval import ExampleIndex
from tests.benchmarks import engine
from tests.benchmarks.real_books import REPOSITORY, shared_folder

HELD_OUT = ("chapter3/3", "chapter5/4", "chapter6/8")
DATA = ("none", "other", "same")
Pairs = list[tuple[str, str]]


def main() -> None:
    """Translate what is missing, then score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sentences", type=int, default=60)
    arguments = parser.parse_args()
    folder = arguments.out / "engine"
    folder.mkdir(parents=True, exist_ok=True)
    test = test_sentences(arguments.sentences)
    other, same = other_subject(), same_subject(arguments.out / "articles", {source for source, _ in test})
    size = min(len(other), len(same))
    draw = random.Random(1)
    data: dict[str, Pairs] = {"none": [], "other": draw.sample(other, size), "same": draw.sample(same, size)}
    print(f"{len(test)} sentences; {size} pairs of {len(other)} on another, {len(same)} on the same subject")
    for direction in ("en-es", "es-en"):
        for name, pairs in data.items():
            path = folder / f"{direction}.{name}.json"
            if not path.exists():
                translate(direction, test, pairs, path)
        report(folder, direction)


def test_sentences(count: int) -> Pairs:
    """Sentence pairs of the held-out articles that align one to one and well, drawn at random."""
    folder = shared_folder() / "ml-articles-en-es"
    files = [(folder / "en" / f"{name}.mdx", folder / "es" / f"{name}.mdx") for name in HELD_OUT]
    table = aligned(files)
    sure = table[(table["bead"] == "1-1") & (table["score"] >= 0.6) & table["source"].str.len().between(40, 250)]
    return random.Random(1).sample(sorted(texts(sure)), min(count, len(sure)))


def other_subject() -> Pairs:
    """The sentence pairs of the sample book, without its chapter on neural networks."""
    book = REPOSITORY / "examples" / "book"
    names = [path.relative_to(book / "es") for path in sorted((book / "es").rglob("*.md"))]
    files = [
        (book / "en" / name, book / "es" / name)
        for name in names
        if (book / "en" / name).exists() and name.stem != "neural-networks"
    ]
    return texts(aligned(files))


def same_subject(state: Path, tested: set[str]) -> Pairs:
    """The sentence pairs that the crawl found, without the held-out pages and without the tested sentences."""
    paths = json.loads((state / "paths.json").read_text(encoding="utf-8"))
    lines = (state / PAIRS).read_text(encoding="utf-8").splitlines()
    table = read_web_pairs(lines, languages=LanguagePair("en", "es"))
    held_out = {
        url for url, path in paths.items() if Path(path).with_suffix("").as_posix().partition("/")[2] in HELD_OUT
    }
    table = table[~table["source_url"].isin(held_out) & ~table["target_url"].isin(held_out)]
    table = filter_pairs(table[table["granularity"] == "sentence"], languages=LanguagePair("en", "es"))
    return [pair for pair in texts(table[table["verdict"] == KEPT]) if pair[0] not in tested]


def aligned(files: Sequence[tuple[Path, Path]]) -> pd.DataFrame:
    """The kept sentence pairs of some chapters."""
    languages = {"languages": LanguagePair("en", "es")}
    alignments = [align_chapters(read_chapter(one), read_chapter(other), **languages) for one, other in files]
    table = filter_pairs(pair_table(alignments, "sentence"), **languages)
    return table[table["verdict"] == KEPT]


def texts(table: pd.DataFrame) -> Pairs:
    """The pairs as they stand in a parallel data file."""
    return list(zip(table["source_field"], table["target_field"], strict=True))


def translate(direction: str, test: Pairs, pairs: Pairs, path: Path) -> None:
    """Translate the test sentences with these pairs and keep what came out."""
    source_language, target_language = direction.split("-")
    turn = 1 if direction == "en-es" else -1
    examples = ExampleIndex(Example(*pair[::turn]) for pair in pairs) if pairs else None
    translator = create_engine("gemma")
    sources, references = zip(*(pair[::turn] for pair in test), strict=True)
    began = time.perf_counter()
    outputs = translator.translate(
        sources, source_language=source_language, target_language=target_language, examples=examples
    )
    found = [
        {"source": source, "reference": reference, "output": output.text, "flags": output.flags}
        for source, reference, output in zip(sources, references, outputs, strict=True)
    ]
    facts = {"pairs": len(pairs), "seconds": time.perf_counter() - began, "outputs": found}
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")


def report(folder: Path, direction: str) -> None:
    """Scores with intervals, and the gains with paired intervals."""
    loaded = {name: json.loads((folder / f"{direction}.{name}.json").read_text(encoding="utf-8")) for name in DATA}
    statistics = {
        name: engine.count(
            [(answer["output"], answer["reference"]) for answer in facts["outputs"]], direction.split("-")[1]
        )
        for name, facts in loaded.items()
    }
    for name, facts in loaded.items():
        number = len(facts["outputs"])
        scores = " | ".join(engine.scores(statistics[name]))
        seconds = facts["seconds"] / number
        print(f"{direction} {name:5} n={number} pairs={facts['pairs']} | {scores} | {seconds:.2f} s each", flush=True)
    for better, worse in (("same", "none"), ("other", "none"), ("same", "other")):
        print(
            f"{direction} {better} - {worse}: {engine.told(engine.differences(statistics[better], statistics[worse]))}"
        )


if __name__ == "__main__":
    main()
