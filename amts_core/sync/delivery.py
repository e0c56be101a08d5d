"""Delivery of synced chapters: as a folder, as a patch, or as a branch of the translation's repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from amts_core.book.chapter import Chapter, encode_chapter
from amts_core.book.files import write_whole
from amts_core.errors import AmtsError
from amts_core.sync.provenance import Provenance, dump_provenance, sidecar_path
from amts_core.sync.review import Delivered, review_page, to_do_list

MOST_DELETED = 0.3  # share of the translation's chapters; a run that would delete more is refused
_AUTHOR = {"GIT_AUTHOR_NAME": "AMTS", "GIT_AUTHOR_EMAIL": "amts@localhost"}
_COMMITTER = {"GIT_COMMITTER_NAME": "AMTS", "GIT_COMMITTER_EMAIL": "amts@localhost"}


@dataclass(frozen=True)
class ChapterFiles:
    """What one chapter changes in the translation's repository: file contents by path, and paths to remove."""

    subject: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    delivered: Delivered | None = None


def chapter_files(
    path: str,
    chapter: Chapter,
    provenance: Provenance,
    *,
    source: Chapter,
    origin_suffix: str | None = None,
    former_path: str | None = None,
) -> ChapterFiles:
    """The files of a synced chapter: itself, its origin where the book keeps one, its sidecar.

    `path` is where it stands in the repository; `former_path` where it stood, if its source was renamed.
    """
    files = {path: encode_chapter(chapter), _sidecar(path): dump_provenance(provenance).encode()}
    if origin_suffix:
        files[_origin(path, origin_suffix)] = encode_chapter(source)
    delivered = Delivered(path, chapter, provenance)
    if former_path is None or former_path == path:
        return ChapterFiles(f"Sync {path} with its source", files, delivered=delivered)
    gone = deleted_files(former_path, origin_suffix=origin_suffix).removed
    return ChapterFiles(f"Move {former_path} to {path} and sync it", files, gone, delivered)


def deleted_files(path: str, *, origin_suffix: str | None = None) -> ChapterFiles:
    """The removal of a chapter whose source is gone."""
    beside = (_origin(path, origin_suffix),) if origin_suffix else ()
    return ChapterFiles(f"Remove {path}: its source is gone", removed=(path, *beside, _sidecar(path)))


def refuse_mass_deletion(deleted: int, chapters: int) -> None:
    """Raise AmtsError if a run would delete an implausible share of the translation's chapters."""
    if deleted > 1 and deleted > MOST_DELETED * chapters:
        raise AmtsError(
            f"{deleted} of {chapters} chapters would be deleted: look whether the source book's folder or revision is"
            " right, or delete them by hand"
        )


def write_folder(changes: Sequence[ChapterFiles], folder: Path) -> None:
    """Write the files of all chapters, `review/<path>.html` for each, and `TODO.md`."""
    for change in changes:
        for path, content in change.files.items():
            write_whole(_inside(folder, path), content)
        if change.delivered:
            page = review_page(change.delivered).encode()
            write_whole(_inside(folder, f"review/{change.delivered.path}.html"), page)
    write_whole(folder / "TODO.md", description(changes).encode())


def description(changes: Iterable[ChapterFiles], *, link: str = "") -> str:
    """The to-do list of a delivery, with the chapters that go away at its end."""
    listed = list(changes)
    text = to_do_list([change.delivered for change in listed if change.delivered], link=link)
    gone = [f"- {change.subject}" for change in listed if not change.delivered]
    return text + ("\n## Removed\n\n" + "\n".join(gone) + "\n" if gone else "")


def make_patch(changes: Sequence[ChapterFiles], book: Path) -> bytes:
    """The delivery as a patch for `git apply` in the folder `book`; empty if it changes nothing."""
    with tempfile.TemporaryDirectory(prefix="amts-patch-") as name:
        sides = Path(name) / "a", Path(name) / "b"
        for side in sides:
            side.mkdir()
        for change in changes:
            for path in {*change.files, *change.removed}:
                if _inside(book, path).is_file():
                    for side in sides:
                        write_whole(_inside(side, path), _inside(book, path).read_bytes())
            for path in change.removed:
                _inside(sides[1], path).unlink(missing_ok=True)
            for path, content in change.files.items():
                write_whole(_inside(sides[1], path), content)
        return _git(["diff", "--no-index", "--no-prefix", "--binary", "-M", "a", "b"], Path(name), accept=(0, 1))


