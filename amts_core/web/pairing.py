"""Which pages of two languages are translations of each other.

Candidates come from what pages say (hreflang, links named after a language), from addresses that differ in their
language only, and from content: the nearest pages by the mean of the aligner's sentence vectors. What a page says is a
hint and nothing more. Every candidate is measured by its content: how near the sentences of one page are to those of
the other, divided by how near both pages are to their other candidates (the margin of Artetxe & Schwenk 2019,
https://aclanthology.org/P19-1309). Pages are then linked best first, each once, if their alignment is judged good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amts_core.config import Judgement
from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import Bead
from amts_core.parallel.chapters import ChapterAlignment, ChaptersDoNotMatch, align_chapters
from amts_core.parallel.encoder import Encoder
from amts_core.web.addresses import without_language
from amts_core.web.readings import Reading

Matrix = NDArray[np.float32]

NEIGHBOURS = 4  # candidates whose nearness is the measure of how near is near
LENGTHS = 4.0  # times that one page of a pair may be longer than the other
BLOCK = 512  # pages whose distances to all others are computed at once


@dataclass(frozen=True, slots=True)
class PagePair:
    """Two pages that were compared. `verdict` is "kept" or the reason why they give nothing.

    `nearness` is a cosine, `margin` its ratio to the neighbours, `beads` are the sentence beads that are *sure*: inside
    one block on either side, with a high score, and a sentence of each side has its nearest sentence of the whole other
    page in the bead.
    `coverage` is the share of characters that stand in them, of the page where it is higher (a page that is translated
    in part, or a translation that was extended). `evidence` names what made the pair a candidate: link, address or
    content.
    """

    source: Reading
    target: Reading
    evidence: tuple[str, ...]
    nearness: float
    margin: float
    coverage: float
    beads: tuple[Bead, ...]
    verdict: str
    alignment: ChapterAlignment | None


def pair_pages(
    source: Sequence[Reading],
    target: Sequence[Reading],
    judgement: Judgement,
    *,
    encoder: Encoder,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[PagePair]:
    """The pairs of pages that were judged, kept or not, by the address of the source page.

    `on_progress` is told how many of how many candidates are done.
    """
    if not source or not target:
        return []
    candidates = _measure(source, target, judgement, encoder)
    free_source, free_target = set(range(len(source))), set(range(len(target)))
    judged = []
    for done, candidate in enumerate(candidates):
        if candidate.row in free_source and candidate.column in free_target:
            pair = _judge(source[candidate.row], target[candidate.column], candidate, judgement, encoder)
            judged.append(pair)
            if pair.verdict == "kept":
                free_source.discard(candidate.row)
                free_target.discard(candidate.column)
        if on_progress is not None:
            on_progress(done + 1, len(candidates))
    return sorted(judged, key=lambda pair: (pair.source.url, pair.target.url))


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: int
    column: int
    evidence: tuple[str, ...]
    nearness: float
    margin: float


def _measure(
    source: Sequence[Reading], target: Sequence[Reading], judgement: Judgement, encoder: Encoder
) -> list[_Candidate]:
    """The candidates, the clearest first."""
    rows, columns = (_vectors(side, encoder) for side in (source, target))
    evidence: dict[tuple[int, int], list[str]] = defaultdict(list)
    for name, found in (
        ("link", _linked(source, target)),
        ("address", _same_address(source, target)),
        ("content", _nearest(_means(rows), _means(columns), judgement.candidates)),
    ):
        for place in sorted(set(found)):
            evidence[place].append(name)
    nearness = {
        (i, j): _nearness(rows[i], columns[j])
        for i, j in sorted(evidence)
        if 1 / LENGTHS <= len(source[i].chapter.text) / len(target[j].chapter.text) <= LENGTHS
    }
    usual = _usual(nearness)
    measured = [
        _Candidate(i, j, tuple(evidence[i, j]), near, near / max(1e-6, (usual["row", i] + usual["column", j]) / 2))
        for (i, j), near in nearness.items()
    ]
    return sorted(measured, key=lambda one: (-one.margin, -len(one.evidence), one.row, one.column))


def _vectors(side: Sequence[Reading], encoder: Encoder) -> list[Matrix]:
    """The sentence vectors of each page, without what all sentences of the language have in common."""
    raw = [encoder.vectors([sentence.text for sentence in reading.sentences]) for reading in side]
    filled = [vectors for vectors in raw if len(vectors)]
    common = np.mean(np.concatenate(filled), axis=0) if filled else np.zeros(1, np.float32)
    return [_unit(vectors - common) if len(vectors) and len(filled) > NEIGHBOURS else vectors for vectors in raw]


def _means(pages: Sequence[Matrix]) -> Matrix:
    return _unit(np.stack([page.mean(axis=0) if len(page) else np.zeros(512, np.float32) for page in pages]))


def _unit(vectors: Matrix) -> Matrix:
    unit: Matrix = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)
    return unit


def _linked(source: Sequence[Reading], target: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    """Pairs where one page names the other as a version of itself."""
    for here, there, turned in ((source, target, False), (target, source, True)):
        places = {reading.url: index for index, reading in enumerate(there)}
        for index, reading in enumerate(here):
            for other in reading.page.alternates:
                if other in places:
                    yield (places[other], index) if turned else (index, places[other])


def _same_address(source: Sequence[Reading], target: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    """Pairs whose addresses differ in their language only."""
    places = defaultdict(list)
    for column, reading in enumerate(target):
        places[without_language(reading.url)].append(column)
    for row, reading in enumerate(source):
        for column in places[without_language(reading.url)]:
            yield row, column


def _nearest(source: Matrix, target: Matrix, count: int) -> Iterator[tuple[int, int]]:
    """For each page the `count` nearest pages of the other language, both ways."""
    for here, there, turned in ((source, target, False), (target, source, True)):
        best = min(count, len(there))
        for start in range(0, len(here), BLOCK):
            similar = here[start : start + BLOCK] @ there.T
            for index, columns in enumerate(np.argpartition(-similar, best - 1, axis=1)[:, :best], start):
                for column in columns.tolist():
                    yield (column, index) if turned else (index, column)


def _nearness(one: Matrix, other: Matrix) -> float:
    """The mean cosine of each sentence of the shorter page to its nearest sentence of the other page."""
    if not len(one) or not len(other):
        return 0.0
    similar = one @ other.T
    best = similar.max(axis=1) if len(one) <= len(other) else similar.max(axis=0)
    return float(best.mean())


def _usual(nearness: dict[tuple[int, int], float]) -> dict[tuple[str, int], float]:
    """The mean nearness of a page to its nearest candidates."""
    by_page: dict[tuple[str, int], list[float]] = defaultdict(list)
    for (row, column), near in nearness.items():
        by_page["row", row].append(near)
        by_page["column", column].append(near)
    return {page: float(np.mean(sorted(found, reverse=True)[:NEIGHBOURS])) for page, found in by_page.items()}


def _judge(source: Reading, target: Reading, candidate: _Candidate, judgement: Judgement, encoder: Encoder) -> PagePair:
    """Align two pages and say whether they are translations of each other."""
    measures = candidate.evidence, round(candidate.nearness, 4), round(candidate.margin, 4)
    try:
        alignment = align_chapters(
            source.chapter,
            target.chapter,
            languages=LanguagePair(source.language, target.language),
            encoder=encoder,
        )
    except ChaptersDoNotMatch:
        return PagePair(source, target, *measures, 0.0, (), "no alignment", None)
    sure = _sure(alignment, judgement.similarity, encoder)
    coverage = round(max(_share(sure, alignment, side) for side in (0, 1)), 4)
    verdict = "kept"
    if len(sure) < judgement.segments:
        verdict = "too few sentences"
    elif coverage < judgement.coverage:
        verdict = "too little in common"
    return PagePair(source, target, *measures, coverage, sure, verdict, alignment if verdict == "kept" else None)


def _sure(alignment: ChapterAlignment, similarity: float, encoder: Encoder) -> tuple[Bead, ...]:
    """The beads that align well and are no accident: their sentences look for each other, of all on the two pages.

    A bead that joins sentences of two blocks (mostly a heading and what follows it) is never sure.
    """
    source, target, beads = alignment.at("sentence")
    if not source or not target:
        return ()
    one, other = (encoder.vectors([sentence.text for sentence in side]) for side in (source, target))
    similar = one @ other.T
    there, back = similar.argmax(axis=1), similar.argmax(axis=0)
    return tuple(
        bead
        for bead in beads
        if bead.score >= similarity
        and len({source[i].block for i in bead.source}) == 1
        and len({target[j].block for j in bead.target}) == 1
        and any(there[i] in bead.target for i in bead.source)
        and any(back[j] in bead.source for j in bead.target)
    )


def _share(beads: Sequence[Bead], alignment: ChapterAlignment, side: int) -> float:
    """The share of one side's characters that stand in the beads."""
    sentences = (alignment.source_sentences, alignment.target_sentences)[side]
    covered = sum(len(sentences[index].text) for bead in beads for index in (bead.source, bead.target)[side])
    return covered / max(1, sum(len(sentence.text) for sentence in sentences))
