"""A chapter in step with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from amts_core.book.chapter import Chapter
from amts_core.book.segments import Segment, segments
from amts_core.translate.document import Draft
from amts_core.translate.rebuild import rebuild_chapter

State = Literal["human", "machine", "carried"]


@dataclass(frozen=True)
class SegmentOrigin:
    """Where a segment of the result came from."""

    segment: str
    source: str
    target: str
    state: State
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChapterSync:
    """What of a chapter is to be translated."""

    after: Chapter
    translation: Chapter | None
    to_translate: tuple[Segment, ...]
    source_language: str
    target_language: str


@dataclass(frozen=True)
class SyncedChapter:
    """The chapter in the target language and the story of its segments."""

    chapter: Chapter
    provenance: tuple[SegmentOrigin, ...]
    flags: tuple[str, ...]


def plan_sync(
    after: Chapter,
    *,
    before: Chapter | None,
    translation: Chapter | None,
    source_language: str,
    target_language: str,
) -> ChapterSync:
    """What of `after` is to be translated."""
    wanted = tuple(segments(after, language=source_language, granularity="paragraph"))
    return ChapterSync(after, translation, wanted, source_language, target_language)


def finish_sync(sync: ChapterSync, drafts: Mapping[str, Draft], *, one_sentence_per_line: bool = False) -> SyncedChapter:
    """Put the drafts in their places."""
    rebuilt = rebuild_chapter(
        sync.after,
        drafts,
        target_language=sync.target_language,
        existing=sync.translation,
        one_sentence_per_line=one_sentence_per_line,
    )
    provenance = tuple(
        SegmentOrigin(segment.id, segment.text, drafts[segment.id].text, "machine", drafts[segment.id].flags)
        for segment in sync.to_translate
    )
    return SyncedChapter(sync.after.with_text(rebuilt.text), provenance, rebuilt.flags)
