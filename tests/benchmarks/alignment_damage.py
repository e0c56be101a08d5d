"""What damage in a chapter costs: precision and recall of its sentence pairs against those of the undamaged chapter.

    python -m tests.benchmarks.alignment_damage [--data DIR] [--chapters NAME ...]

DIR is a book with `X.md` beside `X_origin.md`. Only the translation is damaged. A pair is right if both its texts are
those of a pair of the undamaged alignment; recall counts the pairs whose target is still there.
"""

from __future__ import annotations

import argparse
import os
import random
import re
from pathlib import Path

from amts_core.book.chapter import BlockKind, Chapter, parse_chapter, read_chapter
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import ChapterAlignment, align_chapters
from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.table import KEPT, pair_table

KINDS = ("drop", "merge", "swap", "duplicate", "strip labels", "strip all anchors")
SHARE = 0.15  # of the paragraphs
CHAPTERS = (
    "chapter_recurrent-modern/gru",
    "chapter_preliminaries/calculus",
    "chapter_linear-networks/linear-regression",
    "chapter_multilayer-perceptrons/environment",
    "chapter_natural-language-processing-pretraining/bert",
    "chapter_convolutional-modern/resnet",
)


def damaged(chapter: Chapter, kind: str, rng: random.Random) -> Chapter:
    """The chapter with a share of its paragraphs dropped, merged, swapped or doubled, or without its anchors."""
    texts = [block.text for block in chapter.blocks]
    if kind == "strip labels":
        return _parsed(chapter, re.sub(r"(?m)^:label:.*\n", "", chapter.text))
    if kind == "strip all anchors":
        anchors = (BlockKind.CODE, BlockKind.FORMULA, BlockKind.DIRECTIVE, BlockKind.TAB)
        return _parsed(chapter, "".join("" if block.kind in anchors else block.text for block in chapter.blocks))
    places = [block.index for block in chapter.blocks if block.kind is BlockKind.PARAGRAPH and block.translatable]
    chosen = rng.sample(places, max(1, round(SHARE * len(places))))
    for place in chosen:
        following = next((other for other in places if other > place), None)
        if kind == "drop":
            texts[place] = ""
        elif kind == "duplicate":
            texts[place] = f"{texts[place]}\n\n{texts[place]}"
        elif following is not None and kind == "swap":
            texts[place], texts[following] = texts[following], texts[place]
        elif following is not None and kind == "merge":
            texts[place], texts[following] = f"{texts[place]}\n{texts[following]}", ""
    return _parsed(chapter, "".join(texts))


def precision_and_recall(broken: ChapterAlignment, whole: ChapterAlignment) -> tuple[float, float]:
    """Of the kept sentence pairs of a damaged chapter."""
    expected, found = _kept_pairs(whole), _kept_pairs(broken)
    left = "\n".join(segment.text for segment in broken.target_paragraphs)
    reachable = {pair for pair in expected if pair[1] in left}
    return len(found & expected) / max(len(found), 1), len(found & reachable) / max(len(reachable), 1)


def _kept_pairs(alignment: ChapterAlignment) -> set[tuple[str, str]]:
    pairs = filter_pairs(pair_table([alignment], "sentence"), languages=LanguagePair("en", "zh"))
    kept = pairs[pairs["verdict"] == KEPT]
    return set(zip(kept["source"], kept["target"], strict=True))


def _parsed(chapter: Chapter, text: str) -> Chapter:
    return parse_chapter(text, id=chapter.id, format=chapter.format)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("AMTS_SHARED_DATA", "../shared/data")) / "d2l-zh"
    )
    parser.add_argument("--chapters", nargs="+", default=CHAPTERS)
    arguments = parser.parse_args()
    languages = {"languages": LanguagePair("en", "zh")}
    rows: dict[str, list[tuple[float, float]]] = {kind: [] for kind in KINDS}
    for name in arguments.chapters:
        source = read_chapter(arguments.data / f"{name}_origin.md", id=name)
        target = read_chapter(arguments.data / f"{name}.md", id=name)
        whole = align_chapters(source, target, **languages)
        for kind in KINDS:
            broken = align_chapters(source, damaged(target, kind, random.Random(name)), **languages)
            rows[kind].append(precision_and_recall(broken, whole))
    print("| damage | precision | recall | worst chapter |\n|---|---|---|---|")
    for kind, results in rows.items():
        precision, recall = (sum(result[k] for result in results) / len(results) for k in (0, 1))
        worst = min(results, key=sum)
        print(f"| {kind} | {precision:.3f} | {recall:.3f} | {worst[0]:.3f} / {worst[1]:.3f} |")


if __name__ == "__main__":
    main()
