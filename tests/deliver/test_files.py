"""Delivery: folder, patch, branch, pull request, review page."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import httpx
import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.deliver.branch import branch_changes, branch_tip, commit_branch, fetch_branch, push_branch
from amts_core.deliver.files import (
    ChapterFiles,
    chapter_files,
    deleted_files,
    description,
    make_patch,
    write_folder,
)
from amts_core.deliver.pull_request import GitHub, git_credentials, open_pull_request, propose
from amts_core.deliver.review import review_page
from amts_core.deliver.sidecar import Provenance, load_provenance, make_provenance
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.sync.chapter import finish_sync, plan_sync
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
    plan = plan_sync(after, before=before, translation=former, languages=LanguagePair("en", "zh"))
    texts = {"The ": "今天河很宽<b>很浅。", "New ": "这里有新东西。"}
    synced = finish_sync(plan, {one.id: Draft(one.id, texts[one.text[:4]], ("check",)) for one in plan.to_translate})
    provenance = make_provenance(synced, Provenance("a/lamps", (), engine="memory"), source=after, former=former)
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


def test_a_chapter_keeps_its_name_before_the_list(change: ChapterFiles, tmp_path: Path) -> None:
    write_folder([replace(change, files={"TODO.md": b"# Was zu tun ist\n"}), change], tmp_path)
    assert (tmp_path / "TODO.md").read_text() == "# Was zu tun ist\n"
    assert "lamps.md" in (tmp_path / ".amts/TODO.md").read_text()


def test_a_patch_applies_and_gives_the_same_files(change: ChapterFiles, clone: Path, tmp_path: Path) -> None:
    def read(path: str) -> bytes | None:
        return (clone / path).read_bytes() if (clone / path).exists() else None

    patch = make_patch([change, deleted_files("a/old.md")], read)
    (tmp_path / "x.patch").write_bytes(patch)
    git(clone, "apply", str(tmp_path / "x.patch"))
    assert {path: (clone / path).read_bytes() for path in change.files} == dict(change.files)
    assert not (clone / "a/old.md").exists()
    assert make_patch([change], read) == b""


def test_a_branch_has_a_commit_per_chapter_and_leaves_the_work_tree_alone(change: ChapterFiles, clone: Path) -> None:
    (clone / "mine.txt").write_text("not committed", "utf-8")
    done = commit_branch(clone, "amts/en-zh", [change, deleted_files("a/old.md")])
    assert len(done.commits) == 2
    subjects = git(clone, "log", "--format=%s", "main..amts/en-zh").splitlines()
    assert subjects == ["Remove a/old.md: its source is gone", "Sync a/lamps.md with its source"]
    assert git(clone, "show", "amts/en-zh:a/lamps_origin.md") == AFTER
    assert (clone / "a/lamps.md").read_text("utf-8") == FORMER
    assert git(clone, "status", "--porcelain") == "?? mine.txt\n"
    assert len(git(clone, "worktree", "list").splitlines()) == 1
    again = commit_branch(clone, "amts/en-zh", [change, deleted_files("a/old.md")])
    assert (again.commits, again.held, again.tip) == ([], [], done.tip)
    push_branch(clone, "amts/en-zh")
    assert "amts/en-zh" in git(clone, "branch", "-r")


def another(change: ChapterFiles, **facts: str) -> ChapterFiles:
    """The same chapter with other facts in its sidecar."""
    assert change.delivered is not None
    provenance = replace(change.delivered.provenance, **facts)
    return chapter_files(
        change.path, change.delivered.chapter, provenance, source=parse_chapter(AFTER), origin_suffix="_origin"
    )


def new_chapter(name: str) -> ChapterFiles:
    """A chapter of one heading."""
    source = parse_chapter(f"# {name}\n", id=name)
    synced = finish_sync(
        (plan := plan_sync(source, before=None, translation=None, languages=LanguagePair("en", "zh"))),
        {one.id: Draft(one.id, "新") for one in plan.to_translate},
    )
    provenance = make_provenance(synced, Provenance(name, ()), source=source, former=None)
    return chapter_files(f"{name}.md", synced.chapter, provenance, source=source)


def test_another_date_alone_makes_no_commit(change: ChapterFiles, clone: Path) -> None:
    commit_branch(clone, "amts", [change])
    assert commit_branch(clone, "amts", [another(change, date="2030-01-01")]).commits == []
    assert len(commit_branch(clone, "amts", [another(change, engine="other")]).commits) == 1


def test_a_later_delivery_goes_on_top_of_what_is_not_merged(change: ChapterFiles, clone: Path) -> None:
    commit_branch(clone, "amts", [change])
    commit_branch(clone, "amts", [new_chapter("new"), deleted_files("a/old.md")])
    assert git(clone, "show", "amts:a/lamps_origin.md") == AFTER
    held = branch_changes(clone, "amts")
    assert [one.path for one in held if one.delivered] == ["a/lamps.md", "new.md"]
    assert [one.subject for one in held if not one.delivered] == ["Remove a/old.md: its source is gone"]
    git(clone, "merge", "-q", "--squash", "amts")
    git(clone, "-c", "user.name=h", "-c", "user.email=h@x", "commit", "-q", "-m", "merged")
    assert branch_tip(clone, "amts") == ""
    commit_branch(clone, "amts", [new_chapter("third")])
    assert git(clone, "log", "--format=%s", "HEAD..amts").splitlines() == ["Sync third.md with its source"]


def test_what_a_reviewer_edited_on_the_branch_stays(change: ChapterFiles, clone: Path, tmp_path: Path) -> None:
    commit_branch(clone, "amts", [change, new_chapter("new")])
    push_branch(clone, "amts")
    git(tmp_path, "clone", "-q", "-b", "amts", "origin.git", "reviewer")
    path = tmp_path / "reviewer" / "a" / "lamps.md"
    path.write_text(path.read_text("utf-8").replace("今天河很宽", "今天河水很宽"), "utf-8")
    git(tmp_path / "reviewer", "-c", "user.name=r", "-c", "user.email=r@x", "commit", "-qam", "better")
    git(tmp_path / "reviewer", "push", "-q")
    fetch_branch(clone, "amts")
    done = commit_branch(clone, "amts", [another(change, engine="other"), new_chapter("third")])
    assert (done.held, len(done.commits)) == (["a/lamps.md"], 1)
    push_branch(clone, "amts")
    git(tmp_path / "reviewer", "pull", "-q")
    assert "今天河水很宽" in path.read_text("utf-8")
    assert (tmp_path / "reviewer" / "third.md").exists()


def edit(clone: Path, branch: str, path: str, text: str) -> None:
    """Somebody commits another text of a file to a branch."""
    git(clone, "checkout", "-q", branch)
    (clone / path).write_text(text, "utf-8")
    git(clone, "add", path)
    git(clone, "-c", "user.name=r", "-c", "user.email=r@x", "commit", "-q", "-m", "edit")
    git(clone, "checkout", "-q", "main")


def moved(change: ChapterFiles, former: str) -> ChapterFiles:
    """The same chapter, as it is delivered under another name."""
    assert change.delivered is not None
    one = change.delivered
    return chapter_files(
        "b/lamps.md",
        one.chapter,
        one.provenance,
        source=parse_chapter(AFTER),
        origin_suffix="_origin",
        former_path=former,
    )


@pytest.mark.parametrize("is_delivered", [True, False])
def test_what_a_reviewer_edited_on_the_branch_is_neither_moved_nor_removed(
    change: ChapterFiles, clone: Path, is_delivered: bool
) -> None:
    commit_branch(clone, "amts", [change] if is_delivered else [new_chapter("new")])
    edit(clone, "amts", "a/lamps.md", git(clone, "show", "amts:a/lamps.md") + "\n评注。\n")
    for later in (moved(change, "a/lamps.md"), deleted_files("a/lamps.md", origin_suffix="_origin")):
        done = commit_branch(clone, "amts", [later])
        assert (done.commits, done.held) == ([], [later.path])
        assert git(clone, "show", "amts:a/lamps.md").endswith("评注。\n")


def test_what_a_translator_commits_to_the_base_is_no_edit_on_the_branch(change: ChapterFiles, clone: Path) -> None:
    commit_branch(clone, "amts", [new_chapter("new")])
    edit(clone, "main", "a/lamps.md", FORMER + "\n评注。\n")
    assert len(commit_branch(clone, "amts", [change]).commits) == 1


def test_a_book_in_a_folder_of_its_repository_is_delivered_there(change: ChapterFiles, clone: Path) -> None:
    commit_branch(clone, "amts", [change], folder="books/zh")
    assert git(clone, "show", "amts:books/zh/a/lamps_origin.md") == AFTER
    assert [one.path for one in branch_changes(clone, "amts", folder="books/zh")] == ["a/lamps.md"]


def test_a_token_goes_to_the_host_of_the_remote_alone(clone: Path) -> None:
    assert git_credentials(clone, "secret") == {}
    git(clone, "remote", "set-url", "origin", "https://github.com/o/r.git")
    found = git_credentials(clone, "secret")
    assert found["GIT_CONFIG_KEY_0"] == "http.https://github.com/.extraHeader"
    assert b64decode(found["GIT_CONFIG_VALUE_0"].split()[-1]) == b"x-access-token:secret"


def test_a_renamed_chapter_is_moved(change: ChapterFiles, clone: Path) -> None:
    commit_branch(clone, "amts/en-zh", [moved(change, "a/lamps.md")])
    names = git(clone, "ls-tree", "-r", "--name-only", "amts/en-zh").split()
    assert "b/lamps.md" in names
    assert "b/lamps_origin.md" in names
    assert "a/lamps.md" not in names
    assert "a/lamps_origin.md" not in names


def test_a_path_out_of_the_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AmtsError, match="leads out"):
        write_folder([ChapterFiles("x", {"../x.md": b""})], tmp_path)


def test_the_list_links_to_lines_and_has_the_dearest_segment_first(change: ChapterFiles) -> None:
    text = description([change], link="https://github.com/o/r/blob/b/{path}#L{line}")
    assert "- [ ] Terms are those of this book" in text
    tasks = [line for line in text.splitlines() if "line" in line]
    assert "[line 4](https://github.com/o/r/blob/b/a/lamps.md#L4)" in tasks[0]
    assert "[line 8](https://github.com/o/r/blob/b/a/lamps.md#L8)" in tasks[1]


def test_a_chapter_without_a_sentence_to_look_at_says_so() -> None:
    before, after, former = (parse_chapter(text, id="a") for text in (BEFORE, BEFORE + "\n```\nx = 1\n```\n", FORMER))
    plan = plan_sync(after, before=before, translation=former, languages=LanguagePair("en", "zh"))
    synced = finish_sync(plan, {})
    provenance = make_provenance(synced, Provenance("a", ()), source=after, former=former)
    text = description([chapter_files("a.md", synced.chapter, provenance, source=after)])
    assert text.endswith(
        "4 kept\n\nNo sentence to look at: code, formulas, markup, or the order changed, as the diff shows.\n"
    )


def test_the_review_page_marks_differences_and_escapes_the_text(change: ChapterFiles) -> None:
    assert change.delivered is not None
    page = review_page(change.delivered)
    assert "<del>deep</del>" in page
    assert "<ins>very shallow today</ins>" in page
    assert "<b>" not in page
    assert "&lt;b&gt;" in page.replace("</ins>", "").replace("<ins>", "")


class GitHubHandler(BaseHTTPRequestHandler):
    """GitHub's pull requests on this machine."""

    pulls: ClassVar[list[dict[str, Any]]] = []
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self._answer(200, self.pulls)

    def do_POST(self) -> None:
        pull = self._body() | {"number": 7, "html_url": "https://github.com/o/r/pull/7"}
        self.pulls.append(pull)
        self._answer(201, pull)

    def do_PATCH(self) -> None:
        self.pulls[0] |= self._body()
        self._answer(200, self.pulls[0])

    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return body

    def _answer(self, status: int, value: Any) -> None:
        self.asked.append(f"{self.command} {self.path.partition('?')[0]}")
        if self.headers["Authorization"] != "Bearer secret":
            status, value = 401, {"message": "Bad credentials"}
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def github() -> Iterator[GitHub]:
    """GitHub's API on loopback, without pull requests."""
    GitHubHandler.pulls, GitHubHandler.asked = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), GitHubHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield GitHub("o/r", token="secret", api=f"http://127.0.0.1:{server.server_port}/api/v3")
    server.shutdown()
    server.server_close()


