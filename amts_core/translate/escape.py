"""Parts of a draft as Markdown in which text reads as text, and spans and marks as what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from amts_core.book.model import Piece, PieceKind
from amts_core.translate.spacing import Part, apart

_TRIES = 6


def as_markdown(parts: Sequence[Part], scan: Callable[[str], Sequence[Piece]]) -> str | None:
    """The parts as Markdown, escaped where text would read as a mark; None if no way of writing it reads as it should.

    `scan` says what a text reads as.
    """
    for attempt in range(_TRIES):
        parts = merged(parts)
        text = "".join(part.text for part in parts)
        accidents, unread = _accidents(parts, scan(text))
        if not accidents and not unread:
            return text
        if unread and attempt == 0:
            parts = apart(parts, unread)
        else:
            parts = _escaped(parts, accidents) if accidents and attempt != 3 else _all_escaped(parts)
    return None


def merged(parts: Sequence[Part]) -> list[Part]:
    """The parts without empty ones; text beside text is one part."""
    joined: list[Part] = []
    for part in parts:
        if not part.text:
            continue
        if part.index is None and joined and joined[-1].index is None:
            joined[-1] = replace(joined[-1], text=joined[-1].text + part.text)
        else:
            joined.append(part)
    return joined


def without_straight_quotes(parts: Sequence[Part], source: str) -> list[Part]:
    """Parts of a string in a tag: a quotation mark that the source has not could be the one that ends the string."""
    curly = [(r'(?<![^\s(\[])"', "“"), (r'"', "”"), (r"'", "’")]
    quoted = []
    for part in parts:
        text = part.text
        for pattern, mark in curly:
            if part.index is None and pattern[-1] not in source:
                text = re.sub(pattern, mark, text)
        quoted.append(replace(part, text=text))
    return quoted


def edges_escaped(parts: Sequence[Part]) -> list[Part]:
    """The parts with marks at both edges escaped: beside the frame of the segment they would read as others."""
    edged = list(parts)
    if edged and edged[0].index is None:
        edged[0] = replace(edged[0], text=re.sub(r"^[*_~`]+", _with_backslashes, edged[0].text))
    if edged and edged[-1].index is None:
        edged[-1] = replace(edged[-1], text=re.sub(r"(?<!\\)[*_~`\\]+$", _with_backslashes, edged[-1].text))
    return edged


def _accidents(parts: Sequence[Part], found: Sequence[Piece]) -> tuple[list[int], set[int]]:
    """Places in text that read as marks or spans; and the protected spans, by index, that do not read as themselves."""
    wanted: dict[int, Part] = {}
    within: dict[int, int] = {}  # the span that each place in a span is of
    place = 0
    for part in parts:
        if part.index is not None:
            wanted[place] = part
            within |= dict.fromkeys(range(place, place + len(part.text)), part.index)
        place += len(part.text)
    harmless = (PieceKind.TEXT, PieceKind.ESCAPE)
    strangers = [piece for piece in found if piece.kind not in harmless and piece.start not in wanted]
    accidents = sorted({place for piece in strangers for place in (piece.start, *_closing(piece))} - {*within})
    unread = {within[piece.start] for piece in strangers if piece.start in within}
    starts = {piece.start: piece for piece in found}
    for start, part in wanted.items():
        piece = starts.get(start)
        is_read = piece is not None and len(piece.text) == len(part.text) and piece.kind is not PieceKind.TEXT
        is_mark = part.opens or part.closes or part.kind is PieceKind.STRAY
        if not is_read and not is_mark and part.index is not None:
            unread.add(part.index)
    return accidents, unread if not accidents else set()


def _with_backslashes(found: re.Match[str]) -> str:
    return "".join("\\" + character for character in found.group())


def _closing(piece: Piece) -> tuple[int, ...]:
    """Where the closing mark of a code span or formula stands."""
    return (piece.end - 1,) if piece.kind in (PieceKind.CODE, PieceKind.MATH) else ()


def _escaped(parts: Sequence[Part], places: Sequence[int]) -> list[Part]:
    """The parts with a backslash before each of these places, where they stand in text."""
    escaped: list[Part] = []
    place = 0
    for part in parts:
        inner = [at - place for at in places if place <= at < place + len(part.text)]
        place += len(part.text)
        if part.index is not None:
            escaped.append(part)
            continue
        text = part.text
        for at in reversed(inner):
            is_escaped = (at - len(text[:at].rstrip("\\"))) % 2
            if re.match(r"[!-/:-@\[-`{-~]", text[at]) and not is_escaped:
                text = f"{text[:at]}\\{text[at:]}"
        escaped.append(replace(part, text=text))
    return escaped


def _all_escaped(parts: Sequence[Part]) -> list[Part]:
    """The parts with a backslash before whatever could be a mark in text: ticks in it may pair with those of spans."""
    return [
        replace(part, text=re.sub(r"(?<!\\)[`*~$<\[\]]", _with_backslashes, part.text)) if part.index is None else part
        for part in parts
    ]
