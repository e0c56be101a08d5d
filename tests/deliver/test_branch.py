"""Chapters on a branch of a clone: what is committed, what is held, and whose branch it is."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.deliver.branch import (
    branch_changes,
    branch_tip,
    commit_branch,
    fetch_branch,
    push_branch,
    require_branch,
)
from amts_core.deliver.files import ChapterFiles, chapter_files, deleted_files
from amts_core.deliver.sidecar import Provenance, SegmentRecord, content_digest
from amts_core.errors import AmtsError

BRANCH = "amts/en-zh"
FIRST, SECOND = "# 一\n\n灯很亮。\n", "# 一\n\n灯非常亮。\n"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=h", "-c", "user.email=h@x", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def commit(clone: Path, name: str, text: str) -> str:
    (clone / name).write_text(text, encoding="utf-8")
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", f"human {name}")
    return git(clone, "rev-parse", "HEAD")


def delivered(text: str, path: str = "one.md", date: str = "2026-01-01") -> ChapterFiles:
    chapter = parse_chapter(text, id=path.removesuffix(".md"))
    records = (SegmentRecord("a", "The lamp.", text.splitlines()[-1], "machine"),)
    story = Provenance(chapter.id, records, date=date, delivered_digest=content_digest(chapter))
    return chapter_files(path, chapter, story, source=parse_chapter("# One\n\nThe lamp.\n"))


def on_branch(clone: Path, path: str = "one.md") -> str:
    return git(clone, "show", f"{BRANCH}:{path}") + "\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a bare repository, with a chapter and another file."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "origin.git")
    git(tmp_path, "init", "-q", "-b", "main", "clone")
    folder = tmp_path / "clone"
    git(folder, "remote", "add", "origin", str(tmp_path / "origin.git"))
    commit(folder, "other.md", "# 二\n")
    commit(folder, "one.md", "# 一\n\n灯亮。\n")
    git(folder, "push", "-q", "origin", "main")
    return folder


def edit_on_branch(clone: Path, text: str) -> None:
    """A reviewer edits the chapter on the branch."""
    git(clone, "switch", "-q", BRANCH)
    commit(clone, "one.md", text)
    git(clone, "switch", "-q", "main")


def test_a_delivery_is_a_commit_and_the_same_again_is_none(clone: Path) -> None:
    done = commit_branch(clone, BRANCH, [delivered(FIRST)])
    assert (len(done.commits), done.held, on_branch(clone)) == (1, [], FIRST)
    again = commit_branch(clone, BRANCH, [delivered(FIRST, date="2026-02-02")])
    assert (again.commits, again.tip) == ([], done.tip)
    assert (git(clone, "status", "--porcelain"), (clone / "one.md").read_text("utf-8")) == ("", "# 一\n\n灯亮。\n")


def test_what_nobody_edited_is_delivered_anew(clone: Path) -> None:
    commit_branch(clone, BRANCH, [delivered(FIRST)])
    assert commit_branch(clone, BRANCH, [delivered(SECOND)]).held == []
    assert on_branch(clone) == SECOND


def test_what_a_reviewer_edited_on_the_branch_is_held(clone: Path) -> None:
    commit_branch(clone, BRANCH, [delivered(FIRST)])
    edit_on_branch(clone, "# 一\n\n那盏灯很亮。\n")
    done = commit_branch(clone, BRANCH, [delivered(SECOND), delivered("# 二\n", "other.md")])
    assert (done.held, len(done.commits), on_branch(clone)) == (["one.md"], 1, "# 一\n\n那盏灯很亮。\n")


def test_an_edit_that_the_base_has_too_is_merged_and_holds_nothing(clone: Path) -> None:
    commit_branch(clone, BRANCH, [delivered(FIRST)])
    edit_on_branch(clone, "# 一\n\n那盏灯很亮。\n")
    commit(clone, "one.md", "# 一\n\n那盏灯很亮。\n")
    assert commit_branch(clone, BRANCH, [delivered(SECOND)]).held == []
    assert on_branch(clone) == SECOND


def test_a_chapter_that_the_branch_has_not_touched_is_no_edit_though_the_base_has_moved(clone: Path) -> None:
    commit_branch(clone, BRANCH, [delivered("# 二\n\n新。\n", "other.md")])
    commit(clone, "one.md", "# 一\n\n灯好亮。\n")
    assert commit_branch(clone, BRANCH, [delivered(SECOND)]).held == []


def test_the_base_is_the_one_that_is_named(clone: Path) -> None:
    """A branch that is merged into the base is begun anew, whatever the work tree has checked out."""
    commit_branch(clone, BRANCH, [delivered(FIRST)])
    git(clone, "branch", "before", "main")
    git(clone, "merge", "-q", "--no-edit", BRANCH)
    assert branch_tip(clone, BRANCH, base="main") == ""
    assert branch_tip(clone, BRANCH, base="before") == git(clone, "rev-parse", BRANCH)
    assert [one.delivered.path for one in branch_changes(clone, BRANCH, base="before")] == ["one.md"]
    assert branch_changes(clone, BRANCH, base="main") == []


def test_a_branch_that_is_none_of_ours_is_left_alone(clone: Path) -> None:
    git(clone, "switch", "-q", "--orphan", BRANCH)
    commit(clone, "site.html", "<p>")
    git(clone, "switch", "-q", "main")
    with pytest.raises(AmtsError, match="no commit in common with its base"):
        commit_branch(clone, BRANCH, [delivered(FIRST)])


def test_branches_that_have_parted_are_refused_and_one_behind_is_not(clone: Path) -> None:
    first = commit_branch(clone, BRANCH, [delivered(FIRST)]).tip
    push_branch(clone, BRANCH)
    ahead = commit_branch(clone, BRANCH, [delivered(SECOND)]).tip
    assert branch_tip(clone, BRANCH) == ahead
    git(clone, "update-ref", f"refs/heads/{BRANCH}", first)
    git(clone, "update-ref", f"refs/remotes/origin/{BRANCH}", ahead)
    assert branch_tip(clone, BRANCH) == ahead
    edit_on_branch(clone, "# 一\n\n那盏灯很亮。\n")
    with pytest.raises(AmtsError, match="have parted: merge one into the other"):
        branch_tip(clone, BRANCH)


def test_a_removal_is_a_commit_that_says_what_is_lost(clone: Path) -> None:
    gone = deleted_files("one.md", lost=parse_chapter("# 一\n\n灯亮。\n"))
    assert len(commit_branch(clone, BRANCH, [gone]).commits) == 1
    [found] = branch_changes(clone, BRANCH)
    assert (found.subject, "characters of translation, 一" in found.details) == (
        "Remove one.md: its source is gone",
        True,
    )
    assert "one.md" not in git(clone, "ls-tree", "-r", "--name-only", BRANCH).splitlines()


def test_what_others_pushed_is_seen_and_not_overwritten(clone: Path, tmp_path: Path) -> None:
    commit_branch(clone, BRANCH, [delivered(FIRST)])
    push_branch(clone, BRANCH)
    git(tmp_path, "clone", "-q", "origin.git", "reviewer")
    git(tmp_path / "reviewer", "switch", "-q", BRANCH)
    pushed = commit(tmp_path / "reviewer", "one.md", "# 一\n\n那盏灯很亮。\n")
    git(tmp_path / "reviewer", "push", "-q", "origin", BRANCH)
    commit_branch(clone, BRANCH, [delivered(SECOND)])
    with pytest.raises(AmtsError):
        push_branch(clone, BRANCH)
    fetch_branch(clone, BRANCH, is_ours=True)
    assert branch_tip(clone, BRANCH) == pushed
    assert commit_branch(clone, BRANCH, [delivered(SECOND)]).held == ["one.md"]


def test_a_branch_that_is_gone_from_the_remote_is_forgotten(clone: Path) -> None:
    commit_branch(clone, BRANCH, [delivered(FIRST)])
    push_branch(clone, BRANCH)
    git(clone, "push", "-q", "origin", "--delete", BRANCH)
    git(clone, "update-ref", "-d", f"refs/heads/{BRANCH}")
    git(clone, "update-ref", f"refs/remotes/origin/{BRANCH}", "main")
    fetch_branch(clone, BRANCH)
    assert git(clone, "for-each-ref", f"refs/remotes/origin/{BRANCH}") == ""


@pytest.mark.parametrize(
    ("branch", "base", "told"),
    [
        ("a..b", "HEAD", "'a..b' is no name of a branch"),
        ("-x", "HEAD", "is no name of a branch"),
        ("main", "HEAD", "the branch main is checked out"),
        (BRANCH, "v9", "no commit 'v9'"),
    ],
)
def test_a_branch_that_cannot_be_made_is_told_with_a_way_out(clone: Path, branch: str, base: str, told: str) -> None:
    with pytest.raises(AmtsError, match=re.escape(told)):
        require_branch(clone, branch, base=base)


def test_a_clone_without_a_commit_is_told(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    with pytest.raises(AmtsError, match="commit its chapters first"):
        require_branch(tmp_path, BRANCH)
