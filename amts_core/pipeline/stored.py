"""What an earlier step or run has stored as JSON, read back into its type."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from amts_core.aws.storage import JSON, Store
from amts_core.errors import AmtsError

T = TypeVar("T")
SQUEEZED = ".gz"  # ends the keys of what is large: JSON shrinks to a tenth


def find_stored(store: Store, key: str, adapter: TypeAdapter[T]) -> T | None:
    """The value under a key, None if there is none; raises AmtsError for what this version cannot read."""
    content = store.find_bytes(key)
    return None if content is None else _valid(store, key, adapter, content)


def keep_stored(store: Store, key: str, adapter: TypeAdapter[T], value: T) -> None:
    """Store a value as JSON."""
    content = adapter.dump_json(value, indent=None if key.endswith(SQUEEZED) else 1)
    content = gzip.compress(content, 6, mtime=0) if key.endswith(SQUEEZED) else content
    store.write_bytes(key, content, content_type="application/gzip" if key.endswith(SQUEEZED) else JSON)


def change_stored(store: Store, key: str, adapter: TypeAdapter[T], change: Callable[[T | None], T]) -> None:
    """Store what `change` makes of the value under a key (None if there is none), also if other runs write at once."""

    def changed(text: str | None) -> str:
        known = None if text is None else _valid(store, key, adapter, text.encode("utf-8"))
        return adapter.dump_json(change(known), indent=1).decode("utf-8")

    store.update(key, changed)


def read_stored(store: Store, key: str, adapter: TypeAdapter[T]) -> T:
    """The value under a key; raises AmtsError if there is none, or for what this version cannot read."""
    found = find_stored(store, key, adapter)
    if found is None:
        raise AmtsError(f"nothing is stored at {store.uri(key)}: run the step that writes it again")
    return found


def _valid(store: Store, key: str, adapter: TypeAdapter[T], content: bytes) -> T:
    try:
        return adapter.validate_json(gzip.decompress(content) if key.endswith(SQUEEZED) else content)
    except ValidationError as error:
        mistake = error.errors()[0]
        place, reason = ".".join(map(str, mistake["loc"])) or "its beginning", mistake["msg"]
    except (OSError, EOFError, zlib.error) as error:
        place, reason = "its beginning", str(error)
    raise AmtsError(
        f"{store.uri(key)} is damaged, or of another version of AMTS (at {place}: {reason}):"
        " use the version that wrote it, or delete it to begin anew"
    )
