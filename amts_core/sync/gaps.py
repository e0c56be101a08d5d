"""What stands between two sentences: blanks, line ends, and marks that open or close there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from amts_core.book.chapter import Chapter
from amts_core.book.model import BREAK_TAG, has_lines
from amts_core.book.segments import HARD_BREAK, Segment
from amts_core.sync.group import Item, Material

_HARD = re.compile(rf"{BREAK_TAG.pattern}| {{2,}}(?=[\r\n])|\\(?=[\r\n])", re.IGNORECASE)  # a hard line break
_BLANKS = re.compile(  # with hard breaks; a line end with what a quote has before its lines
    rf"(?:{_HARD.pattern})?[ \t]*(?:\r\n|\r|\n)[ \t>]*|{BREAK_TAG.pattern}|\s+", re.IGNORECASE
)
_BLANKS_AND_TAGS = re.compile(rf"(?P<blanks>{_BLANKS.pattern})|<[^<>]*>|\{{[^{{}}]*\}}", re.IGNORECASE)
BORDER = -1  # of a block, in place of a sentence


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
        ends = (last.after if last else None, item.after if item else None)
        source = gap_between(m.source.chapter, m.after, *_beside(*ends)) if self.carries else None
        left, right = _beside(last.target if last else None, item.target if item else None)
        gap = gap_between(m.scene.translation, m.target, left, right)
        if gap is not None:
            ends = (last.before if last else None, item.before if item else None)
            former = gap_between(m.scene.old.chapter, m.former, *_beside(*ends))
            beside = "".join(m.texts((), (j,))[1] for j in (left, right) if j is not None and j != BORDER)
            return self._merged(self._rebroken(gap, former, source, block), former, source, beside)
        if last is None or item is None:
            found = _BLANKS.sub(" ", source or "")
            return found.lstrip() if last is None else found.rstrip()
        return with_blanks(source or "", self._blanks_beside(block, left, right, source))

    def _merged(self, gap: str, former: str | None, source: str | None, beside: str) -> str:
        """The gap with the change of the source's; `beside` is what stands on its sides in the translation."""
        if former is None or source is None or _marks(former) == _marks(source):
            return gap
        is_inside = any(map(str.isalnum, _marks(former))) and _marks(former) in beside
        if _marks(gap) == _marks(source) and not is_inside:
            return gap
        if _marks(gap) == _marks(former):
            return with_blanks(source, _blanks(gap))
        self.flags.append(
            f"the source changed {_marks(former)!r} to {_marks(source)!r} between sentences,"
            f" where the translation has {_marks(former) if is_inside else _marks(gap)!r}"
        )
        return gap

    def _rebroken(self, gap: str, former: str | None, source: str | None, block: int) -> str:
        """The gap with a hard break where the source got one, without where the source lost its."""
        if former is None or source is None or is_hard(former) == is_hard(source):
            return gap
        old = _find_blanks(gap)
        start, end = old.span() if old else (len(gap), len(gap))
        return gap[:start] + broken(gap[start:end], source, block, self.material) + gap[end:]

    def _blanks_beside(self, block: int, left: int | None, right: int | None, source: str | None) -> str:
        """The blanks that stand after `left` or before `right` in the translation, else the habit.

        They break the line if the source does.
        """
        m = self.material
        places = [(left, left + 1)] if left is not None else []
        places += [(right - 1, right)] if right else []
        gaps = [gap for place in places if (gap := gap_between(m.scene.translation, m.target, *place)) is not None]
        found = [_blanks(gap) for gap in gaps] or [m.gap(block)]
        if source is None:
            return found[0]
        alike = next((gap for gap in found if is_hard(gap) == is_hard(source)), found[0])
        return broken(alike, source, block, m)


def gap_between(chapter: Chapter, sentences: Sequence[Segment], left: int | None, right: int | None) -> str | None:
    """What stands between two sentences, or the first or last of a block and its border; None for all others."""
    at = right if left == BORDER else left
    if at is None or right is None or left is None:
        return None
    block = chapter.blocks[sentences[at].block]
    beside = at - 1 if left == BORDER else at + 1
    is_inside = 0 <= beside < len(sentences) and sentences[beside].block == block.index
    if BORDER in (left, right):
        start, end = (block.start, sentences[at].start) if left == BORDER else (sentences[at].end, block.end)
        return None if is_inside else chapter.text[start:end]
    return chapter.text[sentences[left].end : sentences[right].start] if is_inside and beside == right else None


def with_blanks(gap: str, blanks: str) -> str:
    """The marks of a gap with other blanks between them."""
    found = _find_blanks(gap)
    if not _marks(gap):
        return blanks
    return gap[: found.start()] + blanks + gap[found.end() :] if found else gap


def broken(blanks: str, like: str, block: int, material: Material) -> str:
    """Blanks of a block of the translation, made to break the line if others do, in their way, or not to."""
    mark = _HARD.search(like)
    if (mark is not None) == is_hard(blanks):
        return blanks
    if mark is None:
        return _HARD.sub("", blanks) or material.gap(block)
    old = material.translated(block)
    may_have_lines = has_lines(material.scene.translation.blocks, old) or len(old.text.splitlines()) > 1
    if mark.end() == len(like) or not may_have_lines:
        return mark.group() if mark.group().strip(" \\") else HARD_BREAK
    return mark.group() + (blanks.lstrip(" \t") or material.line_end(block))


def on_one_line(chapter: Chapter, sentences: Sequence[Segment], places: Sequence[int]) -> str:
    """Some sentences in a row on one line, with the hard breaks between them."""
    text = "".join(sentences[place].text for place in places[:1])
    for left, right in pairwise(places):
        gap = gap_between(chapter, sentences, left, right) or ""
        text += (HARD_BREAK if is_hard(gap) else " ") + sentences[right].text
    return text


def is_hard(gap: str) -> bool:
    """Whether a gap breaks the line."""
    return _HARD.search(gap) is not None


def _beside(left: Sequence[int] | None, right: Sequence[int] | None) -> tuple[int | None, int | None]:
    """The last sentence of one item and the first of the next; of no item the border, None where it has none."""
    return (
        BORDER if left is None else next(reversed(left), None),
        BORDER if right is None else next(iter(right), None),
    )


def _marks(gap: str) -> str:
    return _BLANKS.sub("", gap)


def _blanks(gap: str) -> str:
    found = _find_blanks(gap)
    return found.group() if found else ""


def _find_blanks(gap: str) -> re.Match[str] | None:
    """The first blanks of a gap that stand in no tag."""
    return next((found for found in _BLANKS_AND_TAGS.finditer(gap) if found["blanks"] is not None), None)
