"""Units: whole lines that stand, move and go together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts_core.book.chapter import BlockKind, parse_chapter
from amts_core.sync.units import Unit, cut_units, indent_of, indented

TEXT = "\n\n# Waves\n\nA wave. The sea.\n\n- one\n- two\n\n```python\nx = 1\n```\n\n| a | b |\n|---|---|\n| c | d |\n"
KINDS = ["# A", "Text.", "- item", "  - inner", "> quote", "```", "x = 1", "| a | b |", "", " "]
LINES = st.lists(st.sampled_from(KINDS))


def test_a_unit_is_a_heading_a_paragraph_an_item_a_cell_of_code_or_a_row() -> None:
    units = cut_units(parse_chapter(TEXT)).units
    assert [unit.kind for unit in units[:5]] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.LIST_ITEM,
        BlockKind.CODE,
    ]
    assert [unit.text for unit in units[5:]] == ["| a | b |\n", "|---|---|\n", "| c | d |\n"]
    assert [len(unit.texts) for unit in units] == [1, 1, 1, 1, 0, 2, 0, 2]


@given(LINES)
def test_head_units_and_blanks_are_the_chapter(lines: list[str]) -> None:
    chapter = parse_chapter("\n".join(lines))
    cut = cut_units(chapter)
    assert cut.head + "".join(unit.text + unit.blank for unit in cut.units) == chapter.text
    assert [unit.index for unit in cut.units] == list(range(len(cut.units)))
    assert all(chapter.text[unit.start : unit.end] == unit.text for unit in cut.units)


def test_each_block_is_in_the_unit_that_is_told() -> None:
    cut = cut_units(parse_chapter(TEXT))
    assert all(cut.of_block()[block.index] == unit.index for unit in cut.units for block in unit.blocks)


def test_versions_of_a_unit_are_laid_side_by_side_however_deep_they_stand() -> None:
    flat, deep = (cut_units(parse_chapter(text)).units[-1] for text in ("- one\n", "- a\n  - one\n"))
    assert [(one.text, other.text) for one, other in flat.beside(deep) if one.translatable] == [("one", "one")]
    assert flat.beside(cut_units(parse_chapter("# one\n")).units[0]) is None


@pytest.mark.parametrize(
    ("text", "former", "indent", "wanted"),
    [
        ("  a\n  b\n", "  ", "", "a\nb\n"),
        ("a\nb\n\nc\n", "", "    ", "    a\n    b\n\n    c\n"),
        ("  a\n    code\n", "  ", " ", " a\n   code\n"),
        ("a\n  b\n", "  ", "  ", "  a\n  b\n"),
    ],
)
def test_lines_go_to_another_depth_together(text: str, former: str, indent: str, wanted: str) -> None:
    assert indented(text, former, indent) == wanted
    assert indent_of(" \t x") == " \t "


def unit(text: str) -> Unit:
    return cut_units(parse_chapter(text)).units[-1]


def test_blank_marks_beside_a_unit_are_left_out_only_where_its_form_is_another() -> None:
    plain, deep = unit("one\n"), unit("# A\n\n!!! note\n\n    one\n")
    assert len(plain.beside(plain) or ()) == len(plain.blocks)
    assert len(plain.beside(deep) or ()) < len(deep.blocks)
    assert [one.text for one, _ in plain.beside(deep) or ()] == ["one"]


def test_a_unit_is_what_its_first_block_is_that_is_more_than_marks() -> None:
    assert unit("> one\n").kind is BlockKind.QUOTE
    assert unit("<br>\n\n***\n").kind is unit("<br>\n\n***\n").blocks[0].kind
    row = unit("| a | 1 |\n|---|---|\n| b | 2 |\n")
    assert [block.text for block in row.texts] == ["b"]
    assert row.indent == ""
    assert unit("- a\n  - one\n").indent == "  "


def test_blank_lines_belong_to_the_unit_before_them() -> None:
    found = cut_units(parse_chapter("\n\n# A\n\n\nText.\r\n\r\nMore."))
    assert found.head == "\n\n"
    assert [one.blank for one in found.units] == ["\n\n", "\r\n", ""]
    assert cut_units(parse_chapter("\n\n")).units == ()
    assert cut_units(parse_chapter("\n\n")).head == "\n\n"
