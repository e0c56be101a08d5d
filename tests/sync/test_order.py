"""Where the units of a result stand, and what stands between them."""

from __future__ import annotations

from amts_core.sync.plan import Order
from amts_core.sync.scene import Findings
from tests.sync.builders import Places, scene
from tests.sync.edits import sync_texts

WALK, LAMP = "We walk along the river in the morning.\n", "The lamp of the house is bright today.\n"
ZH_WALK, ZH_LAMP = "我们早上沿着河边散步。\n", "今天房子里的灯很亮。\n"
NOTES = "## 译者说明\n\n这是译者自己写的说明。\n"


def test_what_is_new_goes_before_a_heading_that_the_translation_has_already() -> None:
    before = f"{WALK}\n```python\nimport old\n```\n\n{{{{ old heading }}}}\n\n* {LAMP}"
    after = before.replace("import old", "print(values, sum(values), sorted(values))").replace(
        "{{ old heading }}", "## {{ heading next }}"
    )
    translation = f"{ZH_WALK}\n```python\nimport old\n```\n\n## {{{{ heading next }}}}\n\n* {ZH_LAMP}"
    synced = sync_texts(before, after, translation)
    assert synced.text == after.replace(WALK, ZH_WALK).replace(LAMP, ZH_LAMP)


def test_a_section_that_only_the_translation_has_stays_behind_what_is_new() -> None:
    before = f"{WALK}\n{LAMP}"
    synced = sync_texts(before, f"{before}\nA boat needs nails.\n", f"{ZH_WALK}\n{ZH_LAMP}\n{NOTES}")
    assert synced.text == f"{ZH_WALK}\n{ZH_LAMP}\n【A boat needs nails.】\n\n{NOTES}"


def test_a_section_that_only_the_translation_has_does_not_move_with_what_stands_before_it() -> None:
    synced = sync_texts(f"{WALK}\n{LAMP}", f"{LAMP}\n{WALK}", f"{ZH_WALK}\n{ZH_LAMP}\n{NOTES}")
    assert synced.text == f"{ZH_LAMP}\n{ZH_WALK}\n{NOTES}"


def test_the_last_paragraph_that_moves_to_the_top_with_a_note_stays_a_paragraph() -> None:
    note = "译者注：这条河叫长江。\n"
    synced = sync_texts(f"{WALK}\n{LAMP}", f"{LAMP}\n{WALK}", f"{ZH_WALK}\n{ZH_LAMP}\n{note}")
    assert synced.text == f"{ZH_LAMP}\n{note}\n{ZH_WALK}"


def test_a_note_behind_a_code_cell_that_goes_does_not_join_the_paragraph_before_it() -> None:
    before = f"{WALK}```python\nimport old\n```\n\n{LAMP}"
    synced = sync_texts(
        before, f"{WALK}\n{LAMP}", f"{ZH_WALK}```python\nimport old\n```\n译者注：这条河叫长江。\n\n{ZH_LAMP}"
    )
    assert synced.text == f"{ZH_WALK}\n译者注：这条河叫长江。\n\n{ZH_LAMP}"


# by hand: which units stand in which order

A, B, C, D = "The lamp is red now.", "The boat is old here.", "The wood is dry there.", "The sea is wide again."
W, X, Y, Z = "Die Lampe ist rot.", "Das Boot ist alt.", "Das Holz ist dürr.", "Das Meer ist weit."


def order(
    before: list[str],
    after: list[str],
    human: list[str],
    rows: list[Places] | None = None,
    found: Findings | None = None,
) -> str:
    """The units of the result: those of the translation by number, new ones in brackets, `:` and their place in it."""
    sides = ("\n\n".join(side) + "\n" for side in (before, after, human))
    lines = Order(scene(*sides, paragraphs=rows or [], beads=rows or []), found or Findings()).lines()
    return " ".join(f"[{one.number}]:{one.after}" if one.is_new else f"{one.number}:{one.after}" for one in lines)


def test_new_units_stand_behind_what_they_follow() -> None:
    assert order([A, B], [A, B], [W, X]) == "0:0 1:1"
    assert order([A, B], [C, A, D, B], [W, X], found=Findings(fresh={0, 2})) == "[0]:0 0:1 [2]:2 1:3"
    assert order([A, B], [A, B, C, D], [W, X], found=Findings(fresh={2, 3})) == "0:0 1:1 [2]:2 [3]:3"


def test_what_goes_leaves_its_place_to_what_is_new() -> None:
    assert order([A, B, C], [A, D, C], [W, X, Y], found=Findings(fresh={1}, gone={1})) == "0:0 [1]:1 2:2"
    assert order([A], [A, D], [W], found=Findings(fresh={1}, gone={0})) == "[1]:1"


def test_a_unit_that_moved_stands_behind_what_it_follows_now() -> None:
    assert order([A, B, C], [C, A, B], [W, X, Y]) == "2:0 0:1 1:2"
    assert order([A, B, C], [C, A, B], [W, X, Y], found=Findings(gone={2})) == "0:1 1:2"
    assert order([A, B, C, D], [C, A, B, D], [W, X, Y, Z]) == "2:0 0:1 1:2 3:3"


OWN: list[Places] = [([0], [0]), ([], [1]), ([1], [2])]


def test_what_only_the_translation_has_stays_with_what_it_follows() -> None:
    assert order([A, B], [A, C, B], [W, Y, X], OWN, Findings(fresh={1})) == "0:0 1:-1 [1]:1 2:2"
    assert order([A, B], [B, A], [W, Y, X], OWN) in ("2:0 0:1 1:-1", "0:1 1:-1 2:0")
    assert order([A, B], [C, A, B], [W, Y, X], OWN, Findings(fresh={0})) == "[0]:0 0:1 1:-1 2:2"
    first: list[Places] = [([], [0]), ([0], [1])]
    assert order([A], [C, A], [Y, W], first, Findings(fresh={0})) == "[0]:0 0:-1 1:1"


def test_a_section_of_the_translations_own_begins_behind_what_is_new() -> None:
    assert order([A, B], [A, C, B], [W, f"# {Y}", X], OWN, Findings(fresh={1})) == "0:0 [1]:1 1:-1 2:2"


def test_what_is_present_already_is_a_place_for_what_follows_it() -> None:
    found = Findings(present={1: 1}, fresh={2})
    assert order([A, B], [A, C, D, B], [W, Y, X], OWN, found) == "0:0 1:1 [2]:2 2:3"
    assert order([A, B], [A, D, C, B], [W, Y, X], OWN, Findings(present={2: 1}, fresh={1})) == "0:0 [1]:1 1:2 2:3"


def test_a_unit_that_the_translation_has_in_two_is_followed_by_what_is_new_behind_both() -> None:
    rows: list[Places] = [([0], [0, 1]), ([1], [2])]
    assert order([A, B], [A, C, B], [W, Z, X], rows, Findings(fresh={1})) == "0:0 1:0 [1]:1 2:2"


def test_the_place_of_what_is_new_never_goes_back() -> None:
    """The translation has two paragraphs in another order."""
    rows: list[Places] = [([0], [1]), ([1], [0]), ([2], [2])]
    found = order([A, B, C], [A, B, D, C], [X, W, Y], rows, Findings(fresh={2}))
    assert found == "0:1 1:0 [2]:2 2:3"
