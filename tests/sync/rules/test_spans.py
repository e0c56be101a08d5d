"""Spans and numbers that are carried into the human text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amts_core.sync.change import Change
from amts_core.sync.rules.case import Outcome
from amts_core.sync.rules.spans import spans
from tests.sync.rules.cases import case


def told(changes: str) -> Outcome:
    return Outcome(
        Change.KEPT, flags=(f"spans or numbers changed without a clear place in the translation: {changes}",)
    )


@pytest.mark.parametrize(
    ("old", "new", "human", "carried"),
    [
        ("We use $n$ parts.", "We use $m$ parts.", "Wir nutzen $n$ Teile.", "Wir nutzen $m$ Teile."),
        ("We use 10 of `a`.", "We use 12 of `b`.", "Von `a` nutzen wir 10.", "Von `b` nutzen wir 12."),
        ("We can't use $n$.", "We can not use $m$.", "Wir nutzen $n$ nicht.", "Wir nutzen $m$ nicht."),
    ],
)
def test_what_changed_is_exchanged_in_the_translation(old: str, new: str, human: str, carried: str) -> None:
    assert spans(case(old, new, human, target="zh")) == Outcome(Change.CARRIED, (carried,))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We use $n$ parts.", "We use $n$ parts."),
        ("We use $n$ parts.", "We use $m$ pieces."),
        ("We use $n$ parts. It is red.", "We use $m$ parts."),
        ("We use parts.", "We use parts"),
    ],
)
def test_it_has_nothing_to_say_where_more_or_nothing_of_that_changed(old: str, new: str) -> None:
    assert spans(case(old, new, "Wir nutzen $n$ Teile.", target="de")) is None


def test_what_has_no_clear_place_stays_and_is_told_once() -> None:
    old, new = "We use $n$ and $n$ and $k$.", "We use $m$ and $m$ and $k$."
    assert spans(case(old, new, "Wir nutzen alle.", target="de")) == told("$n$ → $m$")
    two = case("We use $n$ and $k$.", "We use $m$ and $l$.", "Wir nutzen $n$.", target="de")
    assert spans(two) == told("$n$ → $m$, $k$ → $l$")


def test_a_number_that_is_only_written_otherwise_stays_and_is_told() -> None:
    assert spans(case("It has 1,000 parts.", "It has 1.000 parts.", "Es hat 1,000 Teile.", target="de")) == told(
        "1,000 → 1.000"
    )
    assert spans(case("It has 1,000 parts.", "It has 2.000 parts.", "他有1,000。")) == Outcome(
        Change.CARRIED, ("他有2.000。",)
    )
    assert spans(case("It is `.` here.", "It is `,` here.", "它是`.`。")) == Outcome(Change.CARRIED, ("它是`,`。",))


def test_nothing_is_carried_over_the_border_of_a_block() -> None:
    one = case("We use $n$ parts.", "We use $m$ parts.", "Wir nutzen $n$ Teile.", target="de")
    assert spans(replace(one, blocks=(*one.blocks, replace(one.blocks[0], pieces=())))) == told("$n$ → $m$")
    followed = case("We use $n$ parts.", "We use $m$ parts.", "Wir nutzen $m$ Teile.", target="de")
    two = (*followed.blocks, replace(followed.blocks[0], pieces=()))
    assert spans(replace(followed, blocks=two)) == Outcome(Change.KEPT, quiet=True)


def test_a_translation_that_has_followed_asks_nobody() -> None:
    now = case("We use $n$ parts.", "We use $m$ parts.", "Wir nutzen $m$ Teile.", target="de")
    assert spans(now) == Outcome(Change.KEPT, quiet=True)


def test_a_span_on_several_lines_stands_so_in_a_paragraph_but_not_in_a_cell() -> None:
    lines = {"$m + k$": "$m\n+ k$"}
    now = replace(case("We use $n$.", "We use $m + k$.", "Wir nutzen $n$.", target="zh"), lines_of_spans=lines)
    assert spans(now) == Outcome(Change.CARRIED, ("Wir nutzen $m\n+ k$.",))
    cell = case("| We use $n$. |\n|---|", "| We use $m + k$. |\n|---|", "| Wir nutzen $n$. |\n|---|", target="zh")
    cell = replace(cell, text="Wir nutzen $n$.", start=2, lines_of_spans=lines)
    assert spans(cell) == Outcome(Change.CARRIED, ("Wir nutzen $m + k$.",))


def test_the_word_beside_a_number_may_have_to_follow_it_where_words_inflect() -> None:
    flag = "the word beside a number may have to follow it: 10 → 2"
    russian = case("It has 10 parts.", "It has 2 parts.", "Здесь 10 частей.", target="ru")
    assert spans(russian) == Outcome(Change.CARRIED, ("Здесь 2 частей.",), (flag,))
    formula = case("It has $10$ parts.", "It has $2$ parts.", "Здесь $10$ частей.", target="ru")
    assert spans(formula) == Outcome(Change.CARRIED, ("Здесь $2$ частей.",))
    turkish = spans(case("Take the 3 here.", "Take the 5 here.", "Buradaki 3'ü alın.", target="tr"))
    assert turkish is not None
    assert turkish.flags == ("the ending may have to follow what was carried: 3'ü → 5'ü",)
