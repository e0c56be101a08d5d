"""Chapters as strangers write them, in each dialect: what is sent, what never, and what drafts do to them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.survey import unknown_remarks
from tests.book.gold_chapters import FILES, GOLD, faults, read_marked
from tests.book.lines.test_dialects import ENGINES
from tests.translate.round_trip import translated, unchanged

NAMES = [str(path.relative_to(GOLD)) for path in FILES]


@pytest.mark.parametrize("windows", [False, True], ids=["lf", "crlf"])
@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_what_is_marked_and_no_other_letter_is_sent(path: Path, windows: bool) -> None:
    assert faults(read_marked(path, windows=windows)) == []


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix != ".ipynb"])
def test_the_signs_of_a_text_alone_say_as_much_as_its_generator(path: Path) -> None:
    marked = read_marked(path)
    chapter = parse_chapter(marked.chapter.text, format="mdx" if path.suffix == ".mdx" else "md")
    assert faults(replace(marked, chapter=chapter)) == []


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_nothing_but_drawn_tables_and_text_in_another_form_is_called_unknown(path: Path) -> None:
    unknown = unknown_remarks(read_marked(path).chapter)
    assert [one for one in unknown if "that is drawn" not in one and "in another form" not in one] == []


@pytest.mark.parametrize("windows", [False, True], ids=["lf", "crlf"])
@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_an_unchanged_document_gives_the_same_bytes(path: Path, windows: bool) -> None:
    chapter = read_marked(path, windows=windows).chapter
    assert translated(chapter, unchanged).text == chapter.text


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_raw_lines_stay_whatever_the_length_and_lines_of_the_drafts(path: Path, engine: str) -> None:
    chapter = read_marked(path).chapter
    result = translated(chapter, ENGINES[engine])
    raw = [(block.kind, block.text) for block in chapter.blocks if not block.pieces]
    assert [(block.kind, block.text) for block in result.blocks if not block.pieces] == raw
