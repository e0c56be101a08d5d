"""Who translates: the one switch is the endpoint that boto3 reads from the environment."""

from __future__ import annotations

import os


def endpoint() -> str | None:
    """The configured endpoint of Amazon Translate; None if it is Amazon's own."""
    return os.environ.get("AWS_ENDPOINT_URL_TRANSLATE") or os.environ.get("AWS_ENDPOINT_URL") or None


def engine_name() -> str:
    """Amazon Translate, or another that stands in for it."""
    return "local engine (not Amazon's)" if endpoint() else "Amazon Translate"
