"""Segments: what is translated as one, a paragraph (a whole text block) or a sentence of it.

A segment's text is Markdown on one line: the line ends of hard-wrapped text are joined, and what stands around the
text as a frame (a pair of bold marks around the whole of it, a link around the whole of it) stays in the chapter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Literal

from amts_core.book.chapter import Block, BlockKind, Chapter, Piece, PieceKind, Side, has_letter
from amts_core.book.common import shortened
from amts_core.book.inline import LINE_END, PREFIX, scan_inline
from amts_core.book.markup import is_key, pair_marks
from amts_core.book.model import MARKS
from amts_core.book.sentences import split_sentences
from amts_core.languages import Language
from amts_core.languages import language as known_language

__all__ = ["KEY_VERSION", "Granularity", "Segment", "scan_segment", "segment_key", "segments", "split_sentences"]

Granularity = Literal["paragraph", "sentence"]

KEY_VERSION = 1  # raise it when `segment_key` changes: stored keys of another version then match nothing

HARD_BREAK = "<br>"  # a hard line break, on one line
_INNER_BREAK = re.compile(rf"[ \t]*{LINE_END}{PREFIX}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text block that is translated as one.

    `id` comes from the content ("b1f0c2ab44" a whole block, "b1f0c2ab44.s3" its fourth sentence; "-2" marks the second
    block with the same content), so that it survives changes elsewhere. `start`..`end` is its place in the chapter,
    `text` is Markdown on one line and `pieces` cover it (offsets into `text`). Equal `key` means: nothing to translate
    again. `plain` is the text without protected spans and marks.
    """

    id: str
    block: int
    kind: BlockKind
    start: int
    end: int
    text: str
    pieces: tuple[Piece, ...]
    key: str
    plain: str
    format: str = "md"

    @property
    def block_id(self) -> str:
        """The id of the whole block this segment is or belongs to."""
        return self.id.partition(".")[0]

    def scan(self, text: str) -> tuple[Piece, ...]:
        """The pieces of another text for this segment, read as its chapter is read."""
        return scan_inline(text, format=self.format, heading=self.kind is BlockKind.HEADING)

    @property
    def excerpt(self) -> str:
        """The beginning of the text, for messages."""
        return shortened(self.text)


def segments(chapter: Chapter, *, language: str, granularity: Granularity) -> list[Segment]:
    """The segments of the translatable blocks of a chapter, in order; `language` is the chapter's own."""
    return [placed.segment for block in block_lines(chapter, language) for placed in block.segments(granularity)]


def split_segment(segment: Segment, *, max_bytes: int) -> list[Segment]:
    """The segment, or, if its text is longer than `max_bytes` of UTF-8, parts of it ("<id>.c0", "<id>.c1" ...).

    Parts end where a blank stands in text, and hold at least one piece.
    """
    if len(segment.text) * 4 <= max_bytes or len(segment.text.encode()) <= max_bytes:
        return [segment]
    line = OneLine(segment.text, segment.pieces, segment.pieces)
    borders = [0]
    for piece in segment.pieces:
        blanks = (piece.start + found.end() for found in re.finditer(" ", piece.text)) if _is_text(piece) else ()
        for place in (*blanks, piece.end):
            if place - borders[-1] > max_bytes // 4:
                borders.append(place)
    if borders[-1] < len(segment.text):
        borders.append(len(segment.text))
    return [
        line.segment(f"{segment.id}.c{number}", segment.block, segment.kind, start, end, segment.format)
        for number, (start, end) in enumerate(pairwise(borders))
    ]


def scan_segment(text: str, *, format: str = "md") -> tuple[Piece, ...]:
    """The inline pieces of a one-line Markdown text: a segment of a file of pairs, a draft."""
    return scan_inline(text, format=format)


def segment_key(pieces: Sequence[Piece]) -> str:
    """White-space-normalised text in which each protected span is only named by its kind."""
    text = "".join(f"⟦{piece.kind}⟧" if piece.protected else piece.text for piece in pieces)
    return f"{KEY_VERSION}:" + " ".join(text.split())


def plain_text(pieces: Sequence[Piece]) -> str:
    """The text without protected spans and marks, white space normalised."""
    text = "".join(" " if piece.protected else piece.text for piece in pieces if piece.protected or _is_text(piece))
    return " ".join(text.split())


def _is_text(piece: Piece) -> bool:
    return piece.kind in (PieceKind.TEXT, PieceKind.SOFT_BREAK)


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment and its place on the one line of its block."""

    segment: Segment
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A translatable block on one line: the way from a block to its segments and back."""

    id: str
    block: Block
    line: OneLine
    language: str
    format: str

    def segments(self, granularity: Granularity) -> list[Placed]:
        """The segments of the block that hold a letter: itself, or its sentences."""
        text = self.line.text
        spans = [(0, len(text))]
        if granularity == "sentence":
            spans = split_sentences(text, self.language, pieces=self.line.pieces)
        found = []
        for number, (start, end) in enumerate(spans):
            start, end = self.line.without_frame(start, end)
            identity = self.id if granularity == "paragraph" else f"{self.id}.s{number}"
            segment = self.line.segment(identity, self.block.index, self.block.kind, start, end, self.format)
            if has_letter(segment.plain):
                found.append(Placed(segment, start, end))
        return found


def block_lines(chapter: Chapter, language: str) -> Iterator[BlockLine]:
    """The translatable blocks of a chapter, each on one line, with ids that come from their content."""
    written = known_language(language)
    seen: Counter[str] = Counter()
    for block in chapter.blocks:
        if block.translatable:
            line = OneLine.of(block.pieces, written)
            digest = "b" + blake2b(segment_key(line.pieces).encode(), digest_size=5).hexdigest()
            seen[digest] += 1
            identity = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
            yield BlockLine(identity, block, line, language, chapter.format)


