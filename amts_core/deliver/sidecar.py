"""The sidecar of a chapter: where each segment came from, so that the next sync knows what a human has reviewed.

A JSON file with a versioned schema. It is written by `dump_provenance` and read back by `read_provenance`, which also
reads the manifests of the pipeline (fields that they do not have are empty).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from pydantic.dataclasses import dataclass
from rapidfuzz.fuzz import partial_ratio

from amts_core.book.chapter import Chapter
from amts_core.book.common import bare
from amts_core.book.segments import KEY_VERSION
from amts_core.deliver.schema import RECORD, Schema
from amts_core.errors import AmtsError
from amts_core.sync.change import Change
from amts_core.sync.chapter import SyncedChapter
from amts_core.sync.record import SegmentOrigin

SCHEMA_VERSION = 1
FOLDER = ".amts"
EDITED = 70.0  # likeness (0 to 100) to what stands in the book that a draft keeps when it is corrected


@dataclass(frozen=True, config=RECORD)
class SegmentRecord:
    """A `SegmentOrigin` as it is stored; see there. `looked_at`: somebody wrote here that nothing is left to do."""

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
    quiet: bool = False
    looked_at: bool = False

    @property
    def blocks(self) -> set[str]:
        """The ids of the source blocks that it is about."""
        return {segment.partition(".")[0] for segment in (self.segment, *self.segments)}


@dataclass(frozen=True, config=RECORD)
class Provenance:
    """A delivered chapter.

    `source_digest`, `former_digest` and `delivered_digest` are of the new source, of the translation that the delivery
    was built on, and of the delivery. `key_version` is that of the segment keys.
    """

    chapter: str
    segments: tuple[SegmentRecord, ...]
    removed: tuple[SegmentRecord, ...] = ()
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    backward: tuple[str, ...] = ()
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


MEND = "use the program that wrote it, or delete it: then corrections since that delivery are not found"
_SCHEMA = Schema(Provenance, SCHEMA_VERSION, MEND)


def content_digest(chapter: Chapter | None) -> str:
    """Digest of a chapter's text, line ends and blanks at the ends of lines aside; "" for none."""
    if chapter is None:
        return ""
    lines = [line.rstrip() for line in chapter.text.rstrip().splitlines()]
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def make_provenance(
    synced: SyncedChapter,
    about: Provenance,
    *,
    source: Chapter,
    former: Chapter | None,
    previous: Provenance | None = None,
) -> Provenance:
    """The sidecar of a synced chapter; `about` has no segments yet, `former` is the translation it was built on.

    What the `previous` sidecar flags, and its drafts that have no place, are told again where source and target are
    still the same, the draft is not in the chapter, and nobody wrote `lookedAt` there.
    """
    segments, flags = _records(synced.provenance), synced.flags
    if previous is not None:
        segments = _with_what_is_left(segments, previous, source, synced.chapter)
        flags = _with_flags_left(flags, previous, former)
    return replace(
        about,
        segments=segments,
        removed=_records(synced.removed),
        flags=flags,
        notes=synced.notes,
        backward=synced.backward,
        source_digest=content_digest(source),
        former_digest=content_digest(former),
        delivered_digest=content_digest(synced.chapter),
    )


def new_faults(provenance: Provenance, previous: Provenance | None) -> tuple[str, ...]:
    """The faults of the source that the `previous` sidecar does not tell, wherever they stand now."""
    told = {fault.partition(": ")[2] for fault in previous.backward} if previous else set()
    return tuple(fault for fault in provenance.backward if fault.partition(": ")[2] not in told)


def sidecar_path(chapter: str) -> PurePosixPath:
    """Where the sidecar of a chapter stands in its book: `.amts/<chapter>.json`."""
    return PurePosixPath(FOLDER) / f"{chapter}.json"


def dump_provenance(provenance: Provenance) -> str:
    """The sidecar as JSON, with a line end; equal content gives equal bytes."""
    return _SCHEMA.dump(provenance)


