"""Navigation files of generators: which of them do not name a new chapter, so that somebody adds it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import PurePosixPath

_LISTS = {  # what a file must hold to be a list of chapters; sidebars may be made from folders
    "mkdocs.yml": re.compile(r"^nav:", re.MULTILINE),
    "_toc.yml": re.compile(r"^\s*-\s*(?:file|glob):", re.MULTILINE),
    "myst.yml": re.compile(r"^\s*toc:", re.MULTILINE),
    "_quarto.yml": re.compile(r"^\s*(?:chapters|contents):", re.MULTILINE),
    "SUMMARY.md": re.compile(r"\]\([^)\s]+\)"),
    "sidebars.js": re.compile(r"items\s*:"),
    "sidebars.ts": re.compile(r"items\s*:"),
}


def unlisted_in(path: str, files: Collection[str], read: Callable[[str], bytes | None]) -> list[str]:
    """The navigation files of a book that list chapters one by one and do not name the chapter at this path.

    `files` are the paths of the book's files, `read` gives the content of one.
    """
    stem = str(PurePosixPath(path).with_suffix(""))
    names = {stem.split("/", depth)[-1] for depth in range(stem.count("/") + 1)}
    unlisted = []
    for file in sorted(files):
        pattern = _LISTS.get(PurePosixPath(file).name)
        if pattern is None:
            continue
        text = (read(file) or b"").decode("utf-8", "replace")
        if pattern.search(text) and not any(re.search(rf"\b{re.escape(name)}\b", text) for name in names):
            unlisted.append(file)
    return unlisted
