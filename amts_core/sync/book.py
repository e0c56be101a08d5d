"""A whole book in step with its source: which chapters are new, changed, renamed, split, or gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from amts_core.book.chapter import Chapter
from amts_core.errors import AmtsError
from amts_core.sync.former import former_chapter, sentence_keys

MOST_DELETED = 0.3  # share of the translation's characters; a run that would delete more is refused


@dataclass(frozen=True)
class ChapterWork:
    """A chapter to bring up to date. `former_id`: the old chapter that it comes from, if it has another name.

    Without `before` and `translation` it is new; `is_move` says that the old chapter is gone.
    """

    id: str
    after: Chapter
    before: Chapter | None
    translation: Chapter | None
    former_id: str | None = None
    is_move: bool = False


@dataclass(frozen=True)
class BookWork:
    """What is to be done in a book: chapters to sync, and translated chapters whose source is gone.

    Of `unknown` ones the former source is not known, so that nothing can be said of them: see `find_origin`.
    """

    chapters: tuple[ChapterWork, ...]
    deleted: tuple[str, ...]
    unchanged: int
    unknown: tuple[str, ...] = ()


def plan_book(
    before: Mapping[str, Chapter], after: Mapping[str, Chapter], translation: Mapping[str, Chapter], *, language: str
) -> BookWork:
    """What is to be done, by chapter id; chapters whose source did not change are left alone.

    Raises AmtsError if an implausible share of the translation would be deleted.
    """
    orphans = {name: before[name] for name in before if name not in after and name in translation}
    keys = _Keys(before, language)
    moved: set[str] = set()
    work: list[ChapterWork] = []
    unchanged = 0
    for name, chapter in sorted(after.items()):
        old = before.get(name)
        if name in translation and (old is None or old.text == chapter.text):
            unchanged += old is not None
            continue
        if old is not None and name in translation:
            work.append(ChapterWork(name, chapter, old, translation[name]))
            continue
        wanted = sentence_keys(chapter, language)
        former = former_chapter(wanted, keys.of(orphans)) or former_chapter(
            wanted, keys.of(before.keys() & translation)
        )
        if former is None:
            work.append(ChapterWork(name, chapter, None, None))
            continue
        is_move = former in orphans and former not in moved
        moved.add(former)
        work.append(ChapterWork(name, chapter, before[former], translation[former], former, is_move))
    deleted = tuple(name for name in sorted(orphans) if name not in moved)
    refuse_mass_deletion(deleted, translation)
    unknown = tuple(name for name in sorted(after.keys() & translation) if name not in before)
    return BookWork(tuple(work), deleted, unchanged, unknown)


@dataclass(frozen=True)
class _Keys:
    """The sentence keys of the old chapters, each counted once."""

    before: Mapping[str, Chapter]
    language: str
    known: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, names: Iterable[str]) -> dict[str, frozenset[str]]:
        """The keys of these chapters."""
        for name in names:
            if name not in self.known:
                self.known[name] = sentence_keys(self.before[name], self.language)
        return {name: self.known[name] for name in names}


def share_of_text(names: Collection[str], chapters: Mapping[str, Chapter]) -> float:
    """The share of the characters of these chapters that some of them hold."""
    held = sum(len(chapters[name].text) for name in names)
    return held / max(sum(len(chapter.text) for chapter in chapters.values()), 1)


def refuse_mass_deletion(deleted: Collection[str], translation: Mapping[str, Chapter]) -> None:
    """Raise AmtsError if a run would delete an implausible share of the translation's text."""
    share = share_of_text(deleted, translation)
    if len(deleted) > 1 and share > MOST_DELETED:
        raise AmtsError(
            f"{len(deleted)} of {len(translation)} chapters, {share:.0%} of the translation's text, would be deleted:"
            " look whether the source book's folder or revision is right, or delete them by hand"
        )
