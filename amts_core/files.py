"""Names of files, and files written in one step: a reader sees the old file or the new one, never a half.

A leaf: imports no room.
"""

from __future__ import annotations

import os
import re
import threading
from contextlib import suppress
from pathlib import Path

from amts_core.errors import AmtsError

_NO_NAME = re.compile(r"[\\\x00-\x1f\x7f]")
HALF = ".half"
"""The ending of a file that is being written: one that is left by a process that was killed may be deleted."""


def check_name(path: str) -> None:
    """Raise AmtsError if no id, key or record could hold the path of a chapter."""
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("utf-8", "replace")
        raise AmtsError(f"the name of the file {shown} is not UTF-8: rename it, or exclude it") from None
    if _NO_NAME.search(path):
        raise AmtsError(
            f"the name of the file {path!r} has a backslash or a control character: rename it, or exclude it"
        )


def write_whole(path: Path, content: bytes) -> None:
    """Write a file and its folders, or into a device or a pipe; raises AmtsError that names the file."""
    temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}-{threading.get_ident()}{HALF}")
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):  # a device or a pipe: it stays
            path.write_bytes(content)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise AmtsError(f"cannot write {path}: {error.strerror}; make the folder writable or write elsewhere") from None
