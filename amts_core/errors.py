"""The one error type that is meant for people: a sentence that names the thing and the way out."""

from __future__ import annotations


class AmtsError(Exception):
    """Something the user can act on. The message is one sentence: what is wrong, with what, and what to do."""
