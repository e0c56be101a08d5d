"""What `amts init` understands of repositories, and the configuration that it writes."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import yaml

from amts_core.book.dialects import FORMATS
from amts_core.book.git import git_if_any
from amts_core.book.identify import RELIABLE, language_of
from amts_core.book.layouts import Edition, Found, find_layout, folder_of
from amts_core.book.layouts import language_of as language_of_locale
from amts_core.book.tree import NOT_OF_A_BOOK
from amts_core.config import load_config
from amts_core.errors import AmtsError
from amts_core.files import write_whole
from amts_core.languages import LANGUAGES

MESSAGES = "message files of gettext: make chapters of them by `amts messages read`, then name the folders of both"
_ABOUT = frozenset({"readme", "license", "contributing", "code_of_conduct"})  # the repository, no chapters
SAMPLE = 30  # chapters whose language is looked at
_CODE = re.compile(r"^(?:```|~~~).*?^(?:```|~~~)|`[^`\n]*`|<[^>]*>|https?://\S+", re.DOTALL | re.MULTILINE)
_HEAD = """# Written by `amts init`. All keys: docs/settings.md. Then: amts config check, amts doctor (--config FILE)
"""
_PLACE = """
storage:
  bucket: your-bucket # in a region with Active Custom Translation; docs/aws.md
  role_arn: arn:aws:iam::123456789012:role/amts-translate # the role that Amazon Translate assumes

