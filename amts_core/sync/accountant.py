"""Counts a synced chapter after the sync: no human sentence may be lost without a record.

It knows nothing of how the sync works. It takes the translation as it was, the result and the story of its segments,
and looks for each sentence of the translation: it stands in the result as often as before, in prose or at all (a
wrapper may be no prose), or a record has its text as what stood there before. What is neither here nor there is
missing, and such a chapter is not delivered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from amts_core.book.chapter import Chapter
from amts_core.book.common import shortened
from amts_core.book.segments import segments
from amts_core.errors import AmtsError

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
    return text.translate(_SIGNS)
