"""Which old chapter a new one comes from: renamed, or split off."""

from __future__ import annotations

from collections.abc import Mapping

from amts_core.book.chapter import Chapter
from amts_core.book.segments import segments

SHARED = 0.5  # share of a new chapter's sentences that an old one must have


def former_chapter(chapter: Chapter, former: Mapping[str, Chapter], *, language: str) -> str | None:
    """The id of the old chapter that holds most of the sentences of this one; None if none holds half of them.

    Give this chapter's translation to `plan_sync` as the translation of the new chapter: what it does not need is taken
    out. So a split keeps its human text in every part.
    """
    wanted = _keys(chapter, language)
    shares = {name: len(wanted & _keys(old, language)) / max(len(wanted), 1) for name, old in former.items()}
    best = max(sorted(shares), key=lambda name: shares[name], default=None)
    return best if best is not None and shares[best] >= SHARED else None


def _keys(chapter: Chapter, language: str) -> set[str]:
    return {segment.key for segment in segments(chapter, language=language, granularity="sentence")}
