"""What damage costs where no encoder knows the languages: precision and recall of the pairs that are kept.

    python -m tests.benchmarks.alignment_unknown [--data DIR] [--book DIR] [--draws N]

Chapters of languages that the encoder knows, aligned as if it knew none, with words learned from the damaged chapters
themselves. A pair is right if both its texts are those of a bead that the encoder finds in the undamaged chapters;
recall counts all those beads. Of the translation 8 % of the sentences are taken out (cut) or lose their end (end), or
15 % of the paragraphs are dropped, merged or swapped.
"""

from __future__ import annotations

import argparse
import os
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from unittest.mock import patch

import pandas as pd

from amts_core.book.chapter import Chapter, parse_chapter, read_chapter
from amts_core.book.segments import segments
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import RUNNING_TEXT, align_chapters
from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.folders import ChapterFiles, pair_files
from amts_core.parallel.second_pass import judged_by_words, learn_from
from amts_core.parallel.table import KEPT, pair_table
from tests.benchmarks.alignment_damage import damaged as with_damaged_paragraphs

ROOT = Path(__file__).parents[2]
KINDS = ("none", "cut", "end", "drop", "merge", "swap")
SHARE = 0.08  # of the sentences
Sides = Sequence[tuple[Chapter, Chapter]]
Key = tuple[str, str, str]


@contextmanager
def unknown() -> Iterator[None]:
    """As if the encoder knew no language."""
    with patch.object(LanguagePair, "encoded", False):
        yield


def damaged(chapter: Chapter, kind: str, rng: random.Random, language: str) -> Chapter:
    """The chapter with a share of its sentences or paragraphs damaged."""
    if kind not in ("cut", "end"):
        return chapter if kind == "none" else with_damaged_paragraphs(chapter, kind, rng)
    found = [one for one in segments(chapter, language=language, granularity="sentence") if one.kind in RUNNING_TEXT]
    chosen = rng.sample(found, min(len(found), max(1, round(SHARE * len(found)))))
    text = chapter.text
    for one in sorted(chosen, key=attrgetter("start"), reverse=True):
        old = text[one.start : one.end]
        text = text[: one.start] + ("" if kind == "cut" else _without_end(old)) + text[one.end :]
    return parse_chapter(text, id=chapter.id, format=chapter.format)


def _without_end(sentence: str) -> str:
    """The sentence without its last clause, or without its last two fifths if it has one; its full stop stays."""
    commas = [found.start() for found in re.finditer("[,，、;；:：]", sentence)]
    places = [place for place in commas if 0.3 * len(sentence) < place < 0.85 * len(sentence)]
    place = int(0.6 * len(sentence))
    if not places and " " in sentence[1:place]:
        place = sentence.rindex(" ", 0, place)
    stop = re.search("[.。!！?？]*$", sentence)
    return sentence[: places[-1] if places else place] + (stop[0] if stop else "")


def figures(sides: Sides, pair: str, kind: str, draws: int) -> tuple[float, float]:
    """Precision and recall of the kept pairs, over all draws."""
    languages = LanguagePair.parse(pair)
    whole = pair_table((align_chapters(*one, languages=languages) for one in sides), "sentence")
    expected = set(_keys(whole, whole["source"].ne("") & whole["target"].ne("")))
    draws = 1 if kind == "none" else draws
    kept, right = 0, 0
    for draw in range(draws):
        broken = [
            (source, damaged(target, kind, random.Random(f"{target.id} {draw}"), languages.target))
            for source, target in sides
        ]
        with unknown():
            lexicon = learn_from(align_chapters(*one, languages=languages) for one in broken)
            again = (align_chapters(*one, languages=languages, lexicon=lexicon) for one in broken)
            table = judged_by_words(pair_table(again, "sentence"), lexicon, languages=languages)
            table = filter_pairs(table, languages=languages)
        found = _keys(table, table["verdict"].eq(KEPT))
        kept, right = kept + len(found), right + sum(key in expected for key in found)
    return right / max(kept, 1), right / max(len(expected) * draws, 1)


def _keys(table: pd.DataFrame, chosen: pd.Series) -> list[Key]:
    rows = table[chosen]
    return list(zip(rows["chapter"], rows["source"], rows["target"], strict=True))


def _read(files: Sequence[ChapterFiles]) -> Sides:
    return [(read_chapter(one.source, id=one.chapter), read_chapter(one.target, id=one.chapter)) for one in files]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("AMTS_SHARED_DATA", "../shared/data"))
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--book", type=Path, default=ROOT / "examples" / "book")
    parser.add_argument("--draws", type=int, default=4)
    arguments = parser.parse_args()
    d2l = pair_files(arguments.data / "d2l-zh", arguments.data / "d2l-zh", source_suffix="_origin")[0][::8][:12]
    texts = {"Dive into Deep Learning en-zh": ("en-zh", _read(d2l))}
    for pair in ("en-es", "zh-es"):
        files = pair_files(*(arguments.book / code for code in pair.split("-")))[0]
        texts[f"sample book {pair}"] = (pair, _read([one for one in files if one.chapter != "TERMINOLOGY"]))
    print(f"| damage | {' | '.join(texts)} |\n|{'---|' * (len(texts) + 1)}")
    for kind in KINDS:
        row = [figures(sides, pair, kind, arguments.draws) for pair, sides in texts.values()]
        print(f"| {kind} | {' | '.join(f'{precision:.3f} / {recall:.3f}' for precision, recall in row)} |", flush=True)


if __name__ == "__main__":
    main()
