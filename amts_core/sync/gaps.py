"""What stands between two sentences: blanks, line ends, and marks that open or close there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from amts_core.book.chapter import Chapter
from amts_core.book.segments import Segment
from amts_core.sync.group import Item, Material

_BLANKS = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t>]*|\s+")  # a line end with what a quote has before its lines


@dataclass(frozen=True)
class Gaps:
    """The gaps of a group of paragraphs; `flags` collects what could not be carried.

    Unless it `carries`, the marks of the translation stay as they are.
    """

    material: Material
    flags: list[str] = field(default_factory=list)
    carries: bool = True

    def between(self, block: int, last: Item | None, item: Item | None) -> str:
        """What stands between two items (or an item and the border of the block) in the new translation."""
        m = self.material
        old = m.translated(block)
        here = [j for j, sentence in m.target_sentences if sentence.block == block]
        left = last.target[-1] if last and last.target else None
        right = item.target[0] if item and item.target else None
        source_gap = (
            self.in_source(_last(last), _first(item), at_start=last is None, at_end=item is None)
            if self.carries
            else None
        )
        if last is None or item is None:
            touches = right == here[0] if last is None else left == here[-1]
        else:
            touches = left is not None and right is not None and right == left + 1
        start = old.start if last is None else m.target[left].end if left is not None else None
        end = old.end if item is None else m.target[right].start if right is not None else None
        if touches and start is not None and end is not None:
            former_gap = self._before_gap(last, item)
            beside = "".join(m.target_text((j,)) for j in (left, right) if j is not None)
            return self._merged(m.text[start:end], former_gap, source_gap, beside)
        if last is None or item is None:
            return _marks(source_gap or "")
        return with_blanks(source_gap or "", self._blanks_beside(block, here, left, right))

    def _merged(self, gap: str, former: str | None, source: str | None, beside: str) -> str:
        """The gap with the change of the source's; `beside` is what stands on its sides in the translation."""
        if former is None or source is None or _marks(former) == _marks(source):
            return gap
        is_inside = any(map(str.isalnum, _marks(former))) and _marks(former) in beside
        if _marks(gap) == _marks(source) and not is_inside:
            return gap
        if _marks(gap) == _marks(former):
            found = _BLANKS.search(gap)
            return with_blanks(source, found.group() if found else "")
        self.flags.append(
            f"the source changed {_marks(former)!r} to {_marks(source)!r} between sentences,"
            f" where the translation has {_marks(former) if is_inside else _marks(gap)!r}"
        )
        return gap

    def _blanks_beside(self, block: int, here: Sequence[int], left: int | None, right: int | None) -> str:
        """The blanks that stand after `left` or before `right` in the translation, else the habit."""
        m = self.material
        places = []
        if left is not None and left != here[-1]:
            places.append((m.target[left].end, m.target[left + 1].start))
        if right is not None and right != here[0]:
            places.append((m.target[right - 1].end, m.target[right].start))
        for start, end in places:
            found = _BLANKS.search(m.text[start:end])
            return found.group() if found else ""
        return m.gap(block)

    def in_source(
        self, left: int | None, right: int | None, *, at_start: bool = False, at_end: bool = False
    ) -> str | None:
        """What stands between two sentences of the new source, if they are neighbours in a block."""
        return _gap_between(self.material.source.chapter, self.material.after, left, right, at_start, at_end)

    def _before_gap(self, last: Item | None, item: Item | None) -> str | None:
        left = last.before[-1] if last and last.before else None
        right = item.before[0] if item and item.before else None
        chapter = self.material.counterparts.before.chapter
        return _gap_between(chapter, self.material.former, left, right, last is None, item is None)


def _gap_between(
    chapter: Chapter,
    sentences: Sequence[Segment],
    left: int | None,
    right: int | None,
    at_start: bool,
    at_end: bool,
) -> str | None:
    if at_start or at_end:
        at, step = (right, -1) if at_start else (left, 1)
        if at is None:
            return None
        block = chapter.blocks[sentences[at].block]
        beside = at + step
        if 0 <= beside < len(sentences) and sentences[beside].block == block.index:
            return None
        return (
            chapter.text[block.start : sentences[at].start] if at_start else chapter.text[sentences[at].end : block.end]
        )
    if left is None or right is None or right != left + 1 or sentences[left].block != sentences[right].block:
        return None
    return chapter.text[sentences[left].end : sentences[right].start]


def _first(item: Item | None) -> int | None:
    return item.after[0] if item and item.after else None


def _last(item: Item | None) -> int | None:
    return item.after[-1] if item and item.after else None


def _marks(gap: str) -> str:
    return _BLANKS.sub("", gap)


def with_blanks(gap: str, blanks: str) -> str:
    """The marks of a gap with other blanks between them."""
    found = _BLANKS.search(gap)
    if not _marks(gap):
        return blanks
    return gap[: found.start()] + blanks + gap[found.end() :] if found else gap
