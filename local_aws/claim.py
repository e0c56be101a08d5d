"""One process at a time works in a folder of the state: two would spoil it. The file `lock` there says which."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

LOCK = "lock"


def claim(folder: Path) -> IO[bytes] | None:
    """Take a folder for this process until the file that comes out is closed; None if another has it.

    Raises OSError if the file cannot be made or written.
    """
    file = (folder / LOCK).open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    file.truncate(0)
    os.write(file.fileno(), str(os.getpid()).encode())
    return file


def holder(folder: Path) -> str:
    """The process that works in a folder, in words; empty if none does."""
    try:
        with (folder / LOCK).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                number = file.read().decode()
                return f"process {number}" if number else "another process"
    except FileNotFoundError:
        pass
    return ""
