"""Text of a draft reads as text, whatever stands in it, and spans as themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts_core.book.model import Piece, PieceKind
from amts_core.book.segments import scan_segment
from amts_core.translate.escape import as_markdown, edges_escaped, merged, without_straight_quotes
from amts_core.translate.spacing import Part

CODE = Part("`x*y`", 0, PieceKind.CODE)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("two stars: *no emphasis*", r"two stars: \*no emphasis\*"),
        ("a `tick` of its own", r"a \`tick\` of its own"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("so $x$ is", r"so \$x\$ is"),
        ("[no link](there)", r"\[no link\](there)"),
        ("2 * 3 is 6", "2 * 3 is 6"),
        ("nothing to escape", "nothing to escape"),
    ],
)
def test_text_that_would_read_as_a_mark_is_escaped_and_other_text_is_not(text: str, written: str) -> None:
    assert as_markdown([Part(text)], scan_segment) == written


def test_a_span_stays_as_it_is_beside_text_with_its_marks() -> None:
    assert as_markdown([Part("a ` and "), CODE, Part(" and *b*")], scan_segment) == r"a \` and `x*y` and \*b\*"


@given(st.text("ab *_`$[]()<>~\\!&", max_size=12), st.text("ab *_`$[]()<>~\\!&", max_size=12))
def test_what_is_written_has_the_span_once_and_nothing_else_that_reads_as_a_span(before: str, after: str) -> None:
    written = as_markdown([Part(before), CODE, Part(after)], scan_segment)
    if written is not None:
        others = [p for p in scan_segment(written) if p.kind not in (PieceKind.TEXT, PieceKind.ESCAPE)]
        assert [piece.text for piece in others] == [CODE.text]


def test_a_span_that_reads_as_text_is_not_written() -> None:
    key = Part(":key:", 0, PieceKind.CODE)
    assert as_markdown([key], lambda text: [Piece(PieceKind.TEXT, 0, len(text), text)]) is None


def test_a_letter_takes_no_backslash() -> None:
    def scan(text: str) -> list[Piece]:
        return [Piece(PieceKind.URL if text[0] == "w" else PieceKind.TEXT, 0, len(text), text)]

    assert as_markdown([Part("www.a")], scan) is None


def test_text_beside_text_is_one_part_and_empty_parts_go() -> None:
    assert merged([Part("a"), Part(""), Part("b"), CODE, Part("", 1), Part("c")]) == [Part("ab"), CODE, Part("c")]


def test_marks_at_the_edges_would_join_those_of_the_frame() -> None:
    assert edges_escaped([Part("*a* b_")]) == [Part(r"\*a* b\_")]
    assert edges_escaped([CODE, Part("b")]) == [CODE, Part("b")]


def test_quotes_that_could_end_a_string_become_curly_unless_the_source_has_them() -> None:
    parts = [Part('say "yes", it\'s'), Part('"', 0)]
    assert without_straight_quotes(parts, "say yes") == [Part("say “yes”, it’s"), Part('"', 0)]
    assert without_straight_quotes(parts, 'say "yes", it\'s') == parts
