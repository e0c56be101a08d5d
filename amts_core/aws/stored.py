"""A value of the store, in its type: what steps and runs keep for each other, as JSON."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from amts_core.aws.storage import JSON, Store
from amts_core.errors import AmtsError

T = TypeVar("T")
V = TypeVar("V")
SQUEEZED = ".gz"  # ends the keys of what is large: JSON shrinks to a tenth


@dataclass(frozen=True)
class Stored(Generic[T]):
    """The place of a value: a key of the store; `form` is its type."""

    store: Store
    key: str
    form: type[T]

    def find(self) -> T | None:
        """The value, None if there is none; raises AmtsError for what this version cannot read."""
        content = self.store.find_bytes(self.key)
        return None if content is None else self._valid(content)

    def read(self) -> T:
        """The value; raises AmtsError if there is none, or for what this version cannot read."""
        found = self.find()
        if found is None:
            raise AmtsError(f"nothing is stored at {self.store.uri(self.key)}: run the step that writes it again")
        return found

    def keep(self, value: T) -> None:
        """Store a value."""
        content, is_squeezed = self._dump(value), self.key.endswith(SQUEEZED)
        content = gzip.compress(content, 6, mtime=0) if is_squeezed else content
        self.store.write_bytes(self.key, content, content_type="application/gzip" if is_squeezed else JSON)

    def change(self, change: Callable[[T | None], T]) -> T:
        """Store what `change` makes of the value (None if there is none) and give it, also if others write at once."""

        def changed(text: str | None) -> str:
            return self._dump(change(None if text is None else self._valid(text.encode("utf-8")))).decode("utf-8")

        return self._valid(self.store.update(self.key, changed).encode("utf-8"))

    @property
    def _adapter(self) -> TypeAdapter[T]:
        return _adapter(cast(Hashable, self.form))

    def _dump(self, value: T) -> bytes:
        return self._adapter.dump_json(value, indent=None if self.key.endswith(SQUEEZED) else 1)

    def _valid(self, content: bytes) -> T:
        try:
            return self._adapter.validate_json(gzip.decompress(content) if self.key.endswith(SQUEEZED) else content)
        except ValidationError as error:
            mistake = error.errors()[0]
            place, reason = ".".join(map(str, mistake["loc"])) or "its beginning", mistake["msg"]
        except (OSError, EOFError, zlib.error) as error:
            place, reason = "its beginning", str(error)
        raise AmtsError(
            f"{self.store.uri(self.key)} is damaged, or of another version of AMTS (at {place}: {reason}):"
            " use the version that wrote it, or delete it to begin anew"
        )


def add(stored: Stored[dict[str, V]], values: Mapping[str, V]) -> dict[str, V]:
    """Put values beside those that are stored, in the place of former ones of their names; gives all."""
    return stored.change(lambda known: {**(known or {}), **values})


@cache
def _adapter(form: Any) -> TypeAdapter[Any]:
    return TypeAdapter(form)
