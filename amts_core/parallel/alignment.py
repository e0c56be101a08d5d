"""Align two texts, sentence by sentence or paragraph by paragraph.

Where the encoder knows both languages, beads are found by meaning; else by length and by what both texts share
literally (numbers, names, code, formulas). The search is the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise
from typing import Literal

import numpy as np

from amts_core.languages import LanguagePair
from amts_core.parallel.clauses import least_fit, without_crossed
from amts_core.parallel.coarse import band_by_length, band_by_meaning, sure_borders
from amts_core.parallel.encoder import DIMENSION, Encoder, Parts, one_thread, shared_encoder
from amts_core.parallel.lexicon import Lexicon
from amts_core.parallel.scoring import BY_LENGTH, Likelihood, Matrix, RunScorer, Scoring, Side, Vector
from amts_core.parallel.search import Band, Path, best_path
from amts_core.parallel.texts import Texts

Method = Literal["encoder", "length and anchors"]

LOG = logging.getLogger(__name__)

MEDIAN_OF_DEVIATIONS = 0.6745  # of a normal distribution, in standard deviations
CLOSE = 0.35  # cosine that unrelated sentences hardly reach, in whatever texts
SOME = 1000  # pairs of any two sentences, which say what unrelated ones reach in the texts at hand
CHANCE, RELATED = 1.2, 2.0  # spreads above that: what a path through unrelated texts finds; what translations exceed
STRETCH = 2000  # sentences of a long text that are aligned at a time
AROUND = 5  # beads before and after


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments that translate each other: their indices on both sides. One side may be empty; then the score is 0.

    `score` is the cosine of the two runs where the encoder knows both languages, else the share of common tokens and,
    with a lexicon, of words that translate each other.
    `gain` is what the first and the last segment of a side bring to the score, the one that brings least: the share of
    what the score lacks without it. Near 0 or below, that segment may have nothing on the other side. 0 in a 1-1 bead.
    `fit` is the cosine of the clause that fits least with what fits it best; None in a 1-1 bead and without encoder.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float
    gain: float = 0.0
    fit: float | None = None

    def shifted(self, down: int, right: int) -> Bead:
        """The same with the indices of a text that this one is a part of."""
        rows, columns = tuple(i + down for i in self.source), tuple(j + right for j in self.target)
        return replace(self, source=rows, target=columns)

    @property
    def shape(self) -> str:
        """Such as `2-1`."""
        return f"{len(self.source)}-{len(self.target)}"


def alignment_method(languages: LanguagePair) -> Method:
    """How `align` compares these languages; raises AmtsError for an unknown one."""
    known = languages.encoded
    return "encoder" if known else "length and anchors"


def read_texts(
    source: Sequence[str],
    target: Sequence[str],
    languages: LanguagePair,
    encoder: Encoder | None = None,
    lexicon: Lexicon | None = None,
) -> Texts:
    """Both texts, to be compared by meaning where the encoder knows the languages; that it does not is logged."""
    return Texts.read(source, target, read_parts(source, target, languages, encoder), lexicon)


def read_parts(
    source: Sequence[str],
    target: Sequence[str],
    languages: LanguagePair,
    encoder: Encoder | None = None,
) -> tuple[Parts, Parts] | None:
    """What the encoder computes of both texts; None, which is logged, if it does not know the languages."""
    if alignment_method(languages) != "encoder":
        _warn_of_fallback(languages)
        return None
    encoder = encoder or shared_encoder()
    return encoder.parts(source), encoder.parts(target)


def align(
    source: Sequence[str],
    target: Sequence[str],
    *,
    languages: LanguagePair,
    encoder: Encoder | None = None,
    lexicon: Lexicon | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Bead]:
    """The beads of two texts: every index exactly once and in order; up to 5 sentences a side, 7 together.

    Passages that have nothing to do with each other give beads with one empty side.
    `alignment_method` says how they are found; that it is not by meaning is also logged. `lexicon` knows words of the
    languages. `progress` is called with the number of source sentences done.
    """
    texts = read_texts(source, target, languages, encoder, lexicon)
    with one_thread():
        if texts.scoring is BY_LENGTH:
            return align_sides(*texts.sides(texts.scoring.longest), texts.ratio, texts.scoring, progress)
        single = texts.sides(1)
        beads = []
        for rows, columns in _stretches(*single):
            sides = texts.part(rows, columns).sides(texts.scoring.longest)
            found = align_sides(*sides, texts.ratio, texts.scoring, progress)
            beads += [bead.shifted(rows.start, columns.start) for bead in found]
        return _without_strangers(beads, *single)


def _stretches(source: Side, target: Side) -> list[tuple[slice, slice]]:
    """Parts of both texts that face each other: a long text is cut, for the vectors of all its runs are large."""
    borders = [(0, 0), (len(source), len(target))]
    if max(len(source), len(target)) > 2 * STRETCH:
        borders = sure_borders(source.vectors[0], target.vectors[0], STRETCH)
    return [(slice(p, p_end), slice(q, q_end)) for (p, q), (p_end, q_end) in pairwise(borders)]


def align_sides(
    source: Side,
    target: Side,
    ratio: float,
    scoring: Scoring,
    progress: Callable[[int], None] | None = None,
) -> list[Bead]:
    """The beads of two whole texts; `ratio` is the number of source characters per target character."""
    return align_between([(0, 0), (len(source), len(target))], source, target, ratio, scoring, progress)[0]


def align_between(
    corners: Path,
    source: Side,
    target: Side,
    ratio: float,
    scoring: Scoring,
    progress: Callable[[int], None] | None = None,
) -> list[list[Bead]]:
    """The beads between each two corners, borders that belong together, from (0, 0) to the ends of both sides.

    It is one search, whose band is as narrow as the corners are close.
    """
    path = _path(RunScorer(source, target, ratio, scoring, corners), progress)
    path = without_crossed(path, corners, source, target, scoring)
    place = {border: number for number, border in enumerate(path)}
    found = []
    for start, stop in pairwise(corners):
        steps = pairwise(path[place[start] : place[stop] + 1])
        runs = ((tuple(range(p, p_end)), tuple(range(q, q_end))) for (p, q), (p_end, q_end) in steps)
        found.append([_bead(source, rows, target, columns) for rows, columns in runs])
    return found


def _path(scorer: RunScorer, progress: Callable[[int], None] | None = None) -> Path:
    """The best path through the corners of a scorer."""
    alone = scorer.scoring.alone(scorer.source), scorer.scoring.alone(scorer.target)
    return best_path(scorer, scorer.shapes, alone, Band.through(scorer.corners, partial(_band, scorer)), progress)


def _band(scorer: RunScorer, rows: range, columns: range) -> Band:
    """The cells of a stretch that are worth looking at."""
    source, target = scorer.source.part(rows), scorer.target.part(columns)
    if isinstance(scorer.scoring.lengths, Likelihood):
        return band_by_length(source.lengths, target.lengths, source.vectors[0], target.vectors[0])
    return band_by_meaning(source.vectors[0], target.vectors[0])


def similarity(source: Side, rows: Sequence[int], target: Side, columns: Sequence[int]) -> float:
    """The score of two runs: the cosine of their meaning if the sides have it; 0 if one of them is empty."""
    if not rows or not columns:
        return 0.0
    one = source.vectors[len(rows) - 1, rows[-1], :DIMENSION]
    other = target.vectors[len(columns) - 1, columns[-1], :DIMENSION]
    return round(min(float(one @ other) * source.scale, 1.0), 4)


def _bead(source: Side, rows: tuple[int, ...], target: Side, columns: tuple[int, ...]) -> Bead:
    score = similarity(source, rows, target, columns)
    fit = None
    if source.parts and target.parts and rows and columns and len(rows) + len(columns) > 2:
        ours, theirs = (
            parts.part(slice(run[0], run[-1] + 1)) for parts, run in ((source.parts, rows), (target.parts, columns))
        )
        fit = least_fit(ours, theirs)
    return Bead(rows, columns, score, _gain(source, rows, target, columns, score), fit)


def score_table(source: Side, rows: Sequence[int], target: Side, columns: Sequence[int]) -> Matrix:
    """The scores of each of some source segments with each of some target segments, (rows, columns)."""
    cosines: Matrix = source.vectors[0, list(rows), :DIMENSION] @ target.vectors[0, list(columns), :DIMENSION].T
    scores: Matrix = np.minimum(cosines * np.float32(source.scale), np.float32(1))
    return scores


def _strange(source: Side, target: Side, found: Vector) -> float:
    """The score below which beads of these two texts are as good as unrelated; `found` are the scores of all.

    Halfway between what a path finds by chance and what it finds here: free translations reach little more. Where that
    is hardly more than chance the texts are no translations of each other.
    """
    random = np.random.default_rng(0)
    ours = source.vectors[0, random.integers(0, len(source), SOME), :DIMENSION]
    theirs = target.vectors[0, random.integers(0, len(target), SOME), :DIMENSION]
    cosines = np.einsum("ij,ij->i", ours, theirs)
    usual = float(np.median(cosines))
    spread = float(np.median(np.abs(cosines - usual))) / MEDIAN_OF_DEVIATIONS
    here = float(np.median(found))
    if here < usual + RELATED * spread:
        return CLOSE
    return min((usual + CHANCE * spread + here) / 2, CLOSE)


def _without_strangers(beads: list[Bead], source: Side, target: Side) -> list[Bead]:
    """Let the segments of a bead alone where neither it nor most of the beads around it fit: unrelated passages."""
    scores = np.array([bead.score for bead in beads if bead.source and bead.target])
    if not len(scores):
        return beads
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(scores, AROUND, mode="edge"), 2 * AROUND + 1)
    strange = _strange(source, target, scores)
    is_strange = iter((scores < strange) & (np.median(windows, axis=1) < strange))
    result: list[Bead] = []
    for bead in beads:
        if bead.source and bead.target and next(is_strange):
            result += [Bead((i,), (), 0.0) for i in bead.source] + [Bead((), (j,), 0.0) for j in bead.target]
        else:
            result.append(bead)
    return result


def _gain(source: Side, rows: Sequence[int], target: Side, columns: Sequence[int], score: float) -> float:
    shorter = [(rows[1:], columns), (rows[:-1], columns)] if len(rows) > 1 and columns else []
    shorter += [(rows, columns[1:]), (rows, columns[:-1])] if len(columns) > 1 and rows else []
    best = max((similarity(source, a, target, b) for a, b in shorter), default=score)
    return round((score - best) / max(1.0 - best, 1e-6), 4)


@cache
def _warn_of_fallback(languages: LanguagePair) -> None:
    """Once per process."""
    LOG.warning(
        "%s-%s: the encoder does not know both languages; pairs are found by length and anchors alone",
        languages.source,
        languages.target,
    )
