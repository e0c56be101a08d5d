"""Which generator a folder is for: what its configuration files say of the dialect of its chapters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path, PurePosixPath

from amts_core.book.dialects import DIALECTS, Dialect, Reading

MAX_LEVELS = 8  # folders above a chapter that are looked at

# of two generators in one folder the one whose file nobody else has; `_config.yml` alone is Jekyll's
_BY_STRENGTH: tuple[Dialect, ...] = tuple(
    DIALECTS[name]
    for name in (
        *("docusaurus", "docfx", "huggingface", "starlight", "vitepress", "mkdocs", "mdbook", "quarto"),
        *("myst", "hugo", "jekyll", "d2l", "gfm"),
    )
)

_FOLDERS = {"mkdocs": ("docs_dir", "docs"), "mdbook": ("src", "src")}
"""The setting that names the folder of a generator's documents, and what it is by default: others are not its own."""

Exists = Callable[[str], bool]
Read = Callable[[str], str]


def find_generator(place: str, exists: Exists, read: Read) -> Reading | None:
    """The dialect of the chapters in the folder `place` of a repository, by the nearest generator's own file.

    `exists` says whether there is a path (a folder's ends with `/`), `read` gives a file's text. None if there is none.
    """
    folder = PurePosixPath(place)
    for parent in (folder, *folder.parents):
        prefix = "" if str(parent) == "." else f"{parent}/"
        if found := _generator_at(prefix, folder.relative_to(parent), exists, read):
            return found
    return None


def _generator_at(prefix: str, below: PurePosixPath, exists: Exists, read: Read) -> Reading | None:
    """The dialect of the chapters in the folder `below` one that may hold a generator's file."""
    for one in _BY_STRENGTH:
        for wanted in one.files:
            path, _, word = wanted.partition(":")
            if not exists(prefix + path):
                continue
            text = read(prefix + path) if word or one.name in _FOLDERS else ""
            if word in text and below.is_relative_to(_documents(one.name, text)):
                return Reading(one.name, f"{prefix}{path} is there")
    return None


def _documents(name: str, text: str) -> str:
    """The folder of the documents of a generator with these settings."""
    setting, usual = _FOLDERS.get(name, ("", "."))
    found = (
        re.search(rf"^[ \t]*{setting}[ \t]*[:=][ \t]*[\"']?([^\"'#!\r\n]+)", text, re.MULTILINE) if setting else None
    )
    return found[1].strip() if found else usual


def generator_of_files(files: Iterable[str], read: Read) -> Callable[[str], Reading | None]:
    """`find_generator` for a repository with these files, by folder."""
    names = frozenset(files)
    folders = {f"{parent}/" for name in names for parent in PurePosixPath(name).parents}

    @cache
    def find(place: str) -> Reading | None:
        return find_generator(place, lambda path: path in (folders if path.endswith("/") else names), read)

    return find


def generator_of_folder(folder: Path) -> Reading | None:
    """`find_generator` for a folder on disk, up to the top of its repository."""
    folder = folder.resolve()  # the folders above `../book` are not those of its name
    for parent in [folder, *folder.parents][:MAX_LEVELS]:
        below = PurePosixPath(folder.relative_to(parent).as_posix())
        found = _generator_at("", below, partial(_is_there, parent, _names(parent)), partial(_text, parent))
        if found:
            return Reading(found.format, f"{parent.name}/{found.reason}")
        if (parent / ".git").exists():
            return None
    return None


def _names(folder: Path) -> frozenset[str]:
    try:
        return frozenset(path.name for path in folder.iterdir())
    except OSError:
        return frozenset()


def _is_there(folder: Path, names: frozenset[str], path: str) -> bool:
    """Whether a folder, in which these names stand, has this path."""
    if path.partition("/")[0] not in names:
        return False
    try:
        return (folder / path).is_dir() if path.endswith("/") else (folder / path).is_file()
    except OSError:
        return False


def _text(folder: Path, path: str) -> str:
    try:
        return (folder / path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