def commit_branch(clone: Path, branch: str, changes: Sequence[ChapterFiles], *, base: str = "HEAD") -> list[str]:
    """Put the delivery on a branch of a clone, one commit per chapter that changes; gives the commits.

    The branch starts anew at `base`; if it has the same content already it stays as it is, and [] is returned. The
    clone's work tree and index are not touched. Raises AmtsError if git complains.
    """
    start = _git(["rev-parse", "--verify", f"{base}^{{commit}}"], clone).decode().strip()
    with _work_tree(clone, start) as tree:
        commits = [commit for change in changes if (commit := _commit(tree, change))]
        if not commits:
            return []
        content = _git(["rev-parse", "HEAD^{tree}"], tree).decode()
    known = _git(["rev-parse", "--verify", "--quiet", f"refs/heads/{branch}^{{tree}}"], clone, accept=(0, 1)).decode()
    if known == content:
        return []
    _git(["branch", "--force", branch, commits[-1]], clone)
    return commits


def push_branch(clone: Path, branch: str, *, remote: str = "origin") -> None:
    """Push a branch that this program owns; refuses to overwrite commits that the clone has not seen."""
    _git(["push", "--force-with-lease", "--quiet", remote, f"refs/heads/{branch}:refs/heads/{branch}"], clone)


@contextmanager
def _work_tree(clone: Path, commit: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="amts-branch-"))
    tree = folder / "tree"
    try:
        _git(["worktree", "add", "--quiet", "--detach", str(tree), commit], clone)
        yield tree
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _git(["worktree", "prune"], clone)


def _commit(tree: Path, change: ChapterFiles) -> str:
    """The commit of a chapter, "" if nothing changes."""
    for path in change.removed:
        _inside(tree, path).unlink(missing_ok=True)
    for path, content in change.files.items():
        write_whole(_inside(tree, path), content)
    _git(["add", "--all", "--force", "--", "."], tree)
    if not _git(["status", "--porcelain"], tree):
        return ""
    _git(["commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", change.subject], tree)
    return _git(["rev-parse", "HEAD"], tree).decode().strip()


def _origin(path: str, suffix: str) -> str:
    pure = PurePosixPath(path)
    return str(pure.with_name(pure.stem + suffix + pure.suffix))


def _sidecar(path: str) -> str:
    return str(sidecar_path(str(PurePosixPath(path).with_suffix(""))))


def _inside(folder: Path, path: str) -> Path:
    """A path of the book in a folder; raises AmtsError if it leads out of it."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts:
        raise AmtsError(f"the path {path!r} leads out of the book: correct the name of the chapter")
    return folder / pure


def _git(arguments: Sequence[str], folder: Path, *, accept: Sequence[int] = (0,)) -> bytes:
    """What a git command prints; raises AmtsError with what it complains about."""
    settings = ["-c", "core.quotePath=false", "-c", "core.autocrlf=false"]
    environment = {**_identity(folder), **os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *settings, *arguments], cwd=folder, env=environment, capture_output=True, check=False, timeout=600
        )
    except FileNotFoundError:
        raise AmtsError("git is not installed: install it, or deliver to a folder") from None
    except subprocess.TimeoutExpired:
        raise AmtsError(f"git {arguments[0]} took longer than 10 minutes: try again") from None
    if done.returncode not in accept:
        complaint = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
        raise AmtsError(f"git {arguments[0]} in {folder}: {complaint[-1]}")
    return done.stdout


def _identity(folder: Path) -> dict[str, str]:
    """Who commits, where git knows nobody."""
    known = subprocess.run(["git", "config", "user.email"], cwd=folder, capture_output=True, check=False).stdout
    return {} if known.strip() else {**_AUTHOR, **_COMMITTER}
