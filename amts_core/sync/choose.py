"""Human text or draft, where its source changed: chosen when the draft is there."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from amts_core.book.chapter import PieceKind
from amts_core.book.common import bare
from amts_core.book.segments import HARD_BREAK
from amts_core.sync.change import Change
from amts_core.sync.difference import Revision
from amts_core.sync.parts import Choice
from amts_core.sync.repair import repaired

OUTDATED = "not brought up to date"
SAYS_THE_SAME = f"{OUTDATED}: the draft says what stands there already"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What becomes of a human text: `text` stands in the chapter, None where it gives way to the drafts."""

    change: Change
    text: str | None = None
    flags: tuple[str, ...] = ()


def choose(choice: Choice, draft: str) -> Chosen:
    """The repaired text if it can be verified; else the human text with a red mark, or the draft.

    A draft that equals the human text, or its source, is no draft: the text stays, and the mark says what of it is not
    up to date.
    """
    told = choice.revision.difference.told
    lines = _by_lines(choice.revision, draft)
    if lines is not None:
        return Chosen(Change.REPAIRED, lines, (f"repaired line by line: {told}",))
    if bare(draft) == bare(choice.human):
        return Chosen(Change.OUTDATED, choice.human, (f"{OUTDATED}: {told}; the draft says what stands there already",))
    is_echo = bare(draft) == bare(" ".join(one.text for one in choice.revision.now))
    if is_echo and not choice.revision.difference.contradicts:
        return Chosen(Change.OUTDATED, choice.human, (f"{OUTDATED}: {told}; the draft is not translated",))
    text = repaired(choice.revision, choice.words, draft)
    if text is not None:
        return Chosen(Change.REPAIRED, text, (f"repaired: {told}",))
    if choice.keeps:
        return Chosen(Change.OUTDATED, choice.human, (f"{OUTDATED}: {told}",))
    return Chosen(Change.CHANGED)


def _by_lines(revision: Revision, draft: str) -> str | None:
    """The human's lines and, for those that are new, the draft's, where hard breaks cut all versions alike."""
    breaks = [p for block in revision.blocks for p in block.pieces if p.kind is PieceKind.HARD_BREAK]
    breaks = [p for p in breaks if revision.start <= p.start and p.end <= revision.start + len(revision.text)]
    ends = [revision.start, *(place for p in breaks for place in (p.start, p.end)), revision.start + len(revision.text)]
    human = [revision.text[a - revision.start : b - revision.start] for a, b in zip(ends[::2], ends[1::2], strict=True)]
    old, new = (" ".join(one.text for one in side).split(HARD_BREAK) for side in (revision.former, revision.now))
    theirs = draft.split(HARD_BREAK)
    if not breaks or len(human) != len(old) or len(theirs) != len(new):
        return None
    same = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    place_of = {block.b + step: block.a + step for block in same for step in range(block.size)}
    if not place_of or len(place_of) == len(new):
        return None
    lines = [human[place_of[n]] if n in place_of else theirs[n].strip() for n in range(len(new))]
    return breaks[0].text.join(lines)
