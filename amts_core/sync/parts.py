"""What a planned text consists of: text that stands, and slots for drafts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from amts_core.book.chapter import Block, BlockKind, Chapter, PieceKind
from amts_core.book.segments import HARD_BREAK, Segment
from amts_core.sync.change import Change
from amts_core.sync.difference import Revision
from amts_core.sync.lexicon import WordLexicon
from amts_core.translate.document import Draft
from amts_core.translate.rebuild import escaped_cell, escaped_start

_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t>]*")
_HARD_BREAK = re.compile(rf"(?: {{2,}}|\\)(?=[\r\n]){_BREAK.pattern}")
_AT_LINE_START = re.compile(r"[\r\n][ \t>]*\Z")


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a draft. `starts`: it stands at the start of a block; `cell`: in a table."""

    segment: Segment
    starts: bool = False
    cell: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Human text whose source changed, and the drafts of that: when they are there, one of them, or both, is chosen.

    `keeps`: the human text stays where it cannot be repaired. `words` is what the lexicon knows of the words of the
    source. A plan is kept until its drafts are there, so all of this is plain data.
    """

    drafts: tuple[str | Slot, ...]
    revision: Revision = field(compare=False)
    words: WordLexicon = field(compare=False)
    keeps: bool

    @classmethod
    def of(cls, revision: Revision, lexicon: WordLexicon, drafts: tuple[str | Slot, ...], *, keeps: bool) -> Choice:
        """The choice that a revision leaves open."""
        sides = revision.difference.old, revision.difference.new
        return cls(drafts, revision, lexicon.about(token.key for side in sides for token in side), keeps)

    @property
    def name(self) -> str:
        """Its own in a chapter."""
        return self.revision.now[0].id

    @property
    def human(self) -> str:
        """The human text."""
        return self.revision.text


Part = str | Slot | Choice


@dataclass(frozen=True, slots=True)
class Story:
    """What is planned for some neighbouring segments of the new source; `source` is empty for deleted ones.

    `quiet`: its flags are for the record, nobody has to do anything.
    """

    change: Change
    source: tuple[Segment, ...]
    target: tuple[Part, ...]
    former_source: str = ""
    former_target: str = ""
    flags: tuple[str, ...] = ()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """`start`..`end` of the translation become `parts`."""

    start: int
    end: int
    parts: tuple[Part, ...]


def drafted(parts: Iterable[Part]) -> Iterator[str | Slot]:
    """The parts, each choice as its drafts."""
    for part in parts:
        yield from part.drafts if isinstance(part, Choice) else (part,)


def slots(parts: Iterable[Part]) -> list[Slot]:
    """The slots among these parts, and those of the drafts of a choice."""
    return [part for part in drafted(parts) if isinstance(part, Slot)]


def has_choice(parts: Iterable[Part]) -> bool:
    """Whether a text is still to be chosen when its drafts are there."""
    return any(isinstance(part, Choice) for part in parts)


def one_line(parts: Iterable[Part], drafts: Mapping[str, Draft]) -> str:
    """The parts as text on one line; a choice gives its drafts."""
    texts = (part if isinstance(part, str) else drafts[part.segment.id].text for part in drafted(parts))
    return flat("".join(texts))


def flat(text: str) -> str:
    """A text of a chapter on one line."""
    return " ".join(_BREAK.sub(" ", _HARD_BREAK.sub(HARD_BREAK, text)).split())


def with_line_ends(text: str, newline: str) -> str:
    """A text with other line ends."""
    return re.sub(r"\r\n|\r|\n", newline, text)


def written(parts: Iterable[Part], drafts: Mapping[str, Draft], after: Chapter, chosen: Mapping[str, str]) -> str:
    """The parts as text; `after` is the chapter whose segments the drafts translate.

    `chosen` has the text of each choice by name that is not its drafts.
    """
    text = ""
    for whole in parts:
        found = chosen.get(whole.name) if isinstance(whole, Choice) else None
        for part in drafted([whole]) if found is None else [found]:
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
