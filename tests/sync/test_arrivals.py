"""Paragraphs that are new where they stand take human text from elsewhere, else drafts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from amts_core.sync.arrivals import put_in, rewrapped, take_out, tell_new, unwrapped, wrapped
from amts_core.sync.change import Change
from amts_core.sync.guide import Known
from amts_core.sync.parts import Choice, Slot, Story
from amts_core.sync.reuse import BY_LENGTH_ALONE
from amts_core.sync.scene import Findings, bare
from tests.sync.builders import NO_WORDS, Places, scene

LAMP, ROAD, WOOD = "The lamp is bright.", "The road is long.", "The wood of the boat is old."
LAMPE, STRASSE, HOLZ = "Die Lampe ist hell.", "Die Straße ist lang.", "Das Holz des Boots ist alt."


def told(
    after: str, memory: Mapping[str, str] | None = None, unwrapped: Mapping[str, str] | None = None
) -> tuple[list[tuple[Change, list[str], tuple[object, ...]]], Findings]:
    """The stories of all of a new source: what becomes of which sentences."""
    known = Known(memory or {}, lexicon=lambda: NO_WORDS)
    here, found = scene(f"{LAMP}\n", after, f"{LAMPE}\n", known=known), Findings()
    tell_new([block.index for unit in here.new.units for block in unit.texts], unwrapped or {}, here, found)
    return [(one.change, [s.text for s in one.source], one.target) for one in found.stories], found


def test_a_paragraph_of_which_no_human_text_is_known_is_one_draft() -> None:
    stories, found = told(f"{ROAD} {WOOD}\n")
    ((change, source, (slot,)),) = stories
    assert (change, source) == (Change.NEW, [f"{ROAD} {WOOD}"])
    assert isinstance(slot, Slot)
    assert slot.segment.text == f"{ROAD} {WOOD}"
    assert found.reused == {}


def test_a_sentence_that_is_known_takes_its_human_text_and_the_others_are_drafts() -> None:
    stories, found = told(f"{ROAD} {WOOD}\n", {WOOD: HOLZ})
    assert [(change, source) for change, source, _ in stories] == [(Change.NEW, [ROAD]), (Change.MOVED, [WOOD])]
    assert stories[1][2] == (HOLZ,)
    assert list(found.reused.values()) == [HOLZ]
    assert next(iter(found.reused)).endswith(".s1")


def test_a_paragraph_that_is_known_as_a_whole_goes_before_its_sentences() -> None:
    both, whole = f"{ROAD} {WOOD}", f"{STRASSE} {HOLZ}"
    stories, found = told(f"{both}\n", {WOOD: HOLZ, both: whole})
    assert [(change, source, target) for change, source, target in stories] == [(Change.MOVED, [both], (whole,))]
    assert list(found.reused.values()) == [whole]
    assert told(f"{both}\n", {}, {both: whole})[0] == stories
    by_sentences = told(f"{both}\n", {ROAD: "x", WOOD: "y", both: whole})[0]
    assert [target for _, _, target in by_sentences] == [("x",), ("y",)]


def test_what_the_memory_says_goes_before_what_a_wrapper_held() -> None:
    both = f"{ROAD} {WOOD}"
    assert told(f"{both}\n", {both: "memory"}, {both: "wrapper"})[0][0][2] == ("memory",)


def test_two_sentences_that_were_translated_as_one_move_as_one() -> None:
    before, after = f"{LAMP}\n\n{ROAD} {WOOD}\n", f"{LAMP}\n\n- {ROAD} {WOOD}\n"
    human = "Die Straße ist lang, und das Holz des Boots ist alt."
    here = scene(
        before, after, f"{LAMPE}\n\n{human}\n", paragraphs=[([0], [0]), ([1], [1])], beads=[([0], [0]), ([1, 2], [1])]
    )
    found = Findings()
    tell_new([block.index for block in here.new.units[1].texts], {}, here, found)
    (story,) = found.stories
    assert (story.change, [one.text for one in story.source], story.target) == (Change.MOVED, [ROAD, WOOD], (human,))
    assert story.flags == (BY_LENGTH_ALONE,)
    assert sorted(found.reused.values()) == ["", human]


def test_display_math_that_would_lose_its_lines_is_translated_anew() -> None:
    line = "We see $$x$$ here."
    (story,), _ = told(f"{line} {ROAD}\n", {line: "Wir sehen x hier."})
    assert story[0] is Change.NEW


# wrappers


def test_human_text_that_stands_in_a_wrapper_is_taken_out_and_the_wrapper_goes() -> None:
    before = f"{LAMP}\n\n```\n{WOOD}\n```\n\n{ROAD}\n"
    translation = f"{LAMPE}\n\n```\n{HOLZ}\n```\n\n{STRASSE}\n"
    here, found = scene(before, f"{LAMP}\n\n{WOOD}\n\n{ROAD}\n", translation), Findings()
    assert take_out(here, found) == {WOOD: HOLZ}
    assert found.gone == {1}
    assert [(one.change, one.former_target) for one in found.stories] == [(Change.DELETED, HOLZ)]
    kept, nothing = scene(before, before, translation), Findings()
    assert take_out(kept, nothing) == {}
    assert nothing.gone == set()
    again, stays = scene(before, f"{before}\n{WOOD}\n", translation), Findings()
    assert (take_out(again, stays), stays.gone) == ({}, set())
    lacking = scene(before, f"{LAMP}\n\n{WOOD}\n\n{ROAD}\n", f"{LAMPE}\n\n{STRASSE}\n")
    assert take_out(lacking, Findings()) == {}


def test_human_text_goes_into_a_wrapper_that_was_put_around_its_source() -> None:
    here = scene(f"{LAMP}\n\n{WOOD}\n", f"{LAMP}\n\n```\n{WOOD}\n```\n", f"{LAMPE}\n\n{HOLZ}\n")
    gone = [Story(Change.DELETED, (), (), ROAD, STRASSE), Story(Change.DELETED, (), (), WOOD, HOLZ)]
    found = Findings(stories=[*gone], fresh={1})
    put_in(here, found)
    assert found.wrapped == {1: f"```\n{HOLZ}\n```\n"}
    assert found.stories == gone[:1]
    assert found.flags == [f"human text moved into the code '``` {WOOD} ```' in line 3: {HOLZ}"]


def test_only_what_goes_is_put_into_a_wrapper_that_is_new() -> None:
    here = scene(f"{LAMP}\n", f"{LAMP}\n\n```\n{WOOD}\n```\n", f"{LAMPE}\n")
    kept = Findings(stories=[Story(Change.KEPT, (), (), WOOD, HOLZ)], fresh={1})
    put_in(here, kept)
    assert kept.wrapped == {}
    not_new = Findings(stories=[Story(Change.DELETED, (), (), WOOD, HOLZ)])
    put_in(here, not_new)
    assert not_new.wrapped == {}
    other = Findings(stories=[Story(Change.DELETED, (), (), ROAD, STRASSE)], fresh={1})
    put_in(here, other)
    assert (other.wrapped, len(other.stories)) == ({}, 1)


# a paragraph that changed and stands in another form

CHANGED = WOOD.replace("boat", "ship")


def in_another_form(gone: set[int], stories: list[Story]) -> Findings:
    here = scene(f"{LAMP}\n\n{WOOD}\n", f"{LAMP}\n\n- {CHANGED}\n", f"{LAMPE}\n\n{HOLZ}\n")
    found = Findings(stories=stories, gone=gone)
    tell_new([block.index for block in here.new.units[1].texts], {}, here, found)
    return found


def test_human_text_goes_along_into_another_form_and_is_not_told_as_gone() -> None:
    other = Story(Change.DELETED, (), (), LAMP, LAMPE)
    found = in_another_form({1}, [other, Story(Change.DELETED, (), (), WOOD, HOLZ)])
    assert [story.change for story in found.stories] == [Change.DELETED, Change.OUTDATED]
    assert found.stories[0] is other
    (choice,) = found.reused.values()
    assert isinstance(choice, Choice)
    assert choice.human == HOLZ


def test_human_text_that_is_kept_goes_into_another_form_as_it_is() -> None:
    old, human = "We use lamps in the old house.", "Wir nutzen Lampen im alten Haus."
    here = scene(f"{LAMP}\n\n{old}\n", f"{LAMP}\n\n- {old.replace('lamps', 'lamps,')}\n", f"{LAMPE}\n\n{human}\n")
    found = Findings(stories=[Story(Change.DELETED, (), (), old, human)], gone={1})
    tell_new([block.index for block in here.new.units[1].texts], {}, here, found)
    assert [(story.change, story.target) for story in found.stories] == [(Change.KEPT, (human,))]
    assert list(found.reused.values()) == [human]


def test_human_text_that_stays_where_it_is_or_has_no_record_goes_nowhere() -> None:
    stays = in_another_form(set(), [Story(Change.DELETED, (), (), WOOD, HOLZ)])
    assert [story.change for story in stays.stories] == [Change.DELETED, Change.NEW]
    unknown = in_another_form({1}, [])
    assert [story.change for story in unknown.stories] == [Change.NEW]
    assert unknown.reused == {}


# paragraphs that changed and stand in another form


A, X = "The lamp is red.", "Die Lampe ist rot."
OLD, NEW = "We use $n$ lamps in the old house.", "We use $n$ lamps in the old garden."
USED = "Wir nutzen $n$ Lampen im alten Haus."


def going(human: str, *gone: int) -> Findings:
    return Findings(gone={*gone}, stories=[Story(Change.DELETED, (), (), OLD, human)])


def story(
    new: str, *, also: str = "", gone: tuple[int, ...] = (1,), human: str = USED, rows: list[Places] | None = None
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
        USED,
        OLD,
        USED,
    )
    (slot,) = choice.drafts
    assert isinstance(slot, Slot)
    assert slot.segment.text == NEW
    assert choice.name == slot.segment.id


def test_a_span_is_carried_into_it_and_what_stays_has_no_former_text() -> None:
    carried = story(OLD.replace("$n$", "$m$"))
    assert carried is not None
    assert (carried.change, carried.target) == (Change.CARRIED, (USED.replace("$n$", "$m$"),))
    assert carried.former_target == USED
    kept = story(OLD.replace("lamps", "lamps,"))
    assert kept is not None
    assert (kept.change, kept.target, kept.former_target) == (Change.KEPT, (USED,), "")
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
    here = scene(f"{other}\n\n{OLD}\n", f"- {NEW}\n", f"{USED[:-1]} jetzt.\n\n{USED}\n")
    (paragraph,) = here.source.paragraphs.values()
    found = rewrapped(paragraph, here, going(USED, 0, 1))
    assert found is not None
    assert found.former_source == OLD


def test_without_free_paragraphs_there_is_none() -> None:
    here = scene(f"{A}\n", f"- {NEW}\n", f"{X}\n")
    (paragraph,) = here.source.paragraphs.values()
    assert rewrapped(paragraph, here, Findings()) is None


# wrappers as texts


SOURCE, HUMAN = "The lamp is bright tonight.", "今晚灯很亮。"


@pytest.mark.parametrize("inside", [SOURCE, "The lamp\n> is bright\n> tonight.", "The lamp is\n    bright tonight."])
def test_a_source_text_in_a_wrapper_is_replaced_however_its_lines_are_cut(inside: str) -> None:
    assert wrapped(f"@@@\n{inside}\n@@@\n", SOURCE, HUMAN) == f"@@@\n{HUMAN}\n@@@\n"


@pytest.mark.parametrize(
    ("wrapper", "source"),
    [
        (f"{SOURCE}\n{SOURCE}\n", SOURCE),  # which of both is not known
        ("@@@\nanother text\n@@@\n", SOURCE),
        ("x = 1\n", "x = 1"),  # too short to tell
        ("@@@\n", " " * 20),
    ],
)
def test_a_wrapper_without_the_text_or_with_two_stays(wrapper: str, source: str) -> None:
    assert wrapped(wrapper, source, HUMAN) == wrapper


def test_a_human_text_is_not_read_as_a_pattern() -> None:
    assert wrapped(SOURCE, SOURCE, r"\1 \g<0> $x$") == r"\1 \g<0> $x$"


def test_lines_come_out_of_the_wrapper_of_the_translation() -> None:
    source = "::: note\nThe lamp is\nbright tonight.\n:::\n"
    image = "::: note\n今晚灯\n很亮。\n:::\n"
    texts = ["Another paragraph here.", SOURCE]
    assert unwrapped(source, image, by_bare(texts)) == ({SOURCE: "今晚灯 很亮。"}, [])


def by_bare(texts: list[str]) -> dict[str, str]:
    return {bare(text): text for text in texts}


@pytest.mark.parametrize(
    ("source", "image", "human", "rest"),
    [
        (f"@\n{SOURCE}\n\n{ROAD}", f"@\n{HUMAN}\n一。\n\n> 路。", {SOURCE: f"{HUMAN} 一。", ROAD: "路。"}, []),
        (f"@\n{SOURCE}\n{WOOD}", f"@\n{HUMAN}\n木", {SOURCE: HUMAN}, ["木"]),  # what else stood there
        (f"@\n{SOURCE}\n\n  x = 1\n@", f"@\n{HUMAN} 一。\n\n  x = 1\n  y\n@", {SOURCE: f"{HUMAN} 一。"}, ["y"]),
        (f"{SOURCE}\n\n{SOURCE}", f"{HUMAN}\n\n灯。", {SOURCE: HUMAN}, ["灯。"]),
        (f"@\n{SOURCE}\n{ROAD}", f"@\n{HUMAN}路。", {}, [f"{HUMAN}路。"]),  # whose line it is is not known
        (f"{SOURCE}\n\n{ROAD}", f"{HUMAN}\n\n一。\n\n路。", {}, []),
        (f"@\n{SOURCE} Now.\n@", f"@\n{HUMAN}\n@", {}, [HUMAN]),  # whose end is in a line
        (f"@\nNow: {SOURCE}\n@", f"@\n{HUMAN}\n@", {}, [HUMAN]),
        (f"@\n{SOURCE}\n@", "@\n@", {}, []),
        ("a\nb\n", "c\nd\n", {}, ["c d"]),
        ("a\nb\nc\n", "", {}, []),
        ("", "", {}, []),
    ],
)
def test_what_comes_out_of_a_wrapper_and_what_is_left_of_it(
    source: str, image: str, human: dict[str, str], rest: list[str]
) -> None:
    assert unwrapped(source, image, by_bare([SOURCE, ROAD])) == (human, rest)


def test_lines_come_out_of_a_long_wrapper_in_time_that_grows_with_it() -> None:
    code = "".join(f"x{number} = {number}\n" for number in range(20_000))
    assert unwrapped(f"{code}{SOURCE}\n", f"{code}{HUMAN}\n", by_bare([SOURCE, ROAD])) == ({SOURCE: HUMAN}, [])


def test_lines_that_go_into_a_wrapper_stand_as_the_first_one_there() -> None:
    source, human = "The lamp is\n> bright tonight.", "今晚灯\n> 很亮。"
    assert wrapped(f"@@@\n  {SOURCE}\n", source, human) == "@@@\n  今晚灯\n  很亮。\n"
    assert wrapped(f"| {SOURCE} |\n", source, human) == "| 今晚灯 很亮。 |\n"
