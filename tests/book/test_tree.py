"""The files of a book: a folder and a commit of the same state tell the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from amts_core.book.tree import CommitTree, FolderTree, Tree
from amts_core.errors import AmtsError
from tests.book.test_repository import commit, git

FILES = {
    "mkdocs.yml": "site_name: Lamps\ndocs_dir: docs\n",
    "docs/a.md": "# One\n",
    "docs/a b/ü.md": "Two\r\n",
    "docs/empty.md": "",
    "docs/picture.png": "\x00",
    "docs/node_modules/tool/README.md": "a tool",
}


@pytest.fixture
def trees(tmp_path: Path) -> list[Tree]:
    """The folder `docs` of a work tree, and the same at its commit."""
    git(tmp_path, "init", "-q")
    revision = commit(tmp_path, FILES)
    return [FolderTree(tmp_path / "docs"), CommitTree(tmp_path, revision, "docs")]


def test_both_have_the_same_files_with_the_same_content(trees: list[Tree]) -> None:
    names = {name: name.removeprefix("docs/") for name in FILES if name.startswith("docs/") and "tool" not in name}
    expected = {path: FILES[name].encode() for name, path in names.items()}
    for tree in trees:
        assert {path: tree.read(path) for path in tree.files} == expected
        assert {path: tree.size(path) for path in tree.files} == {path: len(text) for path, text in expected.items()}


def test_both_name_a_content_by_the_same_id(trees: list[Tree]) -> None:
    folder, revision = ({path: tree.blob(path) for path in tree.files} for tree in trees)
    assert folder == revision
    assert folder["empty.md"] == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_what_is_loaded_is_what_is_read(trees: list[Tree]) -> None:
    for tree in trees:
        assert all(tree.read(path) == content for path, content in tree.load(["a.md", "a b/ü.md"]).items())
    assert set(trees[1].load(["a.md", "empty.md"])) == {"a.md", "empty.md"}


def test_both_see_what_is_above_the_folder_and_who_generates_it(trees: list[Tree]) -> None:
    for tree in trees:
        assert tree.above("../mkdocs.yml") == FILES["mkdocs.yml"].encode()
        assert tree.above("../nothing.yml") == b""
        found = tree.generator("a b/ü.md")
        assert found is not None
        assert found.format == "mkdocs"


def test_submodules_are_told_in_a_commit_and_where_they_are_not_checked_out(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    revision = commit(tmp_path, {"a.md": "# One\n"})
    git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{revision},book")
    git(tmp_path, "commit", "-q", "-m", "submodule")
    tree = CommitTree(tmp_path, git(tmp_path, "rev-parse", "HEAD"), "")
    assert tree.found == ({"a.md"}, {"book"})
    (tmp_path / "book").mkdir()
    assert FolderTree(tmp_path).found == ({"a.md"}, {"book"})
    (tmp_path / "book" / "b.md").write_text("# Two\n")
    assert FolderTree(tmp_path).found == ({"a.md", "book/b.md"}, set())


def test_a_link_of_a_commit_is_what_it_leads_to_outside_of_the_book_and_in_its_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "docs").mkdir()
    for name, target in {
        "out": "../README.md",
        "in": "a.md",
        "far": "../../a.md",
        "root": "/a.md",
        "none": "x",
    }.items():
        (tmp_path / "docs" / f"{name}.md").symlink_to(target)
    tree = CommitTree(tmp_path, commit(tmp_path, {"README.md": "# Top\n", "docs/a.md": "# One\n"}), "docs")
    assert tree.found == ({"a.md", "out.md"}, {"in.md", "far.md", "root.md", "none.md"})
    assert tree.read("out.md") == b"# Top\n"


def test_a_file_that_went_meanwhile_is_named(tmp_path: Path) -> None:
    with pytest.raises(AmtsError, match=r"cannot read .*gone\.md: No such file"):
        FolderTree(tmp_path).read("gone.md")
