"""What an earlier step or run has stored as JSON, read back into its type."""

from __future__ import annotations

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from amts_core.aws.storage import Store
from amts_core.errors import AmtsError

T = TypeVar("T")


def find_stored(store: Store, key: str, adapter: TypeAdapter[T]) -> T | None:
    """The value under a key, None if there is none; raises AmtsError for what this version cannot read."""
    text = store.find(key)
    if text is None:
        return None
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        mistake = error.errors()[0]
        place = ".".join(map(str, mistake["loc"])) or "its beginning"
        raise AmtsError(
            f"{store.uri(key)} is damaged, or of another version of AMTS (at {place}: {mistake['msg']}):"
            " use the version that wrote it, or delete it to begin anew"
        ) from None


def read_stored(store: Store, key: str, adapter: TypeAdapter[T]) -> T:
    """The value under a key; raises AmtsError if there is none, or for what this version cannot read."""
    found = find_stored(store, key, adapter)
    if found is None:
        raise AmtsError(f"nothing is stored at {store.uri(key)}: run the step that writes it again")
    return found
