"""What is new in the source, but in the translation already."""

from __future__ import annotations

import pytest

from amts_core.sync.change import Change
from amts_core.sync.doubles import DISPUTED, THERE, present_units, without_doubles
from amts_core.sync.group import Item
from tests.sync.builders import Places, material, scene

A, B, C = "The lamp is red.", "The boat is old.", "The wood is dry."
X, Y, Z = "Die Lampe ist rot.", "Das Boot ist alt.", "Das Holz ist dürr."
NEW, THEIRS = (
    "The function `relu` of PyTorch is used in the GPU.",
    "Die Funktion `relu` von PyTorch nutzt man in der GPU.",
)
OTHER = "Eine Anmerkung zu `relu` von mir, dem Übersetzer selbst."


def present(
    before: str, after: str, translation: str, rows: list[Places] | None = None
) -> tuple[dict[int, int], dict[int, int]]:
    here = scene(before, after, translation, paragraphs=rows or [], beads=rows or [])
    return present_units(here)


ADDED: list[Places] = [([0], [0]), ([], [1]), ([1], [2])]


def test_a_paragraph_that_a_translator_has_added_already_is_present() -> None:
    assert present(f"{A}\n\n{B}\n", f"{A}\n\n{NEW}\n\n{B}\n", f"{X}\n\n{THEIRS}\n\n{Y}\n", ADDED) == ({1: 1}, {})


def test_so_it_is_at_the_end_of_a_chapter_and_before_all() -> None:
    assert present(f"{A}\n", f"{A}\n\n{NEW}\n", f"{X}\n\n{THEIRS}\n", [([0], [0]), ([], [1])]) == ({1: 1}, {})
    assert present(f"{A}\n", f"{NEW}\n\n{A}\n", f"{THEIRS}\n\n{X}\n", [([], [0]), ([0], [1])]) == ({0: 0}, {})


@pytest.mark.parametrize(
    "translation",
    [
        f"{X}\n\n{OTHER}\n\n{Y}\n",  # about something else
        f"{X}\n\n- {THEIRS}\n\n{Y}\n",  # in another form
        f"{X}\n\n{THEIRS.replace('`relu`', '`gelu`')}\n\n{Y}\n",  # with another span
    ],
)
def test_another_paragraph_is_not(translation: str) -> None:
    assert present(f"{A}\n\n{B}\n", f"{A}\n\n{NEW}\n\n{B}\n", translation, ADDED) == ({}, {})


def test_what_stands_between_other_neighbours_is_not() -> None:
    rows: list[Places] = [([0], [0]), ([1], [1]), ([], [2])]
    assert present(f"{A}\n\n{B}\n", f"{A}\n\n{NEW}\n\n{B}\n", f"{X}\n\n{Y}\n\n{THEIRS}\n", rows) == ({}, {})


def test_a_text_that_may_say_something_else_is_disputed_and_never_present() -> None:
    wrong = NEW.replace("is used", "is not used")
    assert present(f"{A}\n\n{B}\n", f"{A}\n\n{wrong}\n\n{B}\n", f"{X}\n\n{THEIRS}\n\n{Y}\n", ADDED) == ({}, {1: 1})


def test_a_disputed_text_whose_source_is_gone_is_neither() -> None:
    """It goes with its source, and what is new is a draft."""
    former = "The function `relu` of PyTorch was used in a CPU."
    wrong = NEW.replace("is used", "is not used")
    before = f"{A}\n\n{former}\n\n{B}\n"
    assert present(before, f"{A}\n\n# {wrong}\n\n{B}\n", f"{X}\n\n# {THEIRS}\n\n{Y}\n") == ({}, {})


def cell(body: str) -> str:
    return f"```python\n{body}\n```\n"


@pytest.mark.parametrize(
    ("theirs", "there", "own"),
    [
        ("x = 1\ny = 2\nprint(x, y)", {1: 1}, {}),
        ("x = 1\ny = 2\nprint(x)", {}, {1: 1}),
        ("ls\ncat\necho", {}, {}),
    ],
)
def test_a_code_cell_is_there_or_the_translations_own_version_or_another(
    theirs: str, there: dict[int, int], own: dict[int, int]
) -> None:
    code = cell("x = 1\ny = 2\nprint(x, y)")
    found = present(f"{A}\n\n{B}\n", f"{A}\n\n{code}\n{B}\n", f"{X}\n\n{cell(theirs)}\n{Y}\n")
    assert found == (there, own)


@pytest.mark.parametrize(("same", "is_version"), [(70, True), (69, False)])
def test_a_cell_is_a_version_of_another_by_the_share_of_its_characters(same: int, is_version: bool) -> None:
    ours, theirs = "a" * 100, "a" * same + "b" * (100 - same)
    found = present(f"{A}\n\n{B}\n", f"{A}\n\n{cell(ours)}\n{B}\n", f"{X}\n\n{cell(theirs)}\n{Y}\n")
    assert found == ({}, {1: 1} if is_version else {})


