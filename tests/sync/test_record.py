"""Where the segments of a synced chapter came from."""

from __future__ import annotations

import pytest

from amts_core.sync.change import Change
from amts_core.sync.choose import SAYS_THE_SAME, Chosen
from amts_core.sync.parts import Choice, Slot, Story
from amts_core.sync.record import SegmentOrigin, origin_of
from amts_core.translate.document import Draft
from tests.sync.builders import sentences
from tests.sync.rules.cases import LEXICON, case

OLD, NEW, HUMAN = "We print the list.", "We print the loss.", "Wir drucken die Liste."
ONE, TWO = sentences(f"{NEW} It is small.")


def origin(story: Story, drafts: dict[str, str] | None = None, chosen: Chosen | None = None) -> SegmentOrigin:
    texts = drafts or {ONE.id: "Wir drucken den Verlust.", TWO.id: "Er ist klein."}
    made = {name: Draft(name, text, ("look",) if name == ONE.id else ()) for name, text in texts.items()}
    return origin_of(story, made, {CHOICE.name: chosen} if chosen else {})


CHOICE = Choice.of(case(OLD, NEW, HUMAN, target="de"), LEXICON, (Slot(ONE),), keeps=True)


def test_a_draft_is_by_a_machine_and_has_its_flags() -> None:
    found = origin(Story(Change.NEW, (ONE, TWO), (Slot(ONE), "\n", Slot(TWO)), flags=("first",)))
    assert (found.segment, found.segments) == (ONE.id, (ONE.id, TWO.id))
    assert (found.source, found.target) == (f"{NEW} It is small.", "Wir drucken den Verlust. Er ist klein.")
    assert (found.state, found.change, found.draft) == ("machine", "new", "")
    assert found.flags == ("first", "look")


def test_human_text_is_told_on_one_line() -> None:
    found = origin(Story(Change.KEPT, (ONE,), ("Wir drucken\n  den ", "Verlust."), OLD, "", quiet=True))
    assert (found.target, found.state, found.quiet) == ("Wir drucken den Verlust.", "human", True)
    assert (found.former_source, found.former_target, found.draft) == (OLD, "", "")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (Change.KEPT, "human"),
        (Change.MOVED, "human"),
        (Change.CARRIED, "carried"),
        (Change.REPAIRED, "repaired"),
        (Change.OUTDATED, "outdated"),
    ],
)
def test_who_wrote_a_text_follows_from_what_became_of_it(change: Change, state: str) -> None:
    assert origin(Story(change, (ONE,), (HUMAN,), OLD, HUMAN)).state == state


def test_a_draft_beside_leaves_the_former_text_which_a_human_wrote() -> None:
    found = origin(Story(Change.BESIDE, (ONE,), (Slot(ONE),), OLD, HUMAN))
    assert (found.state, found.target, found.former_target) == ("human", HUMAN, "")
    assert found.draft == "Wir drucken den Verlust."


def test_what_goes_has_no_segment_and_a_former_text() -> None:
    found = origin(Story(Change.DELETED, (), (), OLD, HUMAN))
    assert (found.segment, found.segments, found.target) == ("", (), "")
    assert (found.former_source, found.former_target, found.change) == (OLD, HUMAN, "deleted")


def test_a_draft_that_says_what_stood_there_is_none() -> None:
    found = origin(Story(Change.CHANGED, (ONE,), (Slot(ONE),), OLD, HUMAN), {ONE.id: f" {HUMAN}"})
    assert (found.change, found.state, found.target, found.draft) == ("outdated", "outdated", HUMAN, "")
    assert found.flags == (SAYS_THE_SAME,)
    changed = origin(Story(Change.CHANGED, (ONE,), (Slot(ONE),), OLD, HUMAN))
    assert (changed.change, changed.state, changed.former_target, changed.flags) == (
        "changed",
        "machine",
        HUMAN,
        ("look",),
    )
    new = origin(Story(Change.NEW, (ONE,), (Slot(ONE),), OLD, HUMAN), {ONE.id: HUMAN})
    assert new.change == "new"


def test_what_was_chosen_says_what_became_of_human_text() -> None:
    story = Story(Change.OUTDATED, (ONE,), (CHOICE,), OLD, HUMAN, ("first",))
    kept = origin(story, chosen=Chosen(Change.OUTDATED, HUMAN, ("why",)))
    assert (kept.state, kept.target, kept.former_target) == ("outdated", HUMAN, "")
    assert (kept.draft, kept.flags) == ("Wir drucken den Verlust.", ("first", "why"))
    repaired = origin(story, chosen=Chosen(Change.REPAIRED, "Wir drucken\nden Wert.", ("how",)))
    assert (repaired.state, repaired.target, repaired.former_target) == ("repaired", "Wir drucken den Wert.", HUMAN)
    assert (repaired.draft, repaired.flags) == ("Wir drucken den Verlust.", ("first", "how"))
    drafted = origin(story, chosen=Chosen(Change.CHANGED))
    assert (drafted.state, drafted.target, drafted.draft) == ("machine", "Wir drucken den Verlust.", "")
    assert (drafted.former_target, drafted.flags) == (HUMAN, ("first", "look"))
