"""What the board shows: how far each language is, and of one language every chapter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import urlencode

from amts_core.deliver.status import BookStatus, ChapterState, ChapterStatus
from amts_ui.library import Damaged

PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A language pair on the board: its status, or what is wrong with it, or why there is none yet."""

    name: str
    title: str
    status: BookStatus | None
    damaged: str = ""
    failed: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which chapters a reader asks for. Unknown states mean all."""

    state: str = ""
    text: str = ""
    page: int = 1

    def query(self, page: int) -> str:
        """The wish as the query of an address, at another page."""
        return urlencode({"state": self.state, "text": self.text, "page": page})


@dataclass(frozen=True)
class ChapterPage:
    """One page of chapters, of `pages`; `count` were asked for."""

    wanted: Wanted
    rows: tuple[ChapterStatus, ...]
    count: int
    pages: int


def chapter_page(status: BookStatus, wanted: Wanted) -> ChapterPage:
    """The chapters that a reader asks for; a page that does not exist is the nearest that does."""
    states = {state.value for state in ChapterState}
    wanted = replace(wanted, state=wanted.state if wanted.state in states else "", text=wanted.text.strip())
    chosen = [
        one
        for one in status.chapters
        if wanted.state in ("", one.state.value) and wanted.text.lower() in one.chapter.lower()
    ]
    pages = max(1, ceil(len(chosen) / PER_PAGE))
    wanted = replace(wanted, page=min(max(1, wanted.page), pages))
    start = (wanted.page - 1) * PER_PAGE
    return ChapterPage(wanted, tuple(chosen[start : start + PER_PAGE]), len(chosen), pages)


def row(name: str, title: str, kept: BookStatus | Damaged | None, failed: str = "") -> Row:
    """The row of a pair."""
    if isinstance(kept, Damaged):
        return Row(name, title, None, damaged=kept.reason)
    return Row(name, title, kept, failed=failed)
