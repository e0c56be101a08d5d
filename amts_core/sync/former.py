"""Which old chapter a new one comes from: renamed, as git tells, or renamed or split off, as their sentences tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set

from amts_core.book.chapter import Chapter
from amts_core.book.common import bare
from amts_core.book.history import read_blobs
from amts_core.book.repository import Book
from amts_core.book.segments import segments
from amts_core.book.versions import history_path

SHARED = 0.5  # share of a new chapter's sentences that an old one must have
ALIKE = 0.5  # share of the text in equal lines from which git takes two files for one that was renamed
SAMPLE, HIT = 24, 0.25  # sentences that are looked for in the text of an old chapter, and the share that must be there


def former_chapter(wanted: Set[str], former: Mapping[str, Set[str]]) -> str | None:
    """The id of the old chapter that holds most of the sentences of a new one; None if none holds half of them.

    `wanted` and `former` are `sentence_keys`. Give the old chapter's translation to `plan_sync` as the translation of
    the new one: what it does not need is taken out. So a split keeps its human text in every part.
    """
    shares = {name: len(wanted & keys) / max(len(wanted), 1) for name, keys in former.items()}
    best = max(sorted(shares), key=lambda name: shares[name], default=None)
    return best if best is not None and shares[best] >= SHARED else None


def sentence_keys(chapter: Chapter, language: str) -> frozenset[str]:
    """What the sentences of a chapter are known by."""
    return frozenset(segment.key for segment in segments(chapter, language=language, granularity="sentence"))


def likely_holders(wanted: Chapter, texts: Mapping[str, Chapter], names: Iterable[str], language: str) -> list[str]:
    """Which of these chapters may hold the sentences of another: told by some of them, without parsing."""
    sentences = sorted(
        (bare(one.text) for one in segments(wanted, language=language, granularity="sentence")), key=len, reverse=True
    )[:SAMPLE]
    found = []
    for name in names:
        text = bare(texts[name].text)
        if sum(sentence in text for sentence in sentences) >= HIT * len(sentences):
            found.append(name)
    return found


def renamed_chapters(book: Book, new: Iterable[str], gone: Set[str]) -> dict[str, str]:
    """The old chapter that a new one was, as git tells: by a commit that renamed it, else by a text that is alike.

    `new` are chapters of the book, `gone` names of chapters that it has no more; each of them is taken once.
    """
    found: dict[str, str] = {}
    left = set(gone)
    for name in sorted(new) if left else ():
        former = [book.chapter_at(path) for path in book.history.former_paths(history_path(book, name))]
        known = next((one for one in former if one in left), None)
        if known is not None:
            found[name] = known
            left.discard(known)
    return found | _alike(book, [name for name in sorted(new) if name not in found], left)


def renamed_to(book: Book, name: str) -> str | None:
    """The chapter of a book that a chapter with this name has become; None if it was not renamed, or is gone."""
    for path in reversed(book.history.later_paths(history_path(book, name))):
        later = book.chapter_at(path)
        if later is not None and book.has(later):
            return later
    return None


def _alike(book: Book, new: Iterable[str], gone: Iterable[str]) -> dict[str, str]:
    """Chapters that were taken away and added again by different commits: told by the lines that both have."""
    blobs = {name: last.blob for name in gone if (last := book.history.last(history_path(book, name)))}
    contents = read_blobs(book.root, blobs.values()) if blobs else {}
    old = {name: _lines(contents.get(blob, b"")) for name, blob in blobs.items()}
    scored = []
    for name in new if old else ():
        lines = _lines(book.content(book.path(name)) or b"")
        scored += [(share, name, former) for former in old if (share := _share(lines, old[former])) >= ALIKE]
    found: dict[str, str] = {}
    for _, name, former in sorted(scored, key=lambda entry: (-entry[0], entry[1:])):
        if name not in found and former not in found.values():
            found[name] = former
    return found


def _lines(content: bytes) -> Counter[bytes]:
    return Counter(line.strip() for line in content.splitlines() if line.strip())


def _share(one: Counter[bytes], other: Counter[bytes]) -> float:
    """The share of the longer text that stands in lines that both have."""
    common = sum(len(line) * count for line, count in (one & other).items())
    longest = max(sum(len(line) * count for line, count in side.items()) for side in (one, other))
    return common / longest if longest else 0.0
