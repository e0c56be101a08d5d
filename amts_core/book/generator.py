"""Which generator a folder is for: what its configuration files say of the dialect of its chapters."""

from __future__ import annotations

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

Exists = Callable[[str], bool]
Read = Callable[[str], str]


def find_generator(place: str, exists: Exists, read: Read) -> Reading | None:
    """The dialect of the chapters in the folder `place` of a repository, by the nearest generator's own file.

    `exists` says whether there is a path (a folder's ends with `/`), `read` gives a file's text. None if there is none.
    """
    folder = PurePosixPath(place or ".")
    for parent in (folder, *folder.parents):
        prefix = "" if str(parent) == "." else f"{parent}/"
        for one in _BY_STRENGTH:
            for wanted in one.files:
                path, _, word = wanted.partition(":")
                if exists(prefix + path) and (not word or word in read(prefix + path)):
                    return Reading(one.name, f"{prefix}{path} is there")
    return None


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
        found = find_generator("", partial(_is_there, parent), partial(_text, parent))
        if found:
            return Reading(found.format, f"{parent.name}/{found.reason}")
        if (parent / ".git").exists():
            return None
    return None


def _is_there(folder: Path, path: str) -> bool:
    try:
        return (folder / path).is_dir() if path.endswith("/") else (folder / path).is_file()
    except OSError:
        return False


def _text(folder: Path, path: str) -> str:
    try:
        return (folder / path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
