"""File contents under the hash of what is in them, so no key of a client ever becomes a path."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

BLOCK = 1024 * 1024


class Blobs:
    """A folder of contents. Each is held by the keys in memory and by the index; one that nobody holds is removed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._holders: Counter[str] = Counter()
        self._released: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)
        for leftover in folder.glob("*.new"):
            leftover.unlink()

    def write(self, content: bytes) -> str:
        """Keep a content and hold it; gives its name. Whole or not at all, also if the process is killed.

        Raises OSError if it cannot be written.
        """
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        unfinished = self._folder / f"{name}.{threading.get_ident()}.new"
        with self._lock:
            self._holders[name] += 1
            if path.exists():
                return name
        try:
            unfinished.write_bytes(content)
            path.parent.mkdir(exist_ok=True)
            unfinished.replace(path)
        except OSError:
            self.release(name)
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise
        return name

    def hold(self, name: str) -> None:
        """Hold a content that is there."""
        with self._lock:
            self._holders[name] += 1

    def release(self, name: str) -> None:
        """Hold a content no longer."""
        with self._lock:
            self._holders[name] -= 1
            if self._holders[name] <= 0:
                del self._holders[name]
                self._released.add(name)

    def read(self, name: str) -> bytes:
        """A content; raises OSError if it is gone."""
        return self._path(name).read_bytes()

    def exists(self, name: str) -> bool:
        """Whether a content is there."""
        return self._path(name).exists()

    def sweep(self, indexed: Callable[[str], bool]) -> None:
        """Remove what was released, unless it is held again or the index names it."""
        with self._lock:
            released, self._released = self._released, set()
            for name in released:
                if self._holders[name] <= 0 and not indexed(name):
                    try:
                        self._path(name).unlink(missing_ok=True)
                    except OSError:  # the next time
                        self._released.add(name)

    def sweep_all(self, indexed: Callable[[str], bool]) -> None:
        """Remove everything that the index does not name: what a killed process left behind."""
        for path in self._folder.glob("??/*"):
            if not indexed(path.name):
                path.unlink()

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name
