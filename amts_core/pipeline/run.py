"""A run of a language pair: its settings, its place in S3, its two books."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from amts_core.aws.keys import safe_name
from amts_core.aws.storage import Store, open_store
from amts_core.aws.stored import Stored
from amts_core.book.chapter import Chapter
from amts_core.book.layouts import place_of
from amts_core.book.repository import Book, BookLocation, open_book
from amts_core.config import VARIANTS, Config, Pair, Variant, load_config
from amts_core.config import Book as BookSettings
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair

LOG = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class OriginSources:
    """Where the sources that translations were made from come from, beside what the book keeps and the records.

    `given` is a book of former sources. `history` is a clone of the source whose history is searched (None: the source
    book), if `search` says so. `first_sight`: a translation of which nothing is known is taken to be in step.
    """

    given: Book | None = None
    history: Book | None = None
    search: bool = True
    first_sight: bool = True


@dataclass(frozen=True)
class Run:
    """One run of one language pair. `id` is unique per run and safe in a key.

    `folder` is where its chapters go on this machine, if that is not the output of the configuration,
    `patch` a file for what changes as a patch.
    """

    config: Config
    pair_name: str
    id: str
    store: Store
    cache: Path
    origins: OriginSources = OriginSources()
    folder: Path | None = None
    patch: Path | None = None

    @property
    def pair(self) -> Pair:
        """Settings of the language pair."""
        return self.config.pair(self.pair_name)

    @property
    def languages(self) -> LanguagePair:
        """Languages of the source book and of the translated book."""
        return self.config.languages(self.pair_name)

    @property
    def output(self) -> Path:
        """Folder on this machine for the chapters and the report of this run."""
        return self.folder or self.config.output / self.pair_name / self.id

    @property
    def chapters_folder(self) -> Path:
        """Folder on this machine for the chapters of this run."""
        return self.folder or self.output / "chapters"

    @property
    def branch(self) -> str:
        """The branch that deliveries are put on, "" if they are a folder or a patch."""
        delivery = self.pair.delivery
        return (delivery.branch or f"amts/{self.pair_name}") if delivery.form in ("branch", "pull-request") else ""

    def kept_origin(self, chapter_id: str) -> Chapter | None:
        """The source that a translation was made from, as the translated book keeps it, or as it was given."""
        kept = self.target_book.find_origin(chapter_id)
        return self.origins.given.find(chapter_id) if kept is None and self.origins.given else kept

    def kept_origin_blob(self, chapter_id: str) -> str | None:
        """The id of the content of that source, None if there is none."""
        given = self.origins.given
        kept = self.target_book.origin_blob(chapter_id)
        return kept or (given.blob(chapter_id) if given else None) or None

    def key(self, name: str) -> str:
        """Key of something that belongs to this run alone."""
        return f"runs/{self.pair_name}/{self.id}/{name}"

    def shared_key(self, kind: str, name: str) -> str:
        """Key of something that the runs of this pair share."""
        return f"{kind}/{self.pair_name}/{name}"

    def own(self, name: str, form: type[T]) -> Stored[T]:
        """The place of a value that belongs to this run alone."""
        return Stored(self.store, self.key(name), form)

    def shared(self, kind: str, name: str, form: type[T]) -> Stored[T]:
        """The place of a value that the runs of this pair share."""
        return Stored(self.store, self.shared_key(kind, name), form)

    @cached_property
    def source_book(self) -> Book:
        """The book that is translated."""
        return self._open(self.pair.source)

    @cached_property
    def target_book(self) -> Book:
        """The translated book."""
        return self._open(self.pair.target)

    def at(self, source_revision: str | None, target_revision: str | None) -> Run:
        """The same run with both books fixed at these revisions, so that every step reads the same text."""
        revisions = {self.pair.source: source_revision, self.pair.target: target_revision}
        books = {
            name: book.model_copy(update={"revision": revisions.get(name) or book.revision})
            for name, book in self.config.books.items()
        }
        return replace(self, config=self.config.model_copy(update={"books": books}))

    def _open(self, name: str) -> Book:
        return open_book(book_location(self.config.books, name), self.cache / "books")


def open_run(
    config: Path | Config, pair_name: str, run_id: str, *, client: Any = None, cache: Path | None = None
) -> Run:
    """A run as the configuration (or its file) says. `run_id` may be any text (Airflow's has `:` and `+`).

    `client` is a boto3 client of S3; default: boto3's usual places. `cache` holds clones of the books, and what the
    sentence encoder computed, for all workers of this machine.
    """
    config = config if isinstance(config, Config) else load_config(config)
    config.pair(pair_name)
    storage = config.storage
    store = open_store(storage.bucket, storage.prefix, region=storage.region, client=client)
    cache = cache or Path(tempfile.gettempdir()) / "amts"
    _share_encoder(cache)
    return Run(config, pair_name, safe_name(run_id), store, cache)


def _share_encoder(cache: Path) -> None:
    from amts_core.parallel.encoder import use_cache  # loads much that a look at a run does not need

    try:
        use_cache(cache / "encoder.sqlite")
    except (AmtsError, OSError) as error:
        LOG.warning("what the sentence encoder computes is not kept for other workers: %s", error)


def checked_variants(names: Sequence[str]) -> tuple[Variant, ...]:
    """The variants with these names, in the order none, paragraph, sentence; raises AmtsError for others."""
    unknown = sorted(set(names) - set(VARIANTS))
    if unknown or not names:
        raise AmtsError(f"unknown variants {unknown}: choose among {', '.join(VARIANTS)}")
    return tuple(variant for variant in VARIANTS if variant in names)


def book_location(books: Mapping[str, BookSettings], name: str) -> BookLocation:
    """Where a book is; what ends as the chapters of another book in its place do is none of its own."""
    mine = _location(books[name])
    others = (_location(book) for book in books.values())
    beside = {one.suffix for one in others if (one.location, one.folder) == (mine.location, mine.folder)}
    foreign = tuple(f"**/*{suffix}.*" for suffix in sorted(beside) if suffix and not mine.suffix)
    return replace(mine, exclude=mine.exclude + foreign)


def _location(book: BookSettings) -> BookLocation:
    folder, suffix = place_of(book.layout, book.locale or book.language, folder=book.folder, suffix=book.suffix)
    return BookLocation(
        location=book.location,
        revision=book.revision,
        folder=folder,
        chapters=book.chapters,
        exclude=book.exclude,
        suffix=suffix,
        formats=book.formats,
        origin_suffix=book.origin_suffix,
    )
