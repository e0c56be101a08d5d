"""A pull request through the GitHub API (https://docs.github.com/en/rest/pulls/pulls)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import httpx

from amts_core.errors import AmtsError

API = "https://api.github.com"
TOKEN = "GITHUB_TOKEN"
LONGEST_BODY = 65_000  # characters; GitHub takes 65,536


@dataclass(frozen=True)
class PullRequest:
    """An open pull request; `created` is false if there was one already, whose description was brought up to date."""

    number: int
    url: str
    created: bool


def open_pull_request(
    repository: str,
    branch: str,
    *,
    base: str,
    title: str,
    body: str,
    token: str | None = None,
    api: str = API,
    transport: httpx.BaseTransport | None = None,
) -> PullRequest:
    """Open the pull request of a branch that has been pushed, or update the open one.

    `repository` is `owner/name`; the token is that of the environment variable GITHUB_TOKEN if none is given. Raises
    AmtsError that names what GitHub says.
    """
    token = token or os.environ.get(TOKEN)
    if not token:
        raise AmtsError(f"no token for {repository}: set {TOKEN} to a token that may write pull requests")
    owner = repository.partition("/")[0]
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    content = {"title": title, "body": _shortened(body)}
    with httpx.Client(base_url=api, headers=headers, timeout=60, transport=transport) as client:
        query = {"state": "open", "head": f"{owner}:{branch}", "base": base}
        known = _ask(client, "GET", f"/repos/{repository}/pulls", params=query)
        if known:
            found = _ask(client, "PATCH", f"/repos/{repository}/pulls/{known[0]['number']}", json=content)
        else:
            found = _ask(client, "POST", f"/repos/{repository}/pulls", json=content | {"head": branch, "base": base})
    return PullRequest(found["number"], found["html_url"], not known)


def _ask(client: httpx.Client, method: str, path: str, **arguments: Any) -> Any:
    try:
        answer = client.request(method, path, **arguments)
        answer.raise_for_status()
        return answer.json()
    except httpx.HTTPStatusError as error:
        raise AmtsError(f"GitHub refused {method} {path}: {error.response.status_code} {_reason(error)}") from None
    except (httpx.HTTPError, ValueError) as error:
        raise AmtsError(f"cannot reach GitHub ({method} {path}): {error}; try again") from None


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
