"""The source that a translation was made from, found also where the book keeps none, or a stale one.

A translation is compared with versions of its source by what translators do not change: code without comments and
strings, formulas, labels, roles, link targets, and the number of text blocks of each kind. Versions that fit equally
well are compared by their sentences: which of them has a source for each sentence of the translation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

import numpy as np
from rapidfuzz.distance import Indel

from amts_core.book.chapter import FORMATS, Chapter, PieceKind, decode_chapter
from amts_core.book.git import git_if_any
from amts_core.book.repository import Book
from amts_core.book.segments import segments
from amts_core.errors import AmtsError
from amts_core.parallel.alignment import Texts
from amts_core.sync.units import cut_units

CLEARLY = 0.02  # how much nearer another version must be before its sentences do not matter beside the kept origin
EVEN = 0.1  # coverage (cosines, summed up) below which two versions fit equally well: a rewritten sentence gives 0.2
MOST = 200  # versions of a chapter that are looked at, the newest first
_WITNESSES = frozenset({PieceKind.MATH, PieceKind.ROLE, PieceKind.TARGET, PieceKind.CODE})


@dataclass(frozen=True)
class Version:
    """A version of a chapter: the commit that made it, "" if that is not known, and its text."""

    commit: str
    source: Chapter


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


def find_origin(
    translation: Chapter,
    kept: Chapter | None,
    versions: Iterable[Version],
    *,
    source_language: str,
    target_language: str,
) -> FoundOrigin | None:
    """The version of the source that a translation fits best.

    `kept` is the origin that the translated book keeps, if any; `versions` are those of its source, the newest
    first. Of versions that fit equally well the kept origin is taken, else the oldest: to translate a change again is
    better than to lose it. None if there is no version at all.
    """
    found = list(_candidates(translation, kept, versions))
    best = max((one.likeness for one in found), default=0.0)
    rivals = [one for one in found if one.likeness >= best - (CLEARLY if one.is_kept else 0)]
    if len(rivals) > 1:
        covered = _coverage(translation, [one.source for one in rivals], source_language, target_language)
        rivals = [one for one, cover in zip(rivals, covered, strict=True) if cover >= max(covered) - EVEN]
    chosen = next((one for one in rivals if one.is_kept), rivals[-1] if rivals else None)
    return replace(chosen, ties=len(rivals)) if chosen else None


def likeness(translation: Chapter, source: Chapter) -> float:
    """How well a translation fits a source, 0 to 1: the share of witnesses in order that both have."""
    return _likeness(_witnesses(translation), _witnesses(source))


def _candidates(translation: Chapter, kept: Chapter | None, versions: Iterable[Version]) -> Iterator[FoundOrigin]:
    """The kept origin and the versions of the history, the newest first, each text once."""
    witnesses, known = _witnesses(translation), list(versions)
    texts = {one.source.text: one for one in reversed(known)}
    if kept is not None:
        same = texts.pop(kept.text, None)
        commit = same.commit if same else ""
        yield FoundOrigin(kept, commit, _likeness(witnesses, _witnesses(kept)), is_kept=True)
    for one in known:
        if texts.get(one.source.text) is one:
            yield FoundOrigin(one.source, one.commit, _likeness(witnesses, _witnesses(one.source)), is_kept=False)


def _likeness(ours: Sequence[str], theirs: Sequence[str]) -> float:
    return float(Indel.normalized_similarity(ours, theirs)) if ours or theirs else 0.0


def _witnesses(chapter: Chapter) -> list[str]:
    """What a translator leaves as it is, in order."""
    found = []
    for unit in cut_units(chapter).units:
        if unit.texts:
            found.append(f"text {unit.kind} {len(unit.texts)}")
        for block in unit.blocks:
            if block.key:
                found.append(block.key)
            spans = Counter(re.sub(r"\s+", "", piece.text) for piece in block.pieces if piece.kind in _WITNESSES)
            found += sorted(spans.elements())
    return found


def _coverage(
    translation: Chapter, sources: Sequence[Chapter], source_language: str, target_language: str
) -> list[float]:
    """How well each source covers the sentences of a translation: the sum of the cosines to the nearest sentence.

    By meaning where the encoder knows the languages, else by the numbers, names and spans that both sides share.
    Sentences that the translation does not have count for nothing.
    """
    ours = [_sentences(source, source_language) for source in sources]
    theirs = _sentences(translation, target_language)
    texts = list(dict.fromkeys(text for one in ours for text in one))
    if not texts or not theirs:
        return [0.0] * len(sources)
    places = {text: number for number, text in enumerate(texts)}
    one, other = Texts.read(texts, theirs, source_language, target_language).sides(1)
    cosines = one.vectors[0] @ other.vectors[0].T
    rows = [[places[text] for text in sentences] for sentences in ours]
    return [float(np.max(cosines[row], axis=0).sum()) if row else 0.0 for row in rows]


def _sentences(chapter: Chapter, language: str) -> list[str]:
    return [segment.text for segment in segments(chapter, language=language, granularity="sentence")]


def chapter_versions(book: Book, chapter_id: str, *, until: str = "") -> Iterator[Version]:
    """The versions of a chapter in the history of a book, the newest first; none for a folder without history.

    The chapter is followed where it was renamed, and found if it is gone. `until` is a date: a translation that was
    last changed then has not seen later versions of its source. The oldest of very many are left out.
    """
    latest = datetime.fromisoformat(until).timestamp() if until else None
    places = ((commit, path) for commit, path, time in _commits(book, chapter_id) if latest is None or time <= latest)
    for commit, path in islice(places, MOST):
        source = _read(book, commit, path, chapter_id)
        if source is not None:
            yield Version(commit, source)


def _commits(book: Book, chapter_id: str) -> Iterator[tuple[str, str, int]]:
    """Commit, path then and time of the versions of a chapter, the newest first."""
    start, path = book.revision or "HEAD", _path(book, chapter_id)
    while path:
        commit = ""
        for line in _lines(book, "log", "--format=%H %ct", start, "--", f":(top){path}"):
            commit, time = line.split()
            yield commit, path, int(time)
        start, path = f"{commit}^", _renamed_from(book, commit, path) if commit else ""


def last_change(book: Book, chapter_id: str) -> str:
    """The date of the last commit of a chapter, "" if there is none, or if the folder holds a later change."""
    if chapter_id not in book.chapter_ids():
        return ""
    place = f":(top){_path(book, chapter_id)}"
    if not book.revision and _lines(book, "status", "--porcelain", "--", place):
        return ""
    return next(iter(_lines(book, "log", "-1", "--format=%cI", book.revision or "HEAD", "--", place)), "")


def _path(book: Book, chapter_id: str) -> str:
    """The path of a chapter in the repository, also of one that is gone; "" if there is no such chapter, or no git."""
    try:
        folder = f"{book.git_folder}/".lstrip("/")
    except AmtsError:
        return ""
    if chapter_id in book.chapter_ids():
        return folder + book.path(chapter_id)
    names = [f"{folder}{chapter_id}{book.location.suffix}{ending}" for ending in FORMATS]
    log = ("log", "-1", "--format=%H", book.revision or "HEAD", "--")
    return next((name for name in names if _lines(book, *log, f":(top){name}")), "")


def _renamed_from(book: Book, commit: str, path: str) -> str:
    """The path that a file had before this commit, "" if the commit is its first."""
    listing = git_if_any(["show", "--format=", "--name-status", "-z", "-M", "--diff-filter=R", commit], book.root)
    fields = listing.decode("utf-8", "surrogateescape").split("\0")
    return next((old for old, new in zip(fields[1::3], fields[2::3], strict=False) if new == path), "")


def _read(book: Book, commit: str, path: str, chapter_id: str) -> Chapter | None:
    """A version of a chapter; None if the commit removed it, or it cannot be read."""
    content = git_if_any(["cat-file", "blob", f"{commit}:{path}"], book.root)
    try:
        format = book.reading(book.inner_path(path)).format
        return decode_chapter(content, id=chapter_id, format=format) if content else None
    except AmtsError:
        return None


def _lines(book: Book, *arguments: str) -> list[str]:
    return git_if_any(arguments, book.root).decode("utf-8", "surrogateescape").splitlines()
