"""Names that stand in the translation as they are in the source."""

from __future__ import annotations

import pytest

from amts_core.sync.change import Change
from amts_core.sync.rules.verbatim import verbatim
from tests.sync.rules.cases import case

OLD = "We thank some people: Ann Smith, bowen0701, Chaitanya Bapat."
HUMAN = "我们感谢：Ann Smith, bowen0701, Chaitanya Bapat。"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD.replace("bowen0701", "bowen0701, Li Xu"), HUMAN.replace("bowen0701", "bowen0701, Li Xu")),
        (OLD.replace("Bapat", "Bapat, regob, Li Xu"), HUMAN.replace("Bapat", "Bapat, regob, Li Xu")),
        (OLD.replace("bowen0701, ", ""), HUMAN.replace("bowen0701, ", "")),
        (OLD.replace("bowen0701", "bowen0702"), HUMAN.replace("bowen0701", "bowen0702")),
    ],
)
def test_names_come_go_and_change_beside_names_that_stand_there(new: str, expected: str) -> None:
    found = verbatim(case(OLD, new, HUMAN))
    assert found is not None
    assert (found.change, found.text) == (Change.CARRIED, expected)


@pytest.mark.parametrize(
    ("old", "new", "human"),
    [
        (OLD, OLD.replace("some people", "Li Xu"), HUMAN),  # its neighbours are translated
        (OLD, OLD.replace("bowen0701", "bowen0701, never"), HUMAN),  # a word
        (OLD, OLD.replace("Ann", "Li"), HUMAN),
        (OLD, OLD.replace("bowen0701", "bowen0701, 12"), HUMAN),  # a number may change the words beside it
        ("See Ann, Bob.", "See Ann, Li, Bob.", "见 Bob, Ann。"),
    ],
)
def test_what_is_translated_or_stands_otherwise_is_left_to_others(old: str, new: str, human: str) -> None:
    assert verbatim(case(old, new, human)) is None


def test_a_name_that_may_have_a_translation_is_told() -> None:
    old, new = "We thank Berlin, Paris, and Rome.", "We thank Berlin, Munich, Paris, and Rome."
    found = verbatim(case(old, new, "Wir danken Berlin, Paris, und Rom.", target="de"))
    assert found is not None
    assert found.flags == ("put in as in the source: Munich",)
