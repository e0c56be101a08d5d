"""Delivery as a branch of the translation's repository: one commit per chapter.

The branch grows while it is not merged: what an earlier delivery put there, and what reviewers have edited there since,
stays. Once the base has everything, the branch starts anew.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from posixpath import normpath

from amts_core.book.chapter import FORMATS, decode_chapter
from amts_core.book.git import git, git_line
from amts_core.deliver.files import ChapterFiles, inside, sidecar_of
from amts_core.deliver.review import Delivered
from amts_core.deliver.sidecar import content_digest, load_provenance, read_provenance
from amts_core.errors import AmtsError
from amts_core.files import write_whole

REMOVED = "Remove "  # how the subjects of commits start that remove a chapter


@dataclass
class Committed:
    """What a delivery did to a branch: its commits, and the chapters (paths) that stay as reviewers edited them.

    `tip` is the last commit of the branch, "" if it holds nothing beyond its base.
    """

    tip: str = ""
    commits: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def commit_branch(
    clone: Path, branch: str, changes: Sequence[ChapterFiles], *, base: str = "HEAD", folder: str = ""
) -> Committed:
    """Put the delivery on a branch of a clone, one commit per chapter that changes.

    `folder` is the book's folder in the repository. The clone's work tree and index are not touched; a repeated
    delivery makes no commit. A chapter that somebody has edited on the branch since it was put there, and that is not
    merged yet, is held. Raises AmtsError if the branch cannot be made.
    """
    first = require_branch(clone, branch, base=base)
    start = branch_tip(clone, branch, base=first) or first
    done = Committed()
    with _work_tree(clone, start) as tree:
        for change in changes:
            if _edited_by_reviewer(tree, change, first, folder):
                done.held.append(change.path)
            elif commit := _commit(tree, change, folder):
                done.commits.append(commit)
    done.tip = done.commits[-1] if done.commits else start if start != first else ""
    if done.tip:
        git(["branch", "--force", branch, done.tip], clone)
    return done


def require_branch(clone: Path, branch: str, *, base: str = "HEAD") -> str:
    """The commit that a delivery starts from; raises AmtsError if it could not make the branch."""
    if not git_line(["check-ref-format", "--branch", branch], clone, accept=(0, 128)):
        raise AmtsError(f"{branch!r} is no name of a branch: use letters, digits, - and /")
    if f"branch refs/heads/{branch}" in git_line(["worktree", "list", "--porcelain"], clone).splitlines():
        raise AmtsError(f"the branch {branch} is checked out in a work tree of {clone} and stays: name another one")
    first = git_line(["rev-parse", "--verify", "--quiet", f"{base}^{{commit}}"], clone, accept=(0, 1))
    if not first:
        raise AmtsError(f"{clone} has no commit {base!r} that a branch could start from: commit its chapters first")
    return first


def branch_tip(clone: Path, branch: str, *, base: str = "HEAD", remote: str = "origin") -> str:
    """The last commit of a branch, here or as it was fetched; "" if it has nothing that its base does not have.

    Raises AmtsError if both are there and have parted, or if it never had to do with its base: none is overwritten.
    """
    tips = [
        git_line(["rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"], clone, accept=(0, 1))
        for name in (f"refs/heads/{branch}", f"refs/remotes/{remote}/{branch}")
    ]
    if any(tip and not git_line(["merge-base", base, tip], clone, accept=(0, 1)) for tip in tips):
        raise AmtsError(
            f"the branch {branch} has no commit in common with its base, so it is none of ours: delete it, or give"
            " delivery.branch another name"
        )
    known = [tip for tip in tips if tip and _unmerged(clone, tip, base)]
    common = git_line(["merge-base", *known], clone, accept=(0, 1)) if len(known) == 2 else ""
    if len(known) == 2 and common not in known:
        raise AmtsError(
            f"the branch {branch} and {remote}/{branch} have parted: merge one into the other, or delete one"
        )
    return known[1] if common and common == known[0] else known[0] if known else ""


def branch_changes(clone: Path, branch: str, *, base: str = "HEAD", folder: str = "") -> list[ChapterFiles]:
    """What a branch holds that its base does not have, read back from git: chapters with their sidecars, removals."""
    tip = branch_tip(clone, branch, base=base)
    if not tip:
        return []
    names = set(_changed(clone, tip, base, "--diff-filter=d"))
    prefix = f"{folder}/" if folder else ""
    chapters = [name.removeprefix(prefix) for name in sorted(names) if name.startswith(prefix)]
    found = []
    for path in chapters:
        sidecar = sidecar_of(path)
        if PurePosixPath(path).suffix.lower() not in FORMATS or prefix + sidecar not in names:
            continue
        content, story = (git(["cat-file", "blob", f"{tip}:{prefix}{name}"], clone) for name in (path, sidecar))
        provenance = load_provenance(story, sidecar)
        chapter = decode_chapter(content, id=provenance.chapter, format=FORMATS[PurePosixPath(path).suffix.lower()])
        found.append(ChapterFiles(f"Sync {path}", delivered=Delivered(path, chapter, provenance)))
    return found + list(_removals(clone, f"{base}..{tip}"))


def _removals(clone: Path, revisions: str) -> Iterator[ChapterFiles]:
    """The removals among some commits, with what they say is lost."""
    log = git(["log", "--reverse", "--format=%s%x00%b%x00", revisions], clone).decode("utf-8", "replace")
    fields = [" ".join(field.split()) for field in log.split("\0")]
    for subject, body in zip(fields[::2], fields[1::2], strict=False):
        if subject.startswith(REMOVED):
            yield ChapterFiles(subject, details=body)


def push_branch(clone: Path, branch: str, *, remote: str = "origin", credentials: dict[str, str] | None = None) -> None:
    """Push a branch; refuses to overwrite commits that the clone has not seen. git's environment has `credentials`."""
    seen = git_line(["rev-parse", "--verify", "--quiet", f"refs/remotes/{remote}/{branch}"], clone, accept=(0, 1))
    place = f"refs/heads/{branch}"
    git(["push", "--quiet", f"--force-with-lease={place}:{seen}", remote, f"{place}:{place}"], clone, env=credentials)
    git(["update-ref", f"refs/remotes/{remote}/{branch}", place], clone)


