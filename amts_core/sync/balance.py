"""Pairs of template and HTML tags: what opens in a chapter must close again."""

from __future__ import annotations

import re
from collections import Counter

from amts_core.translate.rebuild import DamagedChapter

_TAG = re.compile(
    r"\{\{[<%]-?\s*(?P<end>/?)\s*(?P<short>[\w.-]+)[^{}]*?(?P<self>/?)\s*-?[>%]\}\}"
    r"|\{%-?\s*(?P<liquid_end>end)?(?P<liquid>\w+)[^{}]*?%\}"
    r"|<(?P<html_end>/?)(?P<html>details|summary|div|section|aside|figure|table|blockquote|[A-Z]\w*)\b[^<>]*?(?P<alone>/?)>"
)


def open_tags(text: str) -> Counter[str]:
    """How many tags of each name are open at the end of a text; names that never close are left out."""
    counts: Counter[str] = Counter()
    closing: set[str] = set()
    for found in _TAG.finditer(text):
        name = found["short"] or found["liquid"] or found["html"]
        if found["self"] or found["alone"]:
            continue
        is_end = bool(found["end"] or found["liquid_end"] or found["html_end"])
        closing |= {name} if is_end else set()
        counts[name] += -1 if is_end else 1
    return Counter({name: count for name, count in counts.items() if name in closing and count})


def require_closed(result: str, *, source: str, translation: str, chapter: str) -> None:
    """Raise DamagedChapter if a tag lacks its other half that has it in the source and in the translation."""
    known = [open_tags(text) for text in (source, translation)]
    closing = {name for text in (source, translation) for name in _closers(text)}
    for name in closing | open_tags(result).keys():
        count = _count(result, name)
        if count and abs(count) > max(abs(side[name]) for side in known):
            raise DamagedChapter(
                f"chapter {chapter!r} would have a {name!r} that is not {'closed' if count > 0 else 'opened'}: bring"
                " what stands around it up to date by hand"
            )


def _closers(text: str) -> set[str]:
    tags = _TAG.finditer(text)
    return {
        found["short"] or found["liquid"] or found["html"]
        for found in tags
        if found["end"] or found["liquid_end"] or found["html_end"]
    }


def _count(text: str, name: str) -> int:
    """Opening less closing tags of a name."""
    count = 0
    for found in _TAG.finditer(text):
        if name == (found["short"] or found["liquid"] or found["html"]) and not (found["self"] or found["alone"]):
            count += -1 if found["end"] or found["liquid_end"] or found["html_end"] else 1
    return count
