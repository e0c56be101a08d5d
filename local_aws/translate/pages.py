"""Lists in pages, with tokens that stay good while other entries come and go."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from local_aws.translate.exceptions import TranslateError

Entry = TypeVar("Entry")
PAGE_SIZE = 100


def page(
    entries: Sequence[Entry],
    members: dict[str, Any],
    *,
    key: Callable[[Entry], str],
    error: type[TranslateError],
    size: int = PAGE_SIZE,
) -> tuple[Sequence[Entry], str | None]:
    """The entries of the page that MaxResults and NextToken ask for, and the token of the next one or None.

    A token holds the key of the first entry of its page; raises `error` for one that is not known.
    """
    first = _position(entries, members["NextToken"], key, error) if "NextToken" in members else 0
    behind = first + members.get("MaxResults", size)
    token = base64.urlsafe_b64encode(key(entries[behind]).encode()).decode() if behind < len(entries) else None
    return entries[first:behind], token


def _position(entries: Sequence[Entry], token: str, key: Callable[[Entry], str], error: type[TranslateError]) -> int:
    try:
        wanted = base64.urlsafe_b64decode(token.encode("ascii")).decode()
    except (binascii.Error, ValueError) as problem:
        raise error("The NextToken is not valid.") from problem
    for position, entry in enumerate(entries):
        if key(entry) == wanted:
            return position
    raise error("The NextToken is not valid any more.")
