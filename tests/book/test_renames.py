"""Which old chapter a new one comes from, as git tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from amts_core.book.renames import renamed_chapters, renamed_to
from amts_core.book.repository import Book, BookLocation, open_book
from tests.book.test_history import TEXT, commit, git, repository  # noqa: F401 - the fixture

LONG = TEXT + "".join(f"\nLine {number} of the chapter on boats.\n" for number in range(9))


def book(folder: Path) -> Book:
    return open_book(BookLocation(str(folder), revision="HEAD"), folder)


def test_a_rename_is_followed_though_half_of_the_text_changed(repository: Path) -> None:  # noqa: F811
    commit(repository, boats=LONG)
    git(repository, "mv", "boats.md", "ships.md")
    commit(repository)
    commit(repository, ships="# Ships\n\nAll is new.\n")
    assert renamed_chapters(book(repository), ["ships"], {"boats"}) == {"ships": "boats"}
    assert renamed_to(book(repository), "boats") == "ships"


def test_a_chapter_that_goes_and_comes_by_different_commits_is_found_by_its_lines(
    repository: Path,  # noqa: F811
) -> None:
    commit(repository, boats=LONG)
    commit(repository, boats=None)
    commit(repository, ships=LONG.replace("harbour", "port"), trees="# Trees\n\nThe oak.\n")
    assert renamed_chapters(book(repository), ["ships", "trees"], {"boats"}) == {"ships": "boats"}


def test_an_old_chapter_is_taken_once_and_one_that_is_there_not_at_all(repository: Path) -> None:  # noqa: F811
    commit(repository, boats=LONG, rivers=TEXT * 2)
    git(repository, "mv", "boats.md", "ships.md")
    commit(repository, copy=LONG)
    assert renamed_chapters(book(repository), ["copy", "ships"], {"boats"}) in ({"ships": "boats"}, {"copy": "boats"})
    assert renamed_chapters(book(repository), ["copy", "ships"], set()) == {}


@pytest.mark.parametrize("name", ["ships", "nothing"])
def test_a_chapter_that_stayed_or_never_was_has_no_later_name(repository: Path, name: str) -> None:  # noqa: F811
    commit(repository, ships=LONG)
    assert renamed_to(book(repository), name) is None
