"""Client tokens that are the same whenever the same task instance asks for the same thing."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import AirflowFailException

if TYPE_CHECKING:
    from airflow.sdk import Context

CLIENT_TOKEN_PATTERN = re.compile(r"[a-zA-Z0-9-]{1,64}")


def task_client_token(context: Context, content: Any) -> str:
    """
    Derive a client token from who asks (DAG, run, task, map index) and for what.

    :param context: Airflow context of the task instance.
    :param content: What is asked for: anything that JSON can write.
    :return: 64 hexadecimal digits, the longest token Amazon Translate takes.
    """
    ti = context["ti"]
    content_digest = sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
    identity = f"{ti.dag_id}|{ti.run_id}|{ti.task_id}|{ti.map_index}|{content_digest}"
    return sha256(identity.encode()).hexdigest()


def check_client_token(token: str) -> str:
    """Return the token, or fail: boto3 does not check the pattern."""
    if not CLIENT_TOKEN_PATTERN.fullmatch(token):
        raise AirflowFailException(
            f"client_request_token {token!r} must be 1 to 64 letters, digits and hyphens: take a hexadecimal digest."
        )
    return token


def renewed(token: str, attempt: int) -> str:
    """Return the token of the n-th time the same thing is asked for on purpose; the 0th is the token itself."""
    return token if attempt == 0 else sha256(f"{token}|{attempt}".encode()).hexdigest()


def name_suffix(token: str) -> str:
    """Return the digest of a token by which the jobs that belong to it are named."""
    return sha256(token.encode()).hexdigest()[:16]
