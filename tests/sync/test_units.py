"""Units: whole lines that stand, move and go together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts_core.book.chapter import BlockKind, parse_chapter
from amts_core.sync.units import cut_units, indent_of, indented

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
