"""The state of the service: small JSON documents in one SQLite file, or in memory."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Store:
    """Documents by kind, scope (account and region) and name. A change is on disk when the call returns.

    The file survives a killed process; only a crash of the machine can lose the last changes.
    """

    def __init__(self, file: Path | None = None) -> None:
        """Open or make the file; without one everything is in memory."""
        self._lock = threading.Lock()
        self._database = sqlite3.connect(file or ":memory:", check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS documents (kind TEXT, scope TEXT, name TEXT, body TEXT,"
            " PRIMARY KEY (kind, scope, name)) WITHOUT ROWID"
        )

    def save(self, kind: str, scope: str, name: str, body: dict[str, Any]) -> None:
        """Write or replace a document."""
        text = json.dumps(body, ensure_ascii=True)
        with self._lock:
            self._database.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)", (kind, scope, name, text))

    def delete(self, kind: str, scope: str, name: str) -> None:
        """Remove a document if it is there."""
        with self._lock:
            self._database.execute(
                "DELETE FROM documents WHERE kind = ? AND scope = ? AND name = ?", (kind, scope, name)
            )

    def delete_all(self, kind: str, scope: str, prefix: str) -> None:
        """Remove the documents of a kind whose name starts with a prefix."""
        with self._lock:
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

    def all(self, kind: str, scope: str, prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
        """Names and documents of a kind, in the order of their names."""
        with self._lock:
            rows = self._database.execute(
                "SELECT name, body FROM documents WHERE kind = ? AND scope = ? AND substr(name, 1, ?) = ?"
                " ORDER BY name",
                (kind, scope, len(prefix), prefix),
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