def test_units_that_translate_each_other_are_found_in_order() -> None:
    more, theirs = "Then `gelu` of PyTorch is used in the GPU as well.", "Dann nutzt man `gelu` von PyTorch in der GPU."
    rows: list[Places] = [([0], [0]), ([], [1]), ([], [2]), ([1], [3])]
    found = present(f"{A}\n\n{B}\n", f"{A}\n\n{NEW}\n\n{more}\n\n{B}\n", f"{X}\n\n{THEIRS}\n\n{theirs}\n\n{Y}\n", rows)
    assert found == ({1: 1, 2: 2}, {})


# sentences


def doubles(
    after: str, translation: str, items: list[Item], before: str = f"{A} {B}\n", beads: list[Places] | None = None
) -> list[Item]:
    here = material(before, after, translation, paragraphs=[([0], [0])], beads=beads or [])
    return without_doubles(items, here)


FIRST, NEXT = Item(Change.KEPT, (0,), (0,), (0,)), Item(Change.NEW, (1,))
THEIR_OWN, LAST = Item(None, target=(1,)), Item(Change.KEPT, (2,), (1,), (2,))
OWN_BEADS: list[Places] = [([0], [0]), ([], [1]), ([1], [2])]


@pytest.mark.parametrize("items", [[FIRST, THEIR_OWN, NEXT, LAST], [FIRST, NEXT, THEIR_OWN, LAST]])
def test_a_new_sentence_that_the_translation_has_beside_it_is_kept(items: list[Item]) -> None:
    found = doubles(f"{A} {NEW} {B}\n", f"{X} {THEIRS} {Y}\n", items, beads=OWN_BEADS)
    assert found == [FIRST, Item(Change.KEPT, (1,), (), (1,), flags=(THERE,)), LAST]


def test_a_new_sentence_that_the_translation_has_in_other_words_is_left_with_the_draft_beside() -> None:
    wrong = NEW.replace("is used", "is not used")
    found = doubles(f"{A} {wrong} {B}\n", f"{X} {THEIRS} {Y}\n", [FIRST, THEIR_OWN, NEXT, LAST], beads=OWN_BEADS)
    assert found == [FIRST, THEIR_OWN, Item(Change.BESIDE, (1,), flags=(DISPUTED,)), LAST]


@pytest.mark.parametrize("theirs", [OTHER, THEIRS.replace("`relu`", "`gelu`"), THEIRS.replace("`relu`", "`relu` 12")])
def test_a_new_sentence_that_it_has_not_is_new(theirs: str) -> None:
    items = [FIRST, THEIR_OWN, NEXT, LAST]
    assert doubles(f"{A} {NEW} {B}\n", f"{X} {theirs} {Y}\n", items, beads=OWN_BEADS) == items


def test_a_sentence_further_away_behind_one_that_stays_is_not_beside_it() -> None:
    items = [THEIR_OWN, FIRST, NEXT, LAST]
    assert doubles(f"{A} {NEW} {B}\n", f"{X} {THEIRS} {Y}\n", items, beads=OWN_BEADS) == items


def test_a_sentence_at_the_edge_of_a_kept_bead_is_there_if_it_fits_better_than_what_it_stands_beside() -> None:
    beads: list[Places] = [([0], [0, 1]), ([1], [2])]
    both = Item(Change.KEPT, (0,), (0,), (0, 1))
    found = doubles(f"{A} {NEW} {B}\n", f"{X} {THEIRS} {Y}\n", [both, NEXT, LAST], beads=beads)
    assert found == [Item(Change.KEPT, (0, 1), (0,), (0, 1), flags=(THERE,)), LAST]
    single = [FIRST, NEXT, Item(Change.KEPT, (2,), (1,), (1,))]
    assert doubles(f"{A} {NEW} {B}\n", f"{THEIRS} {Y}\n", single) == single
    own = "The function `relu` of PyTorch is here in the GPU now."
    fits = doubles(f"{own} {NEW} {B}\n", f"{X} {THEIRS} {Y}\n", [both, NEXT, LAST], f"{own} {B}\n", beads)
    assert fits[0].flags == (THERE,)  # it fits both as well


def test_changed_items_have_no_translation_for_a_new_sentence() -> None:
    changed = Item(Change.CHANGED, (0,), (0,), (0, 1))
    items = [changed, NEXT, LAST]
    assert doubles(f"{A} {NEW} {B}\n", f"{X} {THEIRS} {Y}\n", items, beads=[([0], [0, 1]), ([1], [2])]) == items
