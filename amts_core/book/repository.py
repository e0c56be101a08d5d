"""A book where it lives: a folder, or a git repository at a revision. Git is used by its command line.

A translated book may keep beside `X.md` the source it was made from, as `X_origin.md`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from hashlib import sha1, sha256
from pathlib import Path, PurePosixPath
from posixpath import dirname, join, normpath
from typing import Literal

from filelock import FileLock

from amts_core.book.chapter import FORMATS, Chapter, decode_chapter
from amts_core.book.dialects import Reading, checked_format
from amts_core.book.generator import generator_of_files, generator_of_folder
from amts_core.book.git import GitMissing, RepositoryUnreachable, git, git_if_any
from amts_core.book.history import FileEdit, History, read_blobs, read_edits, read_history
from amts_core.book.layouts import translations_within
from amts_core.book.navigation import FORMS
from amts_core.errors import AmtsError
from amts_core.files import check_name

_URL = re.compile(r"[a-z][a-z0-9+.-]*://|[\w.-]+@[\w.-]+:", re.IGNORECASE)
NOT_OF_A_BOOK = frozenset({".git", "node_modules", ".venv"})  # folders of tools
_LINK = "120000"  # mode of a symbolic link
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class BookLocation:
    """Where a book is.

    `location` is a git URL or a folder; `revision` a branch, tag or commit (None: the default branch of a URL, a folder
    as it is). `folder` holds the book inside the repository. `chapters` and `exclude` are patterns of paths relative to
    it (`**/` any folders, `*` anything but `/`). A chapter's name ends before `suffix`; `X<origin_suffix>.md` is
    the source of `X.md`. `formats` say which dialect the files that match a pattern are in, the first that matches;
    by default the generator's configuration files say it, else each text.
    """

    location: str
    revision: str | None = None
    folder: str = ""
    chapters: tuple[str, ...] = ("**/*.md",)
    exclude: tuple[str, ...] = ()
    suffix: str = ""
    origin_suffix: str | None = None
    formats: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a chapter between two revisions; `former_id` is its old name if it was renamed."""

    id: str
    kind: Literal["added", "modified", "deleted", "renamed"]
    former_id: str | None = None


def open_book(location: BookLocation, cache: Path) -> Book:
    """The book at this place; clones of URLs are kept under `cache` and brought up to date.

    Raises AmtsError if git is missing or the revision is unknown, RepositoryUnreachable if the place cannot be reached.
    """
    if not _URL.match(location.location):
        return _open_folder(location)
    clone = _clone(location, cache)
    return Book(location, clone, _resolve(clone, location), is_work_tree=False)


def _open_folder(location: BookLocation) -> Book:
    root = Path(location.location).expanduser() / location.folder
    if not root.is_dir():
        raise AmtsError(f"there is no book at {root}: give a folder or a git URL as its location")
    if location.revision:
        return Book(location, root, _resolve(root, location), is_work_tree=True)
    is_bare = not (root / ".git").exists() and (root / "HEAD").is_file() and (root / "objects").is_dir()
    return Book(location, root, _resolve(root, location) if is_bare else "", is_work_tree=not is_bare)


