"""What a rule is given, and which rule answers."""

from __future__ import annotations

import pytest

from amts_core.sync import rules
from amts_core.sync.change import Change
from amts_core.sync.rules import decide, ruled
from amts_core.sync.rules.case import Outcome
from tests.sync.rules.cases import LEXICON, case


def test_the_first_rule_that_answers_decides_else_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Outcome(Change.KEPT), Outcome(Change.CARRIED, ("x",))
    now = case("A.", "B.", "C.")
    assert [rule.__name__ for rule in rules.RULES] == ["spans", "marks", "neutral", "followed", "equal"]
    monkeypatch.setattr(rules, "RULES", (lambda _: None, lambda _: one, lambda _: other))
    assert ruled(now) is decide(now) is one
    monkeypatch.setattr(rules, "RULES", ())
    assert ruled(now) is None
    assert decide(now) == Outcome(Change.CHANGED)


def test_a_case_knows_how_its_source_changed_and_the_words_of_the_human_text() -> None:
    now = case("We read the list.", "We read the table.", "Wir lesen die Liste.", target="de")
    assert now.difference.told == "list → table"
    assert [token.text for token in now.tokens] == ["Wir", "lesen", "die", "Liste", "."]
    assert now.lexicon is LEXICON
    assert [text.plain for text in now.texts] == ["We read the list.", "We read the table.", "Wir lesen die Liste."]


@pytest.mark.parametrize(
    ("old", "new", "others"),
    [
        ("We **read** it.", "We **read** it.", False),
        ("We **read** it.", "We read it.", True),
        ("We read it.", "We *read* it.", True),
        ("We **read** it.", "We read **it**.", True),
        ("We read `it`.", "We read it.", False),  # code is no mark that somebody sets
        ("We read `it`.", "We read ``it``.", False),
        ("We read `it`.", "We *read* it.", True),
    ],
)
def test_marks_that_came_went_or_stand_elsewhere_are_to_be_looked_at(old: str, new: str, others: bool) -> None:
    assert case(old, new, "C.").has_other_marks is others
