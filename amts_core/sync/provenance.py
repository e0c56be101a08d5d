"""The sidecar of a chapter: where each segment came from, so that the next sync knows what a human has reviewed.

A JSON file with a versioned schema. It is written by `write_provenance` and read back by `read_provenance`, which also
reads the manifests of the pipeline (fields that they do not have are empty).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass

from amts_core.book.chapter import Chapter
from amts_core.book.files import write_whole
from amts_core.book.segments import KEY_VERSION
from amts_core.errors import AmtsError
from amts_core.sync.chapter import SegmentOrigin, SyncedChapter

SCHEMA_VERSION = 1
FOLDER = ".amts"

_RECORD = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, extra="ignore")


@dataclass(frozen=True, config=_RECORD)
class SegmentRecord:
    """A `SegmentOrigin` as it is stored; see there."""

    segment: str
    source: str
    target: str
    state: str
    flags: tuple[str, ...] = ()
    change: str = ""
    former_source: str = ""
    former_target: str = ""
    draft: str = ""
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, config=_RECORD)
class Provenance:
    """A delivered chapter.

    `source_digest`, `former_digest` and `delivered_digest` are of the new source, of the translation that the delivery
    was built on, and of the delivery. `key_version` is that of the segment keys.
    """

    chapter: str
    segments: tuple[SegmentRecord, ...]
    removed: tuple[SegmentRecord, ...] = ()
    flags: tuple[str, ...] = ()
    schema_version: int = SCHEMA_VERSION
    key_version: int = KEY_VERSION
    pair: str = ""
    date: str = ""
    source_revision: str = ""
    target_revision: str = ""
    source_digest: str = ""
    former_digest: str = ""
    delivered_digest: str = ""
    engine: str = ""
    variant: str = ""
    parallel_data: str = ""


_ADAPTER = TypeAdapter(Provenance)


def content_digest(chapter: Chapter | None) -> str:
    """Digest of a chapter's text, line ends and blanks at the ends of lines aside; "" for none."""
    if chapter is None:
        return ""
    lines = [line.rstrip() for line in chapter.text.rstrip().splitlines()]
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def make_provenance(
    synced: SyncedChapter,
    *,
    chapter: str,
    source: Chapter,
    former: Chapter | None,
    pair: str = "",
    date: str = "",
    source_revision: str = "",
    target_revision: str = "",
    engine: str = "",
    variant: str = "",
    parallel_data: str = "",
) -> Provenance:
    """The sidecar of a synced chapter; `former` is the translation it was built on. `date` is ISO 8601."""
    return Provenance(
        chapter=chapter,
        segments=_records(synced.provenance),
        removed=_records(synced.removed),
        flags=synced.flags,
        pair=pair,
        date=date,
        source_revision=source_revision,
        target_revision=target_revision,
        source_digest=content_digest(source),
        former_digest=content_digest(former),
        delivered_digest=content_digest(synced.chapter),
        engine=engine,
        variant=variant,
        parallel_data=parallel_data,
    )


def sidecar_path(chapter: str) -> PurePosixPath:
    """Where the sidecar of a chapter stands in its book: `.amts/<chapter>.json`."""
    return PurePosixPath(FOLDER) / f"{chapter}.json"


def write_provenance(provenance: Provenance, path: Path) -> None:
    """Write the sidecar in one step; equal content gives equal bytes."""
    write_whole(path, dump_provenance(provenance).encode())


def dump_provenance(provenance: Provenance) -> str:
    """The sidecar as JSON, with a line end."""
    return _ADAPTER.dump_json(provenance, by_alias=True, indent=1).decode() + "\n"


def read_provenance(path: Path) -> Provenance | None:
    """The sidecar in this file, None if there is none; raises AmtsError for what this version cannot read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AmtsError(f"cannot read {path}: {error.strerror}") from None
    return load_provenance(content, str(path))


def load_provenance(content: str | bytes, name: str) -> Provenance:
    """The sidecar with this content; `name` is what errors call it."""
    try:
        provenance = _ADAPTER.validate_json(content)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise AmtsError(f"{name} is no provenance of a chapter ({place}): delete it, it is written anew") from None
    if provenance.schema_version != SCHEMA_VERSION:
        raise AmtsError(
            f"{name} has schema version {provenance.schema_version}, this program reads {SCHEMA_VERSION}: use the"
            " program that wrote it, or delete the file (corrections since that delivery are then not found)"
        )
    return provenance


def _records(origins: Sequence[SegmentOrigin]) -> tuple[SegmentRecord, ...]:
    return tuple(
        SegmentRecord(
            one.segment,
            one.source,
            one.target,
            one.state,
            one.flags,
            one.change,
            one.former_source,
            one.former_target,
            one.draft,
            one.segments,
        )
        for one in origins
    )
