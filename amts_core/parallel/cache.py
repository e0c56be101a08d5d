"""What the encoder computed once, by the hash of the text: in memory for a run, in one SQLite file between runs."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from amts_core.errors import AmtsError

Row = NDArray[np.float16]
LOG = logging.getLogger(__name__)

ENCODER = "use-multilingual-3/2"  # part of every key: another encoder never reads these rows
ROWS_IN_MEMORY = 8192  # 2 KB each, and 1 KB a clause
KEYS_PER_QUERY = 500


class PartCache:
    """Rows of half-precision numbers by text. Without a file it lives as long as the process.

    Several processes may share the file; what one of them writes, the others find. A file that cannot be used raises
    AmtsError at first; one that breaks later (a full disk, a folder that goes) is told in the log, and done without.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._recent: OrderedDict[bytes, Row] = OrderedDict()
        self._file = file and file.absolute()
        if self._file is not None:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with self._connect() as database:
                    database.execute("PRAGMA journal_mode=WAL")
                    database.execute("CREATE TABLE IF NOT EXISTS parts (key BLOB PRIMARY KEY, row BLOB) WITHOUT ROWID")
            except sqlite3.Error as error:
                raise AmtsError(
                    f"cannot use the cache {file}: {error}; name another file, make room, or delete it"
                ) from None

    def get(self, texts: Sequence[str]) -> dict[str, Row]:
        """The rows that are known, by text."""
        keys = {text: _key(text) for text in texts}
        found = {key: self._recent[key] for key in keys.values() if key in self._recent}
        unknown = [key for key in dict.fromkeys(keys.values()) if key not in found]
        if self._file is not None and unknown:
            with self._done_without():
                stored = self._read(unknown)
                self._remember(stored)
                found |= stored
        return {text: found[key] for text, key in keys.items() if key in found}

    def put(self, rows: Mapping[str, Row]) -> None:
        """Keep these rows."""
        keyed = {_key(text): row for text, row in rows.items()}
        self._remember(keyed)
        if self._file is not None:
            with self._done_without(), self._connect() as database:
                database.executemany(
                    "INSERT OR IGNORE INTO parts VALUES (?, ?)", [(key, row.tobytes()) for key, row in keyed.items()]
                )

    def _remember(self, rows: Mapping[bytes, Row]) -> None:
        self._recent.update(rows)
        while len(self._recent) > ROWS_IN_MEMORY + len(rows):
            self._recent.popitem(last=False)

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Row]:
        found: dict[bytes, Row] = {}
        with self._connect() as database:
            for start in range(0, len(keys), KEYS_PER_QUERY):
                some = keys[start : start + KEYS_PER_QUERY]
                marks = ",".join("?" * len(some))
                for key, row in database.execute(f"SELECT key, row FROM parts WHERE key IN ({marks})", some):
                    found[key] = np.frombuffer(row, np.float16)
        return found

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        """The file, for one transaction."""
        with closing(sqlite3.connect(str(self._file), timeout=60)) as database, database:
            yield database

    @contextmanager
    def _done_without(self) -> Iterator[None]:
        """From here on in memory alone, if the file breaks."""
        try:
            yield
        except sqlite3.Error as error:
            LOG.warning("the cache %s is not used any more: %s", self._file, error)
            self._file = None


def _key(text: str) -> bytes:
    return hashlib.blake2b(f"{ENCODER}\n{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
