"""The source that a translation was made from, found also where the book keeps none, or a stale one.

A translation is compared with versions of its source by what translators do not change: code without comments and
strings, formulas, labels, roles, link targets, and the number of text blocks of each kind.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from rapidfuzz.distance import Indel

from amts_core.book.chapter import Chapter, PieceKind
from amts_core.book.repository import Book
from amts_core.sync.units import cut_units

CLEARLY = 0.02  # how much nearer another version must be before it is taken instead of the origin in the book
MOST = 200  # versions of a chapter that are looked at, the newest first
_WITNESSES = frozenset({PieceKind.MATH, PieceKind.ROLE, PieceKind.TARGET, PieceKind.CODE})


@dataclass(frozen=True)
class FoundOrigin:
    """The source of a translation. `revision` is its commit ("" if it is in no commit); `is_kept` says whether it is
    the origin that the book keeps; `likeness` (0 to 1) how well it fits the translation.
    """

    source: Chapter
    revision: str
    likeness: float
    is_kept: bool


def find_origin(
    translation: Chapter, kept: Chapter | None, source_book: Book, revisions: Iterable[str]
) -> FoundOrigin | None:
    """The version of the source that a translation fits best.

    `kept` is the origin that the translated book keeps, if any; `revisions` are commits of the source book in which the
    chapter changed, the newest first. The kept origin is taken unless another version fits clearly better; of versions
    that fit equally well, the newest. None if there is no version at all.
    """
    best: FoundOrigin | None = None
    if kept is not None:
        commit = source_book.find_revision(kept)
        best = FoundOrigin(kept, commit or "", likeness(translation, kept), is_kept=True)
    for number, revision in enumerate(revisions):
        if number >= MOST:
            break
        source = replace(source_book, revision=revision).find(translation.id)
        if source is None:
            continue
        score = likeness(translation, source)
        needed = best.likeness + (CLEARLY if best.is_kept else 0) if best else -1.0
        if score > needed:
            best = FoundOrigin(source, revision, score, is_kept=False)
    return best


def likeness(translation: Chapter, source: Chapter) -> float:
    """How well a translation fits a source, 0 to 1: the share of witnesses in order that both have."""
    ours, theirs = _witnesses(translation), _witnesses(source)
    if not ours and not theirs:
        return 0.0
    return float(Indel.normalized_similarity(ours, theirs))


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


def chapter_revisions(book: Book, chapter_id: str, *, until: str = "") -> list[str]:
    """The commits of a book in which a chapter changed, the newest first; [] for a folder without history.

    `until` is a date: a translation that was last changed then has not seen later versions of its source.
    """
    limit = [f"--until={until}"] if until else []
    return _log(book, chapter_id, "--format=%H", *limit)


def last_change(book: Book, chapter_id: str) -> str:
    """The date of the last commit of a chapter, "" if there is none, or if the folder holds a later change."""
    if not book.revision and _git(book, "status", "--porcelain", "--", _place(book, chapter_id)):
        return ""
    return next(iter(_log(book, chapter_id, "-1", "--format=%cI")), "")


def _log(book: Book, chapter_id: str, *options: str) -> list[str]:
    if chapter_id not in book.chapter_ids():
        return []
    return _git(book, "log", *options, book.revision or "HEAD", "--", _place(book, chapter_id)).split()


def _place(book: Book, chapter_id: str) -> str:
    path = book.path(chapter_id)
    return path if book.is_work_tree else str(PurePosixPath(book.location.folder.strip("/")) / path)


def _git(book: Book, *arguments: str) -> str:
    """What a git command prints; nothing where there is no git, or no history."""
    try:
        done = subprocess.run(["git", *arguments], cwd=book.root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout if done.returncode == 0 else ""
