"""Completions that a model gave before, kept in a folder: an equal prompt is not computed twice."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from pathlib import Path

from local_aws.engines.adaptive.prompts import Completion, Model, Prompt


class CachedModel:
    """A model that remembers. Failed completions are not kept.

    The key is a hash of the model's fingerprint, the prompt and the token limit, so a cache never changes an answer.
    `hits` counts since the start.
    """

    def __init__(self, model: Model, folder: Path) -> None:
        """Keep the completions of `model` in `folder`/completions.sqlite; several processes may share it."""
        self.model = model
        self.fingerprint, self.parallel = model.fingerprint, model.parallel
        self.understands: frozenset[str] = getattr(model, "understands", frozenset())
        self.hits = 0
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / "completions.sqlite", check_same_thread=False, timeout=30)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS completions (key BLOB PRIMARY KEY, text TEXT, whole INTEGER)"
        )

    def complete(self, prompt: Prompt, *, max_tokens: int) -> Completion:
        """The remembered answer, or the model's."""
        key = self._key(prompt, max_tokens)
        with self._lock:
            row = self._database.execute("SELECT text, whole FROM completions WHERE key = ?", (key,)).fetchone()
            self.hits += row is not None
        if row is not None:
            return Completion(row[0], bool(row[1]))
        completion = self.model.complete(prompt, max_tokens=max_tokens)
        if completion.text:
            with self._lock, self._database:
                values = (key, completion.text, completion.whole)
                self._database.execute("INSERT OR REPLACE INTO completions VALUES (?, ?, ?)", values)
        return completion

    def _key(self, prompt: Prompt, max_tokens: int) -> bytes:
        asked = [self.fingerprint, prompt.text, prompt.is_fixed, max_tokens, *prompt.style]
        return hashlib.sha256(json.dumps(asked).encode()).digest()
