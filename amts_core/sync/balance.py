"""Pairs of template and HTML tags: what opens in a chapter must close again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set

from amts_core.translate.rebuild import DamagedChapter

_TAG = re.compile(
    r"\{\{[<%]-?\s*(?P<end>/?)\s*(?P<short>[\w.-]+)[^{}]*?(?P<self>/?)\s*-?[>%]\}\}"
    r"|\{%-?\s*(?P<liquid_end>end)?(?P<liquid>\w+)[^{}]*?%\}"
    r"|<(?P<html_end>/?)(?P<html>details|summary|div|section|aside|figure|table|blockquote|[A-Z]\w*)\b[^<>]*?(?P<alone>/?)>"
)


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