def fetch_branch(
    clone: Path,
    branch: str,
    *,
    remote: str = "origin",
    is_ours: bool = False,
    credentials: dict[str, str] | None = None,
) -> None:
    """See what the remote has of a branch, so that what reviewers pushed there is built upon.

    In a clone that is ours alone (`is_ours`) the remote's counts: what was committed and could not be pushed is put
    together again.
    """
    place = f"refs/heads/{branch}"
    if git(["ls-remote", remote, place], clone, env=credentials):
        git(["fetch", "--quiet", remote, f"+{place}:refs/remotes/{remote}/{branch}"], clone, env=credentials)
    else:
        git(["update-ref", "-d", f"refs/remotes/{remote}/{branch}"], clone)
    if is_ours:
        git(["update-ref", "-d", place], clone)


def _unmerged(clone: Path, tip: str, base: str) -> bool:
    """Whether a commit holds files that the base does not have in the same state."""
    names = _changed(clone, tip, base)
    return bool(names) and bool(git(["diff", "--name-only", base, tip, "--", *names], clone))


def _changed(clone: Path, tip: str, base: str, *options: str) -> list[str]:
    """The files that differ between a commit and the place where it left the base."""
    fork = git_line(["merge-base", base, tip], clone, accept=(0, 1))
    if not fork:
        return []
    listing = git(["diff", "--name-only", "--no-renames", "-z", *options, fork, tip], clone)
    return [name for name in os.fsdecode(listing).split("\0") if name]


@contextmanager
def _work_tree(clone: Path, commit: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="amts-branch-"))
    tree = folder / "tree"
    try:
        git(["worktree", "add", "--quiet", "--detach", str(tree), commit], clone)
        yield tree
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        git(["worktree", "prune"], clone)


def _edited_by_reviewer(tree: Path, change: ChapterFiles, base: str, folder: str) -> bool:
    """Whether a chapter that is written or removed was edited on the branch: one that is neither as it was delivered
    there, nor as the base has it, nor as it was where the branch left the base.
    """
    fork = git_line(["merge-base", base, "HEAD"], tree, accept=(0, 1)) or base
    for path in change.chapters:
        place, sidecar = inside(tree / folder, path), inside(tree / folder, sidecar_of(path))
        if not place.is_file():
            continue
        if not all(git(["diff", "--name-only", commit, "--", str(place)], tree) for commit in (base, fork)):
            continue
        known = read_provenance(sidecar)
        format = FORMATS[PurePosixPath(path).suffix.lower()]
        there = decode_chapter(place.read_bytes(), id=path, format=format)
        if known is None or content_digest(there) != known.delivered_digest:
            return True
    return False


def _commit(tree: Path, change: ChapterFiles, folder: str) -> str:
    """The commit of a chapter, "" if nothing changes; another date of the delivery is no change."""
    for path in change.removed:
        inside(tree / folder, path).unlink(missing_ok=True)
    for path, content in change.files.items():
        place = inside(tree / folder, path)
        if not (change.delivered and path == sidecar_of(change.delivered.path) and _same_story(place, content)):
            write_whole(place, content)
    for path, entry in change.entries.items():
        place = inside(tree, normpath(f"{folder}/{path}" if folder else path))
        if place.is_file() and (listed := entry.added_to_file(place.read_bytes())):
            write_whole(place, listed)
    git(["add", "--all", "--force", "--", "."], tree)
    if not git(["status", "--porcelain"], tree):
        return ""
    git(["commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", change.message], tree)
    return git_line(["rev-parse", "HEAD"], tree)


def _same_story(place: Path, content: bytes) -> bool:
    """Whether a sidecar says the same as another, the date of the delivery aside."""
    try:
        known = read_provenance(place)
    except AmtsError:
        return False
    new = load_provenance(content, str(place))
    return known is not None and replace(known, date="") == replace(new, date="")