@dataclass(frozen=True, slots=True)
class OneLine:
    """A text block on one line, and where each piece of it stands in the chapter.

    `origins` has one piece of the chapter for each piece of `pieces` (which cover `text`).
    """

    text: str
    pieces: tuple[Piece, ...]
    origins: tuple[Piece, ...]

    @classmethod
    def of(cls, pieces: Sequence[Piece], written: Language) -> OneLine:
        """The block with these pieces, joined as its language joins lines."""
        joined: list[Piece] = []
        place = 0
        for index, piece in enumerate(pieces):
            text = _on_one_line(piece, index, pieces, written)
            joined.append(Piece(piece.kind, place, place + len(text), text, piece.side))
            place += len(text)
        return cls("".join(piece.text for piece in joined), tuple(joined), tuple(pieces))

    def origin(self, place: int, *, is_end: bool = False) -> int:
        """The place in the chapter of a place of the line that stands in text or between pieces."""
        index = self._index(place - is_end)
        if index >= len(self.pieces):
            return self.origins[-1].end
        inner = place - self.pieces[index].start
        origin = self.origins[index]
        return origin.start + inner if inner < len(self.pieces[index].text) else origin.end

    def _index(self, place: int) -> int:
        """Index of the first piece that ends after `place`."""
        return bisect_right(self.pieces, place, key=lambda piece: piece.end)

    def _is_text(self, place: int) -> bool:
        """Whether text stands at a place, no mark, span or blank."""
        return self.text[place] not in " \t" and self.pieces[self._index(place)].kind is PieceKind.TEXT

    def segment(self, identity: str, block: int, kind: BlockKind, start: int, end: int, format: str) -> Segment:
        """The stretch `start`..`end` of the line as a segment."""
        pieces = self.cut(start, end, merge=True)
        return Segment(
            id=identity,
            block=block,
            kind=kind,
            start=self.origin(start),
            end=self.origin(end, is_end=True) if end > start else self.origin(start),
            text=self.text[start:end],
            pieces=pieces,
            key=segment_key(pieces),
            plain=plain_text(pieces),
            format=format,
        )

    def cut(self, start: int, end: int, *, merge: bool) -> tuple[Piece, ...]:
        """The pieces of `start`..`end`, with offsets from `start`; soft breaks are text now, and merged with it."""
        cut: list[Piece] = []
        for index in range(self._index(start), len(self.pieces)):
            piece = self.pieces[index]
            left, right = max(piece.start, start), min(piece.end, end)
            if piece.start >= end:
                break
            if left >= right:
                continue
            text = self.text[left:right]
            kind = PieceKind.TEXT if piece.kind is PieceKind.SOFT_BREAK else piece.kind
            if merge and kind is PieceKind.TEXT and cut and cut[-1].kind is PieceKind.TEXT:
                cut[-1] = Piece(kind, cut[-1].start, right - start, cut[-1].text + text)
            else:
                cut.append(Piece(kind, left - start, right - start, text, piece.side))
        return tuple(cut)

    def without_frame(self, start: int, end: int) -> tuple[int, int]:
        """`start` and `end` without what frames the text: pairs, comments, anchors, half pairs, blanks at the edges."""
        if start < end and self._is_text(start) and self._is_text(end - 1):
            return start, end
        pieces = self.cut(start, end, merge=False)
        pairs = pair_marks(pieces)
        paired = {*pairs, *pairs.values()}

        def is_edge(index: int) -> bool:
            piece = pieces[index]
            if piece.kind is PieceKind.TEXT:
                return not piece.text.strip(" \t")
            return piece.kind in _FRAME or (piece.side is not Side.NONE and index not in paired)

        first, last = 0, len(pieces) - 1
        while first <= last:
            if is_edge(first):
                first += 1
            elif is_edge(last):
                last -= 1
            elif pairs.get(first) == last and not is_key(pieces[first], pieces[last]):
                first, last = first + 1, last - 1
            else:
                break
        if first > last:
            return start, start
        left, right = start + pieces[first].start, start + pieces[last].end
        return (
            left + (_blanks(pieces[first].text, "left") if _is_text(pieces[first]) else 0),
            right - (_blanks(pieces[last].text, "right") if _is_text(pieces[last]) else 0),
        )


def _blanks(text: str, side: Literal["left", "right"]) -> int:
    return len(text) - len(text.lstrip(" \t") if side == "left" else text.rstrip(" \t"))


def _on_one_line(piece: Piece, index: int, pieces: Sequence[Piece], written: Language) -> str:
    match piece.kind:
        case PieceKind.TEXT:
            return piece.text
        case PieceKind.SOFT_BREAK:
            before = pieces[index - 1] if index else None
            after = pieces[index + 1] if index + 1 < len(pieces) else None
            return joint(before, after, written)
        case PieceKind.HARD_BREAK:
            return HARD_BREAK
        case _:
            return _INNER_BREAK.sub(" ", piece.text)


def joint(before: Piece | None, after: Piece | None, written: Language) -> str:
    """What stands for a line end when lines are joined: a blank, or nothing in languages that write without."""
    if before is None or after is None or not written.cjk:
        return " "
    if after.kind is PieceKind.ROLE:
        return " "
    runs_on = before.text[-1:].isascii() and after.text[:1].isascii()
    kinds = {before.kind, after.kind}
    return " " if runs_on and (kinds <= _RUNNING or PieceKind.URL in kinds) else ""


_RUNNING = frozenset({PieceKind.TEXT, *MARKS})  # two of them would read as one without a blank
_FRAME = frozenset({PieceKind.COMMENT, PieceKind.HARD_BREAK, PieceKind.ANCHOR, PieceKind.QUOTE})
