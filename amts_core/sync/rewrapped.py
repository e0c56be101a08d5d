"""A paragraph that went into a list or a quote, or came out of one, and changed at the same time."""

from __future__ import annotations

from dataclasses import replace

from amts_core.book.segments import Segment
from amts_core.sync.matching import SIMILAR_MOVED, similarities
from amts_core.sync.parts import Slot, Story
from amts_core.sync.rules import Case, decide
from amts_core.sync.scene import Findings, Scene


def rewrapped(paragraph: Segment, scene: Scene, found: Findings) -> Story | None:
    """What becomes of the human text of a new paragraph's former version, which had another form; None if it has none.

    That is one of which nothing in the new source is a version. Its human text, which is among those that go, stays.
    """
    alignment, olds, units = scene.counterparts.alignment, scene.old.of_block(), scene.current.of_block()
    pairs = [
        (alignment.source_paragraphs[group.source[0]], alignment.target_paragraphs[group.target[0]])
        for group in scene.counterparts.groups
        if len(group.source) == len(group.target) == 1 and not group.doubtful
    ]
    pairs = [one for one in pairs if olds[one[0].block] not in scene.kept and units[one[1].block] in found.gone]
    likeness = similarities([paragraph.text], [old.text for old, _ in pairs])[0] if pairs else []
    best = max(range(len(pairs)), key=lambda place: likeness[place], default=None)
    if best is None or likeness[best] < SIMILAR_MOVED:
        return None
    old, human = pairs[best]
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
    part = outcome.parts[0] if outcome.parts else human.text
    gone = found.deleted(human.text)
    if isinstance(part, Slot) or gone is None:
        return None
    found.stories.remove(gone)
    found.reused[paragraph.id] = part
    former = "" if part == human.text else human.text
    return Story(outcome.change, (paragraph,), (part,), old.text, former, outcome.flags, outcome.quiet)
