"""The source that a translation was made from, found also where the book keeps none, or a stale one.

A translation is compared with versions of its source by what translators do not change: code without comments and
strings, formulas, labels, roles, link targets, and the number of text blocks of each kind. Versions that fit equally
well are compared by their sentences: which of them has a source for each sentence of the translation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Indel

from amts_core.book.chapter import Chapter, PieceKind
from amts_core.book.remembered import Remembered
from amts_core.book.segments import segments
from amts_core.book.versions import Version
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import read_texts
from amts_core.sync.units import cut_units

_WITNESSES = frozenset({PieceKind.MATH, PieceKind.ROLE, PieceKind.TARGET, PieceKind.CODE})
CLEARLY = 0.02  # how much nearer another version must be before its sentences do not matter beside the kept origin
EVEN = 0.1  # coverage (cosines, summed up) below which two versions fit equally well: a rewritten sentence gives 0.2


@dataclass(frozen=True)
class FoundOrigin:
    """The source of a translation. `revision` is its commit ("" if it is in none of the versions); `is_kept` says
    whether it is the origin that the book keeps; `likeness` (0 to 1) how well it fits the translation; `ties` how many
    versions fit it equally well.
    """

    source: Chapter
    revision: str
    likeness: float
    is_kept: bool
    ties: int = 1


class Facts:
    """What is known of versions of chapters: each is parsed once. With a file also between runs, by its content id."""

    def __init__(self, file: Path | None = None) -> None:
        self._known = Remembered(file)

    def witnesses(self, version: Version) -> Sequence[int] | None:
        """What a translator leaves as it is, in order; None for a version that cannot be read."""
        return self._known.get("witnesses", version.id, lambda: _readable_witnesses(version))

    def sentences(self, version: Version, language: str) -> list[str]:
        """The sentences of a version that can be read."""
        return self._known.get(language, version.id, lambda: sentences_of(version.source, language))


def _readable_witnesses(version: Version) -> Sequence[int] | None:
    try:
        return witnesses_of(version.source)
    except AmtsError:
        return None


def find_origin(
    translation: Chapter,
    kept: Chapter | None,
    versions: Iterable[Version],
    *,
    languages: LanguagePair,
    facts: Facts | None = None,
) -> FoundOrigin | None:
    """The version of the source that a translation fits best.

    `kept` is the origin that the translated book keeps, if any; `versions` are those of its source, the newest
    first; `facts` remembers what was read of them. Of versions that fit equally well the kept origin is taken, else the
    oldest: to translate a change again is better than to lose it. None if there is no version at all.
    """
    facts = facts or Facts()
    found = list(_candidates(translation, kept, versions, facts))
    best = max((one.likeness for one in found), default=0.0)
    rivals = [one for one in found if one.likeness >= best - (CLEARLY if one.is_kept else 0)]
    if len(rivals) > 1:
        covered = _coverage(translation, [one.version for one in rivals], languages, facts)
        rivals = [one for one, cover in zip(rivals, covered, strict=True) if cover >= max(covered) - EVEN]
    chosen = next((one for one in rivals if one.is_kept), rivals[-1] if rivals else None)
    if chosen is None:
        return None
    source = kept if kept is not None and chosen.is_kept else chosen.version.source
    return FoundOrigin(source, chosen.commit, chosen.likeness, chosen.is_kept, ties=len(rivals))


@dataclass(frozen=True)
class _Candidate:
    version: Version
    commit: str
    likeness: float
    is_kept: bool


def _candidates(
    translation: Chapter, kept: Chapter | None, versions: Iterable[Version], facts: Facts
) -> Iterator[_Candidate]:
    """The kept origin and the versions of the history, the newest first, each content once; none that is unreadable."""
    witnesses, known = witnesses_of(translation), list(versions)
    contents = {one.content: one for one in reversed(known)}
    if kept is not None:
        own = Version.of(kept)
        same = contents.pop(own.content, None)
        likely = _likeness(witnesses, witnesses_of(kept))
        yield _Candidate(own, same.commit if same else "", likely, is_kept=True)
    for one in known:
        if contents.get(one.content) is one:
            found = facts.witnesses(one)
            if found is not None:
                yield _Candidate(one, one.commit, _likeness(witnesses, found), is_kept=False)


def _likeness(ours: Sequence[int], theirs: Sequence[int]) -> float:
    return float(Indel.normalized_similarity(ours, theirs))


def _coverage(translation: Chapter, sources: Sequence[Version], languages: LanguagePair, facts: Facts) -> list[float]:
    """How well each source covers the sentences of a translation: the sum of the cosines to the nearest sentence.

    By meaning where the encoder knows the languages, else by the numbers, names and spans that both sides share.
    Sentences that the translation does not have count for nothing.
    """
    ours = [facts.sentences(source, languages.source) for source in sources]
    theirs = sentences_of(translation, languages.target)
    texts = list(dict.fromkeys(text for one in ours for text in one))
    if not texts or not theirs:
        return [0.0] * len(sources)
    places = {text: number for number, text in enumerate(texts)}
    one, other = read_texts(texts, theirs, languages).sides(1)
    cosines = one.vectors[0] @ other.vectors[0].T
    rows = [[places[text] for text in sentences] for sentences in ours]
    return [float(np.max(cosines[row], axis=0).sum()) if row else 0.0 for row in rows]


def witnesses_of(chapter: Chapter) -> list[int]:
    """What a translator leaves as it is, in order, each as a number of 63 bits that is made from its text."""
    found = []
    for unit in cut_units(chapter).units:
        if unit.texts:
            found.append(f"text {unit.kind} {len(unit.texts)}")
        for block in unit.blocks:
            if block.key:
                found.append(block.key)
            spans = Counter(re.sub(r"\s+", "", piece.text) for piece in block.pieces if piece.kind in _WITNESSES)
            found += sorted(spans.elements())
    return [int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()) >> 1 for text in found]


def sentences_of(chapter: Chapter, language: str) -> list[str]:
    """The sentences of a chapter, as they are compared by their meaning."""
    return [segment.text for segment in segments(chapter, language=language, granularity="sentence")]
