"""What a planned text consists of: text that stands, and slots for drafts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from amts_core.book.chapter import Block, BlockKind, Chapter, PieceKind
from amts_core.book.segments import HARD_BREAK, Segment
from amts_core.translate.document import Draft
from amts_core.translate.rebuild import escaped_cell, escaped_start

_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t>]*")
_AT_LINE_START = re.compile(r"[\r\n][ \t>]*\Z")


class Change(StrEnum):
    """What became of a segment."""

    KEPT = "kept"
    CARRIED = "carried"  # only spans or numbers changed
    MOVED = "moved"  # the human text stands elsewhere now
    CHANGED = "changed"
    NEW = "new"
    DELETED = "deleted"
    BESIDE = "beside"  # the draft has no safe place: the old text stays


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a draft. `starts`: it stands at the start of a block; `cell`: in a table."""

    segment: Segment
    starts: bool = False
    cell: bool = False


Part = str | Slot


@dataclass(frozen=True, slots=True)
class Story:
    """What is planned for some neighbouring segments of the new source; `source` is empty for deleted ones."""

    change: Change
    source: tuple[Segment, ...]
    target: tuple[Part, ...]
    former_source: str = ""
    former_target: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """`start`..`end` of the translation become `parts`."""

    start: int
    end: int
    parts: tuple[Part, ...]


def slots(parts: Iterable[Part]) -> list[Slot]:
    """The slots among these parts."""
    return [part for part in parts if isinstance(part, Slot)]


def written(parts: Iterable[Part], drafts: Mapping[str, Draft], after: Chapter) -> str:
    """The parts as text; `after` is the chapter whose segments the drafts translate."""
    text = ""
    for part in parts:
        is_line = _AT_LINE_START.search(text) is not None
        text += part if isinstance(part, str) else _draft(part, drafts, after, starts=part.starts or is_line)
    return text


def _draft(slot: Slot, drafts: Mapping[str, Draft], after: Chapter, *, starts: bool) -> str:
    text = drafts[slot.segment.id].text
    if starts:
        text = escaped_start(text, slot.segment)
    if slot.cell:
        text = escaped_cell(text, slot.segment)
    for flat, lines in _spans_over_lines(after.blocks[slot.segment.block], slot.segment):
        text = text.replace(flat, lines, 1)
    return text


def _spans_over_lines(block: Block, segment: Segment) -> Iterable[tuple[str, str]]:
    """Spans of a segment that stand on several lines in the chapter: on one line, and as they are."""
    if block.kind is BlockKind.TABLE_CELL:
        return
    for piece in block.pieces:
        if piece.protected and segment.start <= piece.start < segment.end and _BREAK.search(piece.text):
            yield HARD_BREAK if piece.kind is PieceKind.HARD_BREAK else _BREAK.sub(" ", piece.text), piece.text
