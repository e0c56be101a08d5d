"""The history of files, read from git once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from amts_core.book.history import History, blob_ids, read_blobs, read_edits, read_history

TEXT = "# Boats\n\nThe harbour is full of boats.\n\nNets are mended by hand.\n\nChildren watch the men at work.\n"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=h", "-c", "user.email=h@x", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", "book")
    return tmp_path / "book"


def commit(folder: Path, **files: str | None) -> str:
    """A commit of these files (ending .md, `__` for a folder); None removes one."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if text is None else path.write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x")
    return git(folder, "rev-parse", "HEAD")


def history(folder: Path) -> History:
    return read_history(folder, "HEAD", [":(top,glob)**/*.md"])


def texts(folder: Path, path: str) -> list[str]:
    versions = list(history(folder).versions(path))
    contents = read_blobs(folder, [version.blob for version in versions])
    return [contents[version.blob].decode() for version in versions]


def test_the_versions_of_a_file_are_the_newest_first(repository: Path) -> None:
    first = commit(repository, a=TEXT)
    second = commit(repository, a=TEXT + "\nMore.\n", b="other\n")
    assert texts(repository, "a.md") == [TEXT + "\nMore.\n", TEXT]
    assert [version.commit for version in history(repository).versions("a.md")] == [second, first]


def test_a_file_is_followed_through_several_renames(repository: Path) -> None:
    commit(repository, a=TEXT)
    git(repository, "mv", "a.md", "b.md")
    commit(repository, b=TEXT + "\nMore.\n")
    (repository / "part").mkdir()
    git(repository, "mv", "b.md", "part/c.md")
    commit(repository)
    assert texts(repository, "part/c.md") == [TEXT + "\nMore.\n", TEXT + "\nMore.\n", TEXT]
    assert history(repository).former_paths("part/c.md") == ["b.md", "a.md"]
    assert history(repository).later_paths("a.md") == ["b.md", "part/c.md"]
    assert history(repository).later_paths("part/c.md") == []


def test_a_file_that_is_gone_has_its_versions_and_one_that_came_back_has_all(repository: Path) -> None:
    commit(repository, a=TEXT)
    commit(repository, a=None)
    assert texts(repository, "a.md") == [TEXT]
    commit(repository, a="# Again\n")
    assert texts(repository, "a.md") == ["# Again\n", TEXT]


def test_names_that_are_exchanged_are_not_followed_for_ever(repository: Path) -> None:
    commit(repository, a=TEXT, b="# Trees\n\nThe oak.\n\nThe elm.\n\nThe ash.\n")
    for _ in range(2):
        git(repository, "mv", "a.md", "c.md")
        commit(repository)
        git(repository, "mv", "c.md", "a.md")
        commit(repository)
    assert history(repository).later_paths("a.md")[-1:] in (["a.md"], ["c.md"])
    assert set(texts(repository, "a.md")) == {TEXT}


def test_a_merge_counts_as_one_version_of_the_branch(repository: Path) -> None:
    commit(repository, a=TEXT)
    git(repository, "checkout", "-q", "-b", "side")
    commit(repository, a=TEXT + "\nOne.\n")
    commit(repository, a=TEXT + "\nOne.\n\nTwo.\n")
    git(repository, "checkout", "-q", "main")
    git(repository, "merge", "-q", "--no-ff", "-m", "x", "side")
    assert texts(repository, "a.md") == [TEXT + "\nOne.\n\nTwo.\n", TEXT]


def test_names_with_blanks_and_other_scripts_are_read(repository: Path) -> None:
    commit(repository, **{"a folder__水 wave": TEXT})
    assert texts(repository, "a folder/水 wave.md") == [TEXT]


def test_no_git_or_no_such_revision_is_an_empty_history(tmp_path: Path, repository: Path) -> None:
    assert list(read_history(repository, "nothing", []).versions("a.md")) == []


def test_blobs_are_read_in_batches_and_missing_ones_left_out(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amts_core.book.history.BATCH", 2)
    revision = commit(repository, a=TEXT, b="", c="x\n\n")
    names = [f"{revision}:{name}.md" for name in "abcd"]
    found = read_blobs(repository, [*names, "0" * 40])
    assert found == {names[0]: TEXT.encode(), names[1]: b"", names[2]: b"x\n\n"}


def test_a_damaged_blob_hides_no_other(repository: Path) -> None:
    commit(repository, a=TEXT, b="good\n")
    blobs = {name: git(repository, "rev-parse", f"HEAD:{name}.md") for name in "ab"}
    damaged = repository / ".git" / "objects" / blobs["a"][:2] / blobs["a"][2:]
    damaged.chmod(0o644)
    damaged.write_bytes(b"not an object")
    assert read_blobs(repository, list(blobs.values())) == {blobs["b"]: b"good\n"}


def test_a_damaged_file_hides_the_history_of_no_other(repository: Path) -> None:
    commit(repository, a=TEXT, c="c\n")
    damaged = git(repository, "rev-parse", "HEAD:a.md")
    git(repository, "mv", "a.md", "b.md")
    last = commit(repository, b=TEXT + "\nMore.\n", c="d\n")
    assert [edit.status[0] for edit in read_edits(repository, "HEAD") if edit.path == "b.md"] == ["R"]
    (repository / ".git" / "objects" / damaged[:2] / damaged[2:]).unlink()
    assert next(history(repository).versions("c.md")).commit == last
    assert [edit.status for edit in read_edits(repository, "HEAD") if edit.path == "b.md"] == ["A"]


def test_the_ids_of_files_are_those_of_git(repository: Path) -> None:
    (repository / "part").mkdir()
    commit(repository, part__a=TEXT)
    names = ["HEAD:part/a.md", "HEAD:part", "HEAD:none.md", "HEAD:odd\nname.md", "nothing:a.md"]
    assert blob_ids(repository, names) == {names[0]: git(repository, "rev-parse", names[0])}
