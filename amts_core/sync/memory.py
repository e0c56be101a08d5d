"""What humans have translated anywhere in a book, for text that moves from one chapter to another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

import pandas as pd

from amts_core.book.chapter import Chapter
from amts_core.book.segments import segments
from amts_core.parallel import ChaptersDoNotMatch, align_chapters, combine_pairs, pair_table
from amts_core.parallel.alignment import alignment_method
from amts_core.sync.book import ChapterWork
from amts_core.sync.likeness import BY_MEANING, DOUBTFUL, SHORT


def new_texts(after: Chapter, before: Chapter | None, *, language: str) -> set[str]:
    """The sentences and paragraphs of a chapter that its former version has not."""
    return _texts(after, language) - (_texts(before, language) if before else set())


def human_texts(
    wanted: Set[str], tables: Iterable[pd.DataFrame], *, source_language: str, target_language: str
) -> dict[str, str]:
    """The human translation of each wanted text that is translated in one way only, from pair tables of a book.

    A pair whose sides may be no translations of each other, or have other protected spans, counts for nothing. In
    languages that the encoder does not know only pairs of one to one, in paragraphs of one to one, are sure enough.
    """
    by_meaning = alignment_method(source_language, target_language) == BY_MEANING
    found: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        rows = table[table["source"].isin(wanted) & table["target"].ne("") & table["bead"].str.startswith("1-")]
        if not by_meaning:
            rows = rows[rows["bead"].eq("1-1") & rows["paragraph_bead"].eq("1-1")]
        columns = ("source", "target", "score", "source_spans", "target_spans")
        for source, target, score, *spans in zip(*(rows[column] for column in columns), strict=True):
            is_doubtful = by_meaning and len(source) >= SHORT and score < DOUBTFUL
            if not is_doubtful and _bare_spans(spans[0]) == _bare_spans(spans[1]):
                found[source].add(target)
    return {source: targets.pop() for source, targets in found.items() if len(targets) == 1}


def book_memory(
    work: Iterable[ChapterWork],
    before: Mapping[str, Chapter],
    after: Mapping[str, Chapter],
    translation: Mapping[str, Chapter],
    *,
    source_language: str,
    target_language: str,
) -> dict[str, str]:
    """Human translations of what is new in some chapters of a book, by its text.

    `before` and `translation` are the chapters of the book as they were, `after` its source now. Only chapters that had
    such a text are aligned; for a short one, which many may have, only those that have lost it.
    """
    wanted = {text for one in work for text in new_texts(one.after, one.before, language=source_language)}
    short, long = ({_bare(text) for text in wanted if (len(text) >= SHORT) == is_long} for is_long in (False, True))

    def is_holder(name: str) -> bool:
        had, has = _bare(before[name].text), _bare(after[name].text) if name in after else ""
        return any(text in had for text in long) or any(text in had and text not in has for text in short)

    holders = [name for name in sorted(before.keys() & translation) if is_holder(name)]

    def tables() -> Iterator[pd.DataFrame]:
        for name in holders:
            try:
                alignment = align_chapters(
                    before[name], translation[name], source_language=source_language, target_language=target_language
                )
            except ChaptersDoNotMatch:
                continue
            yield combine_pairs([pair_table([alignment], "paragraph"), pair_table([alignment], "sentence")])

    return human_texts(wanted, tables(), source_language=source_language, target_language=target_language)


def _texts(chapter: Chapter, language: str) -> set[str]:
    paragraphs = segments(chapter, language=language, granularity="paragraph")
    return {one.text for one in (*paragraphs, *segments(chapter, language=language, granularity="sentence"))}


def _bare_spans(spans: Iterable[str]) -> Counter[str]:
    return Counter(_bare(span) for span in spans)


def _bare(text: str) -> str:
    return "".join(text.split())
