"""A file that only takes up room: on a full disk it is given up, so that deletions and ends can still be written."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

SIZE = 1024**2
Made = TypeVar("Made")


class Ballast:
    """The room that is kept in a folder; without a folder there is none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = folder / "ballast" if folder else None
        self._fill()

    def make_room(self, write: Callable[[], Made]) -> Made:
        """Do a write; if the disk is full once more, in the room that is kept. Raises what `write` raises."""
        try:
            return write()
        except (OSError, sqlite3.Error) as error:
            if self._file is None or not is_full(error):
                raise
            self._file.unlink(missing_ok=True)
            try:
                return write()
            finally:
                self._fill()

    def _fill(self) -> None:
        if self._file is None or self._file.exists():
            return
        try:
            self._file.write_bytes(bytes(SIZE))
        except OSError:  # still full: the next time that there is room
            with contextlib.suppress(OSError):
                self._file.unlink()


def is_full(error: BaseException) -> bool:
    """Whether an error says that the disk is full."""
    if isinstance(error, sqlite3.Error):
        return "full" in str(error)
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
