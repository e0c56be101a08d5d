"""A whole book in step with its source: which chapters are new, changed, renamed, split, or gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cache

from amts_core.book.chapter import Chapter
from amts_core.book.common import bare
from amts_core.book.segments import segments
from amts_core.errors import AmtsError

SHARED = 0.5  # share of a new chapter's sentences that an old one must have
SAMPLE, HIT = 24, 0.25  # sentences that are looked for in the text of an old chapter, and the share that must be there
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


@dataclass(frozen=True)
class Told:
    """What is known of a book before its chapters are read.

    `in_step` are chapters that are known to be such, `settled` others that need nothing: they are not read. `renamed`
    has the former id of new chapters, where git knows it, `sizes` the lengths of the translated chapters.
    """

    in_step: Set[str] = frozenset()
    settled: Set[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)


NOTHING_TOLD = Told()


def plan_book(
    before: Mapping[str, Chapter],
    after: Mapping[str, Chapter],
    translation: Mapping[str, Chapter],
    *,
    language: str,
    told: Told = NOTHING_TOLD,
) -> BookWork:
    """What is to be done, by chapter id; chapters whose source did not change are left alone.

    Where nothing is told of a new chapter its sentences tell where it comes from: a part that was split off is sought
    in the chapters that have changed. Raises AmtsError if an implausible share of the translation would be deleted.
    """
    orphans = [name for name in before if name not in after and name in translation]
    changed = [name for name in before if name in translation and name not in told.in_step]
    keys = cache(lambda name: sentence_keys(before[name], language))

    def former_of(name: str, chapter: Chapter) -> str | None:
        known = told.renamed.get(name)
        if known in before and known in translation:
            return known  # git's word goes first, then orphans, then what changed
        wanted = sentence_keys(chapter, language)
        return former_chapter(wanted, {one: keys(one) for one in orphans}) or former_chapter(
            wanted, {one: keys(one) for one in likely_holders(chapter, before, changed, language)}
        )

    moved: set[str] = set()
    work: list[ChapterWork] = []
    unchanged = len(told.in_step)
    for name in sorted(after.keys() - told.in_step - told.settled):
        chapter, old = after[name], before.get(name)
        if name in translation and (old is None or old.text == chapter.text):
            unchanged += old is not None
            continue
        if old is not None and name in translation:
            work.append(ChapterWork(name, chapter, old, translation[name]))
            continue
        former = former_of(name, chapter)
        if former is None:
            work.append(ChapterWork(name, chapter, None, None))
            continue
        is_move = former in orphans and former not in moved
        moved.add(former)
        work.append(ChapterWork(name, chapter, before[former], translation[former], former, is_move))
    deleted = tuple(name for name in sorted(orphans) if name not in moved)
    if len(deleted) > 1:
        refuse_mass_deletion(deleted, told.sizes or {name: len(chapter.text) for name, chapter in translation.items()})
    rest = after.keys() & translation.keys() - told.in_step - told.settled
    unknown = tuple(name for name in sorted(rest) if name not in before)
    return BookWork(tuple(work), deleted, unchanged, unknown)


def share_of_text(names: Collection[str], sizes: Mapping[str, int]) -> float:
    """The share of the text of these chapters (their lengths) that some of them hold."""
    return sum(sizes.get(name, 0) for name in names) / max(sum(sizes.values()), 1) if names else 0.0


def refuse_mass_deletion(deleted: Collection[str], sizes: Mapping[str, int]) -> None:
    """Raise AmtsError if a run would delete an implausible share of the translation's text."""
    share = share_of_text(deleted, sizes)
    if len(deleted) > 1 and share > MOST_DELETED:
        raise AmtsError(
            f"{len(deleted)} of {len(sizes)} chapters, {share:.0%} of the translation's text, would be deleted:"
            " look whether the source book's folder or revision is right, or delete them by hand"
        )


def former_chapter(wanted: Set[str], former: Mapping[str, Set[str]]) -> str | None:
    """The id of the old chapter that holds most of the sentences of a new one; None if none holds half of them.

    `wanted` and `former` are `sentence_keys`. Give the old chapter's translation to `plan_sync` as the translation of
    the new one: what it does not need is taken out. So a split keeps its human text in every part.
    """
    shared = {name: len(wanted & keys) for name, keys in former.items()}
    best = max(sorted(shared), key=lambda name: shared[name], default="")
    return best if best and shared[best] >= SHARED * len(wanted) > 0 else None


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
