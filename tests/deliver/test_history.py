"""What git knows of the files of a book."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from amts_core.book.repository import Book, BookLocation, open_book
from amts_core.deliver.history import blob_name, read_history

FILE = "chapter/wäve two.md"


class Repository:
    """A repository with a book in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.day = folder, 0
        self.git("init", "--quiet")

    def git(self, *arguments: str) -> None:
        self.day += 1
        date = f"2026-03-{self.day:02}T00:00:00+00:00"
        person = {f"GIT_{role}_{what}": "a@b" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        subprocess.run(
            ["git", *arguments], cwd=self.folder, check=True, env={"PATH": "/usr/bin:/bin", **person, **dates}
        )

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            path = self.folder / "book" / {"chapter": FILE, "sidecar": f".amts/{FILE}.json"}[name]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")

    @property
    def book(self) -> Book:
        return open_book(BookLocation(str(self.folder), folder="book"), self.folder)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path)
    repository.commit(chapter="one")
    repository.commit(chapter="two", sidecar="{}")
    repository.commit(chapter="three")
    return repository


def test_commits_since_a_text_are_counted(repository: Repository) -> None:
    history = read_history(repository.book)
    assert [history.since(FILE, text) for text in (b"three", b"two", b"one", b"none", None)] == [0, 1, 2, None, None]
    assert history.since("other.md", b"three") is None


def test_a_commit_with_the_sidecar_is_no_change_by_a_person(repository: Repository) -> None:
    sidecar = f".amts/{FILE}.json"
    before = read_history(repository.book).last_human(FILE, sidecar)
    repository.commit(chapter="four", sidecar="{ }")
    history = read_history(repository.book)
    assert history.last_human(FILE, sidecar) == before
    assert history.last(FILE) > before
    assert history.last("other.md") == history.last_human("other.md", sidecar) == ""


def test_a_folder_without_history_has_none(tmp_path: Path) -> None:
    assert read_history(open_book(BookLocation(str(tmp_path)), tmp_path)).files == {}


def test_blobs_are_named_as_git_does() -> None:
    assert blob_name(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
