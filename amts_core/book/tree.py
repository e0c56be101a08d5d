"""The files of a book's folder, in two forms: a folder as it is, and a commit of a git repository."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from hashlib import sha1
from pathlib import Path, PurePosixPath
from posixpath import dirname, join, normpath

from amts_core.book.dialects import Reading
from amts_core.book.generator import generator_of_files, generator_of_folder
from amts_core.book.git import git, git_if_any
from amts_core.book.history import read_blobs
from amts_core.errors import AmtsError

NOT_OF_A_BOOK = frozenset({".git", "node_modules", ".venv"})  # folders of tools
_LINK, _SUBMODULE = "120000", "160000"  # modes in git


class Tree(ABC):
    """Files by their paths inside the folder.

    A link is a file of the book if it leads out of its folder, yet not out of its repository.
    """

    @property
    @abstractmethod
    def found(self) -> tuple[frozenset[str], frozenset[str]]:
        """The paths of all files, and those of links and submodules that are no files of the book.

        In a folder a submodule that is checked out has files like any other.
        """

    @property
    def files(self) -> frozenset[str]:
        """The paths of all files."""
        return self.found[0]

    def not_checked_out(self) -> frozenset[str]:
        """The paths of files that a sparse checkout leaves out."""
        return frozenset()

    @abstractmethod
    def read(self, path: str) -> bytes:
        """The content of a file; raises AmtsError if it cannot be read."""

    @abstractmethod
    def load(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The contents of some files, by path, read by few processes."""

    @abstractmethod
    def blob(self, path: str) -> str:
        """The id that git gives to the content of a file."""

    @abstractmethod
    def size(self, path: str) -> int:
        """The length of a file in bytes."""

    @abstractmethod
    def above(self, path: str) -> bytes:
        """The content of a file outside the folder (`../mkdocs.yml`), nothing if there is none."""

    @abstractmethod
    def generator(self, path: str) -> Reading | None:
        """How the generator of a file reads it, by its configuration; None if there is none."""


class FolderTree(Tree):
    """The files of a folder as it is."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._top = cache(lambda: top_of(root))
        self._generator = cache(lambda folder: generator_of_folder(root / folder))

    def not_checked_out(self) -> frozenset[str]:
        """See Tree."""
        return frozenset(path for path, (tag, *_) in self._index if tag == "S")

    @cached_property
    def _index(self) -> list[tuple[str, list[str]]]:
        """Path, tag and mode of each file and submodule that git knows of; none without git."""
        return list(_listed(git_if_any(["ls-files", "-t", "--stage", "-z"], self.root)))

    @cached_property
    def found(self) -> tuple[frozenset[str], frozenset[str]]:
        """See Tree."""
        found = ((path, path.relative_to(self.root)) for path in self.root.rglob("*"))
        inside = {name.as_posix(): path for path, name in found if not NOT_OF_A_BOOK & {*name.parts}}
        files = frozenset(name for name, path in inside.items() if path.is_file() and self._is_own(path))
        links = {name for name, path in inside.items() if path.is_symlink() and name not in files}
        submodules = (path for path, (_, mode, *_) in self._index if mode == _SUBMODULE)
        return files, frozenset(links.union(path for path in submodules if not any((self.root / path).glob("*"))))

    def _is_own(self, path: Path) -> bool:
        if not path.is_symlink():
            return True
        place, top = path.resolve(), self._top()
        is_outside = top is None or not place.is_relative_to(top) or ".git" in place.relative_to(top).parts
        return not is_outside and not place.is_relative_to(self.root.resolve())

    def read(self, path: str) -> bytes:
        """See Tree."""
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            raise AmtsError(f"cannot read {self.root / path}: {error.strerror}") from None

    def load(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Nothing: a file is read when it is asked for."""
        return {}

    def blob(self, path: str) -> str:
        """See Tree."""
        content = self.read(path)
        return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()

    def size(self, path: str) -> int:
        """See Tree."""
        return (self.root / path).stat().st_size

    def above(self, path: str) -> bytes:
        """See Tree."""
        return (self.root / path).read_bytes() if (self.root / path).is_file() else b""

    def generator(self, path: str) -> Reading | None:
        """See Tree."""
        return self._generator(str(PurePosixPath(path).parent))


