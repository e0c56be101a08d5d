"""A paragraph that went into a list or a quote, or came out of one, and changed at the same time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from amts_core.book.segments import Segment
from amts_core.sync.change import Change
from amts_core.sync.counterpart import Counterparts
from amts_core.sync.decide import decided
from amts_core.sync.guide import Guide
from amts_core.sync.matching import SIMILAR_MOVED, similarities
from amts_core.sync.parts import Slot, Story, has_choice
from amts_core.sync.rules import Case


def rewrapped(
    paragraph: Segment, counterparts: Counterparts, is_free: Callable[[int], bool], gone: Collection[int], guide: Guide
) -> Story | None:
    """What becomes of the human text of a new paragraph's former version, which had another form; None if it has none.

    `is_free` says of a block of the old source that nothing of the new one is a version of it; `gone` has the units of
    the translation that go.
    """
    alignment, units = counterparts.alignment, counterparts.translation.of_block()
    found = [
        (alignment.source_paragraphs[group.source[0]], alignment.target_paragraphs[group.target[0]])
        for group in counterparts.groups
        if len(group.source) == len(group.target) == 1 and not group.doubtful
    ]
    found = [(old, human) for old, human in found if is_free(old.block) and units[human.block] in gone]
    likeness = similarities([paragraph.text], [old.text for old, _ in found])[0] if found else []
    best = max(range(len(found)), key=lambda place: likeness[place], default=None)
    if best is None or likeness[best] < SIMILAR_MOVED:
        return None
    return _story(paragraph, *found[best], counterparts, guide)


def _story(paragraph: Segment, old: Segment, human: Segment, counterparts: Counterparts, guide: Guide) -> Story | None:
    block = replace(
        counterparts.translation.chapter.blocks[human.block],
        start=0,
        end=len(human.text),
        text=human.text,
        pieces=human.pieces,
    )
    case = Case(
        former=(old,),
        now=(paragraph,),
        target=(human,),
        text=human.text,
        start=0,
        blocks=(block,),
        is_whole=True,
        languages=counterparts.alignment.languages,
        guide=guide,
    )
    found = decided(case, paragraph.id, lambda: (Slot(paragraph),))
    if found.change is Change.CHANGED and not has_choice(found.parts):
        return None
    parts = found.parts or (human.text,)
    former = human.text if parts != (human.text,) else ""
    return Story(found.change, (paragraph,), parts, old.text, former, found.flags, found.quiet)
