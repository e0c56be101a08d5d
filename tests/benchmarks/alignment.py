"""Strict and lax F1 on hand-made alignments, beside galechurch and sentweave (Vecalign's method, our vectors).

    python -m tests.benchmarks.alignment [--data DIR] [--sets NAME ...] [--systems NAME ...]
    python -m tests.benchmarks.alignment --growth
    python -m tests.benchmarks.alignment --unrelated

DIR holds `text-berg-dev.json`, `text-berg-test-part.json`, `bible.json`: lists of documents {"id", "languages",
"source", "target", "beads"}. The peers come with `pip install galechurch==0.1.0 sentweave==0.3.3`. sentweave gets the
vectors of our runs; the system `sentweave, runs as text` encodes every run as a text, which takes many minutes. Every
run is a process of its own, with empty caches; its CPU time includes loading and encoding, its memory is the peak.

Strict: the bead is exactly a gold bead; lax: it overlaps one on both sides (Sennrich and Volk 2011). Precision counts
one-sided beads, recall does not; counts are pooled over documents. Beads of one Bible verse are merged first.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amts_core.languages import LanguagePair

Beads = list[tuple[tuple[int, ...], tuple[int, ...]]]
Document = dict[str, Any]

SETS = ("text-berg-dev", "text-berg-test-part", "bible")
SYSTEMS = (
    "amts",
    "amts, second pass",
    "amts without encoder",
    "amts without encoder, second pass",
    "amts without encoder, another script",
    "sentweave",
    "galechurch",
)


def align_documents(documents: Iterable[Document], system: str = "amts") -> dict[str, Beads]:
    """The beads of every document by id."""
    align = _SYSTEMS[system]
    return {
        document["id"]: align(document["source"], document["target"], document["languages"].split("-"))
        for document in documents
    }


def scores(documents: Sequence[Document], predicted: dict[str, Beads]) -> dict[str, float]:
    """Strict and lax F1."""
    precision, recall = [0, 0, 0], [0, 0, 0]
    for document in documents:
        found = predicted[document["id"]]
        if "source_verses" in document:
            found = _merged_by_verse(found, document["source_verses"], document["target_verses"])
        gold = [(tuple(source), tuple(target)) for source, target in document["beads"]]
        two_sided = [bead for bead in gold if bead[0] and bead[1]]
        for counts, hits in ((precision, _hits(gold, found)), (recall, _hits(_two_sided(found), two_sided))):
            for kind, number in enumerate(hits):
                counts[kind] += number
    return {name: _f1(precision, recall, kind) for kind, name in enumerate(("strict", "lax"))}


def _two_sided(beads: Beads) -> Beads:
    return [bead for bead in beads if bead[0] and bead[1]]


def _hits(gold: Beads, test: Beads) -> tuple[int, int, int]:
    """How many of the test beads are in gold, how many overlap one, and how many there are."""
    gold_beads, test_beads = set(gold), {bead for bead in test if bead[0] or bead[1]}
    targets: dict[int, set[int]] = {}
    for source, target in gold_beads:
        for index in source:
            targets.setdefault(index, set()).update(target)
    lax = sum(
        bead in gold_beads or any(targets.get(index, set()) & set(bead[1]) for index in bead[0]) for bead in test_beads
    )
    return len(test_beads & gold_beads), lax, len(test_beads)


def _f1(precision: Sequence[int], recall: Sequence[int], kind: int) -> float:
    p, r = precision[kind] / max(precision[2], 1), recall[kind] / max(recall[2], 1)
    return 2 * p * r / (p + r) if p + r else 0.0


def _merged_by_verse(beads: Beads, source_verses: Sequence[str], target_verses: Sequence[str]) -> Beads:
    """Neighbouring beads of one verse as one; a bead of two verses, or of different ones, belongs to none."""
    merged: list[tuple[list[int], list[int]]] = []
    last = None
    for source, target in beads:
        ours = {source_verses[i] for i in source} or {None}
        theirs = {target_verses[j] for j in target} or {None}
        both = (ours | theirs) - {None} if len(ours) == len(theirs) == 1 else set()
        verse = both.pop() if len(both) == 1 else None
        if verse is not None and verse == last:
            merged[-1][0].extend(source)
            merged[-1][1].extend(target)
        else:
            merged.append((list(source), list(target)))
        last = verse
    return [(tuple(source), tuple(target)) for source, target in merged]


def _amts(source: Sequence[str], target: Sequence[str], languages: Sequence[str]) -> Beads:
    from amts_core.parallel.alignment import align

    beads = align(source, target, languages=LanguagePair(*languages))
    return [(bead.source, bead.target) for bead in beads]


def _amts_twice(source: Sequence[str], target: Sequence[str], languages: Sequence[str]) -> Beads:
    """With the words that the text itself teaches."""
    from amts_core.parallel.alignment import align
    from amts_core.parallel.lexicon import Lexicon

    pair = LanguagePair(*languages)
    first = align(source, target, languages=pair)
    lexicon = Lexicon.learn((source[bead.source[0]], target[bead.target[0]]) for bead in first if bead.shape == "1-1")
    return [(bead.source, bead.target) for bead in align(source, target, lexicon=lexicon, languages=pair)]


def _amts_twice_without_encoder(source: Sequence[str], target: Sequence[str], languages: Sequence[str]) -> Beads:
    return _amts_twice(source, target, (languages[0], "vi"))


def _amts_without_encoder(source: Sequence[str], target: Sequence[str], languages: Sequence[str]) -> Beads:
    return _amts(source, target, (languages[0], "vi"))  # a language that the encoder does not know


def _amts_in_another_script(source: Sequence[str], target: Sequence[str], languages: Sequence[str]) -> Beads:
    """Without the encoder, and with the Latin letters of the target replaced: no word is common any more."""
    latin = sorted({letter for text in target for letter in text if letter.isalpha() and letter < "\u0250"})
    foreign = {ord(letter): 0x1D00 + number for number, letter in enumerate(latin)}
    return _amts_without_encoder(source, [text.translate(foreign) for text in target], languages)


class _Runs:
    """What sentweave takes for an encoder: asked for the sentences of a text, then for its runs of 2, of 3, ..."""

    longest = 8

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        from amts_core.parallel.encoder import run_vectors, shared_encoder

        if texts[0] != "PAD":  # what stands for runs that would begin before the text
            self.runs = iter(run_vectors(shared_encoder().parts(texts), self.longest))
        return next(self.runs)


def _sentweave(source: Sequence[str], target: Sequence[str], languages: Sequence[str]) -> Beads:
    import sentweave

    result = sentweave.align(source, target, encoder=_Runs(), alignment_max_size=_Runs.longest)
    return [(tuple(bead.src_indices), tuple(bead.tgt_indices)) for bead in result.alignments]


def _sentweave_with_runs_as_text(source: Sequence[str], target: Sequence[str], languages: Sequence[str]) -> Beads:
    import sentweave

    from amts_core.parallel.encoder import shared_encoder

    result = sentweave.align(source, target, encoder=shared_encoder().vectors)
    return [(tuple(bead.src_indices), tuple(bead.tgt_indices)) for bead in result.alignments]


def _galechurch(source: Sequence[str], target: Sequence[str], languages: Sequence[str]) -> Beads:
    import galechurch

    return [
        (tuple(range(bead.source_start, bead.source_end)), tuple(range(bead.target_start, bead.target_end)))
        for bead in galechurch.align(source, target).beads
    ]


_SYSTEMS: dict[str, Callable[[Sequence[str], Sequence[str], Sequence[str]], Beads]] = {
    "amts": _amts,
    "amts, second pass": _amts_twice,
    "amts without encoder": _amts_without_encoder,
    "amts without encoder, second pass": _amts_twice_without_encoder,
    "amts without encoder, another script": _amts_in_another_script,
    "sentweave": _sentweave,
    "sentweave, runs as text": _sentweave_with_runs_as_text,
    "galechurch": _galechurch,
}


def _run(data: Path, name: str, system: str) -> None:
    documents = json.loads((data / f"{name}.json").read_text(encoding="utf-8"))
    start = time.process_time()
    found = scores(documents, align_documents(documents, system))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"| {name} | {system} | {found['strict']:.3f} | {found['lax']:.3f} "
        f"| {time.process_time() - start:.1f} | {memory} |"
    )


def _growth(data: Path) -> None:
    """Time (best of three) and memory on Bible texts of growing length; the longer ones repeat it."""
    from amts_core.parallel.alignment import align_sides, read_texts

    document = json.loads((data / "bible.json").read_text(encoding="utf-8"))[0]
    print("| source | target | encode (CPU s) | align (CPU s) | peak (MB) |\n|---|---|---|---|---|")
    for n in (625, 1250, 2500, 5000, 10_000, 20_000):
        # the target in step with the source: 6301 sentences for 5000
        source, target = ((side * 4)[:count] for side, count in ((document["source"], n), (document["target"], n)))
        start = time.process_time()
        texts = read_texts(source, target, LanguagePair("en", "zh"))
        encoded = time.process_time() - start
        times = []
        for _ in range(3):
            start = time.process_time()
            align_sides(*texts.sides(texts.scoring.longest), texts.ratio, texts.scoring)
            times.append(time.process_time() - start)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"| {len(source)} | {len(target)} | {encoded:.1f} | {min(times):.2f} | {memory} |", flush=True)


def _unrelated(data: Path) -> None:
    """10,000 Bible sentences against 10,000 of the textbook beside DIR."""
    from amts_core.book.chapter import read_chapter
    from amts_core.book.segments import segments
    from amts_core.parallel.alignment import align

    source = json.loads((data / "bible.json").read_text(encoding="utf-8"))[0]["source"]
    book = sorted((data.parent / "d2l-zh").rglob("*.md"))
    chapters = (read_chapter(path) for path in book if not path.stem.endswith("_origin"))
    target = [one.text for chapter in chapters for one in segments(chapter, language="zh", granularity="sentence")]
    source, target = ((side * 3)[:10_000] for side in (source, target))
    start = time.process_time()
    beads = align(source, target, languages=LanguagePair("en", "zh"))
    print(
        f"{len(source)} x {len(target)}: {sum(bool(bead.source and bead.target) for bead in beads)} beads, "
        f"{time.process_time() - start:.1f} CPU s with encoding, "
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("AMTS_SHARED_DATA", "../shared/data")) / "alignment-gold"
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--systems", nargs="+", default=SYSTEMS)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--unrelated", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.growth:
        _growth(arguments.data)
        return
    if arguments.unrelated:
        _unrelated(arguments.data)
        return
    if arguments.here:
        _run(arguments.data, arguments.sets[0], arguments.systems[0])
        return
    print("| set | system | strict F1 | lax F1 | CPU s | peak MB |\n|---|---|---|---|---|---|", flush=True)
    for name in arguments.sets:
        for system in arguments.systems:
            command = [sys.executable, "-m", "tests.benchmarks.alignment", "--here", "--data", str(arguments.data)]
            subprocess.run([*command, "--sets", name, "--systems", system], check=False)


if __name__ == "__main__":
    main()
