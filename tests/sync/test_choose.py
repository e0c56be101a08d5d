"""Human text or draft, once the draft is there."""

from __future__ import annotations

import pytest

from amts_core.sync.change import Change
from amts_core.sync.choose import Chosen, choose
from amts_core.sync.parts import Choice
from tests.sync.rules.cases import case

OLD, NEW, HUMAN = "We print the first list here.", "We print the first loss here.", "我们首先打印列表。"
TOLD = "list → loss"


def chosen(draft: str, *, keeps: bool = True, old: str = OLD, new: str = NEW, human: str = HUMAN) -> Chosen:
    revision = case(*(text.replace("<br>", "  \n") for text in (old, new, human)))
    return choose(Choice.of(revision, revision.lexicon, (), keeps=keeps), draft)


def test_what_can_be_verified_is_repaired() -> None:
    found = chosen("我们首先打印损失。")
    assert found == Chosen(Change.REPAIRED, "我们首先打印损失。", (f"repaired: {TOLD}",))


@pytest.mark.parametrize("draft", [HUMAN, f" {HUMAN} ", "我们首先 打印列表。"])
def test_a_draft_that_says_what_stands_there_leaves_it_marked(draft: str) -> None:
    flags = (f"not brought up to date: {TOLD}; the draft says what stands there already",)
    assert chosen(draft, keeps=False) == Chosen(Change.OUTDATED, HUMAN, flags)


def test_a_draft_that_is_not_translated_leaves_the_human_text_unless_that_may_say_the_contrary() -> None:
    flags = (f"not brought up to date: {TOLD}; the draft is not translated",)
    assert chosen(NEW, keeps=False) == Chosen(Change.OUTDATED, HUMAN, flags)
    contrary = NEW.replace("print", "do not print")
    assert chosen(contrary, keeps=False, new=contrary) == Chosen(Change.CHANGED)


def test_what_cannot_be_verified_stays_marked_or_gives_way_to_the_draft() -> None:
    draft = "这里打印第一个东西。"
    assert chosen(draft) == Chosen(Change.OUTDATED, HUMAN, (f"not brought up to date: {TOLD}",))
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
        ("violets are blue,", "B", None),  # all that is left was there
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


def test_lines_are_told_apart_only_where_the_translation_is_cut_alike() -> None:
    old, human = ROSES
    new = "Roses are red,<br>lilies are white,"
    found = chosen("A<br>百合是白色的，", old=old, new=new, human=human.replace("<br>", " "))
    assert found.change is not Change.REPAIRED
    without = chosen("百合是白色的，", old="Roses are red.", new="Lilies are white.", human="玫瑰是红色的。")
    assert without.change is not Change.REPAIRED
