"""What was made of a file once, by the id of its content: in memory, and in one SQLite file between runs."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Value = TypeVar("Value")

VERSION = 6  # part of every key: raise it when the parser or what is made of a chapter changes
IN_MEMORY = 4096


class Remembered:
    """JSON values by a kind and a content id. Without a file they live as long as the process.

    Several processes may share the file; what one of them keeps, the others find. A file that cannot be used is none.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._recent: dict[tuple[str, str], Any] = {}
        self._database: sqlite3.Connection | None = None
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                self._database = sqlite3.connect(file, timeout=60, isolation_level=None)
                self._database.execute("PRAGMA journal_mode=WAL")
                self._database.execute("PRAGMA synchronous=OFF")  # what a crash loses is made again
                self._database.execute("CREATE TABLE IF NOT EXISTS made (key TEXT PRIMARY KEY, value BLOB)")
            except (OSError, sqlite3.Error):
                self._database = None

    def get(self, kind: str, blob: str, make: Callable[[], Value]) -> Value:
        """What was made of a content; made now if it is not known, or the content has no id."""
        if not blob:
            return make()
        key = (kind, blob)
        if key not in self._recent:
            if len(self._recent) >= IN_MEMORY:
                self._recent.clear()
            self._recent[key] = self._stored(f"{VERSION} {kind} {blob}", make)
        value: Value = self._recent[key]
        return value

    def _stored(self, key: str, make: Callable[[], Any]) -> Any:
        if self._database is None:
            return make()
        try:
            row = self._database.execute("SELECT value FROM made WHERE key = ?", (key,)).fetchone()
            if row is not None:
                return json.loads(zlib.decompress(row[0]))
            value = make()
            packed = zlib.compress(json.dumps(value).encode(), 1)
            self._database.execute("INSERT OR REPLACE INTO made VALUES (?, ?)", (key, packed))
            return value
        except (sqlite3.Error, zlib.error):
            return make()
