"""Counts a synced chapter after the sync: no human sentence may be lost without a record, no tag be left open.

It knows nothing of how the sync works. It takes the translation as it was, the result and the story of its segments,
and looks for each sentence of the translation: it stands in the result as often as before, in prose or at all (a
wrapper may be no prose), or a record has its text as what stood there before. What is neither here nor there is
missing, and such a chapter is not delivered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set

from amts_core.book.chapter import Chapter
from amts_core.book.common import shortened
from amts_core.book.model import BREAK_TAG
from amts_core.book.segments import segments
from amts_core.errors import AmtsError
from amts_core.translate.rebuild import DamagedChapter

_TAG = re.compile(
    r"\{\{[<%]-?\s*(?P<end>/?)\s*(?P<short>[\w.-]+)[^{}]*?(?P<self>/?)\s*-?[>%]\}\}"
    r"|\{%-?\s*(?P<liquid_end>end)?(?P<liquid>\w+)[^{}]*?%\}"
    r"|<(?P<html_end>/?)(?P<html>details|summary|div|section|aside|figure|table|blockquote|[A-Z]\w*)\b[^<>]*?(?P<alone>/?)>"
)
_SIGNS = str.maketrans("", "", " \t\r\n\f\v>|\\\u00a0\u3000")


class UnaccountedText(AmtsError):
    """Human text that a sync would lose; the message names the chapter and the text."""


def missing_text(translation: Chapter, result: Chapter, records: Iterable[str], *, language: str) -> list[str]:
    """The sentences of `translation` that are neither in the result nor in `records`, what stood there on record.

    White space and the marks of quotes and tables do not count.
    """
    before = Counter(_bare(one.text) for one in segments(translation, language=language, granularity="sentence"))
    before.pop("", None)
    told_of = [_bare(one) for one in records]
    sides = [(_prose(translation), _prose(result)), (_bare(translation.text), _bare(result.text))]
    missing = list[str]()
    for sentence, count in before.items():
        lost = max(0, min(count, *(former.count(sentence) - now.count(sentence) for former, now in sides)))
        told = sum(record.count(sentence) for record in told_of) if lost else 0
        missing += [sentence] * (lost - told)
    return missing


def require_balance(translation: Chapter, result: Chapter, records: Iterable[str], *, language: str) -> None:
    """Raise UnaccountedText if a human sentence is neither in the result nor on record."""
    missing = missing_text(translation, result, records, language=language)
    if missing:
        raise UnaccountedText(
            f"chapter {translation.id!r} would lose {len(missing)} human sentences without a record, such as"
            f" {shortened(missing[0], 60)!r}: it is left as it is; bring it up to date by hand, and report this"
        )


def _prose(chapter: Chapter) -> str:
    return "\0".join(_bare(block.text) for block in chapter.blocks if block.translatable)


def _bare(text: str) -> str:
    return BREAK_TAG.sub("", text).translate(_SIGNS)


def open_tags(text: str, closing: Set[str] = frozenset()) -> Counter[str]:
    """How many tags of each name are open at the end of a text; of names that never close, only those in `closing`."""
    counts = Counter[str]()
    for name, step in _tags(text):
        counts[name] += step
    closing = closing | _closers(text)
    return Counter({name: count for name, count in counts.items() if name in closing and count})


def require_closed(result: str, *, source: str, translation: str, chapter: str) -> None:
    """Raise DamagedChapter if a tag lacks its other half that has it in the source and in the translation."""
    known = [open_tags(text) for text in (source, translation)]
    for name, count in open_tags(result, _closers(source) | _closers(translation)).items():
        if abs(count) > max(abs(side[name]) for side in known):
            raise DamagedChapter(
                f"chapter {chapter!r} would have a {name!r} that is not {'closed' if count > 0 else 'opened'}: bring"
                " what stands around it up to date by hand"
            )


def _closers(text: str) -> set[str]:
    return {name for name, step in _tags(text) if step < 0}


def _tags(text: str) -> Iterator[tuple[str, int]]:
    """The name of each tag that opens (1) or closes (-1); none of those that do both."""
    for found in _TAG.finditer(text):
        if not (found["self"] or found["alone"]):
            is_end = found["end"] or found["liquid_end"] or found["html_end"]
            yield found["short"] or found["liquid"] or found["html"], -1 if is_end else 1
