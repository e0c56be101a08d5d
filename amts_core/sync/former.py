"""Which old chapter a new one comes from, renamed or split off, as their sentences tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from amts_core.book.chapter import Chapter
from amts_core.book.common import bare
from amts_core.book.segments import segments

SHARED = 0.5  # share of a new chapter's sentences that an old one must have
SAMPLE, HIT = 24, 0.25  # sentences that are looked for in the text of an old chapter, and the share that must be there


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
