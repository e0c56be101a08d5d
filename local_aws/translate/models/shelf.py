"""The records of one kind in a region: on disk first, then in memory, so nobody sees what could not be kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

from local_aws.store import Change, Delete, Save, StateError, Store
from local_aws.translate.records import Record

LOG = logging.getLogger(__name__)
Kept = TypeVar("Kept", bound=Record)


class Shelf(Generic[Kept]):
    """Records by name. Its owner holds a lock; `key` gives the name of a record."""

    def __init__(self, store: Store, scope: str, kind: type[Kept], key: Callable[[Kept], str]) -> None:
        """Read what the store holds."""
        self._store, self._scope, self._kind, self._key = store, scope, kind.KIND, key
        self._records = {name: kind.from_json(body) for name, body in store.all(self._kind, scope)}
        self._unwritten: dict[str, Kept] = {}

    def __len__(self) -> int:
        return len(self._records)

    def find(self, name: str) -> Kept | None:
        """The record of this name, or None."""
        return self._records.get(name)

    def all(self) -> list[Kept]:
        """All records by name."""
        return [record for _, record in sorted(self._records.items())]

    def keep(self, record: Kept, *more: Change, last_room: bool = False) -> None:
        """Keep a record, with `more` changes of the store or not at all; raises StateError."""
        late = [self._save(waiting) for waiting in self._unwritten.values()]
        self._store.write(*late, self._save(record), *more, last_room=last_room)
        self._unwritten.clear()
        self._records[self._key(record)] = record

    def keep_end(self, record: Kept, *more: Change) -> None:
        """Keep how something ended, in memory alone if the disk does not take it: then the next `keep` writes it."""
        try:
            self.keep(record, *more, last_room=True)
        except StateError as error:
            LOG.warning("%s %s is kept in memory for now: %s", self._kind, self._key(record), error)
            self._unwritten[self._key(record)] = self._records[self._key(record)] = record

    def remove(self, name: str, *, anyway: bool = False) -> None:
        """Forget a record; raises StateError, or with `anyway` forgets it in memory alone if the disk refuses."""
        try:
            self._store.write(Delete(self._kind, self._scope, name), last_room=True)
        except StateError as error:
            if not anyway:
                raise
            LOG.warning("%s %s is gone in memory only: %s", self._kind, name, error)
        self._records.pop(name, None)
        self._unwritten.pop(name, None)

    def _save(self, record: Kept) -> Save:
        return Save(self._kind, self._scope, self._key(record), record.as_json())
