"""What is made once and kept for ever, many values in one object: an index says which object has the value of a key.

Batches write at the same time: each an object, named by the keys in it, and then its lines of the index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from amts_core.aws.keys import digest
from amts_core.aws.storage import Store
from amts_core.aws.stored import Stored, add

T = TypeVar("T")
Index = dict[str, str]
"""The name of the object that has the value of each key."""


@dataclass
class Bundles(Generic[T]):
    """The values under a folder of the store, which ends with a slash; `form` is that of an object.

    The index is read once, and the object that was read last remembered: an object never changes.
    """

    store: Store
    folder: str
    form: type[dict[str, T]]
    _last: tuple[str, dict[str, T]] = field(default=("", {}), init=False, repr=False)

    @cached_property
    def index(self) -> Index:
        """Which values there are."""
        return self._index.find() or {}

    def sound_index(self, wanted: Collection[str] = ()) -> Index:
        """The index without values whose object is gone: they are made again. So it is kept, too.

        `wanted` are all keys that are of use now: where the index has more than as many others, those are forgotten,
        and the objects that hold nothing else deleted.
        """
        index, there = self.index, set(self.store.keys(self.folder))
        lost = {name for name in index.values() if self._object(name).key not in there}
        old = index.keys() - set(wanted) if wanted and len(index) > 2 * len(wanted) else set[str]()
        if not lost and not old:
            return self.index

        def sound(known: Index) -> Index:
            return {key: name for key, name in known.items() if name not in lost and key not in old}

        self._index.change(lambda known: sound(known or {}))
        self.index = sound(index)
        if old:
            held = {self._object(name).key for name in self.index.values()}
            self.store.delete(self.folder, but=(self._index.key, *held))
        return self.index

    def read(self, keys: Iterable[str]) -> Iterator[tuple[str, T]]:
        """Those of some values that are kept, with their keys, object by object; each object is read once."""
        asked, wanted = set(keys), defaultdict[str, list[str]](list)
        for key in sorted(asked & self.index.keys()) if asked else ():
            wanted[self.index[key]].append(key)
        for name, held in sorted(wanted.items(), key=lambda entry: entry[1]):
            if self._last[0] != name:
                self._last = name, self._object(name).find() or {}
            found = self._last[1]
            yield from ((key, found[key]) for key in held if key in found)

    def keep(self, values: Mapping[str, T]) -> None:
        """Keep some values in one object, and let the index say so."""
        if not values:
            return
        name = digest(*sorted(values))[:32]
        self._object(name).keep(dict(values))
        self.index = add(self._index, dict.fromkeys(values, name))

    @property
    def _index(self) -> Stored[Index]:
        return Stored(self.store, f"{self.folder}index.json", Index)

    def _object(self, name: str) -> Stored[dict[str, T]]:
        return Stored(self.store, f"{self.folder}{name}.json.gz", self.form)
