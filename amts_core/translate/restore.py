"""One translated segment, HTML events to Markdown: every protected span exactly once, or no draft.

An engine may move spans, lose or add blanks, reorder attributes, split or drop emphasis: that is repaired, and all
but blanks is flagged. A protected span that is lost, a link that is lost, or leaked markers raise DamagedSegment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from amts_core.book.inline import scan_inline
from amts_core.book.markup import Event, Numbered, named_target, printable
from amts_core.book.model import BlockKind, Piece, PieceKind, has_letter
from amts_core.book.segments import Segment
from amts_core.languages import Language
from amts_core.translate.escape import as_markdown, edges_escaped, merged, without_straight_quotes
from amts_core.translate.spacing import Part, space

_LEAK = re.compile(r"⟦|⟧|\bDNT_[A-Za-z]|translate\s*=\s*[\"”“]?no|</?\s*span\b|[\ue000-\uf8ff]")
_IN_RAW_LINES = frozenset({BlockKind.STRING, BlockKind.TITLE, BlockKind.FIELD})
_MARKS = "`*_~$<>{}[]|\\^@#"
_BLANK = re.compile(r"\s+")
_EMPHASIS = frozenset({PieceKind.EMPHASIS, PieceKind.STRONG, PieceKind.STRIKE})


class DamagedSegment(ValueError):
    """Why a translated segment cannot be used."""


@dataclass(frozen=True)
class Draft:
    """The translation of a segment: one line of Markdown. `flags` say what was repaired."""

    segment: str
    text: str
    flags: tuple[str, ...] = ()


def restore(events: Sequence[Event], segment: Segment, target: Language) -> Draft:
    """The draft that these events of a translated paragraph mean."""
    return _Restoration(segment, target).draft(events)


class _Restoration:
    def __init__(self, segment: Segment, target: Language) -> None:
        self.segment, self.target = segment, target
        self.numbered = Numbered.of(segment.pieces)
        self.parts: list[Part] = []
        self.flags: dict[str, None] = {}
        self.open: list[tuple[int, str]] = []  # index of the piece that opened, and its element
        self.seen: set[int] = set()

    def draft(self, events: Sequence[Event]) -> Draft:
        self._collect(events)
        if self.segment.kind is BlockKind.STRING:
            self.parts = without_straight_quotes(self.parts, self.segment.text)
        if self.segment.kind in _IN_RAW_LINES:
            self._without_marks()
        self._close_rest()
        self._check_lost()
        text = self._same_shape()
        if text is None:
            self._check_leaks()
            self._drop_empty_pairs()
            parts = space(self.parts, self.segment.pieces, self.target)
            text = as_markdown(edges_escaped(parts), self.segment.scan)
        if text is None:
            raise DamagedSegment("its text reads as other markup than its source")
        return Draft(self.segment.id, text, tuple(self.flags))

    def _without_marks(self) -> None:
        """Marks that the source has not go from a text in a raw line: no backslash can be put before them there."""
        strange = {mark for mark in _MARKS if mark not in self.segment.text}
        if any(part.index is None and strange & set(part.text) for part in self.parts):
            self._flag("marks of Markdown that its source has not are removed")
            removed = dict.fromkeys(map(ord, strange))
            self.parts = [
                replace(part, text=part.text.translate(removed)) if part.index is None else part for part in self.parts
            ]

    def _flag(self, message: str) -> None:
        self.flags[message] = None

    # events to parts

    def _collect(self, events: Sequence[Event]) -> None:
        inside: Event | None = None  # the protected element whose content is being read
        content: list[str] = []
        depth = 0
        for event in [*events, None]:
            if inside is not None:
                if event is not None and event.kind == "text":
                    content.append(event.text)
                    continue
                if event is not None and not event.id and event.kind in ("open", "void"):
                    depth += event.kind == "open"
                    continue
                if event is not None and event.kind == "close" and depth:
                    depth -= 1
                    continue
                self._protected(inside, "".join(content))
                ended = event is not None and event.kind == "close"
                if not ended:
                    self._flag("a protected span held other markup")
                inside, content = None, []
                if ended:
                    continue
            if event is None:
                break
            match event.kind:
                case "text":
                    self.parts.append(Part(event.text))
                case "void":
                    self._void(event)
                case "close":
                    self._close(event)
                case _:
                    index = self._index(event)
                    if index is None:
                        self._flag(f"unknown element {event.tag} removed")
                    elif index in self.numbered.pairs:
                        self._open(index, event)
                    else:
                        inside, depth = event, 0

    def _index(self, event: Event) -> int | None:
        """The index of the source piece that an element stands for; None for an element that is not ours."""
        if not event.id:
            return None
        prefix, _, number = event.id.rpartition(".")
        if prefix != self.segment.id or number not in self.numbered.by_number:
            raise DamagedSegment(f"it holds an element {event.id!r} that is not its own")
        return self.numbered.by_number[number]

    def _protected(self, event: Event, content: str) -> None:
        index = self._index(event)
        assert index is not None
        piece = self.segment.pieces[index]
        before, after = self._around(piece, content)
        self._text_beside(before)
        self._span(index)
        self._text_beside(after)

    def _around(self, piece: Piece, content: str) -> tuple[str, str]:
        """Text that an engine put into a protected element before and after its own."""
        shown = printable(piece.text)
        before, found, after = content.partition(shown)
        if found:
            return before, after
        if "".join(content.split()) != "".join(shown.split()):
            self._flag(f"protected span {piece.text[:40]!r} was altered and is restored")
        return "", ""

    def _text_beside(self, text: str) -> None:
        if text.strip():
            self._flag("text inside a protected span moved out")
        if text:
            self.parts.append(Part(text))

    def _void(self, event: Event) -> None:
        index = self._index(event)
        if index is None:
            self._flag(f"unknown element {event.tag} removed")
            self.parts.append(Part(" "))
        else:
            self._span(index)

    def _span(self, index: int) -> None:
        piece = self.segment.pieces[index]
        if index in self.seen:
            self._flag(f"protected span {piece.text[:40]!r} came back twice; the second is removed")
            return
        self.seen.add(index)
        self.parts.append(Part(piece.text, index, piece.kind))

    def _open(self, index: int, event: Event) -> None:
        piece = self.segment.pieces[index]
        if index in self.seen:
            self._flag(f"{piece.kind} came back in two parts; the second has lost its marks")
            self.open.append((-1, event.tag))
            return
        self.seen.add(index)
        self.open.append((index, event.tag))
        self.parts.append(Part(piece.text, index, piece.kind, opens=True))

    def _close(self, event: Event) -> None:
        if not any(tag == event.tag for _, tag in self.open):
            return  # the end of an unknown element
        while True:
            index, tag = self.open.pop()
            if tag != event.tag:
                self._flag("marks that crossed are nested again")
            if index >= 0:
                self._mark_end(index)
            if tag == event.tag:
                return

    def _mark_end(self, index: int) -> None:
        closing = self.numbered.pairs[index]
        piece = self.segment.pieces[closing]
        self.seen.add(closing)
        self.parts.append(Part(self._target(index, closing), closing, piece.kind, closes=True))

    def _target(self, index: int, closing: int) -> str:
        """The text of the piece that closes; a link whose text was its key and is another now names the key."""
        target, named = self.segment.pieces[closing].text, named_target(self.segment.pieces, index, closing)
        if target == named:
            return target
        opened = next(number for number, part in enumerate(self.parts) if part.index == index)
        text = "".join(part.text for part in self.parts[opened + 1 :])
        return target if text.strip() == named[2:-1].strip() else named

    def _close_rest(self) -> None:
        while self.open:
            index, _ = self.open.pop()
            if index < 0:
                continue
            self._flag("a mark that did not close again is repaired")
            if self.segment.pieces[index].kind in _EMPHASIS:
                self._drop(index)
            else:
                self._mark_end(index)

    def _drop(self, index: int) -> None:
        pair = {index, self.numbered.pairs[index]}
        self.parts = [part for part in self.parts if part.index not in pair]
        self.seen |= pair

    # checks

    def _check_lost(self) -> None:
        for index, piece in enumerate(self.segment.pieces):
            if piece.kind is PieceKind.TEXT or index in self.seen:
                continue
            if index in self.numbered.pairs and piece.kind in _EMPHASIS:
                self._flag(f"{piece.kind} was lost")
                self._drop(index)
            else:
                raise DamagedSegment(f"{piece.kind} {piece.text[:60]!r} was lost")
        if not any(part.index is None and has_letter(part.text) for part in self.parts):
            raise DamagedSegment("it came back without text")

    def _check_leaks(self) -> None:
        for part in self.parts:
            leak = _LEAK.search(part.text) if part.index is None else None
            if leak and leak.group() not in self.segment.text:
                raise DamagedSegment(f"a marker of the engine leaked into the text ({leak.group()!r})")
        length = sum(len(part.text) for part in self.parts if part.index is None)
        source = sum(len(piece.text) for piece in self.segment.pieces if piece.kind is PieceKind.TEXT)
        if source > 80 and not 0.1 < length / source < 6:
            self._flag("much shorter or longer than its source")
        if self.segment.text[-1] in ".。" and self.parts[-1].text.strip()[-1:].isalnum():
            self._flag("ends without the full stop of its source")

    def _same_shape(self) -> str | None:
        """The text as it came, if it has the source's spans in their order and text of the same shape between them.

        Such a text needs no new spacing; one that differs from the source in white space alone is the source.
        """
        parts = merged(self.parts)
        pieces = self.segment.pieces
        if [part.index for part in parts if part.index is not None] != [
            index for index, piece in enumerate(pieces) if piece.kind is not PieceKind.TEXT
        ]:
            return None
        if "".join("".join(part.text.split()) for part in parts) == "".join(self.segment.text.split()):
            return self.segment.text
        text = "".join(part.text for part in parts)
        return text if same_shape(text, self.segment) else None

    def _drop_empty_pairs(self) -> None:
        """Marks around nothing: emphasis goes, a link without text is damage."""
        parts = merged(self.parts)
        for part, following in pairwise(parts):
            inner_is_empty = following.closes and part.opens
            if inner_is_empty and part.kind in _EMPHASIS and part.index is not None:
                self._flag(f"{part.kind} was lost")
                self._drop(part.index)
            elif inner_is_empty and not self._is_empty(part):
                raise DamagedSegment(f"{part.kind} {part.text!r} came back without its text")
        self.parts = merged(self.parts)

    def _is_empty(self, part: Part) -> bool:
        """Whether nothing stands in this pair in the source: `[](#target)`, `<a id="x"></a>`."""
        return part.index is not None and self.numbered.pairs[part.index] == part.index + 1


def same_shape(text: str, segment: Segment) -> bool:
    """Whether a one-line text has the length of a segment, its blanks at the same places, and the same pieces."""
    way = segment.format, segment.kind is BlockKind.HEADING
    return _same_blanks(text, segment.text) and _outline(text, *way) == _outline(segment.text, *way)


def _same_blanks(one: str, other: str) -> bool:
    return len(one) == len(other) and _blanks(one) == _blanks(other)


def _blanks(text: str) -> list[tuple[int, str]]:
    return [(found.start(), found.group()) for found in _BLANK.finditer(text)]


@lru_cache(maxsize=2048)  # asked again when the draft goes into its chapter
def _outline(text: str, format: str, heading: bool) -> list[tuple[PieceKind, int]]:
    """What the text reads as: kind and end of each piece."""
    return [(piece.kind, piece.end) for piece in scan_inline(text, format=format, heading=heading)]
