"""The source that a translation was made from, found in the history of the source."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.repository import Book, BookLocation, open_book
from amts_core.book.versions import chapter_versions
from amts_core.languages import LanguagePair
from amts_core.sync.origin import FoundOrigin, find_origin, sentences_of, witnesses_of
from tests.sync.builders import chapter

JANUARY = (
    "# Boats\n\n"
    "The harbour of the old town is full of fishing boats. Every morning they leave before the sun rises.\n\n"
    "Nets are mended by hand in the evening. A good net lasts for 10 years. Children like to watch the men at work.\n"
)
FEBRUARY = (
    "# Boats\n\n"
    "Tourists rent small sailing yachts here during the summer. Most trips end before lunch, for it gets hot.\n\n"
    "Engines are serviced once a month in a workshop. A new engine costs 900 euros. Many owners share the bill.\n"
)
PORTUGUESE = (
    "# Barcos\n\n"
    "O porto da cidade velha está cheio de barcos de pesca. Todas as manhãs eles partem antes do nascer do sol.\n\n"
    "As redes são consertadas à mão ao anoitecer. Uma boa rede dura 10 anos. As crianças gostam de ver os homens a"
    " trabalhar.\n"
)


def git(folder: Path, day: int, *arguments: str) -> None:
    date = f"2024-01-01T00:00:{day:02}Z"
    env = os.environ | {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date}
    command = ["git", "-c", "user.name=h", "-c", "user.email=h@x", *arguments]
    subprocess.run(command, cwd=folder, check=True, env=env)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An empty repository for a source."""
    git(tmp_path, 0, "init", "-q", "source")
    return tmp_path / "source"


def commit(source: Path, day: int, text: str | None, path: str = "boats.md") -> None:
    """A day's version of a chapter; None removes it."""
    (source / path).parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        (source / path).unlink()
    else:
        (source / path).write_text(text, "utf-8")
    git(source, day, "add", "-A")
    git(source, day, "commit", "-q", "-m", f"day {day}")


def book(source: Path, folder: str = "") -> Book:
    return open_book(BookLocation(str(source), revision="HEAD", folder=folder), source)


def find(
    source: Path, translation: str, *, kept: str | None = None, language: str = "pt", until: str = ""
) -> FoundOrigin:
    found = find_origin(
        parse_chapter(translation, id="boats"),
        parse_chapter(kept, id="boats") if kept else None,
        chapter_versions(book(source), "boats", until=until),
        languages=LanguagePair("en", language),
    )
    assert found is not None
    return found


def test_rewritten_sentences_are_not_taken_for_translated_ones(source: Path) -> None:
    """Code, formulas and the number of blocks are the same; a translator mended a word after the source changed."""
    commit(source, 1, JANUARY)
    commit(source, 2, FEBRUARY)
    found = find(source, PORTUGUESE)
    assert (found.source.text, found.ties) == (JANUARY, 1)


def test_a_version_that_was_translated_is_found_among_older_and_newer_ones(source: Path) -> None:
    commit(source, 1, FEBRUARY)
    commit(source, 2, JANUARY)
    commit(source, 3, FEBRUARY.replace("yachts", "ships"))
    assert find(source, PORTUGUESE).source.text == JANUARY


def test_of_versions_that_fit_equally_well_the_oldest_is_taken_and_counted(source: Path) -> None:
    commit(source, 1, JANUARY.replace("Every", "Evry"))
    commit(source, 2, JANUARY)
    commit(source, 3, JANUARY.replace("good net", "good  net").replace("town", "towne"))
    commit(source, 4, FEBRUARY)
    found = find(source, PORTUGUESE)
    assert (found.source.text, found.ties) == (JANUARY.replace("Every", "Evry"), 3)


def test_a_language_that_the_encoder_does_not_know_is_compared_by_numbers_and_names(source: Path) -> None:
    commit(source, 1, JANUARY)
    commit(source, 2, FEBRUARY)
    vietnamese = (
        "# Thuyền\n\nBến cảng đầy thuyền.\nMỗi sáng họ ra khơi.\n\n"
        "Lưới được vá bằng tay.\nMột tấm lưới tốt dùng được 10 năm.\nTrẻ em thích xem.\n"
    )
    assert find(source, vietnamese, language="vi").source.text == JANUARY
    assert find(source, vietnamese.replace("10", "900"), language="vi").source.text == FEBRUARY


def test_a_kept_origin_that_is_stale_in_its_prose_alone_gives_way(source: Path) -> None:
    commit(source, 1, FEBRUARY)
    commit(source, 2, JANUARY)
    found = find(source, PORTUGUESE, kept=FEBRUARY)
    assert (found.source.text, found.is_kept) == (JANUARY, False)


def test_a_kept_origin_stays_where_no_version_fits_better(source: Path) -> None:
    commit(source, 1, JANUARY.replace("Every", "Evry"))
    commit(source, 2, FEBRUARY)
    found = find(source, PORTUGUESE, kept=JANUARY)
    assert (found.source.text, found.is_kept) == (JANUARY, True)


# what of a chapter a translator does not change


def witnesses(text: str) -> list[int]:
    return witnesses_of(chapter(text))


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("# The lamp\n\nIt is red. We see.\n", "# Die Lampe\n\nSie ist rot.\n"),
        ("We use `a` and $x + y$ here.\n", "Hier nutzen wir $x+y$ und `a`.\n"),
        ("See :numref:`fig` and [this](b.md).\n", "Siehe [das](b.md) und :numref:`fig`.\n"),
        ("It has **one** part.\n", "Es hat einen Teil.\n"),
    ],
)
def test_a_translation_has_the_witnesses_of_its_source(source: str, translation: str) -> None:
    assert witnesses(source) == witnesses(translation)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We use `a`.\n", "We use `b`.\n"),
        ("We use `a`.\n", "We use `a` and `a`.\n"),
        ("We use $x$.\n", "We use $y$.\n"),
        ("See :numref:`a`.\n", "See :numref:`b`.\n"),
        ("See [this](a.md).\n", "See [this](b.md).\n"),
        ("```python\nx = 1\n```\n", "```python\nx = 2\n```\n"),
        ("It is red.\n", "- It is red.\n"),
        ("It is red.\n", "It is red.\n\nIt is red.\n"),
        ("# A\n", "## A\n"),
        ("| a | b |\n|---|---|\n", "| a |\n|---|\n"),
    ],
)
def test_another_version_of_a_source_has_others(one: str, other: str) -> None:
    assert witnesses(one) != witnesses(other)


def test_each_is_a_number_of_63_bits_and_what_it_says_stays() -> None:
    assert witnesses("It is `a`.\n") == [7952119101635631413, 7345227528526801392]


def test_the_sentences_of_a_chapter_are_texts() -> None:
    assert sentences_of(chapter("# A\n\nIt is *red*. We see.\n"), "en") == ["A", "It is *red*.", "We see."]
