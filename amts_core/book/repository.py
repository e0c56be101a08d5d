"""A book where it lives: a folder, or a git repository at a revision. Git is used by its command line.

A translated book may keep beside `X.md` the source it was made from, as `X_origin.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from posixpath import normpath
from unicodedata import normalize

from amts_core.book.chapter import FORMATS, Chapter, decode_chapter
from amts_core.book.clone import clone_of, commit_of, is_url
from amts_core.book.dialects import Reading, checked_format
from amts_core.book.git import git, git_if_any
from amts_core.book.history import FileEdit, History, read_edits, read_history
from amts_core.book.layouts import translations_within
from amts_core.book.navigation import FORMS
from amts_core.book.tree import CommitTree, FolderTree, Tree, top_of
from amts_core.errors import AmtsError
from amts_core.files import check_name


@dataclass(frozen=True, slots=True)
class BookLocation:
    """Where a book is.

    `location` is a git URL or a folder; `revision` a branch, tag or commit (None: the default branch of a URL, a folder
    as it is). `folder` holds the book inside the repository. `chapters` and `exclude` are patterns of paths relative to
    it (`**/` any folders, `*` anything but `/`). A chapter's name ends before `suffix`, whichever way its file writes
    accents; `X<origin_suffix>.md` is the source of `X.md`. `formats` say which dialect the files that match a pattern
    are in, the first that matches; by default the generator's configuration files say it, else each text.
    """

    location: str
    revision: str | None = None
    folder: str = ""
    chapters: tuple[str, ...] = ("**/*.md",)
    exclude: tuple[str, ...] = ()
    suffix: str = ""
    origin_suffix: str | None = None
    formats: tuple[tuple[str, str], ...] = ()


def open_book(location: BookLocation, cache: Path) -> Book:
    """The book at this place; clones of URLs are kept under `cache` and brought up to date.

    Raises AmtsError if git is missing or the revision is unknown, RepositoryUnreachable if the place cannot be reached.
    """
    revision = location.revision or "HEAD"
    if is_url(location.location):
        clone = clone_of(location.location, cache, wanted=revision)
        return Book(location, clone, commit_of(clone, revision, location.location), is_work_tree=False)
    root = Path(location.location).expanduser() / location.folder
    if not root.is_dir():
        raise AmtsError(f"there is no book at {root}: give a folder or a git URL as its location")
    is_bare = not (root / ".git").exists() and (root / "HEAD").is_file() and (root / "objects").is_dir()
    commit = commit_of(root, revision, location.location) if location.revision or is_bare else ""
    return Book(location, root, commit, is_work_tree=bool(location.revision) or not is_bare)


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
        return origin if origin in self.files else None

    def origin_place(self, path: str) -> str | None:
        """Where the origin of the chapter at this path would stand, None in a book that keeps no origins."""
        if self.location.origin_suffix is None:
            return None
        beside = PurePosixPath(path)
        return str(beside.with_name(beside.stem + self.location.origin_suffix + beside.suffix))

    @cached_property
    def _tree(self) -> Tree:
        return CommitTree(self.root, self.revision, self.git_folder) if self.revision else FolderTree(self.root)

    @cached_property
    def _loaded(self) -> dict[str, bytes]:
        """Contents that were read already, by path."""
        return {}

    @property
    def chapters(self) -> Mapping[str, Chapter]:
        """All chapters by name; each is read when it is asked for."""
        return _Chapters(self)

    def load(self, chapter_ids: Iterable[str]) -> None:
        """Read these chapters and their origins by few processes of git; what is read later is there then."""
        paths = [path for name in chapter_ids if (path := self._paths.get(name))]
        wanted = [path for path in (*paths, *filter(None, map(self._origin_path, paths))) if path not in self._loaded]
        self._loaded.update(self._tree.load(wanted))

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of each chapter, a hundred at a time; nothing of them is kept."""
        paths = sorted(self._paths.values())
        for start in range(0, len(paths), 100):
            some = paths[start : start + 100]
            known = self._tree.load(some)
            yield from ((path, known[path] if path in known else self._tree.read(path)) for path in some)

    def blob(self, chapter_id: str) -> str:
        """The id that git gives to the content of a chapter: equal ids mean equal files. "" for no such chapter."""
        return self.file_blob(self._paths.get(chapter_id, ""))

    def origin_blob(self, chapter_id: str) -> str:
        """The id of the content of the origin that the book keeps beside a chapter, "" if it keeps none."""
        path = self._paths.get(chapter_id)
        return self.file_blob((path and self._origin_path(path)) or "")

    def file_blob(self, path: str) -> str:
        """The id of the content of any file of the book, by its path inside the book's folder; "" if there is none."""
        return self._tree.blob(path) if path in self.files else ""

    def size(self, chapter_id: str) -> int:
        """The length of a chapter's file in bytes."""
        return self._tree.size(self._paths[chapter_id])

    def origin_size(self, chapter_id: str) -> int:
        """The length in bytes of the origin that the book keeps beside a chapter, else of the chapter itself."""
        path = self._paths[chapter_id]
        return self._tree.size(self._origin_path(path) or path)

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
        return self._tree.files

    @property
    def links_left_out(self) -> list[str]:
        """The links that would be chapters, or folders with some, and are no files of the book: see `Tree`."""
        return sorted(
            path for path in self._tree.found[1] if self._chapter_id(path) is not None or not PurePosixPath(path).suffix
        )

    def not_checked_out(self) -> frozenset[str]:
        """The names of chapters that a sparse checkout leaves out of the folder."""
        return frozenset(filter(None, map(self._chapter_id, self._tree.not_checked_out())))

    def content(self, path: str) -> bytes | None:
        """The content of any file of the book, by its path inside the book's folder; None if there is none."""
        return self._bytes(path) if path in self.files else None

    @cached_property
    def navigation(self) -> dict[str, str]:
        """The texts of the generator's lists of chapters in the book's folder, and above it (`../mkdocs.yml`)."""
        found = {path: self._bytes(path) for path in sorted(self.files) if PurePosixPath(path).name in FORMS}
        folder = self.git_folder_if_any or ""
        levels = range(1, folder.count("/") + 2 if folder else 1)
        found |= {path: self._tree.above(path) for level in levels for path in ("../" * level + name for name in FORMS)}
        return {path: content.decode("utf-8", "replace") for path, content in found.items() if content}

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
    def git_folder(self) -> str:
        """The book's folder inside its repository, "" if it is the repository's own; raises AmtsError without git."""
        if not self.is_work_tree:
            return self.location.folder.strip("/")
        return git(["rev-parse", "--show-prefix"], self.root).decode().strip().strip("/")

    @cached_property
    def _paths(self) -> dict[str, str]:
        """Paths of the chapters by name."""
        paths: dict[str, str] = {}
        chapters = [path for path in self.files if self._chapter_id(path) is not None]
        foreign = frozenset() if self.location.suffix else translations_within(chapters)
        for path in sorted({*chapters} - foreign):
            check_name(path)
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
        return normalize("NFC", str(pure.with_name(pure.stem[: len(pure.stem) - len(suffix)])))

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
        found = None if kind == "quarto" else self._tree.generator(path)
        if found:
            return Reading(checked_format(found.format, file=path), found.reason)
        return Reading(kind, f"it is a file of the type {PurePosixPath(path).suffix}")

    def _bytes(self, path: str) -> bytes:
        return self._loaded[path] if path in self._loaded else self._tree.read(path)

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
        return frozenset(filter(None, (str(top_of(self.root)), origin)))

    def inner_path(self, path: str) -> str:
        """A path of the repository as one inside the book's folder."""
        return path.removeprefix(f"{self.git_folder}/") if self.git_folder else path

    def _ingit(self, path: str) -> str:
        return normpath(f"{self.git_folder}/{path}") if self.git_folder else path


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


def _matches(path: str, patterns: Sequence[str]) -> bool:
    return any(_pattern(pattern).fullmatch(path) for pattern in patterns)


def _pattern(pattern: str) -> re.Pattern[str]:
    """A path pattern as a regular expression: `**/` stands for any folders, `*` and `?` do not cross a `/`."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    wildcards = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(wildcards.get(part, re.escape(part)) for part in parts))