@dataclass(frozen=True)
class Book:
    """The chapters of a book at one revision: a commit, or "" for a folder as it is.

    `root` is the folder of the book, or the bare clone of its repository.
    """

    location: BookLocation
    root: Path
    revision: str
    is_work_tree: bool

    def chapter_ids(self) -> list[str]:
        """Names of all chapters, sorted: their paths without suffix and file ending."""
        return sorted(self._paths)

    def has(self, chapter_id: str) -> bool:
        """Whether there is a chapter with this name."""
        return chapter_id in self._paths

    def find(self, chapter_id: str) -> Chapter | None:
        """The chapter with this name, or None."""
        path = self._paths.get(chapter_id)
        return self._read(path, chapter_id) if path else None

    def read(self, chapter_id: str) -> Chapter:
        """The chapter with this name; raises AmtsError that names a few that exist."""
        chapter = self.find(chapter_id)
        if chapter is None:
            known = ", ".join(self.chapter_ids()[:3]) or "none"
            raise AmtsError(f"{self.location.location} has no chapter {chapter_id!r}: it has {known} and so on")
        return chapter

    def find_origin(self, chapter_id: str) -> Chapter | None:
        """The source that the chapter was translated from, if the book keeps it beside the chapter."""
        path = self._paths.get(chapter_id)
        origin = self._origin_path(path) if path else None
        return self._read(origin, chapter_id) if origin else None

    def _origin_path(self, path: str) -> str | None:
        """The path of the origin that the book keeps beside a chapter, None if it keeps none."""
        origin = self.origin_place(path)
        return origin if origin in self._files else None

    def origin_place(self, path: str) -> str | None:
        """Where the origin of the chapter at this path would stand, None in a book that keeps no origins."""
        if self.location.origin_suffix is None:
            return None
        beside = PurePosixPath(path)
        return str(beside.with_name(beside.stem + self.location.origin_suffix + beside.suffix))

    @property
    def chapters(self) -> Mapping[str, Chapter]:
        """All chapters by name; each is read when it is asked for."""
        return _Chapters(self)

    def load(self, chapter_ids: Iterable[str]) -> None:
        """Read these chapters and their origins by few processes of git; what is read later is there then."""
        paths = [path for name in chapter_ids if (path := self._paths.get(name))]
        wanted = [path for path in (*paths, *filter(None, map(self._origin_path, paths))) if path not in self._loaded]
        if self.revision:
            contents = read_blobs(self.root, [self._blobs[path] for path in wanted])
            self._loaded.update({path: contents[blob] for path in wanted if (blob := self._blobs[path]) in contents})

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of each chapter, a hundred at a time; nothing of them is kept."""
        paths = sorted(self._paths.values())
        for start in range(0, len(paths), 100):
            some = paths[start : start + 100]
            known = read_blobs(self.root, [self._blobs[path] for path in some]) if self.revision else {}
            yield from (
                (path, known.get(self._blobs[path], b"") if self.revision else self._bytes(path)) for path in some
            )

    def blob(self, chapter_id: str) -> str:
        """The id that git gives to the content of a chapter: equal ids mean equal files. "" for no such chapter."""
        return self._blob(self._paths.get(chapter_id))

    def origin_blob(self, chapter_id: str) -> str:
        """The id of the content of the origin that the book keeps beside a chapter, "" if it keeps none."""
        path = self._paths.get(chapter_id)
        return self._blob(self._origin_path(path) if path else None)

    def file_blob(self, path: str) -> str:
        """The id of the content of any file of the book, by its path inside the book's folder; "" if there is none."""
        return self._blob(path if path in self._files else None)

    def size(self, chapter_id: str) -> int:
        """The length of a chapter's file in bytes."""
        return self._sizes[self._paths[chapter_id]]

    def origin_size(self, chapter_id: str) -> int:
        """The length in bytes of the origin that the book keeps beside a chapter, else of the chapter itself."""
        path = self._paths[chapter_id]
        return self._sizes[self._origin_path(path) or path]

    def chapter_at(self, path: str) -> str | None:
        """The name that a file has as a chapter, by its path from the top of the repository; None for other files."""
        folder = f"{self.git_folder}/".lstrip("/")
        return self._chapter_id(path.removeprefix(folder)) if path.startswith(folder) else None

    def path(self, chapter_id: str) -> str:
        """The path of a chapter inside the book's folder."""
        return self._paths[chapter_id]

    def from_top(self, path: str) -> str:
        """A path inside the book's folder as one from the top of its repository."""
        return self._ingit(path) if self.git_folder_if_any else path

    def new_path(self, chapter_id: str, ending: str) -> str:
        """Where a chapter that the book does not have will stand inside its folder."""
        return f"{chapter_id}{self.location.suffix}{ending}"

    def path_or_new(self, chapter_id: str, ending: str) -> str:
        """Where a chapter stands inside the book's folder, or will stand."""
        return self._paths.get(chapter_id) or self.new_path(chapter_id, ending)

    @property
    def files(self) -> frozenset[str]:
        """The paths of all files of the book, inside its folder."""
        return self._files

    def content(self, path: str) -> bytes | None:
        """The content of any file of the book, by its path inside the book's folder; None if there is none."""
        return self._bytes(path) if path in self._files else None

    @cached_property
    def navigation(self) -> dict[str, str]:
        """The texts of the generator's lists of chapters in the book's folder, and above it (`../mkdocs.yml`)."""
        found = {path: self._bytes(path) for path in sorted(self._files) if PurePosixPath(path).name in FORMS}
        folder = self.git_folder_if_any or ""
        levels = range(1, folder.count("/") + 2 if folder else 1)
        found |= {path: self._above(path) for level in levels for path in ("../" * level + name for name in FORMS)}
        return {path: content.decode("utf-8", "replace") for path, content in found.items() if content}

    def _above(self, path: str) -> bytes:
        """The content of a file above the book's folder, nothing if there is none."""
        if self.revision:
            return git_if_any(["cat-file", "blob", f"{self.revision}:{self._ingit(path)}"], self.root)
        return (self.root / path).read_bytes() if (self.root / path).is_file() else b""

    def changes(self, former: str, current: str | None = None) -> list[Change]:
        """What happened to the chapters between two revisions (default: up to the revision of this book)."""
        revisions = [_commit(self.root, former, self.location.location)]
        if current or self.revision:
            revisions.append(_commit(self.root, current or self.revision, self.location.location))
        folder = self.git_folder
        relative = f"--relative={folder}" if folder else "--relative"
        listing = git(["diff", "--name-status", "-z", "-M50%", relative, *revisions], self.root)
        return list(self._changes(listing.decode("utf-8", "surrogateescape").split("\0")))

    @cached_property
    def history(self) -> History:
        """The history of the book's files, with their paths from the top of the repository; empty without git."""
        if self.git_folder_if_any is None:
            return History({}, {})
        return read_history(self.root, self.revision or "HEAD", self._patterns)

    @cached_property
    def all_branches(self) -> History:
        """The history of the book's files on all branches of its repository, as `history`; empty without git."""
        if self.git_folder_if_any is None:
            return History({}, {})
        return read_history(self.root, "--all", self._patterns)

    def edits(self) -> list[FileEdit]:
        """What each commit did to the book's files, the oldest first; also those of branches that were merged."""
        return [*read_edits(self.root, self.revision or "HEAD", self._patterns, "--reverse")]

    @property
    def _patterns(self) -> list[str]:
        """The files that may be chapters, as pathspecs of git."""
        folder = f"{self.git_folder}/".lstrip("/")
        return [f":(top,glob,icase){folder}**/*{ending}" for ending in FORMATS]

    @cached_property
    def _blobs(self) -> dict[str, str]:
        """The ids of the contents of all files of a revision, by path."""
        return {path: blob for path, (blob, _) in self._tree.items()}

    @cached_property
    def _tree(self) -> dict[str, tuple[str, int]]:
        """Id and size of the content of all files of a revision, by path."""
        tree = f"{self.revision}:{self.git_folder}".rstrip("/") if self.git_folder else self.revision
        listing = git(["ls-tree", "-r", "-z", "-l", "--full-tree", tree], self.root)
        fields = {path: facts for path, facts in _entries(listing) if facts[1] == "blob"}
        found = {
            path: self._linked(path, blob) if mode == _LINK else (blob, int(size))
            for path, (mode, _, blob, size) in fields.items()
        }
        return {path: entry for path, entry in found.items() if entry}

    def _linked(self, path: str, blob: str) -> tuple[str, int] | None:
        """Id and size of what a link leads to, if that is a file of its repository and not of the book."""
        target = git(["cat-file", "blob", blob], self.root).decode("utf-8", "surrogateescape")
        place = normpath(join(self.git_folder, dirname(path), target))
        if place.startswith(("/", "../")) or f"{place}/".startswith(f"{self.git_folder}/".lstrip("/")):
            return None
        listing = git(["ls-tree", "-z", "-l", "--full-tree", self.revision, "--", place], self.root)
        files = (facts for _, facts in _entries(listing) if facts[1] == "blob" and facts[0] != _LINK)
        return next(((blob, int(size)) for _, _, blob, size in files), None)

    @cached_property
    def _sizes(self) -> dict[str, int]:
        if self.revision:
            return {path: size for path, (_, size) in self._tree.items()}
        return {path: (self.root / path).stat().st_size for path in self._files}

    @cached_property
    def _loaded(self) -> dict[str, bytes]:
        """Contents that were read already, by path."""
        return {}

    def _blob(self, path: str | None) -> str:
        if path is None:
            return ""
        if self.revision:
            return self._blobs[path]
        content = self._bytes(path)
        return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()

    @cached_property
    def _files(self) -> frozenset[str]:
        if self.revision:
            return frozenset(self._tree)
        return frozenset(
            path.relative_to(self.root).as_posix()
            for path in self.root.rglob("*")
            if path.is_file() and not NOT_OF_A_BOOK & {*path.relative_to(self.root).parts} and self._is_own(path)
        )

    def _is_own(self, path: Path) -> bool:
        """Whether a file is the book's: a link is if it leads out of its folder, yet not out of its repository."""
        if not path.is_symlink():
            return True
        place, top = path.resolve(), self._top
        is_outside = top is None or not place.is_relative_to(top) or ".git" in place.relative_to(top).parts
        return not is_outside and not place.is_relative_to(self.root.resolve())

    @cached_property
    def _top(self) -> Path | None:
        """The folder of the work tree, None without git."""
        found = git_if_any(["rev-parse", "--show-toplevel"], self.root).decode("utf-8", "surrogateescape").strip()
        return Path(found) if found else None

    @cached_property
    def git_folder(self) -> str:
        """The book's folder inside its repository, "" if it is the repository's own; raises AmtsError without git."""
        if not self.is_work_tree:
            return self.location.folder.strip("/")
        return git(["rev-parse", "--show-prefix"], self.root).decode().strip().strip("/")

    @cached_property
    def _paths(self) -> dict[str, str]:
        """Paths of the chapters by name."""
        paths: dict[str, str] = {}
        chapters = [path for path in self._files if self._chapter_id(path) is not None]
        foreign = frozenset() if self.location.suffix else translations_within(chapters)
        for path in sorted({*chapters} - foreign):
            name = self._chapter_id(path)
            if name is not None:
                if name in paths:
                    raise AmtsError(f"{self.location.location} has two chapters {name!r}: {paths[name]} and {path}")
                paths[name] = path
        return paths

    def _chapter_id(self, path: str) -> str | None:
        """The name of the chapter at this path, or None for other files."""
        pure = PurePosixPath(path)
        origin, suffix = self.location.origin_suffix, self.location.suffix
        is_chapter = (
            pure.suffix.lower() in FORMATS
            and any(_matches(str(one), self.location.chapters) for one in (pure, pure.with_suffix(pure.suffix.lower())))
            and not _matches(path, self.location.exclude)
            and pure.stem.endswith(suffix)
            and not (origin and origin != suffix and pure.stem.endswith(origin))
        )
        if not is_chapter:
            return None
        check_name(path)
        return str(pure.with_name(pure.stem[: len(pure.stem) - len(suffix)]))

    def _read(self, path: str, chapter_id: str) -> Chapter:
        content = self._bytes(path)
        chapter = decode_chapter(
            content, id=chapter_id, format=self.reading(path).format, name=f"{self.location.location}/{path}"
        )
        return replace(chapter, ending=PurePosixPath(path).suffix)

    def reading(self, path: str) -> Reading:
        """How the file at this path inside the book's folder is read, before its text is asked, and why."""
        kind = FORMATS[PurePosixPath(path).suffix.lower()]
        for pattern, format in self.location.formats:
            if _matches(path, [pattern]):
                return Reading(checked_format(format, file=path), f"the configuration says so for {pattern}")
        folder = PurePosixPath(self._ingit(path) if self.revision else path).parent
        found = None if kind == "quarto" else self._generator(str(folder))
        if found:
            return Reading(checked_format(found.format, file=path), found.reason)
        return Reading(kind, f"it is a file of the type {PurePosixPath(path).suffix}")

    @cached_property
    def _generator(self) -> Callable[[str], Reading | None]:
        """The generator for a folder: of the repository at the book's revision, or of the book's folder on disk."""
        if self.revision:
            listing = git(["ls-tree", "-r", "-z", "--name-only", "--full-tree", self.revision], self.root)
            names = [name for name in listing.decode("utf-8", "surrogateescape").split("\0") if name]
            return generator_of_files(names, self._text_in_git)
        return cache(lambda folder: generator_of_folder(self.root / folder))

    def _text_in_git(self, path: str) -> str:
        return git(["cat-file", "blob", f"{self.revision}:{path}"], self.root).decode("utf-8", "replace")

    def _bytes(self, path: str) -> bytes:
        if path in self._loaded:
            return self._loaded[path]
        if self.revision:
            return git(["cat-file", "blob", self._blobs[path]], self.root)
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            raise AmtsError(f"cannot read {self.root / path}: {error.strerror}") from None

    def places(self, path: str) -> frozenset[str]:
        """By which names the file at this path inside the book's folder is known: on disk, and in its repository."""
        inside = path if self.git_folder_if_any is None else self._ingit(path)
        names = {f"{url.removesuffix('.git').rstrip('/')}//{inside}" for url in self._addresses}
        if self.is_work_tree:
            names.add(str((self.root / path).resolve()))
        return frozenset(names)

    @cached_property
    def git_folder_if_any(self) -> str | None:
        """The book's folder inside its repository; None if it is in none."""
        try:
            return self.git_folder
        except AmtsError:
            return None

    @cached_property
    def _addresses(self) -> frozenset[str]:
        """The addresses of the book's repository: its URL, or the folder of its work tree and where that comes from."""
        if not self.is_work_tree:
            return frozenset({self.location.location})
        if self.git_folder_if_any is None:
            return frozenset()
        origin = git_if_any(["remote", "get-url", "origin"], self.root).decode("utf-8", "replace").strip()
        return frozenset(filter(None, (str(self._top), origin)))

    def inner_path(self, path: str) -> str:
        """A path of the repository as one inside the book's folder."""
        return path.removeprefix(f"{self.git_folder}/") if self.git_folder else path

    def _ingit(self, path: str) -> str:
        return normpath(f"{self.git_folder}/{path}") if self.git_folder else path

    def _changes(self, fields: Sequence[str]) -> Iterator[Change]:
        rest = iter(fields)
        for status in rest:
            if not status:
                continue
            first = next(rest)
            former, path = (first, next(rest)) if status[0] in "RC" else (first, first)
            before, after = self._chapter_id(former), self._chapter_id(path)
            if status[0] == "R" and before is not None and after is not None:
                yield Change(after, "renamed", before)
            elif status[0] == "D" or after is None:
                if before is not None:
                    yield Change(before, "deleted")
            else:
                is_new = status[0] in "AC" or before is None
                yield Change(after, "added" if is_new else "modified")


