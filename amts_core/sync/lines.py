"""The lines of a paragraph with hard breaks, of which those whose source did not change stay a human's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from amts_core.book.chapter import Block, PieceKind
from amts_core.book.model import BREAK_TAG
from amts_core.sync.difference import Revision

_BREAK = re.compile(rf"{BREAK_TAG.pattern}[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines between the hard breaks of a human text and of both versions of its source.

    `gap` is what breaks the lines of the paragraph that the text stands in, "" if nothing does; `joint` is what stands
    between two sentences in its language.
    """

    human: Sequence[str]
    old: Sequence[str]
    new: Sequence[str]
    gap: str
    joint: str

    @classmethod
    def of(cls, revision: Revision) -> Lines:
        """The lines of a revision."""
        start, end = revision.start, revision.start + len(revision.text)
        old, new = (_BREAK.split(text) for text in revision.written)
        blocks = revision.blocks if len(old) + len(new) > 2 else ()  # else nothing of a long paragraph is asked for
        breaks = [one for block in blocks for one in _breaks(block)]
        inside = [(a, b) for a, b, _ in breaks if start <= a and b <= end]
        ends = [start, *(place for one in inside for place in one), end]
        human = [revision.text[a - start : b - start] for a, b in zip(ends[::2], ends[1::2], strict=True)]
        return cls(human, old, new, breaks[0][2] if breaks else "", revision.languages.target_facts.gap)

    @property
    def followed(self) -> bool:
        """Whether the human text has the lines of the new source already, which has others than the old one."""
        return len(self.old) != len(self.new) == len(self.human) > 1

    @property
    def stayed(self) -> dict[int, str]:
        """The human's text of the lines of the new source that were there, also as several that are joined now.

        There is none unless hard breaks cut the human text and the old source alike.
        """
        if not self.gap or len(self.human) != len(self.old) or self.old == self.new:
            return {}
        same = SequenceMatcher(None, self.old, self.new, autojunk=False).get_matching_blocks()
        runs = {n: (self.old.index(line), 1) for n, line in enumerate(self.new) if line in self.old}
        runs |= {block.b + step: (block.a + step, 1) for block in same for step in range(block.size)}
        for n, line in enumerate(self.new):
            for first, old in enumerate(self.old) if n not in runs else ():
                for size in range(2, len(self.old) - first + 1) if line.startswith(f"{old} ") else ():
                    if line == " ".join(self.old[first : first + size]):
                        runs[n] = first, size
        return {n: self.joint.join(self.human[first : first + size]) for n, (first, size) in runs.items()}

    def repaired(self, draft: str) -> str | None:
        """The human's lines and, for new ones, the draft's; None if no line stayed, or the draft is cut otherwise."""
        stayed, theirs = self.stayed, _BREAK.split(draft)
        if not stayed or len(theirs) != len(self.new):
            return None
        return self.gap.join(stayed.get(n, line.strip()) for n, line in enumerate(theirs))


def _breaks(block: Block) -> Iterator[tuple[int, int, str]]:
    """Start, end and text of the hard breaks of a block, with the line ends behind them."""
    for one, other in pairwise((*block.pieces, None)):
        if one is not None and one.breaks:
            more = other if other is not None and other.kind is PieceKind.SOFT_BREAK else None
            yield one.start, (more or one).end, one.text + (more.text if more else "")
