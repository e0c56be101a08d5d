"""What of a chapter is kept in the store: as a run put it together, with its story; and the texts that it came from."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from functools import lru_cache

from pydantic.dataclasses import dataclass

from amts_core.deliver.schema import Schema
from amts_core.deliver.sidecar import SCHEMA_VERSION, Provenance, load_provenance
from amts_core.errors import AmtsError

Read = Callable[[str], bytes | None]


@dataclass(frozen=True)
class Kept:
    """The file of a chapter as text, and the story of its segments."""

    text: str
    story: Provenance

    @property
    def schema_version(self) -> int:
        """That of the story."""
        return self.story.schema_version


_SCHEMA = Schema(Kept, SCHEMA_VERSION, "start a new run, which makes it anew")


def kept_key(pair: str, run: str, chapter: str) -> str:
    """Where the store keeps a chapter that a run put together."""
    return f"runs/{pair}/{run}/chapters/{chapter}.json"


def dump_kept(kept: Kept) -> str:
    """The chapter as JSON."""
    return _SCHEMA.dump(kept)


def load_kept(content: str, name: str) -> Kept:
    """The chapter with this content; `name` is what errors call it."""
    return _SCHEMA.load(content, name)


def kept_of(find: Callable[[str], str | None], pair: str, run: str, chapter: str) -> Kept | None:
    """A chapter as a run put it together, None if it is gone; `find` gives the text that a store has under a key.

    Runs of former versions kept the text and its story apart: deliveries of them may wait for months.
    """
    key = kept_key(pair, run, chapter)
    content = find(key)
    if content is not None:
        return load_kept(content, key)
    place = f"runs/{pair}/{run}/provenance/{chapter}.json"
    story = find(place)
    text = None if story is None else find(key.removesuffix(".json"))
    return None if story is None or text is None else Kept(text, load_provenance(story, place))


def dump_texts(texts: Mapping[str, str]) -> bytes:
    """Texts of several chapters, by their digests, as one object."""
    return gzip.compress(json.dumps(texts, ensure_ascii=False, sort_keys=True).encode("utf-8"), mtime=0)


def find_text(read: Read, key: str) -> str | None:
    """The text under a key, None if it is gone: a key of its own, or that of several texts, `#` and a digest.

    `read` gives what a store has under a key.
    """
    held, _, name = key.partition("#")
    if name:
        try:
            return _read_texts(read, held).get(name)
        except LookupError:
            return None
    content = read(key)
    return None if content is None else content.decode("utf-8")


@lru_cache(maxsize=4)  # what is under such a key never changes; texts of a batch are asked for together
def _read_texts(read: Read, key: str) -> Mapping[str, str]:
    content = read(key)
    if content is None:
        raise LookupError(key)  # not remembered: it may come
    try:
        texts: Mapping[str, str] = json.loads(gzip.decompress(content))
        return texts
    except (OSError, EOFError, ValueError) as error:
        raise AmtsError(f"{key} cannot be read ({error}): it was not written by this pipeline") from None