class CommitTree(Tree):
    """The files of a folder of a git repository at a commit."""

    def __init__(self, root: Path, commit: str, folder: str) -> None:
        """`root` is anywhere in the repository, `folder` is from its top."""
        self.root, self.commit, self.folder = root, commit, folder

    @cached_property
    def found(self) -> tuple[frozenset[str], frozenset[str]]:
        """See Tree."""
        files = frozenset(path for path, (blob, _) in self._entries.items() if blob)
        return files, frozenset(self._entries) - files

    @cached_property
    def _entries(self) -> dict[str, tuple[str, int]]:
        """Id and size of the content of each file; the id is "" of a link or submodule that is no file of the book."""
        tree = f"{self.commit}:{self.folder}".rstrip("/") if self.folder else self.commit
        listing = git(["ls-tree", "-r", "-z", "-l", "--full-tree", tree], self.root)
        fields = {path: facts for path, facts in _listed(listing) if not NOT_OF_A_BOOK & {*path.split("/")}}
        return {
            path: self._linked(path, blob) if mode == _LINK else (blob, int(size)) if kind == "blob" else ("", 0)
            for path, (mode, kind, blob, size) in fields.items()
        }

    def _linked(self, path: str, blob: str) -> tuple[str, int]:
        """Id and size of what a link leads to; no id if that is no file of its repository, or one of the book."""
        target = git(["cat-file", "blob", blob], self.root).decode("utf-8", "surrogateescape")
        place = normpath(join(self.folder, dirname(path), target))
        if place.startswith(("/", "../")) or f"{place}/".startswith(f"{self.folder}/".lstrip("/")):
            return "", 0
        listing = git(["ls-tree", "-z", "-l", "--full-tree", self.commit, "--", place], self.root)
        files = (facts for _, facts in _listed(listing) if facts[1] == "blob" and facts[0] != _LINK)
        return next(((blob, int(size)) for _, _, blob, size in files), ("", 0))

    def read(self, path: str) -> bytes:
        """See Tree."""
        return git(["cat-file", "blob", self.blob(path)], self.root)

    def load(self, paths: Iterable[str]) -> dict[str, bytes]:
        """See Tree."""
        blobs = {path: self.blob(path) for path in paths}
        contents = read_blobs(self.root, blobs.values())
        return {path: contents[blob] for path, blob in blobs.items() if blob in contents}

    def blob(self, path: str) -> str:
        """See Tree."""
        return self._entries[path][0]

    def size(self, path: str) -> int:
        """See Tree."""
        return self._entries[path][1]

    def above(self, path: str) -> bytes:
        """See Tree."""
        return git_if_any(["cat-file", "blob", f"{self.commit}:{self._from_top(path)}"], self.root)

    def generator(self, path: str) -> Reading | None:
        """See Tree."""
        return self._generator(str(PurePosixPath(self._from_top(path)).parent))

    @cached_property
    def _generator(self) -> Callable[[str], Reading | None]:
        listing = git(["ls-tree", "-r", "-z", "--name-only", "--full-tree", self.commit], self.root)
        names = [name for name in listing.decode("utf-8", "surrogateescape").split("\0") if name]
        return generator_of_files(names, self._text)

    def _text(self, place: str) -> str:
        return git(["cat-file", "blob", f"{self.commit}:{place}"], self.root).decode("utf-8", "replace")

    def _from_top(self, path: str) -> str:
        return normpath(f"{self.folder}/{path}") if self.folder else path


def top_of(folder: Path) -> Path | None:
    """The folder of the work tree that a folder is in, None without git."""
    found = git_if_any(["rev-parse", "--show-toplevel"], folder).decode("utf-8", "surrogateescape").strip()
    return Path(found) if found else None


def _listed(listing: bytes) -> Iterator[tuple[str, list[str]]]:
    """Path and facts (mode, kind, id, size) of each entry of a tree."""
    for entry in listing.decode("utf-8", "surrogateescape").split("\0"):
        if entry:
            facts, _, path = entry.partition("\t")
            yield path, facts.split()
