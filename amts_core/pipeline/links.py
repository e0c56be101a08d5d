"""Links of the two books: ids that must stay in the translation, and links of the delivered book that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from amts_core.book.links import DeadLink, Links, dead_links, linked_ids, links_of
from amts_core.book.remembered import Remembered
from amts_core.book.repository import Book
from amts_core.deliver.files import ChapterFiles
from amts_core.errors import AmtsError
from amts_core.pipeline.batches import made_once
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.run import Run

MOST = 2000  # chapters of a book whose links are all looked at; of a larger one those of the chapters that change
SHOWN = 30  # dead links that are named
LINKS_VERSION = 1  # raise it when links are read otherwise


def linked_between(run: Run, plan: Plan) -> Mapping[str, Collection[str]]:
    """The ids that chapters of the source link to in others, by the path of the other; gathered once a run."""
    book = run.source_book

    def gather() -> dict[str, set[str]]:
        paths = {book.path(name) for name in book.chapter_ids()}
        return linked_ids(((path, text.decode("utf-8", "replace")) for path, text in book.texts()), paths)

    return made_once(run, plan, "linked.json", dict[str, set[str]], gather)


def link_notes(book: Book, changes: Iterable[ChapterFiles], known: Remembered) -> list[str]:
    """What a delivery does to the links of the translated book, in words: dead ones before and after, and the new.

    `known` remembers the links of chapters, so that they are not read again.
    """
    changes = list(changes)
    new = {change.path: links_of(change.delivered.chapter) for change in changes if change.delivered}
    gone = {path for change in changes for path in change.removed}
    before = _links(book, {*new, *gone}, known)
    after = {path: links for path, links in before.items() if path not in gone} | new
    files = {path for change in changes for path in change.files} | (book.files - gone)
    old, now = dead_links(before, book.files), dead_links(after, files)
    if not old and not now:
        return []
    dead = {_name(one) for one in old}
    fresh = [one for one in now if _name(one) not in dead]
    lines = [f"{len(now)} links of the translated book lead nowhere, {len(fresh)} of them are new ({len(old)} before)"]
    lines += [f"{one.path}, line {one.line}: {one.destination} (there is not {one.missing})" for one in fresh[:SHOWN]]
    return lines


def _remembered(book: Book, name: str, known: Remembered) -> Links:
    """The links of a chapter, by its content and how it is read."""

    def read() -> list[Any]:
        links = links_of(book.read(name))
        return [sorted(links.ids), list(links.destinations)]

    kind = f"links {LINKS_VERSION} {book.reading(book.path(name)).format}"
    ids, destinations = known.get(kind, book.blob(name), read)
    return Links(frozenset(ids), tuple((line, place) for line, place in destinations))


def _name(link: DeadLink) -> tuple[str, str]:
    return link.path, link.destination


def _links(book: Book, wanted: Collection[str], known: Remembered) -> Mapping[str, Links]:
    """The links of a book by path: of all its chapters, or of those that are wanted alone if it is large."""
    names = book.chapter_ids()
    found = {}
    for name in names:
        if len(names) <= MOST or book.path(name) in wanted:
            try:
                found[book.path(name)] = _remembered(book, name, known)
            except AmtsError:  # a chapter that cannot be read has no links; who reads it says so
                continue
    return found
