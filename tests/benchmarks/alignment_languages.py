"""Other language pairs, and languages that the encoder does not know, on chapters for which there is no gold.

    python -m tests.benchmarks.alignment_languages [--data DIR] [--book DIR] [--texts NAME ...] [--cache FILE]

DIR of `--data` holds `d2l-zh` and `ml-articles-en-es`; `--book` has a folder per language. Every row aligns the same
chapters four times: as they are, with the sides swapped, as if the encoder knew neither language, and so again with
the words that this taught. *Swapped*: the
share of the sentence beads that are the same with the sides swapped. *Without encoder*: strict F1 of the beads of
paragraphs and sentences without the encoder against those with it, and how many of the pairs that the filters keep
are pairs with the encoder. *Through*: strict F1 of the sentence beads against those found through a third language.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from amts_core.book.chapter import read_chapter
from amts_core.book.segments import Granularity
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import Bead
from amts_core.parallel.chapters import ChapterAlignment, align_chapters
from amts_core.parallel.encoder import use_cache
from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.folders import ChapterFiles, pair_files
from amts_core.parallel.lexicon import Lexicon
from amts_core.parallel.second_pass import judged_by_words, learn_from
from amts_core.parallel.table import KEPT, pair_table

ROOT = Path(__file__).parents[2]
TEXTS = ("book", "articles", "d2l")
Alignments = dict[str, ChapterAlignment]
Key = tuple[str, tuple[int, ...], tuple[int, ...]]


def aligned(
    files: Iterable[ChapterFiles], pair: str, *, is_swapped: bool = False, lexicon: Lexicon | None = None
) -> Alignments:
    """The chapters that are not refused, by name."""
    languages = pair.split("-")
    found = {}
    for one in files:
        sides = [read_chapter(one.source, id=one.chapter), read_chapter(one.target, id=one.chapter)]
        (source, source_language), (target, target_language) = sorted(
            zip(sides, languages, strict=True), key=lambda side: languages.index(side[1]), reverse=is_swapped
        )
        try:
            found[one.chapter] = align_chapters(
                source, target, languages=LanguagePair(source_language, target_language), lexicon=lexicon
            )
        except AmtsError as error:
            print(error)
    return found


def aligned_without_encoder(files: Sequence[ChapterFiles], pair: str, *, is_twice: bool = False) -> Alignments:
    """The same as if the encoder knew no language; twice: with the words that the first pass taught."""
    with ExitStack() as patches:
        for module in ("alignment", "chapters"):
            patches.enter_context(
                patch(f"amts_core.parallel.{module}.alignment_method", lambda *_: "length and anchors")
            )
        found = aligned(files, pair)
        return aligned(files, pair, lexicon=learn_from(found.values())) if is_twice else found


def beads(alignments: Alignments, granularity: Granularity = "sentence", *, is_swapped: bool = False) -> set[Key]:
    """The beads with two sides."""
    sides = [(name, bead) for name, one in alignments.items() for bead in one.at(granularity)[2]]
    return {
        (name, bead.target, bead.source) if is_swapped else (name, bead.source, bead.target)
        for name, bead in sides
        if bead.source and bead.target
    }


def f1(found: set[Key], expected: set[Key]) -> float:
    """Strict F1, over the chapters that both have."""
    names = {key[0] for key in found} & {key[0] for key in expected}
    found, expected = ({key for key in keys if key[0] in names} for keys in (found, expected))
    return 2 * len(found & expected) / max(len(found) + len(expected), 1)


def kept(
    alignments: Alignments, pair: str, *, method: str = "encoder", judged: bool = True
) -> set[tuple[str, str, str]]:
    """The sentence pairs that the filters keep, by chapter and ids; `judged` by the words that they teach."""
    languages = LanguagePair.parse(pair)
    table = pair_table(alignments.values(), "sentence")
    if judged:
        with patch("amts_core.parallel.second_pass.alignment_method", lambda *_: method):
            table = judged_by_words(table, learn_from(alignments.values()), languages=languages)
    table = filter_pairs(table, languages=languages)
    rows = table[table["verdict"] == KEPT]
    return set(zip(rows["chapter"], rows["source_ids"], rows["target_ids"], strict=True))


def composed(first: Sequence[Bead], second: Sequence[Bead]) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The beads from the source of the first alignment to the target of the second, joined where they overlap."""
    groups: list[tuple[set[int], set[int], set[int]]] = []
    links = [(set(bead.source), set(bead.target), set[int]()) for bead in first if bead.source and bead.target]
    links += [(set[int](), set(bead.source), set(bead.target)) for bead in second if bead.source and bead.target]
    for link in links:
        joined = [group for group in groups if group[1] & link[1]]
        groups = [group for group in groups if group not in joined]
        groups.append(tuple(set().union(*sides) for sides in zip(link, *joined, strict=True)))  # type: ignore[arg-type]
    return {(tuple(sorted(ours)), tuple(sorted(theirs))) for ours, _, theirs in groups if ours and theirs}


