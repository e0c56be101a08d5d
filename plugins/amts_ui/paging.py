"""The chapters of a list that a reader asks for, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlencode

PER_PAGE = 50


class Listed(Protocol):
    """A row of a list of chapters."""

    @property
    def chapter(self) -> str:
        """The id of the chapter."""

    @property
    def state(self) -> str:
        """Its state, by which a reader can choose."""


T = TypeVar("T", bound=Listed)


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
class Page(Generic[T]):
    """One page of chapters, of `pages`; `count` were asked for."""

    wanted: Wanted
    rows: tuple[T, ...]
    count: int
    pages: int


def page_of(chapters: Sequence[T], wanted: Wanted, states: Collection[str]) -> Page[T]:
    """The chapters that a reader asks for; a page that does not exist is the nearest that does."""
    wanted = replace(wanted, state=wanted.state if wanted.state in states else "", text=wanted.text.strip())
    chosen = [one for one in chapters if wanted.state in ("", one.state) and wanted.text.lower() in one.chapter.lower()]
    pages = max(1, ceil(len(chosen) / PER_PAGE))
    wanted = replace(wanted, page=min(max(1, wanted.page), pages))
    start = (wanted.page - 1) * PER_PAGE
    return Page(wanted, tuple(chosen[start : start + PER_PAGE]), len(chosen), pages)
