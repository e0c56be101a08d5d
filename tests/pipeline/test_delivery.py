"""The delivery of a run as a patch, a branch, a pull request."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from amts_core.deliver.pull_request import GitHub
from amts_core.errors import AmtsError
from amts_core.pipeline.deliver import deliver
from amts_core.pipeline.plan import find_changed
from tests.deliver.test_files import GitHubHandler, github  # noqa: F401 - the fixture
from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf, drive

CHANGED = ENGLISH["one"].replace("The water itself stays", "The water itself mostly stays")
DELIVERED = CHINESE["one"].replace("水本身留在原处。", "The water itself mostly stays where it is.")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=h", "-c", "user.email=h@x", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(shelf: Shelf) -> Path:
    """The translated book as a clone of a bare repository."""
    clone = shelf.folder / "zh"
    git(shelf.folder, "init", "-q", "--bare", "-b", "main", "origin.git")
    git(clone, "init", "-q", "-b", "main")
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", "human")
    git(clone, "remote", "add", "origin", str(shelf.folder / "origin.git"))
    git(clone, "push", "-q", "origin", "main")
    return clone


def at_url(shelf: Shelf, **delivery: Any) -> None:
    """The translated book is known by the URL of its repository."""
    shelf.configure(delivery=delivery)
    text = shelf.config.read_text(encoding="utf-8")
    shelf.config.write_text(text.replace("location: zh", f"location: file://{shelf.folder}/origin.git"), "utf-8")


def test_a_patch_applies_to_the_translation(shelf: Shelf, repository: Path) -> None:
    shelf.configure(delivery={"form": "patch", "removals": 1})
    shelf.write("en", "one", CHANGED)
    shelf.remove("en", "two")
    done = drive(shelf.run())
    git(repository, "apply", str(done.run.output / "chapters.patch"))
    assert (repository / "one.md").read_text(encoding="utf-8") == DELIVERED
    assert not (repository / "two.md").exists()


def test_a_branch_grows_by_a_commit_per_chapter_and_repetition_adds_none(shelf: Shelf, repository: Path) -> None:
    shelf.configure(delivery={"form": "branch"})
    shelf.write("en", "one", CHANGED)
    first = drive(shelf.run("first"))
    assert first.outcome.branch == "amts/en-zh"
    deliver(first.run, first.plan)
    shelf.write("en", "two", ENGLISH["two"].replace("Strong wind", "A strong wind"))
    drive(shelf.run("second"))
    subjects = git(repository, "log", "--format=%s", "main..amts/en-zh").splitlines()
    assert subjects == ["Sync two.md with its source", "Sync one.md with its source"]
    assert git(repository, "show", "amts/en-zh:one.md") == DELIVERED
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "ls-remote", "origin", "amts/en-zh") == ""


def test_what_went_to_a_folder_comes_on_the_branch_that_the_pair_delivers_to_now_and_is_not_paid_again(
    shelf: Shelf, repository: Path
) -> None:
    shelf.configure(delivery={"form": "folder", "removals": 1})
    shelf.write("en", "one", CHANGED)
    shelf.remove("en", "two")
    assert drive(shelf.run("first")).outcome.chapters == ("one",)
    shelf.configure(delivery={"form": "branch", "removals": 1})
    second = drive(shelf.run("second"))
    assert (second.outcome.chapters, second.outcome.removed) == (("one",), ("two",))
    assert [sending.sent for sending in second.sendings] == [0]
    assert git(repository, "show", "amts/en-zh:one.md") == DELIVERED
    assert find_changed(shelf.run("third"), variants=("sentence",)).deliver == ()
    shelf.configure(delivery={"form": "folder", "removals": 1})  # it has been there, too
    assert find_changed(shelf.run("fourth"), variants=("sentence",)).deliver == ()


def test_a_book_at_a_url_gets_its_branch_pushed(shelf: Shelf, repository: Path) -> None:
    at_url(shelf, form="branch", branch="sync")
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run())
    origin = shelf.folder / "origin.git"
    tip = git(origin, "rev-parse", "sync")
    assert git(origin, "show", "sync:one.md") == DELIVERED
    deliver(done.run, done.plan)
    assert git(origin, "rev-parse", "sync") == tip


def test_a_pull_request_is_opened_once_and_lists_all_that_waits(
    shelf: Shelf,
    repository: Path,
    github: GitHub,  # noqa: F811
) -> None:
    at_url(shelf, form="pull-request", repository="o/r")
    shelf.write("en", "one", CHANGED)
    first = drive(shelf.run("first"), github=github)
    assert first.outcome.pull_request == "https://github.com/o/r/pull/7"
    deliver(first.run, first.plan, github=github)
    shelf.write("en", "two", ENGLISH["two"].replace("Strong wind", "Cold rain"))
    drive(shelf.run("second"), github=github)
    assert [request.split()[0] for request in GitHubHandler.asked] == ["GET", "POST", "GET", "PATCH", "GET", "PATCH"]
    body = GitHubHandler.pulls[0]["body"]
    assert "## `one.md`" in body
    assert "## `two.md`" in body
    assert "The book after" not in body
    assert len(git(shelf.folder / "origin.git", "log", "--format=%s", "main..amts/en-zh").splitlines()) == 2


def test_links_that_lead_nowhere_stand_in_the_pull_request_as_in_the_outcome(
    shelf: Shelf,
    repository: Path,
    github: GitHub,  # noqa: F811
) -> None:
    at_url(shelf, form="pull-request", repository="o/r")
    shelf.write("en", "one", CHANGED + "\nSee [none](no_`such`.md).\n")
    outcome = drive(shelf.run(), github=github).outcome
    head, link = outcome.notes
    assert head.startswith("1 links of the translated book lead nowhere, 1 of them are new")
    body = GitHubHandler.pulls[0]["body"]
    assert f"## The book after the last run\n\n- `{head}`\n- `` {link} ``\n" in body
    assert f"- `` {link} ``" in (Path(outcome.folder) / "TODO.md").read_text("utf-8")


def test_a_delivery_that_github_refused_is_finished_by_the_next_try(
    shelf: Shelf,
    repository: Path,
    github: GitHub,  # noqa: F811
) -> None:
    at_url(shelf, form="pull-request", repository="o/r")
    shelf.write("en", "one", CHANGED)
    with pytest.raises(AmtsError, match="401"):
        drive(shelf.run(), github=replace(github, token="wrong"))
    done = drive(shelf.run("next"), github=github)
    assert done.outcome.pull_request == "https://github.com/o/r/pull/7"
    assert len(git(shelf.folder / "origin.git", "log", "--format=%s", "main..amts/en-zh").splitlines()) == 1


def test_a_chapter_that_a_reviewer_edits_waits_for_the_merge(shelf: Shelf, repository: Path) -> None:
    at_url(shelf, form="branch")
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    git(repository, "fetch", "-q", "origin")
    git(repository, "checkout", "-q", "amts/en-zh")
    shelf.write("zh", "one", DELIVERED.replace("The water itself mostly stays where it is.", "水本身大多留在原处。"))
    git(repository, "commit", "-qam", "review")
    git(repository, "push", "-q", "origin", "amts/en-zh")
    shelf.write("en", "one", CHANGED.replace("depends on the wind", "depends on the wind and the depth"))
    held = drive(shelf.run("second")).outcome
    assert (held.chapters, set(held.held)) == ((), {"one"})
    assert "水本身大多留在原处。" in git(shelf.folder / "origin.git", "show", "amts/en-zh:one.md")
    git(repository, "push", "-q", "origin", "amts/en-zh:main")
    merged = drive(shelf.run("third")).outcome
    assert (merged.chapters, merged.held) == (("one",), {})
    assert "水本身大多留在原处。" in git(shelf.folder / "origin.git", "show", "amts/en-zh:one.md")


def test_a_folder_without_git_cannot_have_a_branch(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(shelf.folder))
    shelf.configure(delivery={"form": "branch"})
    shelf.write("en", "one", CHANGED)
    with pytest.raises(AmtsError, match="not a git repository"):
        drive(shelf.run())


def test_a_pull_request_needs_a_repository_and_a_connection(shelf: Shelf, repository: Path) -> None:
    shelf.configure(delivery={"form": "pull-request"})
    with pytest.raises(AmtsError, match="a pull request needs a `repository`"):
        find_changed(shelf.run(), variants=("sentence",))
    shelf.configure(delivery={"form": "pull-request", "repository": "o/r"})
    shelf.write("en", "one", CHANGED)
    with pytest.raises(AmtsError, match="make github_default"):
        drive(shelf.run())
