"""The git of a delivery, by its command line."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from amts_core.book.repository import RepositoryUnreachable
from amts_core.errors import AmtsError

_REMOTE = ("fetch", "ls-remote", "push")

_AUTHOR = {"GIT_AUTHOR_NAME": "AMTS", "GIT_AUTHOR_EMAIL": "amts@localhost"}
_COMMITTER = {"GIT_COMMITTER_NAME": "AMTS", "GIT_COMMITTER_EMAIL": "amts@localhost"}
_SETTINGS = ("-c", "core.quotePath=false", "-c", "core.autocrlf=false")


def git(
    arguments: Sequence[str], folder: Path, *, accept: Sequence[int] = (0,), env: Mapping[str, str] | None = None
) -> bytes:
    """What a git command prints; raises AmtsError with what it complains about. `env` is added to the environment.

    A command that speaks to a remote raises RepositoryUnreachable, which is worth another try.
    """
    environment = {**_identity(folder), **os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **(env or {})}
    kind = RepositoryUnreachable if arguments[0] in _REMOTE else AmtsError
    try:
        done = subprocess.run(
            ["git", *_SETTINGS, *arguments], cwd=folder, env=environment, capture_output=True, check=False, timeout=600
        )
    except FileNotFoundError:
        raise AmtsError("git is not installed: install it, or deliver to a folder") from None
    except subprocess.TimeoutExpired:
        raise kind(f"git {arguments[0]} took longer than 10 minutes: try again") from None
    if done.returncode not in accept:
        complaint = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
        raise kind(f"git {arguments[0]} in {folder}: {complaint[-1]}")
    return done.stdout


def git_line(arguments: Sequence[str], folder: Path, *, accept: Sequence[int] = (0,)) -> str:
    """The line that a git command prints, "" if it prints none."""
    return git(arguments, folder, accept=accept).decode("utf-8", "replace").strip()


def _identity(folder: Path) -> dict[str, str]:
    """Who commits, where git knows nobody."""
    try:
        known = subprocess.run(["git", "config", "user.email"], cwd=folder, capture_output=True, check=False).stdout
    except FileNotFoundError:
        return {}
    return {} if known.strip() else {**_AUTHOR, **_COMMITTER}
