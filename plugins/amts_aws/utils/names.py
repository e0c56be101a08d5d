"""Lists of names in requests: what a template or an upstream task has left empty is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from airflow.providers.common.compat.sdk import AirflowFailException

EMPTY = ("", "None")  # what a template makes of None


def check_names(parameter: str, names: Any) -> list[str] | None:
    """
    Return a list of names for a request, None for no list.

    :param parameter: Name of the parameter of the operator.
    :param names: Its value.
    :raises AirflowFailException: It is no list, or holds something that is no name: without it, the request would be
        another one, a job without its parallel data, say.
    """
    if names is None:
        return None
    if isinstance(names, str) or not isinstance(names, Sequence):
        raise AirflowFailException(f"{parameter} is a list of names, not {names!r}.")
    wrong = [name for name in names if not isinstance(name, str) or name.strip() in EMPTY]
    if wrong:
        raise AirflowFailException(
            f"{parameter} holds {', '.join(map(repr, wrong))}, which is no name: look at the task that gives it, "
            "or leave the parameter out."
        )
    return list(names) or None