budget_usd: 50 # most that one run may cost
"""


@dataclass(frozen=True)
class FoundBook:
    """A book in a repository, as it was understood."""

    name: str
    location: Path
    language: str
    chapters: int
    layout: str
    folder: str
    suffix: str
    endings: tuple[str, ...]
    exclude: tuple[str, ...]
    origin_suffix: str | None
    generator: str


def understand(source: Path, translations: Sequence[Path], language: str | None) -> list[FoundBook]:
    """The books of these repositories, the source first.

    Raises AmtsError if one has no chapters, or no translation is found.
    """
    language = language or _language_of_source(source)
    if language not in LANGUAGES:
        raise AmtsError(f"the language of {source} is not clear: give --language")
    found = _found(source, language)
    books = [_book(source, found, found.source, language)]
    books += [_book(source, found, one, one.language) for one in found.translations if one.language]
    for folder in translations:
        if all(PurePosixPath(page).stem.lower() in _ABOUT for page in _pages(folder)):
            books.append(_begun(folder, books[0]))
            continue
        own = _language(folder, _files(folder))
        there = _found(folder, own)
        alike = folder_of(_inside(source, found.source), _files(folder))
        edition = there.source if alike is None else replace(there.source, folder=alike)
        books.append(_book(folder, there, edition, own))
    if all(book.layout == "gettext" for book in books[1:]):
        raise AmtsError(
            f"{source} holds no translation that is known: give the clone of one behind it"
            if len(books) == 1
            else f"the translations in {source} are {MESSAGES}"
        )
    endings = books[0].endings  # a translation gets chapters of each kind that its source has
    books[1:] = [replace(one, endings=tuple(sorted({*endings, *one.endings}))) for one in books[1:]]
    doubles = [name for name, times in Counter(book.language for book in books).items() if times > 1]
    if doubles:
        raise AmtsError(f"two books are in {', '.join(doubles)}: give --language, or the right folders")
    return books


def configuration(books: Sequence[FoundBook], folder: Path) -> str:
    """The configuration file for these books, for a file in a folder."""
    source, *targets = books
    lines = [_HEAD, "books:"]
    for book in books:
        is_read = book.layout != "gettext"
        lines += _book_lines(book, source.language, folder) if is_read else [f"  # {book.name}: {MESSAGES}"]
    lines += ["", "pairs:"]
    for book in (one for one in targets if one.layout != "gettext"):
        lines += [
            f"  {source.language}-{book.language}:",
            f"    source: {_scalar(source.name)}",
            f"    target: {_scalar(book.name)}",
            "    # evaluation: [chapter]   # chapters with a good translation: scored, never in the parallel data",
            "    # delivery: {form: pull-request, repository: owner/name}   # else a folder for review",
        ]
    return "\n".join(lines) + "\n" + _PLACE


def write_configuration(path: Path, text: str) -> None:
    """Write it where there is none; raises AmtsError otherwise, or if what was written could not be read."""
    if path.exists():
        raise AmtsError(f"{path} is there already: name another with --output, or delete it")
    write_whole(path, text.encode("utf-8"))
    load_config(path)


def _book_lines(book: FoundBook, source_language: str, folder: Path) -> Iterator[str]:
    yield f"  {_scalar(book.name)}: # {book.chapters} chapters, {book.generator}"
    yield f"    location: {_scalar(os.path.relpath(book.location.resolve(), folder))}"
    yield f"    language: {book.language}"
    if book.folder:
        yield f"    folder: {_scalar(book.folder)}"
    if book.suffix:
        yield f"    suffix: {_scalar(book.suffix)}"
    patterns = [f"**/*{ending}" for ending in book.endings]
    if patterns != ["**/*.md"]:
        yield f"    chapters: {_scalar(patterns)}"
    exclude = [*book.exclude, *([f"**/*{book.origin_suffix}.*"] if book.origin_suffix else [])]
    if exclude:
        yield f"    exclude: {_scalar(exclude)}"
    if book.origin_suffix:
        yield f"    origin_suffix: {book.origin_suffix} # the source that each chapter was translated from"
        yield f"    origin_language: {source_language}"


def _scalar(value: object) -> str:
    text: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=1000)
    return text.removesuffix("\n...\n").strip()


def _found(folder: Path, language: str) -> Found:
    found = find_layout(_files(folder), lambda name: _text(folder / name), language=language)
    if not found.source.chapters:
        raise AmtsError(f"there are no chapters in {folder}: they end with {', '.join(FORMATS)}")
    return found


def _files(folder: Path) -> list[str]:
    """The files of a repository, or of a folder that is none."""
    if not folder.is_dir():
        raise AmtsError(f"there is no folder {folder}: give a clone of the book's repository")
    tracked = [*filter(None, git_if_any(["ls-files", "-z"], folder).decode("utf-8", "replace").split("\0"))]
    paths = (path for path in folder.rglob("*") if path.is_file())
    names = tracked or sorted(
        name.as_posix()
        for name in (path.relative_to(folder) for path in paths)
        if not any(part.startswith(".") for part in name.parts[:-1])
    )
    return [name for name in names if not NOT_OF_A_BOOK & set(name.split("/"))]


def _language_of_source(folder: Path) -> str:
    """The language of what is no translation, in a repository that may hold some."""
    files = _files(folder)
    found = _found(folder, "en")
    return _language(folder, [name for name in files if not any(_is_of(name, one) for one in found.translations)])


def _is_of(name: str, edition: Edition) -> bool:
    """Whether a file is a chapter of an edition that has a folder or a suffix of its own."""
    inside = name.startswith(f"{edition.folder}/") if edition.folder else bool(edition.suffix)
    return inside and PurePosixPath(name).stem.endswith(edition.suffix)


def _inside(folder: Path, edition: Edition) -> list[str]:
    """The chapters of an edition, by their paths in its folder."""
    own = (name for name in _files(folder) if PurePosixPath(name).suffix.lower() in FORMATS)
    return [name.removeprefix(f"{edition.folder}/") for name in own if not edition.folder or _is_of(name, edition)]


def _language(folder: Path, files: Sequence[str]) -> str:
    """The language that most of the text of a book's chapters is in."""
    chapters = [name for name in files if PurePosixPath(name).suffix.lower() in FORMATS and "_origin" not in name]
    votes: Counter[str] = Counter()
    for name in chapters[:: max(1, len(chapters) // SAMPLE)]:
        text = _CODE.sub(" ", _text(folder / name))
        for part in [part for part in text.split("\n\n") if len(part) >= RELIABLE] or [text]:
            votes[language_of(part)] += len(part)
    return votes.most_common(1)[0][0] if votes else ""


def _book(folder: Path, found: Found, edition: Edition, language: str) -> FoundBook:
    inside = [name for name in _files(folder) if name.startswith(f"{edition.folder}/" if edition.folder else "")]
    endings = {PurePosixPath(name).suffix.lower() for name in inside} & FORMATS.keys()
    others = [one.folder for one in (found.source, *found.translations) if one is not edition and one.folder]
    prefix = f"{edition.folder}/" if edition.folder else ""
    within = [other.removeprefix(prefix) for other in others if other.startswith(prefix) and other != edition.folder]
    return FoundBook(
        name=f"{folder.resolve().name}-{language}" if found.translations else folder.resolve().name,
        location=folder,
        language=language,
        chapters=edition.chapters,
        layout=edition.layout,
        folder=edition.folder,
        suffix=edition.suffix,
        endings=tuple(sorted(endings)),
        exclude=tuple(f"{other}/**" for other in within if edition is found.source),
        origin_suffix="_origin" if edition.layout == "origin" else None,
        generator=found.generator.format if found.generator else "no generator's file",
    )


def _pages(folder: Path) -> list[str]:
    """The files of a repository that may be chapters."""
    return [name for name in _files(folder) if PurePosixPath(name).suffix.lower() in FORMATS]


def _begun(folder: Path, source: FoundBook) -> FoundBook:
    """A translation of which there is nothing yet, laid out as its source; its language ends its folder's name."""
    name = folder.resolve().name
    parts = re.split("[-_.]", name)
    language = next(filter(None, map(language_of_locale, ("-".join(parts[-2:]), parts[-1]))), "")
    if not language:
        raise AmtsError(
            f"there are no chapters in {folder}: they end with {', '.join(FORMATS)}; if it is to become a translation,"
            f" end its name with the language, as in {source.name}-fr"
        )
    if not (folder / source.folder).is_dir():
        raise AmtsError(f"make the folder {source.folder} in {folder}, with a file that git keeps: chapters go there")
    begun = replace(source, name=name, location=folder, language=language, chapters=0, layout="new")
    return replace(begun, suffix="", exclude=tuple(_pages(folder)), origin_suffix=None)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
