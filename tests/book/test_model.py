"""What a piece and a block say of themselves."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.inline import scan_inline


@pytest.mark.parametrize(
    ("text", "breaks"), [("<br>", True), ("<BR />", True), ("<b>", False), ("`<br>`", False), ("a", False)]
)
def test_a_new_line_begins_behind_a_break(text: str, breaks: bool) -> None:
    assert scan_inline(text)[0].breaks is breaks


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a `b` *c* &lt;", ["code", "entity"]),
        ("[a](b) <i>c</i>", ["target", "tag", "tag"]),
        ("a\nb", []),
    ],
)
def test_what_is_neither_text_nor_mark_must_come_back(text: str, kinds: list[str]) -> None:
    assert [str(piece.kind) for piece in scan_inline(text) if piece.protected] == kinds


@pytest.mark.parametrize(
    ("cell", "translatable"),
    [("3 m", False), ("1.5-2 kg", False), ("3 metres", True), ("m", True), ("`m`", False), ("3 m long", True)],
)
def test_a_measure_alone_in_a_cell_is_no_text(cell: str, translatable: bool) -> None:
    blocks = parse_chapter(f"|Name|\n|-|\n|{cell}|\n").blocks
    assert next(block.translatable for block in blocks if block.text == cell) is translatable


def test_a_measure_alone_in_a_paragraph_is_text() -> None:
    assert parse_chapter("3 m\n").blocks[0].translatable
