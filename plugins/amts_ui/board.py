"""What the board shows: how far each language is, and of one language every chapter."""

from __future__ import annotations

from dataclasses import dataclass

from amts_core.deliver.status import BookStatus
from amts_ui.library import Damaged


@dataclass(frozen=True)
class Row:
    """A language pair on the board: its status, or what is wrong with it, or why there is none yet."""

    name: str
    title: str
    status: BookStatus | None
    damaged: str = ""
    failed: str = ""


def row(name: str, title: str, kept: BookStatus | Damaged | None, failed: str = "") -> Row:
    """The row of a pair."""
    if isinstance(kept, Damaged):
        return Row(name, title, None, damaged=kept.reason)
    return Row(name, title, kept, failed=failed)
