"""What becomes of human text whose source changed, before there are drafts: a rule says it, else the policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from amts_core.sync.change import Change
from amts_core.sync.parts import Choice, Part, Slot
from amts_core.sync.policy import Course
from amts_core.sync.repair import repaired_by_lexicon
from amts_core.sync.rules import Case, decide


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a human text; without `parts` it stays as it is. `flags` and `quiet` are as those of a rule."""

    change: Change
    parts: tuple[Part, ...]
    flags: tuple[str, ...]
    quiet: bool = False


def decided(
    case: Case, name: str, drafts: Callable[[], tuple[str | Slot, ...]], flags: tuple[str, ...] = ()
) -> Decided:
    """What the first rule that answers says; else the lexicon repairs it, or a draft, or one is chosen later.

    `name` is that of such a choice, `drafts` gives what it is between, `flags` are told where no rule answers.
    """
    found = decide(case)
    if found is not None:
        return Decided(found.change, () if found.text is None else (found.text,), found.flags, found.quiet)
    difference = case.difference
    course = case.guide.policy.course(difference.similarity, contradicts=difference.contradicts)
    if course is Course.DRAFT or len(case.blocks) > 1:
        return Decided(Change.CHANGED, drafts(), flags)
    text = repaired_by_lexicon(case)
    if text is not None:
        return Decided(Change.REPAIRED, (text,), (f"repaired by the lexicon: {difference.told}",))
    choice = Choice.of(case, name, drafts(), keeps=course is Course.KEEP)
    return Decided(Change.OUTDATED if choice.keeps else Change.CHANGED, (choice,), flags)
