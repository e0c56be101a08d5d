"""Where the segments of a synced chapter came from: what their stories became, once the drafts are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from amts_core.book.common import bare
from amts_core.sync.change import Change
from amts_core.sync.lines import Lines
from amts_core.sync.parts import Choice, Story, flat, one_line, slots
from amts_core.sync.repair import repaired
from amts_core.translate.document import Draft

OUTDATED = "not brought up to date"
SAYS_THE_SAME = f"{OUTDATED}: the draft says what stands there already"
State = Literal["human", "machine", "carried", "repaired", "outdated"]
_STATES: Mapping[Change, State] = {
    Change.CARRIED: "carried",
    Change.REPAIRED: "repaired",
    Change.OUTDATED: "outdated",
    Change.BESIDE: "human",
}


@dataclass(frozen=True)
class SegmentOrigin:
    """Where a segment of the result came from.

    `segment` is the id of the first source segment, "" for a deleted one, `segments` the ids of all of them. `state` is
    who wrote `target`: a human, a machine, a human with spans carried over from the source or with words repaired, or a
    human who wrote it for another version of the source (outdated). `change` is a `Change`; with "beside" and
    "outdated", `draft` is the translation that has no place in the chapter and `target` the old text that stays.
    `former_source` and `former_target` are given where they differ. `quiet` flags are for the record only.
    """

    segment: str
    source: str
    target: str
    state: State
    flags: tuple[str, ...] = ()
    change: str = Change.KEPT.value
    former_source: str = ""
    former_target: str = ""
    draft: str = ""
    segments: tuple[str, ...] = ()
    quiet: bool = False


def origin_of(story: Story, drafts: Mapping[str, Draft], chosen: Mapping[str, Chosen]) -> SegmentOrigin:
    """What a story became with these drafts, and with what was chosen of human text, by the name of the choice."""
    choice = next((chosen[part.name] for part in story.target if isinstance(part, Choice)), None)
    flags = [flag for slot in slots(story.target) for flag in drafts[slot.segment.id].flags]
    draft = one_line(story.target, drafts) if slots(story.target) else ""
    target = draft or flat("".join(part for part in story.target if isinstance(part, str)))
    change, former = story.change, story.former_target
    if choice is None and change is Change.CHANGED and bare(draft) == bare(former):
        choice = Chosen(Change.OUTDATED, former, (SAYS_THE_SAME,))
    if choice is not None:
        change = choice.change
        flags = [*choice.flags, *(flags if change is Change.CHANGED else ())]
        if change is not Change.CHANGED:
            target = flat(choice.text or "")
    stays = change in (Change.BESIDE, Change.OUTDATED)
    return SegmentOrigin(
        segment=story.source[0].id if story.source else "",
        source=" ".join(one.text for one in story.source),
        target=former if stays else target,
        state=_STATES.get(change, "machine" if slots(story.target) else "human"),
        flags=(*story.flags, *flags),
        change=change.value,
        former_source=story.former_source,
        former_target="" if stays else former,
        draft=draft if (stays and bare(draft) != bare(former)) or change is Change.REPAIRED else "",
        segments=tuple(one.id for one in story.source),
        quiet=story.quiet,
    )


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
    difference = choice.revision.difference
    told = difference.told
    lines = Lines.of(choice.revision)
    text = lines.repaired(draft)
    if text is not None:
        return Chosen(Change.REPAIRED, text, (f"repaired line by line: {told}",))
    is_echo = bare(draft) == bare(" ".join(one.text for one in choice.revision.now))
    if bare(draft) == bare(choice.human):
        why = "; the draft says what stands there already"
    elif is_echo and not difference.contradicts:
        why = "; the draft is not translated"
    elif (text := repaired(choice.revision, choice.words, draft)) is not None:
        return Chosen(Change.REPAIRED, text, (f"repaired: {told}",))
    elif lines.followed and not difference.contradicts:
        why = "; it has as many lines as the new source"
    elif choice.keeps:
        why = ""
    else:
        return Chosen(Change.CHANGED)
    return Chosen(Change.OUTDATED, choice.human, (f"{OUTDATED}: {told}{why}",))
