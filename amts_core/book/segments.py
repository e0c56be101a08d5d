"""Segments: what is translated as one, a paragraph (a whole text block) or a sentence of it.

A segment's text is Markdown on one line: the line ends of hard-wrapped text are joined, and what stands around the
text as a frame (a pair of bold marks around the whole of it, a link around the whole of it) stays in the chapter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from amts_core.book.chapter import Block, BlockKind, Chapter, Piece, PieceKind, has_letter
from amts_core.book.inline import LINE_END, PREFIX, scan_inline
from amts_core.book.markup import pair_marks
from amts_core.book.sentences import split_sentences
from amts_core.languages import Language
from amts_core.languages import language as known_language

__all__ = ["KEY_VERSION", "Granularity", "Segment", "scan_segment", "segment_key", "segments", "split_sentences"]

Granularity = Literal["paragraph", "sentence"]

KEY_VERSION = 1  # raise it when `segment_key` changes: stored keys of another version then match nothing

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

    @property
    def block_id(self) -> str:
        """The id of the whole block this segment is or belongs to."""
        return self.id.partition(".")[0]


def segments(chapter: Chapter, *, language: str, granularity: Granularity) -> list[Segment]:
    """The segments of the translatable blocks of a chapter, in order; `language` is the chapter's own."""
    written = known_language(language)
    seen: Counter[str] = Counter()
    found: list[Segment] = []
    for block in chapter.blocks:
        if not block.translatable:
            continue
        whole = OneLine.of(block.pieces, written)
        identity = _block_id(whole, seen)
        if granularity == "paragraph":
            found.append(whole.segment(identity, block, 0, len(whole.text)))
            continue
        sentences = split_sentences(whole.text, language, pieces=whole.pieces)
        for number, (start, end) in enumerate(sentences):
            found.append(whole.segment(f"{identity}.s{number}", block, start, end))
    return [segment for segment in found if has_letter(segment.plain)]


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


def _block_id(whole: OneLine, seen: Counter[str]) -> str:
    digest = "b" + blake2b(segment_key(whole.pieces).encode(), digest_size=5).hexdigest()
    seen[digest] += 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


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
        for piece, origin in zip(self.pieces, self.origins, strict=True):
            if place < piece.end or (is_end and place == piece.end):
                inner = place - piece.start
                return origin.start + inner if inner < len(piece.text) else origin.end
        return self.origins[-1].end

    def segment(self, identity: str, block: Block, start: int, end: int) -> Segment:
        """The segment `start`..`end` of the line without its frame."""
        start, end = _without_frame(self._cut(start, end, merge=False), start, end)
        pieces = self._cut(start, end, merge=True)
        text = self.text[start:end]
        return Segment(
            identity,
            block.index,
            block.kind,
            self.origin(start),
            self.origin(end, is_end=True),
            text,
            pieces,
            segment_key(pieces),
            plain_text(pieces),
        )

    def _cut(self, start: int, end: int, *, merge: bool) -> tuple[Piece, ...]:
        """The pieces of `start`..`end`, with offsets from `start`; soft breaks are text now, merged with it."""
        cut: list[Piece] = []
        for piece in self.pieces:
            left, right = max(piece.start, start), min(piece.end, end)
            if left >= right:
                continue
            text = self.text[left:right]
            kind = PieceKind.TEXT if piece.kind is PieceKind.SOFT_BREAK else piece.kind
            if merge and kind is PieceKind.TEXT and cut and cut[-1].kind is PieceKind.TEXT:
                cut[-1] = Piece(kind, cut[-1].start, right - start, cut[-1].text + text)
            else:
                cut.append(Piece(kind, left - start, right - start, text, piece.side))
        return tuple(cut)


def _on_one_line(piece: Piece, index: int, pieces: Sequence[Piece], written: Language) -> str:
    match piece.kind:
        case PieceKind.TEXT:
            return piece.text
        case PieceKind.SOFT_BREAK:
            before = pieces[index - 1] if index else None
            after = pieces[index + 1] if index + 1 < len(pieces) else None
            return joint(before, after, written)
        case PieceKind.HARD_BREAK:
            return "<br>"
        case _:
            return _INNER_BREAK.sub(" ", piece.text)


def joint(before: Piece | None, after: Piece | None, written: Language) -> str:
    """What stands for a line end when lines are joined: a blank, or nothing in languages that write without."""
    if before is None or after is None or not written.cjk:
        return " "
    if after.kind is PieceKind.ROLE:
        return " "
    left, right = before.text[-1:], after.text[:1]
    return " " if left.isascii() and right.isascii() and before.kind is after.kind is PieceKind.TEXT else ""


_FRAME = frozenset({PieceKind.COMMENT, PieceKind.HARD_BREAK})


def _without_frame(pieces: Sequence[Piece], start: int, end: int) -> tuple[int, int]:
    """`start` and `end` without pairs that enclose everything, comments and tags at the edges, and blanks."""
    first, last = 0, len(pieces) - 1
    pairs = pair_marks(pieces)
    closers = {close: open_ for open_, close in pairs.items()}

    def is_edge(index: int, outer: int) -> bool:
        piece = pieces[index]
        if piece.kind is PieceKind.TEXT:
            return not piece.text.strip(" \t")
        if piece.kind in _FRAME:
            return True
        return piece.kind is PieceKind.TAG and index not in pairs and index not in closers

    while first <= last:
        if is_edge(first, last):
            first += 1
        elif is_edge(last, first):
            last -= 1
        elif pairs.get(first) == last:
            first, last = first + 1, last - 1
        else:
            break
    if first > last:
        return start, start
    inner_start, inner_end = start + pieces[first].start, start + pieces[last].end
    head, tail = pieces[first], pieces[last]
    if head.kind is PieceKind.TEXT:
        inner_start += len(head.text) - len(head.text.lstrip(" \t"))
    if tail.kind is PieceKind.TEXT:
        inner_end -= len(tail.text) - len(tail.text.rstrip(" \t"))
    return inner_start, inner_end
