"""Code cells of a translation stay, in the places of those of its source."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.translate.code import keep_code


def cells(*codes: str, newline: str = "\n") -> str:
    return f"A{newline}{newline}".join(f"```{newline}{code}{newline}```{newline}{newline}" for code in codes)


def kept(source: str, existing: str) -> tuple[list[str], tuple[str, ...]]:
    found = keep_code(parse_chapter(source), parse_chapter(existing))
    return list(found.texts.values()), found.flags


def test_comments_of_a_translation_stay_and_need_no_word() -> None:
    assert kept(cells("x = 1  # one"), cells("x = 1  # eins")) == (["```\nx = 1  # eins\n```\n"], ())


def test_cells_without_a_change_are_not_named() -> None:
    assert kept(cells("x = 1", "y = 2"), cells("x = 1", "y = 2")) == ([], ())


@pytest.mark.parametrize("edited", ["x = 12345", "something(else_, there)"])
def test_a_cell_with_other_code_stays_and_is_told(edited: str) -> None:
    texts, (flag,) = kept(cells("x = 12346", "yy = [2]"), cells(edited, "yy = [2]"))
    assert texts == [f"```\n{edited}\n```\n"]
    assert flag == f"code cell {edited!r} of the translation differs from its source and is kept"


def test_a_cell_that_only_the_translation_has_follows_the_one_it_follows_there() -> None:
    texts, (flag,) = kept(cells("first(1)", "second[2]"), cells("first(1)", "zusatz = 'neu'", "second[2]"))
    assert texts == ["```\nfirst(1)\n```\n\n```\nzusatz = 'neu'\n```\n"]
    assert "stands only in the translation" in flag


def test_a_cell_that_only_the_translation_has_before_all_is_told() -> None:
    texts, (flag,) = kept(cells("second[2]"), cells("zusatz = 'neu'", "second[2]"))
    assert texts == []
    assert flag == "code cell \"zusatz = 'neu'\" has no place before the first cell"


def test_a_kept_cell_has_the_line_end_of_its_source() -> None:
    assert kept("```\nx = 1  # one\n```", cells("x = 1  # eins"))[0] == ["```\nx = 1  # eins\n```"]
    crlf = kept("```\r\nx = 1  # one\r\n```\r\n", cells("x = 1  # eins", newline="\r\n"))[0]
    assert crlf == ["```\r\nx = 1  # eins\r\n```\r\n"]


def test_a_cell_is_named_by_its_first_line_of_code() -> None:
    _, (flag,) = kept(cells("# one\nx = 12346"), cells("# eins\n\nx = 12345"))
    assert flag.startswith("code cell 'x = 12345' ")
