"""Completions that a model gave before, kept in a folder: an equal prompt is not computed twice."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local_aws.engines.adaptive.prompts import Completion, Model, Prompt

LOG = logging.getLogger(__name__)


class CachedModel:
    """A model that remembers. Failed completions are not kept, and what cannot be kept is computed again.

    The key is a hash of the model's fingerprint, the prompt and the token limit, so a cache never changes an answer.
    `hits` counts since the start.
    """

    def __init__(self, model: Model, folder: Path) -> None:
        """Keep the completions of `model` in `folder`/completions.sqlite; several processes may share it."""
        self.model = model
        self.fingerprint, self.parallel = model.fingerprint, model.parallel
        self.understands: frozenset[str] = getattr(model, "understands", frozenset())
        self.hits = 0
        self._file = folder / "completions.sqlite"
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        with self._unless_it_fails():
            folder.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self._file, check_same_thread=False, timeout=30)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS completions (key BLOB PRIMARY KEY, text TEXT, whole INTEGER)"
            )

    def complete(self, prompt: Prompt, *, max_tokens: int) -> Completion:
        """The remembered answer, or the model's."""
        key = self._key(prompt, max_tokens)
        known = self._find(key)
        if known is not None:
            self.hits += 1
            return known
        completion = self.model.complete(prompt, max_tokens=max_tokens)
        if completion.text:
            self._keep(key, completion)
        return completion

    def _find(self, key: bytes) -> Completion | None:
        with self._lock, self._unless_it_fails():
            if self._database is not None:
                select = "SELECT text, whole FROM completions WHERE key = ?"
                row = self._database.execute(select, (key,)).fetchone()
                return Completion(row[0], bool(row[1])) if row else None
        return None

    def _keep(self, key: bytes, completion: Completion) -> None:
        with self._lock, self._unless_it_fails():
            if self._database is not None:
                with self._database:
                    values = (key, completion.text, completion.whole)
                    self._database.execute("INSERT OR REPLACE INTO completions VALUES (?, ?, ?)", values)

    @contextmanager
    def _unless_it_fails(self) -> Iterator[None]:
        """Go on without the file after an error (a full disk, no rights, a damaged file): it only saves time."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            LOG.warning("completions are not kept, %s cannot be used: %s", self._file, error)
            self._database = None

    def _key(self, prompt: Prompt, max_tokens: int) -> bytes:
        asked = [self.fingerprint, prompt.text, prompt.is_fixed, max_tokens, *prompt.style]
        return hashlib.sha256(json.dumps(asked).encode()).digest()
