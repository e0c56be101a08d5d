"""What a chapter sends, as the tests of dialects write it: prose between ⟪ and ⟫."""

from __future__ import annotations

import re

from amts_core.book.chapter import Chapter, parse_chapter
from amts_core.book.segments import segments


def parsed(marked: str, format: str) -> Chapter:
    """The chapter without the brackets."""
    return parse_chapter(re.sub("[⟪⟫]", "", marked), format=format)


def sent(chapter: Chapter) -> list[str]:
    """The stretches of the chapter that are sent."""
    found = segments(chapter, language="en", granularity="paragraph")
    return [chapter.text[segment.start : segment.end] for segment in found]


def wanted(marked: str) -> list[str]:
    """The stretches between the brackets."""
    return re.findall("⟪(.*?)⟫", marked, re.DOTALL)
