"""Books in folders and git repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from amts_core.book.git import RepositoryUnreachable
from amts_core.book.repository import BookLocation, open_book
from amts_core.errors import AmtsError


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, files: dict[str, str], *removed: str) -> str:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    for name in removed:
        (folder / name).unlink()
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "change")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    folder.mkdir()
    git(folder, "init", "-q")
    long = "".join(f"Line {number} of a text that is long enough to be recognised.\n" for number in range(20))
    commit(folder, {"part/a.md": "# One\n", "part/a_origin.md": "# Eins\r\n", "part/b.md": long, "README.md": "x\n"})
    git(folder, "tag", "v1")
    commit(folder, {"part/a.md": "# Two\n", "part/c.md": long, "part/d.md": "new\n"}, "part/b.md")
    return folder


def location(place: Path | str, **settings: object) -> BookLocation:
    return BookLocation(str(place), chapters=("part/*.md",), origin_suffix="_origin", **settings)  # type: ignore[arg-type]


def test_a_folder_is_read_as_it_is(repository: Path, tmp_path: Path) -> None:
    (repository / "part" / "a.md").write_text("# Not committed\n", encoding="utf-8")
    book = open_book(location(repository), tmp_path)
    assert book.revision == ""
    assert book.chapter_ids() == ["part/a", "part/c", "part/d"]
    assert book.read("part/a").text == "# Not committed\n"


def test_a_folder_is_read_at_a_revision(repository: Path, tmp_path: Path) -> None:
    book = open_book(location(repository, revision="v1"), tmp_path)
    assert book.revision == git(repository, "rev-parse", "v1")
    assert book.chapter_ids() == ["part/a", "part/b"]
    assert book.read("part/a").text == "# One\n"


def test_the_origin_beside_a_chapter_is_its_source_and_no_chapter(repository: Path, tmp_path: Path) -> None:
    book = open_book(location(repository, revision="main"), tmp_path)
    origin = book.find_origin("part/a")
    assert origin is not None
    assert origin.text == "# Eins\r\n"
    assert book.find_origin("part/c") is None


def test_origins_of_a_book_can_be_read_as_a_book(repository: Path, tmp_path: Path) -> None:
    book = open_book(BookLocation(str(repository), suffix="_origin"), tmp_path)
    assert book.chapter_ids() == ["part/a"]
    assert book.read("part/a").text == "# Eins\r\n"


@pytest.mark.parametrize("bare", [False, True])
def test_a_url_is_cloned_once_and_then_fetched(repository: Path, tmp_path: Path, bare: bool) -> None:
    url = f"file://{repository}"
    first = open_book(location(url), tmp_path / "cache")
    git(repository, "branch", "-m", "main", "trunk")  # another name of the default branch
    new = commit(repository, {"part/e.md": "later\n"})
    second = open_book(location(url), tmp_path / "cache")
    assert "part/e" not in first.chapter_ids()
    assert second.revision == new
    assert second.read("part/e").text == "later\n"
    assert len(list((tmp_path / "cache").glob("*.git"))) == 1


def test_a_known_commit_needs_no_network(repository: Path, tmp_path: Path) -> None:
    url = f"file://{repository}"
    revision = open_book(location(url), tmp_path / "cache").revision
    repository.rename(tmp_path / "gone")
    assert open_book(location(url, revision=revision), tmp_path / "cache").read("part/d").text == "new\n"
    with pytest.raises(RepositoryUnreachable, match="cannot reach the book"):
        open_book(location(url), tmp_path / "cache")


def test_a_folder_inside_the_repository_is_the_book(repository: Path, tmp_path: Path) -> None:
    for place in (str(repository), f"file://{repository}"):
        book = open_book(BookLocation(place, revision="v1", folder="part"), tmp_path / "cache")
        assert book.chapter_ids() == ["a", "a_origin", "b"]
        assert book.read("a").text == "# One\n"


@pytest.mark.parametrize(
    ("place", "revision", "message"),
    [
        ("{repository}", "no-such-branch", "has no revision 'no-such-branch'"),
        ("{repository}", "--upload-pack=x", "has no revision"),
        ("{repository}/missing", None, "there is no book at"),
        ("file://{repository}/missing", None, "cannot reach the book"),
        ("ext://sh -c date", None, "cannot reach the book"),
    ],
)
def test_errors_name_the_way_out(
    repository: Path, tmp_path: Path, place: str, revision: str | None, message: str
) -> None:
    with pytest.raises(AmtsError, match=message):
        open_book(BookLocation(place.format(repository=repository), revision=revision), tmp_path / "cache")


def test_a_missing_git_is_named(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AmtsError, match="git is not installed"):
        open_book(location(repository, revision="main"), tmp_path)


def test_two_files_with_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    (tmp_path / "a.mdx").write_text("x", encoding="utf-8")
    with pytest.raises(AmtsError, match="two chapters 'a'"):
        open_book(BookLocation(str(tmp_path), chapters=("*.md", "*.mdx")), tmp_path).chapter_ids()


@pytest.mark.parametrize("revision", [None, "main"])
def test_a_link_is_read_where_it_leads_out_of_the_book_and_not_out_of_its_repository(
    tmp_path: Path, revision: str | None
) -> None:
    (tmp_path / "secret.md").write_text("secret\n")
    top = tmp_path / "book"
    (top / "docs").mkdir(parents=True)
    git(top, "init", "-q")
    targets = {
        "index": "../README.md", "again": "a.md", "secret": "../../secret.md", "whole": str(tmp_path / "secret.md"),
        "config": "../.git/config", "loop": "loop.md", "nothing": "nowhere.md", "folder": "../other",
        "twice": "index.md",
    }  # fmt: skip
    for name, target in targets.items():
        (top / "docs" / f"{name}.md").symlink_to(target)
    commit(top, {"docs/a.md": "# One\n", "README.md": "# Welcome\n", "other/b.md": "b\n"})
    book = open_book(BookLocation(str(top), revision, folder="docs"), tmp_path)
    assert set(book.chapter_ids()) - {"twice"} == {"a", "index"}
    assert book.read("index").text == "# Welcome\n"
    assert book.size("index") == len("# Welcome\n")
    assert {*book.links_left_out, "twice.md"} == {f"{name}.md" for name in targets if name != "index"}


def test_accents_of_a_name_may_be_written_in_two_ways(tmp_path: Path) -> None:
    (tmp_path / "u\u0308ber.md").write_text("x\n")
    book = open_book(BookLocation(str(tmp_path)), tmp_path)
    assert (book.chapter_ids(), book.read("über").text) == (["über"], "x\n")


def test_the_ending_of_a_chapter_may_be_written_in_capitals(tmp_path: Path) -> None:
    for name in ("a.md", "B.MD", "c.txt"):
        (tmp_path / name).write_text("x\n")
    assert open_book(BookLocation(str(tmp_path)), tmp_path).chapter_ids() == ["B", "a"]
