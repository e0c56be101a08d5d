"""A pull request through the GitHub API (https://docs.github.com/en/rest/pulls/pulls)."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from amts_core.book.git import git_line
from amts_core.deliver.branch import branch_changes, branch_tip, push_branch
from amts_core.deliver.files import description
from amts_core.deliver.review import CHECKLIST
from amts_core.errors import AmtsError

API = "https://api.github.com"
TOKEN = "GITHUB_TOKEN"
LONGEST_BODY = 65_000  # characters; GitHub takes 65,536


class Unreachable(AmtsError, ConnectionError):
    """GitHub did not answer: worth another try."""


@dataclass(frozen=True)
class GitHub:
    """Where a pull request goes: `repository` is `owner/name`, `base` the branch it is to be merged into.

    Without a token that of the environment variable GITHUB_TOKEN is taken; `api` is another address for GitHub
    Enterprise (https://host/api/v3).
    """

    repository: str
    base: str = "main"
    token: str | None = None
    api: str = API

    def link(self, branch: str, folder: str = "") -> str:
        """A template of links to lines of a branch, with `{path}` and `{line}`."""
        site = "https://github.com" if self.api == API else self.api.removesuffix("/").removesuffix("/api/v3")
        place = f"{branch}/{folder}" if folder else branch
        return f"{site}/{self.repository}/blob/{place}/{{path}}#L{{line}}"


@dataclass(frozen=True)
class PullRequest:
    """An open pull request; `created` is false if there was one already, whose description was brought up to date."""

    number: int
    url: str
    created: bool


def propose(
    clone: Path, branch: str, github: GitHub, *, base: str = "HEAD", folder: str = "", notes: Sequence[str] = ()
) -> PullRequest | None:
    """Push a branch of a clone and open its pull request, or bring the open one up to date.

    The description is about all that the branch holds beyond the commit `base`, and has the `notes` on the whole book;
    None if the branch holds nothing. Raises AmtsError that names what git or GitHub says.
    """
    if not branch_tip(clone, branch, base=base):
        return None
    push_branch(clone, branch, credentials=git_credentials(clone, github.token))
    changes = branch_changes(clone, branch, base=base, folder=folder)
    body = description(changes, link=github.link(branch, folder), notes=notes)
    return open_pull_request(github, branch, title="Follow the source", body=body)


def git_credentials(clone: Path, token: str | None, *, remote: str = "origin") -> dict[str, str]:
    """The environment in which git shows a token to the host of a remote, {} without one or for other protocols.

    https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT
    """
    token = token or os.environ.get(TOKEN)
    url = urlsplit(git_line(["remote", "get-url", remote], clone, accept=(0, 2)))
    if not token or url.scheme != "https":
        return {}
    secret = b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.https://{url.netloc}/.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
    }


def open_pull_request(
    github: GitHub, branch: str, *, title: str, body: str, transport: httpx.BaseTransport | None = None
) -> PullRequest:
    """Open the pull request of a branch that has been pushed, or update the open one; ticks of reviewers stay.

    Raises AmtsError that names what GitHub says.
    """
    repository, token = github.repository, github.token or os.environ.get(TOKEN)
    if not token:
        raise AmtsError(f"no token for {repository}: set {TOKEN} to a token that may write pull requests")
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    with httpx.Client(base_url=github.api, headers=headers, timeout=60, transport=transport) as client:
        place = f"/repos/{repository}/pulls"
        query = {"state": "open", "head": f"{repository.partition('/')[0]}:{branch}", "base": github.base}
        known = _ask(client, "GET", place, params=query)
        if known:
            content = {"title": title, "body": _ticked(_shortened(body), known[0].get("body") or "")}
            found = _ask(client, "PATCH", f"{place}/{known[0]['number']}", json=content)
        else:
            content = {"title": title, "body": _shortened(body), "head": branch, "base": github.base}
            found = _ask(client, "POST", place, json=content)
    return PullRequest(found["number"], found["html_url"], not known)


def _ask(client: httpx.Client, method: str, path: str, **arguments: Any) -> Any:
    try:
        answer = client.request(method, path, **arguments)
        answer.raise_for_status()
        return answer.json()
    except httpx.HTTPStatusError as error:
        raise AmtsError(f"GitHub refused {method} {path}: {error.response.status_code} {_reason(error)}") from None
    except (httpx.HTTPError, ValueError) as error:
        raise Unreachable(f"cannot reach GitHub ({method} {path}): {error}; try again") from None


def _reason(error: httpx.HTTPStatusError) -> str:
    try:
        answer = error.response.json()
        details = [str(item.get("message", "")) for item in answer.get("errors", []) if isinstance(item, dict)]
        return "; ".join(filter(None, [str(answer.get("message", "")), *details]))
    except ValueError:
        return error.response.reason_phrase


def _shortened(body: str) -> str:
    """The body, cut at a line end if it is longer than GitHub takes."""
    if len(body) <= LONGEST_BODY:
        return body
    return body[: body.rfind("\n", 0, LONGEST_BODY - 100)] + "\n\nThe list is longer: see TODO.md of the delivery.\n"


def _ticked(body: str, former: str) -> str:
    """The body with what reviewers have ticked in its former version.

    What is ticked for all chapters together counts no more once the body has a line that its former version had not.
    """
    lines, known = body.split("\n"), former.splitlines()
    ticked = {line.replace("- [x]", "- [ ]", 1) for line in known if line.startswith("- [x]")}
    if not ticked.union(known).issuperset(lines):
        ticked -= {f"- [ ] {item}" for item in CHECKLIST}
    return "\n".join(line.replace("- [ ]", "- [x]", 1) if line in ticked else line for line in lines)
