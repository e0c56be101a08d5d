"""No delivery touches a file of the source, in any layout."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from amts_core.book.layouts import LAYOUTS, place_of
from amts_core.book.navigation import Entry
from amts_core.book.repository import Book, BookLocation, open_book
from amts_core.deliver.files import ChapterFiles
from amts_core.deliver.guard import refuse_files_of_the_source
from amts_core.errors import AmtsError

SOURCES = {"folders": "docs/en", "hugo": "content/en", "starlight": "src/content/docs", "docusaurus": "docs"}


def books(folder: Path, name: str) -> tuple[Book, Book]:
    """Source and German edition of a repository with this layout."""
    place, suffix = place_of(name, "de")
    source = SOURCES.get(name, "docs")
    place = place or source
    for path in (f"{source}/page.md", f"{place}/known{suffix}.md", f"{source}/known.md"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"# {path}\n")
    return (
        open_book(BookLocation(str(folder), folder=source), folder),
        open_book(BookLocation(str(folder), folder=place, suffix=suffix), folder),
    )


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name not in ("separate", "origin")])
def test_a_new_chapter_goes_where_its_layout_has_it(tmp_path: Path, name: str) -> None:
    source, target = books(tmp_path, name)
    path = target.new_path("page", ".md")
    refuse_files_of_the_source([ChapterFiles("new", {path: b"# Seite\n"})], source, target)
    assert not (target.root / path).exists()


@pytest.mark.parametrize(
    "change", [ChapterFiles("x", {"page.md": b"# Seite\n"}), ChapterFiles("x", removed=("page.md",))]
)
def test_a_chapter_of_the_source_is_neither_written_nor_removed(tmp_path: Path, change: ChapterFiles) -> None:
    source, _ = books(tmp_path, "suffix")
    with pytest.raises(AmtsError, match="belongs to the source"):
        refuse_files_of_the_source([change], source, source)


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name not in ("separate", "origin")])
def test_in_no_layout_a_wrong_path_reaches_a_file_of_the_source(tmp_path: Path, name: str) -> None:
    source, target = books(tmp_path, name)
    owned = source.root / "page.md"
    path = Path(os.path.relpath(owned, target.root)).as_posix()
    before = owned.read_bytes()
    with pytest.raises(AmtsError, match="belongs to the source"):
        refuse_files_of_the_source([ChapterFiles("x", {path: b"# Seite\n"})], source, target)
    assert owned.read_bytes() == before


def test_a_list_of_chapters_that_the_source_uses_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("nav:\n  - known.md\n  - page.md\n")
    source, target = books(tmp_path, "suffix")
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    entry = Entry("../mkdocs.yml", "page.de", "- page.de.md", ("known",), ())
    with pytest.raises(AmtsError, match=r"write \.\./mkdocs\.yml, which belongs to the source"):
        refuse_files_of_the_source([ChapterFiles("x", entries={"../mkdocs.yml": entry})], source, target)


def test_the_source_is_known_in_a_clone_of_its_repository(tmp_path: Path) -> None:
    there, clone = tmp_path / "there", tmp_path / "clone"
    books(there, "suffix")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", "-C", str(there), *command], check=True)
    subprocess.run(["git", "clone", "-q", f"file://{there}", str(clone)], check=True)
    source = open_book(BookLocation(f"file://{there}", folder="docs"), tmp_path / "cache")
    target = open_book(BookLocation(str(clone), folder="docs", suffix=".de"), tmp_path / "cache")
    refuse_files_of_the_source([ChapterFiles("x", {"page.de.md": b"x"})], source, target)
    with pytest.raises(AmtsError, match=r"page\.md"):
        refuse_files_of_the_source([ChapterFiles("x", {"page.md": b"x"})], source, target)


def test_an_origin_that_is_the_source_itself_may_be_written_again_as_it_is(tmp_path: Path) -> None:
    source, _ = books(tmp_path, "suffix")
    refuse_files_of_the_source([ChapterFiles("x", {"page.md": b"# docs/page.md\n"})], source, source)
