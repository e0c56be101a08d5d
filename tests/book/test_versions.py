"""The versions of a chapter in the history of its book."""

from __future__ import annotations

from pathlib import Path

from amts_core.book.chapter import Chapter
from amts_core.book.versions import chapter_versions
from tests.sync.test_origin import FEBRUARY, JANUARY, book, commit, git, source

__all__ = ["source"]  # a fixture


def test_a_renamed_chapter_is_followed_and_one_that_is_gone_is_found(source: Path) -> None:
    commit(source, 1, JANUARY, "part/ships.md")
    git(source, 2, "mv", "part/ships.md", "boats.md")
    commit(source, 2, JANUARY + "\nA line.\n")
    commit(source, 3, FEBRUARY)
    texts = [JANUARY, JANUARY + "\nA line.\n", FEBRUARY]
    assert [version.source.text for version in chapter_versions(book(source), "boats")] == texts[::-1]
    commit(source, 4, None)
    assert [version.source.text for version in chapter_versions(book(source), "boats")] == texts[::-1]
    assert list(chapter_versions(book(source), "nothing")) == []


def test_versions_after_the_translation_are_left_out_and_a_book_in_a_folder_is_found(source: Path) -> None:
    commit(source, 1, JANUARY, "books/en/boats.md")
    commit(source, 3, FEBRUARY, "books/en/boats.md")
    for place in (book(source, "books/en"), book(source / "books" / "en")):
        found: list[Chapter] = [one.source for one in chapter_versions(place, "boats", until="2024-01-01T00:00:02Z")]
        assert [chapter.text for chapter in found] == [JANUARY]
