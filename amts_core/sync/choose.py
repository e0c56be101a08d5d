"""Human text or draft, where its source changed: chosen when the draft is there."""

from __future__ import annotations

from dataclasses import dataclass

from amts_core.sync.change import Change
from amts_core.sync.parts import Choice, bare
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

    A draft that equals the human text is no draft: the text stays, and the mark says what of it is not up to date.
    """
    told = choice.case.difference.told
    if bare(draft) == bare(choice.human):
        return Chosen(Change.OUTDATED, choice.human, (f"{OUTDATED}: {told}; the draft says what stands there already",))
    text = repaired(choice.case, draft)
    if text is not None:
        return Chosen(Change.REPAIRED, text, (f"repaired: {told}",))
    if choice.keeps:
        return Chosen(Change.OUTDATED, choice.human, (f"{OUTDATED}: {told}",))
    return Chosen(Change.CHANGED)