@dataclass(frozen=True)
class _Chapters(Mapping[str, Chapter]):
    """The chapters of a book by name, read when they are asked for."""

    book: Book

    def __getitem__(self, name: str) -> Chapter:
        found = self.book.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.book.has(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.book.chapter_ids())

    def __len__(self) -> int:
        return len(self.book.chapter_ids())


def _entries(listing: bytes) -> Iterator[tuple[str, list[str]]]:
    """Path and facts (mode, kind, id, size) of each entry of a tree."""
    for entry in listing.decode("utf-8", "surrogateescape").split("\0"):
        if entry:
            facts, _, path = entry.partition("\t")
            yield path, facts.split()


def _matches(path: str, patterns: Sequence[str]) -> bool:
    return any(_pattern(pattern).fullmatch(path) for pattern in patterns)


def _pattern(pattern: str) -> re.Pattern[str]:
    """A path pattern as a regular expression: `**/` stands for any folders, `*` and `?` do not cross a `/`."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    wildcards = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(wildcards.get(part, re.escape(part)) for part in parts))


def _clone(location: BookLocation, cache: Path) -> Path:
    """The bare clone of a URL, up to date unless the wanted commit is there already."""
    clone = cache / f"{sha256(location.location.encode()).hexdigest()[:16]}.git"
    if not clone.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".clone-", dir=cache))
        try:
            _reach(["clone", "--quiet", "--bare", "--", location.location, str(folder / "book")], cache, location)
            (folder / "book").rename(clone)
        except RepositoryUnreachable:
            raise
        except OSError:
            if not clone.is_dir():  # else another process was faster
                raise AmtsError(f"cannot keep a clone of {location.location} in {cache}: is it writable?") from None
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    elif not (_COMMIT.fullmatch(location.revision or "") and _has_commit(clone, location.revision or "")):
        branches = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
        with FileLock(f"{clone}.lock"):  # two fetches at once fail on each other's locks
            _reach(["fetch", "--quiet", "--prune", "origin", *branches], clone, location)
    return clone


def _reach(arguments: Sequence[str], folder: Path, location: BookLocation) -> None:
    try:
        git(arguments, folder)
    except GitMissing:
        raise
    except AmtsError as error:
        raise RepositoryUnreachable(
            f"cannot reach the book {location.location}: check the URL and the network ({error})"
        ) from None


def _resolve(root: Path, location: BookLocation) -> str:
    return _commit(root, location.revision or "HEAD", location.location)


def _commit(root: Path, revision: str, name: str) -> str:
    """The commit of a branch, tag or commit name."""
    try:
        found = git(["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"], root)
    except GitMissing:
        raise
    except AmtsError:
        raise AmtsError(f"{name} has no revision {revision!r}: use a branch, a tag or a commit of it") from None
    return found.decode().strip()


def _has_commit(root: Path, revision: str) -> bool:
    try:
        _commit(root, revision, "")
    except AmtsError:
        return False
    return True
