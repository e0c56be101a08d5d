"""The state of the service: small JSON documents in one SQLite file, or in memory."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_aws.ballast import Ballast


class StateError(Exception):
    """Something cannot be written to disk; the message says what, why, and the way out. Nothing has changed."""


@dataclass(frozen=True, slots=True)
class Save:
    """Write or replace a document."""

    kind: str
    scope: str
    name: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a document if it is there."""

    kind: str
    scope: str
    name: str


@dataclass(frozen=True, slots=True)
class DeleteAll:
    """Remove the documents of a kind whose name starts with a prefix."""

    kind: str
    scope: str
    prefix: str


Change = Save | Delete | DeleteAll


class Store:
    """Documents by kind, scope (account and region) and name. A change is on disk when the call returns.

    The file survives a killed process; only a crash of the machine can lose the last changes.
    """

    def __init__(self, file: Path | None = None, ballast: Ballast | None = None) -> None:
        """Open or make the file; without one everything is in memory."""
        self._lock = threading.Lock()
        self._file = file
        self._ballast = ballast or Ballast()
        self._database = sqlite3.connect(file or ":memory:", check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS documents (kind TEXT, scope TEXT, name TEXT, body TEXT,"
            " PRIMARY KEY (kind, scope, name)) WITHOUT ROWID"
        )

    def write(self, *changes: Change, last_room: bool = False) -> None:
        """Make all the changes, or none of them; raises StateError.

        `last_room` is for what must be written on a full disk too: deletions, and the ends of jobs and imports.
        """
        with self._lock:
            try:
                if last_room:
                    self._ballast.make_room(lambda: self._make(changes))
                else:
                    self._make(changes)
            except (sqlite3.Error, OSError) as error:
                raise StateError(f"the state cannot be written to {self._file}: {error}; make room there") from error

    def _make(self, changes: tuple[Change, ...]) -> None:
        with self._database:  # commits, or rolls back
            self._database.execute("BEGIN IMMEDIATE")
            for change in changes:
                self._execute(change)

    def _execute(self, change: Change) -> None:
        match change:
            case Save(kind, scope, name, body):
                row = (kind, scope, name, json.dumps(body, ensure_ascii=True))
                self._database.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)", row)
            case Delete(kind, scope, name):
                self._database.execute(
                    "DELETE FROM documents WHERE kind = ? AND scope = ? AND name = ?", (kind, scope, name)
                )
            case DeleteAll(kind, scope, prefix):
                self._database.execute(
                    "DELETE FROM documents WHERE kind = ? AND scope = ? AND substr(name, 1, ?) = ?",
                    (kind, scope, len(prefix), prefix),
                )

    def find(self, kind: str, scope: str, name: str) -> dict[str, Any] | None:
        """One document, or None."""
        with self._lock:
            row = self._database.execute(
                "SELECT body FROM documents WHERE kind = ? AND scope = ? AND name = ?", (kind, scope, name)
            ).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind: str, scope: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Names and documents of a kind, in the order of their names."""
        with self._lock:
            rows = self._database.execute(
                "SELECT name, body FROM documents WHERE kind = ? AND scope = ? ORDER BY name", (kind, scope)
            ).fetchall()
        return ((name, json.loads(body)) for name, body in rows)

    def scopes(self) -> list[str]:
        """The scopes that hold anything."""
        with self._lock:
            return [row[0] for row in self._database.execute("SELECT DISTINCT scope FROM documents ORDER BY scope")]

    def close(self) -> None:
        """Close the file; later calls fail."""
        with self._lock:
            self._database.close()
