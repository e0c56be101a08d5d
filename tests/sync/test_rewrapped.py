"""A paragraph that changed and stands in another form."""

from __future__ import annotations

from amts_core.sync.change import Change
from amts_core.sync.parts import Choice, Slot, Story
from amts_core.sync.rewrapped import rewrapped
from amts_core.sync.scene import Findings
from tests.sync.builders import Places, scene

A, X = "The lamp is red.", "Die Lampe ist rot."
OLD, NEW = "We use $n$ lamps in the old house.", "We use $n$ lamps in the old garden."
HUMAN = "Wir nutzen $n$ Lampen im alten Haus."


def going(human: str, *gone: int) -> Findings:
    return Findings(gone={*gone}, stories=[Story(Change.DELETED, (), (), OLD, human)])


def story(
    new: str, *, also: str = "", gone: tuple[int, ...] = (1,), human: str = HUMAN, rows: list[Places] | None = None
) -> Story | None:
    after = f"- {new}\n\n{also}\n"
    here = scene(f"{A}\n\n{OLD}\n", after, f"{X}\n\n{human}\n", paragraphs=rows or [], beads=rows or [])
    paragraph = next(iter(here.source.paragraphs.values()))
    return rewrapped(paragraph, here, going(human, *gone))


def test_human_text_whose_source_changed_a_little_is_a_choice_between_it_and_the_draft() -> None:
    found = story(NEW)
    assert found is not None
    (choice,) = found.target
    assert isinstance(choice, Choice)
    assert (found.change, choice.human, found.former_source, found.former_target) == (
        Change.OUTDATED,
        HUMAN,
        OLD,
        HUMAN,
    )
    (slot,) = choice.drafts
    assert isinstance(slot, Slot)
    assert slot.segment.text == NEW
    assert choice.name == slot.segment.id


def test_a_span_is_carried_into_it_and_what_stays_has_no_former_text() -> None:
    carried = story(OLD.replace("$n$", "$m$"))
    assert carried is not None
    assert (carried.change, carried.target) == (Change.CARRIED, (HUMAN.replace("$n$", "$m$"),))
    assert carried.former_target == HUMAN
    kept = story(OLD.replace("lamps", "lamps,"))
    assert kept is not None
    assert (kept.change, kept.target, kept.former_target) == (Change.KEPT, (HUMAN,), "")
    assert len(kept.flags) == 1


def test_a_text_that_says_something_else_or_is_taken_is_none() -> None:
    assert story("The dog of the neighbour sleeps in the sun.") is None
    assert story(NEW, also=OLD) is None
    assert story(NEW, gone=()) is None
    assert story(NEW, gone=(0,)) is None
    assert story("We use $n$ lamps in a green bright garden.") is None  # the policy asks for a draft


def test_only_a_paragraph_that_surely_translates_one_has_human_text_for_it() -> None:
    own = "Der Übersetzer grüßt `Anna` und NASA, ESA und CNES von hier."
    assert story(NEW, human=own) is None
    assert story(NEW, rows=[([0, 1], [0, 1])]) is None


def test_of_several_the_most_similar_is_taken() -> None:
    other = OLD.replace("house", "house now")
    here = scene(f"{other}\n\n{OLD}\n", f"- {NEW}\n", f"{HUMAN[:-1]} jetzt.\n\n{HUMAN}\n")
    (paragraph,) = here.source.paragraphs.values()
    found = rewrapped(paragraph, here, going(HUMAN, 0, 1))
    assert found is not None
    assert found.former_source == OLD


def test_without_free_paragraphs_there_is_none() -> None:
    here = scene(f"{A}\n", f"- {NEW}\n", f"{X}\n")
    (paragraph,) = here.source.paragraphs.values()
    assert rewrapped(paragraph, here, Findings()) is None
