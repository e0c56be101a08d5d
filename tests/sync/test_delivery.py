"""Delivery: folder, patch, branch, pull request, review page."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import httpx
import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.errors import AmtsError
from amts_core.sync.chapter import finish_sync, plan_sync
from amts_core.sync.delivery import (
    ChapterFiles,
    chapter_files,
    commit_branch,
    deleted_files,
    description,
    make_patch,
    push_branch,
    refuse_mass_deletion,
    write_folder,
)
from amts_core.sync.provenance import load_provenance, make_provenance
from amts_core.sync.pull_request import open_pull_request
from amts_core.sync.review import review_page
from amts_core.translate.document import Draft

BEFORE = "# Lamps\n\nThe lamp is bright. The river is wide <b> and deep.\n\nWe walk home.\n"
AFTER = (
    "# Lamps\n\nThe lamp is bright. The river is wide <b> and very shallow today.\n\nWe walk home.\n\nNew thing here.\n"
)
FORMER = "# 灯\n\n灯很亮。\n河又宽<b>又深。\n\n我们走路回家。\n"


@pytest.fixture
def change() -> ChapterFiles:
    """A synced chapter as files."""
    after, before, former = (parse_chapter(text, id="a/lamps") for text in (AFTER, BEFORE, FORMER))
    plan = plan_sync(after, before=before, translation=former, source_language="en", target_language="zh")
    texts = {"The ": "今天河很宽<b>很浅。", "New ": "这里有新东西。"}
    synced = finish_sync(plan, {one.id: Draft(one.id, texts[one.text[:4]], ("check",)) for one in plan.to_translate})
    provenance = make_provenance(synced, chapter="a/lamps", source=after, former=former, engine="memory")
    return chapter_files("a/lamps.md", synced.chapter, provenance, source=after, origin_suffix="_origin")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of the translation's repository, and its bare origin."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "origin.git")
    git(tmp_path, "clone", "-q", "origin.git", "clone")
    folder = tmp_path / "clone"
    (folder / "a").mkdir()
    (folder / "a" / "lamps.md").write_text(FORMER, "utf-8")
    (folder / "a" / "lamps_origin.md").write_text(BEFORE, "utf-8")
    (folder / "a" / "old.md").write_text("# 旧\n", "utf-8")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=h", "-c", "user.email=h@x", "commit", "-q", "-m", "human")
    git(folder, "push", "-q", "origin", "HEAD:main")
    return folder


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_a_folder_holds_chapter_origin_sidecar_review_page_and_list(change: ChapterFiles, tmp_path: Path) -> None:
    write_folder([change], tmp_path)
    assert (tmp_path / "a/lamps.md").read_text("utf-8") == FORMER.replace(
        "河又宽<b>又深。", "今天河很宽<b>很浅。"
    ) + "\n这里有新东西。\n"
    assert (tmp_path / "a/lamps_origin.md").read_text("utf-8") == AFTER
    assert load_provenance((tmp_path / ".amts/a/lamps.json").read_bytes(), "x").engine == "memory"
    assert "old translation" in (tmp_path / "review/a/lamps.md.html").read_text("utf-8")
    assert "`这里有新东西。`" in (tmp_path / "TODO.md").read_text("utf-8")


def test_a_patch_applies_and_gives_the_same_files(change: ChapterFiles, clone: Path, tmp_path: Path) -> None:
    patch = make_patch([change, deleted_files("a/old.md")], clone)
    (tmp_path / "x.patch").write_bytes(patch)
    git(clone, "apply", str(tmp_path / "x.patch"))
    assert {path: (clone / path).read_bytes() for path in change.files} == dict(change.files)
    assert not (clone / "a/old.md").exists()
    assert make_patch([change], clone) == b""


def test_a_branch_has_a_commit_per_chapter_and_leaves_the_work_tree_alone(change: ChapterFiles, clone: Path) -> None:
    (clone / "mine.txt").write_text("not committed", "utf-8")
    commits = commit_branch(clone, "amts/en-zh", [change, deleted_files("a/old.md")])
    assert len(commits) == 2
    subjects = git(clone, "log", "--format=%s", "main..amts/en-zh").splitlines()
    assert subjects == ["Remove a/old.md: its source is gone", "Sync a/lamps.md with its source"]
    assert git(clone, "show", "amts/en-zh:a/lamps_origin.md") == AFTER
    assert (clone / "a/lamps.md").read_text("utf-8") == FORMER
    assert git(clone, "status", "--porcelain") == "?? mine.txt\n"
    assert len(git(clone, "worktree", "list").splitlines()) == 1
    assert commit_branch(clone, "amts/en-zh", [change, deleted_files("a/old.md")]) == []
    push_branch(clone, "amts/en-zh")
    assert "amts/en-zh" in git(clone, "branch", "-r")


def test_a_renamed_chapter_is_moved(change: ChapterFiles, clone: Path) -> None:
    assert change.delivered is not None
    one = change.delivered
    moved = chapter_files(
        "b/lamps.md",
        one.chapter,
        one.provenance,
        source=parse_chapter(AFTER),
        origin_suffix="_origin",
        former_path="a/lamps.md",
    )
    commit_branch(clone, "amts/en-zh", [moved])
    names = git(clone, "ls-tree", "-r", "--name-only", "amts/en-zh").split()
    assert "b/lamps.md" in names
    assert "b/lamps_origin.md" in names
    assert "a/lamps.md" not in names
    assert "a/lamps_origin.md" not in names


def test_a_path_out_of_the_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AmtsError, match="leads out"):
        write_folder([ChapterFiles("x", {"../x.md": b""})], tmp_path)


def test_a_mass_deletion_is_refused() -> None:
    refuse_mass_deletion(1, 2)
    refuse_mass_deletion(3, 100)
    with pytest.raises(AmtsError, match="40 of 100"):
        refuse_mass_deletion(40, 100)


def test_the_list_links_to_lines_and_has_the_dearest_segment_first(change: ChapterFiles) -> None:
    text = description([change], link="https://github.com/o/r/blob/b/{path}#L{line}")
    assert "- [ ] Terms are those of this book" in text
    tasks = [line for line in text.splitlines() if "line" in line]
    assert "[line 4](https://github.com/o/r/blob/b/a/lamps.md#L4)" in tasks[0]
    assert "[line 8](https://github.com/o/r/blob/b/a/lamps.md#L8)" in tasks[1]


def test_the_review_page_marks_differences_and_escapes_the_text(change: ChapterFiles) -> None:
    assert change.delivered is not None
    page = review_page(change.delivered)
    assert "<del>deep</del>" in page
    assert "<ins>very shallow today</ins>" in page
    assert "<b>" not in page
    assert "&lt;b&gt;" in page.replace("</ins>", "").replace("<ins>", "")


def test_a_pull_request_is_opened_once_and_then_updated() -> None:
    requests: list[tuple[str, str, dict[str, str]]] = []
    pulls: list[dict[str, object]] = []

    def github(request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "Bearer secret"
        body = json.loads(request.content or b"{}")
        requests.append((request.method, request.url.path, body))
        if request.method == "GET":
            assert request.url.params["head"] == "o:amts/en-zh"
            return httpx.Response(200, json=pulls)
        pull = {"number": 7, "html_url": "https://github.com/o/r/pull/7"}
        pulls[:] = [pull]
        return httpx.Response(201 if request.method == "POST" else 200, json=pull)

    def ask(body: str):  # type: ignore[no-untyped-def]
        arguments = {"base": "main", "title": "Sync", "body": body, "token": "secret"}
        return open_pull_request("o/r", "amts/en-zh", transport=httpx.MockTransport(github), **arguments)

    first, second = ask("one"), ask("x\n" * 60_000)
    assert (first.number, first.created, second.created) == (7, True, False)
    assert [(method, path) for method, path, _ in requests] == [
        ("GET", "/repos/o/r/pulls"),
        ("POST", "/repos/o/r/pulls"),
        ("GET", "/repos/o/r/pulls"),
        ("PATCH", "/repos/o/r/pulls/7"),
    ]
    assert len(requests[-1][2]["body"]) < 65_536


def test_what_github_says_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        return httpx.Response(422, json={"message": "Validation Failed", "errors": [{"message": "No commits"}]})

    with pytest.raises(AmtsError, match="Validation Failed; No commits"):
        open_pull_request("o/r", "b", base="m", title="", body="", token="t", transport=httpx.MockTransport(refuse))
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    with pytest.raises(AmtsError, match="GITHUB_TOKEN"):
        open_pull_request("o/r", "b", base="m", title="", body="")