def test_a_pull_request_is_opened_once_and_then_updated(change: ChapterFiles, clone: Path, github: GitHub) -> None:
    assert propose(clone, "amts", github) is None
    commit_branch(clone, "amts", [change])
    first = propose(clone, "amts", github)
    commit_branch(clone, "amts", [new_chapter("new")])
    second = propose(clone, "amts", github)
    assert first is not None
    assert second is not None
    assert (first.number, first.created, second.created) == (7, True, False)
    place = "/api/v3/repos/o/r/pulls"
    assert GitHubHandler.asked == [f"GET {place}", f"POST {place}", f"GET {place}", f"PATCH {place}/7"]
    body = GitHubHandler.pulls[0]["body"]
    assert f"]({github.api.removesuffix('/api/v3')}/o/r/blob/amts/a/lamps.md#L4)" in body
    assert "## `new.md`" in body
    assert git(clone, "rev-parse", "amts") == git(clone, "rev-parse", "origin/amts")


def test_ticks_stay_until_something_comes_that_nobody_has_looked_at(
    change: ChapterFiles, clone: Path, github: GitHub
) -> None:
    commit_branch(clone, "amts", [change])
    propose(clone, "amts", github)
    pull = GitHubHandler.pulls[0]
    pull["body"] = pull["body"].replace("- [ ] Terms", "- [x] Terms").replace("- [ ] new", "- [x] new")
    pull["body"] = pull["body"].replace("\n", "\r\n")  # as GitHub's page writes it
    propose(clone, "amts", github)
    assert "- [x] Terms are those of this book" in pull["body"]
    commit_branch(clone, "amts", [new_chapter("new")])
    propose(clone, "amts", github)
    assert "- [ ] Terms are those of this book" in pull["body"]
    assert "- [x] new, [line 8]" in pull["body"]
    assert "- [ ] new, [line 1]" in pull["body"]


def test_a_description_that_is_too_long_is_cut(github: GitHub) -> None:
    open_pull_request(github, "b", title="", body="x\n" * 60_000)
    assert len(GitHubHandler.pulls[0]["body"]) < 65_536


def test_what_github_says_is_told(monkeypatch: pytest.MonkeyPatch, github: GitHub) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        return httpx.Response(422, json={"message": "Validation Failed", "errors": [{"message": "No commits"}]})

    with pytest.raises(AmtsError, match="Validation Failed; No commits"):
        open_pull_request(github, "b", title="", body="", transport=httpx.MockTransport(refuse))
    with pytest.raises(AmtsError, match="401 Bad credentials"):
        open_pull_request(replace(github, token="wrong"), "b", title="", body="")
    with pytest.raises(ConnectionError, match="cannot reach GitHub"):
        open_pull_request(replace(github, api="http://127.0.0.1:1"), "b", title="", body="")
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    with pytest.raises(AmtsError, match="GITHUB_TOKEN"):
        open_pull_request(replace(github, token=None), "b", title="", body="")
