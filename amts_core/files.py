"""Files written in one step: a reader sees the old file or the new one, never a half. A leaf: imports no room."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

from amts_core.errors import AmtsError

HALF = ".half"
"""The ending of a file that is being written: one that is left by a process that was killed may be deleted."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file and its folders; raises AmtsError that names the file."""
    temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}-{threading.get_ident()}{HALF}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise AmtsError(f"cannot write {path}: {error.strerror}; make the folder writable or write elsewhere") from None
