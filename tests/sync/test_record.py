"""Where the segments of a synced chapter came from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amts_core.sync.change import Change
from amts_core.sync.parts import Choice, Slot, Story
from amts_core.sync.record import SAYS_THE_SAME, Chosen, SegmentOrigin, choose, origin_of
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


# what is chosen


LIST, LOSS, PRINTED = "We print the first list here.", "We print the first loss here.", "我们首先打印列表。"
TOLD = "list → loss"


def chosen(draft: str, *, keeps: bool = True, old: str = LIST, new: str = LOSS, human: str = PRINTED) -> Chosen:
    revision = case(*(text.replace("<br>", "  \n") for text in (old, new, human)))
    return choose(Choice.of(revision, revision.lexicon, (), keeps=keeps), draft)


def test_what_can_be_verified_is_repaired() -> None:
    found = chosen("我们首先打印损失。")
    assert found == Chosen(Change.REPAIRED, "我们首先打印损失。", (f"repaired: {TOLD}",))


@pytest.mark.parametrize("draft", [PRINTED, f" {PRINTED} ", "我们首先 打印列表。"])
def test_a_draft_that_says_what_stands_there_leaves_it_marked(draft: str) -> None:
    flags = (f"not brought up to date: {TOLD}; the draft says what stands there already",)
    assert chosen(draft, keeps=False) == Chosen(Change.OUTDATED, PRINTED, flags)


def test_a_draft_that_is_not_translated_leaves_the_human_text_unless_that_may_say_the_contrary() -> None:
    flags = (f"not brought up to date: {TOLD}; the draft is not translated",)
    assert chosen(LOSS, keeps=False) == Chosen(Change.OUTDATED, PRINTED, flags)
    contrary = LOSS.replace("print", "do not print")
    assert chosen(contrary, keeps=False, new=contrary) == Chosen(Change.CHANGED)


def test_what_cannot_be_verified_stays_marked_or_gives_way_to_the_draft() -> None:
    draft = "这里打印第一个东西。"
    assert chosen(draft) == Chosen(Change.OUTDATED, PRINTED, (f"not brought up to date: {TOLD}",))
    assert chosen(draft, keeps=False) == Chosen(Change.CHANGED)


ROSES = ("Roses are red,<br>violets are blue,", "玫瑰是红色的，<br>紫罗兰是蓝色的，")


@pytest.mark.parametrize(
    ("new", "draft", "text"),
    [
        (
            "Roses are red,<br>violets are blue,<br>sugar is sweet.",
            "A<br>B<br> 糖很甜。",
            "玫瑰是红色的，<br>紫罗兰是蓝色的，<br>糖很甜。",
        ),
        ("Roses are red,<br>lilies are white,", "A<br>百合是白色的，", "玫瑰是红色的，<br>百合是白色的，"),
        ("Sugar is sweet,<br>roses are red,", "糖很甜，<br>B", "糖很甜，<br>B"),
        ("violets are blue,", "B", "紫罗兰是蓝色的，"),
        ("violets are blue,<br>Roses are red,", "B<br>A", "紫罗兰是蓝色的，<br>玫瑰是红色的，"),
        ("Roses are red, violets are blue,", "A", "玫瑰是红色的，紫罗兰是蓝色的，"),
        ("Lilies are white,<br>sugar is sweet,", "A<br>B", None),  # nothing is left
        ("Roses are red,<br>lilies are white,", "A", None),  # the draft has other lines
    ],
)
def test_lines_that_stayed_are_the_humans_and_those_that_are_new_the_drafts(
    new: str, draft: str, text: str | None
) -> None:
    old, human = ROSES
    found = chosen(draft, old=old, new=new, human=human)
    if text is None or text == draft:
        assert found.change is not Change.REPAIRED
    else:
        assert (found.change, found.text) == (Change.REPAIRED, text.replace("<br>", "  \n"))
        assert found.flags[0].startswith("repaired line by line: ")


@pytest.mark.parametrize("sign", ["<br/>", "<BR>\n"])
def test_lines_may_be_broken_by_tags(sign: str) -> None:
    old, human = (text.replace("<br>", sign) for text in ROSES)
    revision = case(old, f"Roses are red,{sign}lilies are white,", human)
    found = choose(Choice.of(revision, revision.lexicon, (), keeps=True), "A<br>百合是白色的，")
    assert (found.change, found.text) == (Change.REPAIRED, f"玫瑰是红色的，{sign}百合是白色的，")


def test_a_line_that_is_new_beside_the_only_one_breaks_as_its_paragraph_does() -> None:
    revision = case("Roses are red.", "Sugar is sweet  \nRoses are red.", "玫瑰是红色的。\\\n紫罗兰。")
    revision = replace(revision, text="玫瑰是红色的。")
    found = choose(Choice.of(revision, revision.lexicon, (), keeps=True), "糖很甜<br>A")
    assert found.text == "糖很甜\\\n玫瑰是红色的。"


def test_human_text_that_has_the_lines_of_the_new_source_already_stays_marked() -> None:
    old, human = ROSES
    new = f"{old}<br>sugar is sweet."
    found = chosen("A<br>B<br>糖很甜。", old=old, new=new, human=f"{human}<br>糖是甜的。", keeps=False)
    assert (found.change, found.text) == (Change.OUTDATED, f"{human}<br>糖是甜的。".replace("<br>", "  \n"))
    assert found.flags[0].endswith("; it has as many lines as the new source")
    new = new.replace("is", "is not")
    contrary = chosen("A<br>B<br>糖很甜。", old=old, new=new, human=f"{human}<br>糖。", keeps=False)
    assert contrary == Chosen(Change.CHANGED)


def test_lines_are_told_apart_only_where_the_translation_is_cut_alike() -> None:
    old, human = ROSES
    new = "Roses are red,<br>lilies are white,"
    found = chosen("A<br>百合是白色的，", old=old, new=new, human=human.replace("<br>", " "))
    assert found.change is not Change.REPAIRED
    without = chosen("百合是白色的，", old="Roses are red.", new="Lilies are white.", human="玫瑰是红色的。")
    assert without.change is not Change.REPAIRED
