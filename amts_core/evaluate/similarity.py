"""How near the parallel data comes to what is scored: leakage, similarity buckets, the pair behind a change.

Compared sentence by sentence whatever the granularity of segments and pairs, by Levenshtein similarity over words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from amts_core.book.segments import split_sentences
from amts_core.errors import AmtsError
from amts_core.evaluate.text import scored, words

NEAR = 0.95
LEAKED_SHARE = 0.5
LEAKED_WORDS = 5
ROWS_AT_ONCE = 64
CANDIDATES = 5


class LeakedEvaluation(AmtsError):
    """An evaluation article is in the parallel data: its scores would measure memory."""


@dataclass(frozen=True)
class Nearest:
    """Similarity of every segment to the parallel data (0 to 1), and the nearest pairs of each (row positions)."""

    similarity: np.ndarray
    pairs: tuple[tuple[int, ...], ...]


def kept_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs that go into the parallel data: those whose verdict, if the table has one, is `kept`."""
    kept = pairs[pairs["verdict"] == "kept"] if "verdict" in pairs else pairs
    return kept.reset_index(drop=True)


def refuse_leaked_chapters(chapters: Sequence[str], parallel_data: Mapping[str, pd.DataFrame]) -> None:
    """Raise LeakedEvaluation if a pair of any variant's parallel data is from one of these chapters."""
    for variant, pairs in parallel_data.items():
        kept = kept_pairs(pairs)
        if "chapter" not in kept:
            continue
        leaked = kept[kept["chapter"].isin(list(chapters))]
        if len(leaked):
            _refuse(leaked.iloc[0]["chapter"], variant, leaked.index[0], leaked.iloc[0]["source"])


def refuse_leaked_text(frame: pd.DataFrame, nearest: Nearest, variant: str, pairs: pd.DataFrame) -> None:
    """Raise LeakedEvaluation if most segments of a chapter are in the parallel data under whatever name.

    Segments of a few words (headings that every chapter has) say nothing and are not counted.
    """
    telling = frame["source"].map(lambda source: len(words(scored(source)))) >= LEAKED_WORDS
    near = pd.Series(nearest.similarity >= NEAR, index=frame.index)
    for chapter, rows in frame[telling].groupby("chapter", sort=False).groups.items():
        if near[rows].mean() > LEAKED_SHARE:
            position = frame.index.get_loc(next(row for row in rows if near[row]))
            pair = nearest.pairs[position][0]
            _refuse(str(chapter), variant, pair, pairs.iloc[pair]["source"])


def pairs_in_chapters(pairs: Sequence[str], chapters: Sequence[str], *, source_language: str) -> list[bool]:
    """Of each source of a pair, whether a sentence of it is one of these segments', or nearly (`NEAR`).

    Sentences of a few words say nothing and are not counted.
    """
    alphabet = _Alphabet()
    given, wanted = (
        [
            (row, alphabet.spell(part))
            for row, text in enumerate(texts)
            for part in _parts(text, source_language)
            if len(words(part)) >= LEAKED_WORDS
        ]
        for texts in (pairs, chapters)
    )
    found = [False] * len(pairs)
    for start in range(0, len(given) if wanted else 0, ROWS_AT_ONCE):
        block = given[start : start + ROWS_AT_ONCE]
        similar = cdist(
            [part for _, part in block],
            [part for _, part in wanted],
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=NEAR,
        )
        for (row, _), line in zip(block, similar, strict=True):
            found[row] |= bool(line.any())
    return found


def nearest_pairs(sources: Sequence[str], pairs: pd.DataFrame, *, source_language: str) -> Nearest:
    """For every source segment the similarity of its sentences to the nearest sentences of the parallel data.

    The similarity of a segment is the mean over its sentences, weighted by their words. `pairs` has the columns of
    `kept_pairs`; an empty table gives similarity 0 and no pairs.
    """
    alphabet = _Alphabet()
    wanted, given = (
        [(row, alphabet.spell(part)) for row, text in enumerate(texts) for part in _parts(text, source_language)]
        for texts in (sources, pairs["source"])
    )
    total, weight = np.zeros(len(sources)), np.zeros(len(sources))
    candidates: list[list[tuple[float, int]]] = [[] for _ in sources]
    given_rows = np.array([row for row, _ in given])
    for start in range(0, len(wanted) if given else 0, ROWS_AT_ONCE):
        block = wanted[start : start + ROWS_AT_ONCE]
        similar = cdist(
            [part for _, part in block], [part for _, part in given], scorer=Levenshtein.normalized_similarity
        )
        for (row, part), line in zip(block, similar, strict=True):
            best = np.argsort(-line, kind="stable")[:CANDIDATES]
            total[row] += len(part) * line[best[0]]
            weight[row] += len(part)
            candidates[row] += [(float(line[place]) * len(part), int(given_rows[place])) for place in best]
    ranked = tuple(
        tuple(dict.fromkeys(pair for _, pair in sorted(found, key=lambda entry: -entry[0]))) for found in candidates
    )
    return Nearest(np.divide(total, weight, out=np.zeros(len(sources)), where=weight > 0), ranked)


def exact_matches(sources: Sequence[str], pairs: pd.DataFrame) -> np.ndarray:
    """Whether each whole source segment is the source of a pair, protected spans and white space aside."""
    known = {scored(source) for source in pairs["source"]}
    return np.array([scored(source) in known for source in sources], dtype=bool)


def responsible_pair(candidates: Sequence[int], pairs: pd.DataFrame, *, baseline: str, variant: str) -> int | None:
    """Which of the nearest pairs most likely made the difference between two drafts (scored form), or None.

    The one whose target holds most of what the variant has and the baseline has not, as pairs of neighbouring words;
    among equals the nearest.
    """
    new = _bigrams(variant) - _bigrams(baseline)
    shared = [len(new & _bigrams(scored(pairs.iloc[pair]["target"]))) for pair in candidates]
    return candidates[int(np.argmax(shared))] if shared else None


class _Alphabet:
    """Spells words as single characters, so that rapidfuzz compares strings."""

    def __init__(self) -> None:
        self.letters: dict[str, str] = {}

    def spell(self, text: str) -> str:
        return "".join(self.letters.setdefault(word, chr(0x10000 + len(self.letters))) for word in words(text.lower()))


def _parts(text: str, language: str) -> list[str]:
    line = scored(text)
    return [line[start:end] for start, end in split_sentences(line, language)]


def _bigrams(text: str) -> set[tuple[str, str]]:
    listed = words(text)
    return set(pairwise(listed))


def _refuse(chapter: str, variant: str, pair: int, source: str) -> None:
    raise LeakedEvaluation(
        f"evaluation article {chapter} is in the parallel data of variant {variant} (pair {pair + 1}: "
        f"{source[:80]!r}): remove the chapter from the parallel data, or from the evaluation articles"
    )
