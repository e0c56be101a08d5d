"""Git, by its command line: the one place that starts it, with a safe environment and a limit of time."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from amts_core.errors import AmtsError

LONGEST = 900  # seconds that a command may take

_REMOTE = ("clone", "fetch", "ls-remote", "push")
_AUTHOR = {"GIT_AUTHOR_NAME": "AMTS", "GIT_AUTHOR_EMAIL": "amts@localhost"}
_COMMITTER = {"GIT_COMMITTER_NAME": "AMTS", "GIT_COMMITTER_EMAIL": "amts@localhost"}
_SETTINGS = ("-c", "core.quotePath=false", "-c", "core.autocrlf=false")
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
}


class GitMissing(AmtsError):
    """There is no git on this machine."""


class RepositoryUnreachable(AmtsError, ConnectionError):
    """The remote of a repository did not answer, or not in time: worth another try."""


def git(
    arguments: Sequence[str],
    folder: Path,
    *,
    accept: Sequence[int] = (0,),
    env: Mapping[str, str] | None = None,
    input: bytes | None = None,
) -> bytes:
    """What a git command prints; raises AmtsError with what it complains about, GitMissing where there is no git.

    `env` is added to the environment, `input` is what the command reads. A command that speaks to a remote raises
    RepositoryUnreachable, which is worth another try.
    """
    kind = RepositoryUnreachable if arguments[0] in _REMOTE else AmtsError
    identity = _identity(folder) if arguments[0] in ("commit", "commit-tree", "merge", "am") else {}
    try:
        done = _run(arguments, folder, {**identity, **os.environ, **_ENVIRONMENT, **(env or {})}, input)
    except subprocess.TimeoutExpired:
        raise kind(f"git {arguments[0]} took longer than {LONGEST // 60} minutes: try again") from None
    if done.returncode not in accept:
        complaint = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
        raise kind(f"git {arguments[0]} in {folder}: {complaint[-1]}")
    return done.stdout


def git_line(arguments: Sequence[str], folder: Path, *, accept: Sequence[int] = (0,)) -> str:
    """The line that a git command prints, "" if it prints none."""
    return git(arguments, folder, accept=accept).decode("utf-8", "replace").strip()


def git_if_any(arguments: Sequence[str], folder: Path) -> bytes:
    """What a git command prints; nothing where there is no git, no repository, or no such thing in it."""
    try:
        return git(arguments, folder)
    except AmtsError:
        return b""


def _run(
    arguments: Sequence[str], folder: Path, env: Mapping[str, str], input: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = ["git", *_SETTINGS, *arguments]
    try:
        return subprocess.run(
            command, cwd=folder, env=env, input=input, capture_output=True, check=False, timeout=LONGEST
        )
    except FileNotFoundError as error:
        if error.filename == "git":
            raise GitMissing("git is not installed: install it, or use books in plain folders") from None
        raise


def _identity(folder: Path) -> dict[str, str]:
    """Who commits, where git knows nobody."""
    known = _run(["config", "user.email"], folder, os.environ).stdout
    return {} if known.strip() else {**_AUTHOR, **_COMMITTER}
