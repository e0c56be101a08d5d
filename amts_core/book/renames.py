"""Which chapter of a book another one was, or has become, as its history tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set

from amts_core.book.history import read_blobs
from amts_core.book.repository import Book
from amts_core.book.versions import history_path

ALIKE = 0.5  # share of the text in equal lines from which git takes two files for one that was renamed


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
