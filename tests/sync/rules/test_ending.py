"""Footnote marks and citations at the end of a sentence."""

from __future__ import annotations

import pytest

from amts_core.sync.rules.ending import ending
from tests.sync.edits import changes_of, sync_texts
from tests.sync.rules.cases import case


@pytest.mark.parametrize(
    ("old", "new", "human", "expected"),
    [
        ("The tank is full.", "The tank is full.[^1]", "水箱满了。", "水箱满了。[^1]"),
        ("The tank is full.", "The tank is full[^1].", "水箱满了。", "水箱满了[^1]。"),
        ("The tank is full[^1].", "The tank is full.", "水箱满了[^1]。", "水箱满了。"),
        ("The tank is full.", "The tank is full {cite}`a`.", "水箱满了。", "水箱满了 {cite}`a`。"),
    ],
)
def test_a_mark_at_the_end_is_carried(old: str, new: str, human: str, expected: str) -> None:
    found = ending(case(old, new, human))
    assert found is not None
    assert found.text == expected


def test_a_mark_in_the_middle_has_no_clear_place() -> None:
    assert ending(case("The tank is full.", "The tank[^1] is full.", "水箱满了。")) is None


def test_a_footnote_mark_changes_its_sentence_alone() -> None:
    before = "The tank is full. Open the valve.\n"
    after = "The tank is full.[^1] Open the valve.\n\n[^1]: See there.\n"
    synced = sync_texts(before, after, "Der Tank ist voll. Öffnen Sie das Ventil.\n", pair="en-de")
    assert synced.text.startswith("Der Tank ist voll.[^1] Öffnen Sie das Ventil.\n")
    assert changes_of(synced) == ["carried", "kept", "new"]


def test_a_mark_that_goes_takes_the_blank_before_it_along() -> None:
    found = ending(case("The tank is full [^1].", "The tank is full.", "Der Tank ist voll [^1].", target="de"))
    assert found is not None
    assert found.text == "Der Tank ist voll."
