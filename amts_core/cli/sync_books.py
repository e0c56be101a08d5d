"""What `amts sync` is told as books, a configuration and a run of it: the rest is the pipeline's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from amts_core.aws.engine import endpoint, engine_name
from amts_core.aws.keys import digest, safe_name
from amts_core.aws.storage import FolderStore, Store, open_store
from amts_core.book.chapter import FORMATS, read_chapter
from amts_core.book.repository import Book, BookLocation, open_book
from amts_core.cli.chapters import chapter_files
from amts_core.cli.options import DEFAULT_BUDGET, DEFAULT_REGION
from amts_core.config import Book as BookSettings
from amts_core.config import Config, Delivery, Pair, Storage, Style
from amts_core.deliver.files import sidecar_of
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.pipeline.run import OriginSources, Run

CHAPTERS = tuple(f"**/*{ending}" for ending in FORMATS)
NEEDS_A_CLONE = "a pull request needs --branch, and a branch needs a clone of the translation's repository"
NO_BUCKET = Storage(bucket="no-bucket", role_arn="arn:aws:iam::000000000000:role/none")
"""Stands in a configuration whose runs start no batch job."""


@dataclass(frozen=True)
class Sides:
    """The three sides of a sync: folders, or a chapter each."""

    before: Path
    after: Path
    translation: Path

    def check(self, output: Path) -> None:
        """Raise AmtsError for a side that cannot be read, for mixed files and folders, and an output inside a side."""
        for side in (self.before, self.after, self.translation):
            for file in chapter_files(side):
                if side.is_file():
                    read_chapter(file.path)
        if len({side.is_file() for side in (self.before, self.after, self.translation)}) > 1:
            raise AmtsError("give three chapters or three folders, not some of each")
        for side in (self.translation, self.after, self.before):
            folder = side.parent if side.is_file() else side
            inside = output.resolve() == folder.resolve() or (
                side.is_dir() and output.resolve().is_relative_to(folder.resolve())
            )
            if inside:
                raise AmtsError(
                    f"-o {output} is {'the folder of' if side.is_file() else 'inside of'} {side}, which a sync never"
                    " changes: name a folder elsewhere, and copy from there what you have looked at"
                )

    @property
    def has_before(self) -> bool:
        """Whether the former source was given apart from the present one."""
        return self.before.resolve() not in (self.after.resolve(), self.translation.resolve())

    def history(self, clone: Path) -> Path:
        """Where the clone's history of the source stands: in the source's own folder, if that is in the clone."""
        place = (self.after if self.after.is_dir() else self.after.parent).resolve()
        return place if place.is_relative_to(clone.resolve()) else clone

    def staged(self, folder: Path) -> Sides:
        """The sides as folders: three files, whatever their names, are one chapter that is named as its translation."""
        if self.translation.is_dir():
            return self
        shutil.rmtree(folder, ignore_errors=True)
        for side, file in (("before", self.before), ("after", self.after), ("translation", self.translation)):
            if side == "before" and not self.has_before:
                continue
            (folder / side).mkdir(parents=True)
            shutil.copyfile(file, folder / side / f"{self.translation.stem}{file.suffix.lower()}")
        story = self.translation.parent / sidecar_of(self.translation.name)
        if story.is_file():
            place = folder / "translation" / sidecar_of(self.translation.name)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(story, place)
        before = folder / ("before" if self.has_before else "after")
        return Sides(before, folder / "after", folder / "translation")


@dataclass(frozen=True)
class Order:
    """What a sync is asked for beside its sides, as the options of `amts sync` say; `settings` are those of --config.

    Raises AmtsError for what does not go together.
    """

    languages: LanguagePair
    output: Path
    state: Path
    origin_suffix: str | None = None
    history: Path | None = None
    patch: Path | None = None
    branch: str | None = None
    pull_request: str | None = None
    base: str = "main"
    adapt: bool = False
    parallel_data: str | None = None
    settings: Config | None = None
    region: str = DEFAULT_REGION
    budget_usd: float = DEFAULT_BUDGET
    chapters: Sequence[str] = ()
    one_sentence_per_line: bool = False
    dry_run: bool = False

    def __post_init__(self) -> None:
        if self.pull_request and not self.branch:
            raise AmtsError(NEEDS_A_CLONE)
        if self.adapt and self.parallel_data:
            raise AmtsError("--adapt makes parallel data of the book, --parallel-data takes it as it is: give one")
        if self.is_custom and not self.settings:
            raise AmtsError("a batch job with parallel data needs a bucket and a role: give --config")

    @property
    def is_custom(self) -> bool:
        """Whether the drafts follow parallel data."""
        return self.adapt or self.parallel_data is not None

    @property
    def delivery(self) -> Delivery:
        """Where the chapters go beside the output folder."""
        if self.pull_request:
            return Delivery(form="pull-request", branch=self.branch, repository=self.pull_request, base=self.base)
        return Delivery(form="branch", branch=self.branch) if self.branch else Delivery()


def open_sync(sides: Sides, order: Order) -> Run:
    """The run of a sync: its books, its store and where its chapters go."""
    pair = str(order.languages)
    config = _configuration(sides, order)
    origins = OriginSources(
        given=_book(sides.before) if sides.has_before else None,
        history=_history(order.history) if order.history else None,
        search=order.history is not None,
        first_sight=False,
    )
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return Run(
        config,
        pair,
        safe_name(now),
        _store(config, order),
        order.state,
        origins,
        folder=order.output,
        patch=order.patch,
    )


def state_folder(translation: Path, languages: LanguagePair) -> Path:
    """Where a sync of this translation keeps its drafts and records, for this engine: $XDG_CACHE_HOME/amts/sync/…"""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    name = digest(str(translation.resolve()), str(languages), engine_name(), endpoint() or "")
    return cache / "amts" / "sync" / f"{translation.stem}-{name[:12]}"


def _configuration(sides: Sides, order: Order) -> Config:
    """The configuration of one language pair, with the prices and the storage of the one that was given."""
    languages, given = order.languages, order.settings
    storage = given.storage if given else NO_BUCKET
    keep = {"origin_suffix": order.origin_suffix, "origin_language": languages.source} if order.origin_suffix else {}
    suffix = _suffix(sides.translation, languages.target)
    place = f"{storage.prefix}/sync-{order.state.name[-12:]}"
    return Config(
        books={
            "source": BookSettings(
                location=str(sides.after),
                language=languages.source,
                chapters=CHAPTERS,
                exclude=tuple(f"**/*{suffix}{ending}" for ending in FORMATS) if suffix else (),
            ),
            "translation": BookSettings(
                location=str(sides.translation),
                language=languages.target,
                chapters=CHAPTERS,
                suffix=suffix,
                **keep,
            ),
        },
        pairs={
            str(languages): Pair(
                source="source",
                target="translation",
                schedule=None,
                without_parallel_data="text",
                style=Style(one_sentence_per_line=order.one_sentence_per_line),
                delivery=order.delivery,
            )
        },
        storage=storage.model_copy(update={"prefix": place}),
        output=order.output,
        **({"prices": given.prices} if given else {}),
    )


def _suffix(folder: Path, language: str) -> str:
    """What the names of the translation end with, where it stands beside its source: page.md and page.de.md."""
    suffix = f".{language}"
    files = {file.path for file in chapter_files(folder)}
    beside = (path for path in files if path.stem.endswith(suffix))
    return suffix if any(path.with_stem(path.stem.removesuffix(suffix)) in files for path in beside) else ""


def _store(config: Config, order: Order) -> Store:
    """S3 where a batch job reads it; else, and for a dry run, a folder on this machine."""
    if order.is_custom and not order.dry_run:
        return open_store(config.storage.bucket, config.storage.prefix, region=config.storage.region)
    return FolderStore(order.state)


def _book(folder: Path) -> Book:
    """A folder as it is: without a revision, whatever repository it may be in."""
    return open_book(BookLocation(str(folder), chapters=CHAPTERS), folder)


def _history(clone: Path) -> Book:
    return open_book(BookLocation(str(clone), revision="HEAD", chapters=CHAPTERS), clone)
