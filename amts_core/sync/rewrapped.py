"""A paragraph that went into a list or a quote, or came out of one, and changed at the same time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from amts_core.book.segments import Segment
from amts_core.sync.change import Change
from amts_core.sync.matching import SIMILAR_MOVED, similarities
from amts_core.sync.parts import Choice, Slot, Story
from amts_core.sync.rules import Case, decide
from amts_core.sync.scene import Scene


def rewrapped(paragraph: Segment, scene: Scene, gone: Collection[int]) -> Story | None:
    """What becomes of the human text of a new paragraph's former version, which had another form; None if it has none.

    That is one of which nothing in the new source is a version; `gone` has the units of the translation that go.
    """
    alignment, olds, units = scene.counterparts.alignment, scene.old.of_block(), scene.current.of_block()
    pairs = [
        (alignment.source_paragraphs[group.source[0]], alignment.target_paragraphs[group.target[0]])
        for group in scene.counterparts.groups
        if len(group.source) == len(group.target) == 1 and not group.doubtful
    ]
    found = [(old, human) for old, human in pairs if olds[old.block] not in scene.kept and units[human.block] in gone]
    likeness = similarities([paragraph.text], [old.text for old, _ in found])[0] if found else []
    best = max(range(len(found)), key=lambda place: likeness[place], default=None)
    if best is None or likeness[best] < SIMILAR_MOVED:
        return None
    old, human = found[best]
    block, (start, end) = scene.translation.blocks[human.block], (0, len(human.text))
    outcome = decide(
        Case(
            former=(old,),
            now=(paragraph,),
            target=(human,),
            text=human.text,
            start=start,
            blocks=(replace(block, start=start, end=end, text=human.text, pieces=human.pieces),),
            is_whole=True,
            languages=scene.languages,
            guide=scene.guide,
            drafts=(Slot(paragraph),),
        )
    )
    parts = outcome.parts or (human.text,)
    if outcome.change is Change.CHANGED and not isinstance(parts[0], Choice):
        return None
    former = human.text if parts != (human.text,) else ""
    return Story(outcome.change, (paragraph,), parts, old.text, former, outcome.flags, outcome.quiet)
