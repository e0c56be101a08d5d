"""What humans have translated anywhere in a book, for text that moves from one chapter to another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set

from amts_core.book.chapter import Chapter
from amts_core.book.common import bare
from amts_core.book.segments import segments
from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import alignment_method
from amts_core.parallel.table import Row
from amts_core.sync.likeness import BY_MEANING, DOUBTFUL, SHORT


def new_texts(after: Chapter, before: Chapter | None, *, language: str) -> set[str]:
    """The sentences and paragraphs of a chapter that its former version has not."""
    return _texts(after, language) - (_texts(before, language) if before else set())


def human_texts(wanted: Set[str], pairs: Iterable[Row], *, languages: LanguagePair) -> dict[str, str]:
    """The human translation of each wanted text that is translated in one way only, from rows of a book's pair tables.

    A pair whose sides may be no translations of each other, or have other protected spans, counts for nothing. In
    languages that the encoder does not know only pairs of one to one, in paragraphs of one to one, are sure enough.
    """
    by_meaning = alignment_method(languages) == BY_MEANING
    found: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        source, target, shapes = pair["source"], pair["target"], (pair["bead"], pair["paragraph_bead"])
        if source not in wanted or not target or not shapes[0].startswith("1-"):
            continue
        is_long = len(source) >= SHORT
        is_doubtful = is_long and pair["score"] < DOUBTFUL if by_meaning else shapes != ("1-1", "1-1")
        spans = (Counter(map(bare, pair[side])) for side in ("source_spans", "target_spans"))
        if not is_doubtful and next(spans) == next(spans):
            found[source].add(target)
    return {source: targets.pop() for source, targets in found.items() if len(targets) == 1}


def holders(wanted: Set[str], before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The chapters of a book that may hold a translation of a wanted text: those that had it in their source.

    `before` are the texts of the sources that the translations were made from, `after` the sources now. Of a short
    text, which many may have, only those that have lost it.
    """
    short, long = ({bare(text) for text in wanted if (len(text) >= SHORT) == is_long} for is_long in (False, True))

    def is_holder(name: str) -> bool:
        had, has = bare(before[name]), bare(after.get(name, ""))
        return any(text in had for text in long) or any(text in had and text not in has for text in short)

    return [name for name in sorted(before) if is_holder(name)]


def _texts(chapter: Chapter, language: str) -> set[str]:
    paragraphs = segments(chapter, language=language, granularity="paragraph")
    return {one.text for one in (*paragraphs, *segments(chapter, language=language, granularity="sentence"))}