def read_provenance(path: Path) -> Provenance | None:
    """The sidecar in this file, None if there is none; raises AmtsError for what this version cannot read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AmtsError(f"cannot read {path}: {error.strerror}") from None
    return load_provenance(content, str(path))


def is_of(sidecar: bytes | None, delivered: Provenance) -> bool:
    """Whether the sidecar that a book holds is that of a delivery: somebody may have written `lookedAt` in it."""
    if sidecar is None:
        return False
    try:
        found = load_provenance(sidecar, "the sidecar in the book")
    except AmtsError:
        return False
    names = [(one.chapter, one.date, one.source_digest, one.delivered_digest) for one in (found, delivered)]
    return names[0] == names[1]


def load_provenance(content: str | bytes, name: str) -> Provenance:
    """The sidecar with this content; `name` is what errors call it."""
    return _SCHEMA.load(content, name)


def _records(origins: Sequence[SegmentOrigin]) -> tuple[SegmentRecord, ...]:
    return tuple(SegmentRecord(**{part.name: getattr(one, part.name) for part in fields(one)}) for one in origins)


def _with_what_is_left(
    records: tuple[SegmentRecord, ...], previous: Provenance, source: Chapter, chapter: Chapter
) -> tuple[SegmentRecord, ...]:
    """The records, with what is still to be looked at of an earlier delivery."""
    result, sources, targets = list(records), bare(source.text), bare(chapter.text)
    for left in previous.segments:
        is_beside = left.change == Change.BESIDE
        if left.looked_at or left.quiet or not (left.flags or is_beside) or not left.source:
            continue
        if left.change == Change.OUTDATED:
            result = [_still_outdated(one, left) for one in result]
        same = [one for one in result if one.blocks & left.blocks and bare(one.source) in bare(left.source)]
        if bare(left.source) not in sources or any(one.change not in (Change.KEPT, Change.MOVED) for one in same):
            continue  # this delivery has its own story of it
        if is_beside and bare(left.target) in targets and not stands(left.draft, targets):
            place = result.index(same[0]) if same else _place(left, result, sources)
            result = [one for one in (*result[:place], left, *result[place:]) if one not in same]
        elif same and not is_beside and bare(left.target) in "".join(bare(one.target) for one in same):
            flags = tuple(dict.fromkeys((*same[0].flags, *left.flags)))
            result[result.index(same[0])] = replace(same[0], flags=flags)
    return tuple(result)


def _still_outdated(record: SegmentRecord, left: SegmentRecord) -> SegmentRecord:
    """The record, with the red mark of an earlier delivery if the human text is still the one that was marked.

    Also where its source has changed again, in a way that alone would keep the text.
    """
    same_source = bare(left.source) in (bare(record.source), bare(record.former_source))
    if record.change != Change.KEPT or not same_source or bare(record.target) != bare(left.target):
        return record
    flags = tuple(dict.fromkeys((*left.flags, *(() if record.quiet else record.flags))))
    return replace(
        record,
        state="outdated",
        change=Change.OUTDATED.value,
        former_source=left.former_source,
        draft=left.draft if bare(left.source) == bare(record.source) else "",
        flags=flags,
        quiet=False,
    )


def _place(left: SegmentRecord, records: Sequence[SegmentRecord], sources: str) -> int:
    """Where a record belongs among others, by the order of the source."""
    start = sources.find(bare(left.source))
    return sum(bare(one.source) in sources[:start] for one in records)


def _with_flags_left(flags: tuple[str, ...], previous: Provenance, former: Chapter | None) -> tuple[str, ...]:
    """The flags of the chapter, with those of the earlier delivery if nobody has edited the chapter since."""
    if content_digest(former) != previous.delivered_digest:
        return flags
    told = {segment for one in previous.segments for segment in (one.segment, *one.segments)}
    return tuple(dict.fromkeys((*flags, *(flag for flag in previous.flags if flag.partition(":")[0] not in told))))


def stands(draft: str, text: str) -> bool:
    """Whether a draft stands in the bare text of a chapter, as it was or corrected."""
    return bool(draft) and likeness(bare(draft), text) >= EDITED


def likeness(wanted: str, text: str) -> float:
    """How much of a bare text stands in another, 0 to 100."""
    return 100.0 if wanted in text else partial_ratio(wanted, text)
