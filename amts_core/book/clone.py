"""Git repositories of books: the clone of a URL, and the commit that a revision names."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from amts_core.book.git import GitMissing, RepositoryUnreachable, git
from amts_core.errors import AmtsError

_URL = re.compile(r"[a-z][a-z0-9+.-]*://|[\w.-]+@[\w.-]+:", re.IGNORECASE)
_COMMIT = re.compile(r"[0-9a-f]{40}")


def is_url(location: str) -> bool:
    """Whether a location is the URL of a repository, and no folder."""
    return _URL.match(location) is not None


def clone_of(url: str, cache: Path, *, wanted: str) -> Path:
    """The bare clone of a URL, up to date unless the wanted commit is there already.

    Raises RepositoryUnreachable if the URL does not answer, AmtsError if `cache` cannot keep a clone.
    """
    clone = cache / f"{sha256(url.encode()).hexdigest()[:16]}.git"
    if not clone.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".clone-", dir=cache))
        try:
            _reach(["clone", "--quiet", "--bare", "--", url, str(folder / "book")], cache, url)
            (folder / "book").rename(clone)
        except RepositoryUnreachable:
            raise
        except OSError:
            if not clone.is_dir():  # else another process was faster
                raise AmtsError(f"cannot keep a clone of {url} in {cache}: is it writable?") from None
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    elif not (_COMMIT.fullmatch(wanted) and _has_commit(clone, wanted)):
        default = ["HEAD"] if wanted == "HEAD" else []
        branches = [*default, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
        with FileLock(f"{clone}.lock"):  # two fetches at once fail on each other's locks
            _reach(["fetch", "--quiet", "--prune", "origin", *branches], clone, url)
            if default:  # another branch may be the default one by now
                git(["update-ref", "--no-deref", "HEAD", "FETCH_HEAD"], clone)
    return clone


def commit_of(root: Path, revision: str, name: str) -> str:
    """The commit of a branch, tag or commit name in the repository of `name`; raises AmtsError if there is none."""
    try:
        found = git(["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"], root)
    except GitMissing:
        raise
    except AmtsError:
        raise AmtsError(f"{name} has no revision {revision!r}: use a branch, a tag or a commit of it") from None
    return found.decode().strip()


def _reach(arguments: Sequence[str], folder: Path, url: str) -> None:
    try:
        git(arguments, folder)
    except GitMissing:
        raise
    except AmtsError as error:
        raise RepositoryUnreachable(f"cannot reach the book {url}: check the URL and the network ({error})") from None


def _has_commit(root: Path, revision: str) -> bool:
    try:
        commit_of(root, revision, "")
    except AmtsError:
        return False
    return True