def through(first: Alignments, second: Alignments) -> set[Key]:
    """The sentence beads of two alignments one after the other."""
    return {
        (name, *bead)
        for name in first.keys() & second.keys()
        for bead in composed(first[name].sentences, second[name].sentences)
    }


def _compared(
    alignments: Alignments, expected: set[Key], pairs: set[tuple[str, str, str]], pair: str, *, judged: bool
) -> str:
    found = kept(alignments, pair, method="length and anchors", judged=judged)
    return f"{f1(beads(alignments), expected):.3f} | {len(found)} | {len(found & pairs) / max(len(found), 1):.3f}"


def _row(name: str, pair: str, files: Sequence[ChapterFiles], third: tuple[str, set[Key]] | None = None) -> None:
    plain, without, twice = (
        aligned(files, pair),
        aligned_without_encoder(files, pair),
        aligned_without_encoder(files, pair, is_twice=True),
    )
    swapped = aligned(files, pair, is_swapped=True)
    ours, pairs = beads(plain), kept(plain, pair)
    same = len(ours & beads(swapped, is_swapped=True)) / max(len(ours), 1)
    paragraphs = f1(beads(without, "paragraph"), beads(plain, "paragraph"))
    by_third = f"{f1(ours, third[1]):.3f} ({third[0]})" if third else ""
    first = _compared(without, ours, pairs, pair, judged=False)
    second = _compared(twice, ours, pairs, pair, judged=True)
    print(
        f"| {name} | {pair} | {len(plain)} | {len(ours)} | {len(pairs)} | {same:.4f} | {by_third} | {paragraphs:.3f} "
        f"| {first} | {second} |",
        flush=True,
    )


def _chapters(source: Path, target: Path) -> list[ChapterFiles]:
    """The chapters of two editions, without their glossaries."""
    return [one for one in pair_files(source, target)[0] if one.chapter != "TERMINOLOGY"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("AMTS_SHARED_DATA", "../shared/data"))
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--book", type=Path, default=ROOT / "examples" / "book")
    parser.add_argument("--texts", nargs="+", default=TEXTS, choices=TEXTS)
    parser.add_argument("--cache", type=Path, help="file that keeps what the encoder computed")
    arguments = parser.parse_args()
    use_cache(arguments.cache)
    print(
        "| texts | pair | chapters | sentence beads | pairs kept | swapped | through | paragraphs, without encoder "
        "| sentences | pairs kept | of them kept with it | second pass: sentences "
        "| pairs kept | of them kept with it |\n|" + "---|" * 14
    )
    if "book" in arguments.texts:
        _sample_book(arguments.book)
    if "articles" in arguments.texts:
        articles = arguments.data / "ml-articles-en-es"
        _row("web articles", "en-es", pair_files(articles / "en", articles / "es")[0])
    if "d2l" in arguments.texts:
        d2l = arguments.data / "d2l-zh"
        _row("Dive into Deep Learning", "en-zh", pair_files(d2l, d2l, source_suffix="_origin")[0])


def _sample_book(folder: Path) -> None:
    pairs = ("en-zh", "en-es", "zh-es")
    book = {pair: _chapters(*(folder / code for code in pair.split("-"))) for pair in pairs}
    by_pair = {pair: aligned(files, pair) for pair, files in book.items()}
    chinese = aligned(book["en-zh"], "en-zh", is_swapped=True)
    _row("sample book", "en-zh", book["en-zh"])
    _row("sample book", "en-es", book["en-es"], ("zh", through(by_pair["en-zh"], by_pair["zh-es"])))
    _row("sample book", "zh-es", book["zh-es"], ("en", through(chinese, by_pair["en-es"])))


if __name__ == "__main__":
    main()
