"""Lists of which a reader asks for a part, and sees a page of it at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from math import ceil
from typing import Generic, Protocol, Self, TypeVar
from urllib.parse import urlencode


@dataclass(frozen=True)
class Asked:
    """What a reader asks for, as the query of an address has it. Each list adds what can be asked of it."""

    text: str = ""
    page: int = 1

    def query(self, page: int) -> str:
        """The same as the query of an address, at another page; what is as by default is left out."""
        values, usual = asdict(replace(self, page=page)), asdict(type(self)())
        return urlencode({name: value for name, value in values.items() if value != usual[name]})

    def known(self, **choices: Collection[str]) -> Self:
        """The same without words that are no choice: a field of these falls back to its default."""
        defaults = {field.name: field.default for field in fields(self)}
        told = {name: getattr(self, name) for name in choices}
        right = {name: told[name] if told[name] in choices[name] else defaults[name] for name in choices}
        return replace(self, text=self.text.strip(), **right)

    def is_in(self, texts: Iterable[str]) -> bool:
        """Whether the text that is asked for stands in one of these; capitals aside."""
        return not self.text or any(self.text.lower() in text.lower() for text in texts)


@dataclass(frozen=True)
class Wanted(Asked):
    """Which chapters a reader asks for: of a state (all states: "") and with a text in their ids."""

    state: str = ""


class Listed(Protocol):
    """A row of a list of chapters."""

    @property
    def chapter(self) -> str:
        """The id of the chapter."""

    @property
    def state(self) -> str:
        """Its state, by which a reader can choose."""


T = TypeVar("T")
Chapter = TypeVar("Chapter", bound=Listed)
Wish = TypeVar("Wish", bound=Asked)


@dataclass(frozen=True)
class Page(Generic[T, Wish]):
    """One page of rows, of `pages`; `count` were asked for, `start` come before."""

    wish: Wish
    rows: tuple[T, ...]
    count: int
    pages: int
    start: int


def page_of(chosen: Sequence[T], wish: Wish, size: int) -> Page[T, Wish]:
    """The page that a reader asks for of what was chosen; one that does not exist is the nearest that does."""
    pages = max(1, ceil(len(chosen) / size))
    wish = replace(wish, page=min(max(1, wish.page), pages))
    start = (wish.page - 1) * size
    return Page(wish, tuple(chosen[start : start + size]), len(chosen), pages, start)


def chapters_of(chapters: Sequence[Chapter], wanted: Wanted, states: Collection[str]) -> Page[Chapter, Wanted]:
    """A page of the chapters that a reader asks for."""
    wanted = wanted.known(state=states)
    chosen = [one for one in chapters if wanted.state in ("", one.state) and wanted.is_in([one.chapter])]
    return page_of(chosen, wanted, 50)
