"""Inline Markdown as inline HTML and back: the markup that an engine sees.

Protected spans are `<span translate="no" id=..>`; marks that open and close inside the segment are paired elements
with an id (`em`, `strong`, `a` ...); half a pair is protected. Ids number the spans of a segment from 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from amts_core.book.model import Piece, PieceKind, Side

_ELEMENTS = {
    PieceKind.EMPHASIS: "em",
    PieceKind.STRONG: "strong",
    PieceKind.STRIKE: "s",
    PieceKind.SLIDE_MARK: "mark",
    PieceKind.LINK: "a",
    PieceKind.TAG: "b",
}


def pair_marks(pieces: Sequence[Piece]) -> dict[int, int]:
    """Index of the piece that closes, by index of the piece that opens; pairs nest properly."""
    pairs: dict[int, int] = {}
    stack: list[tuple[str, int]] = []
    open_names: Counter[str] = Counter()
    for index, piece in enumerate(pieces):
        if piece.side is Side.OPEN:
            name = _name(piece)
            stack.append((name, index))
            open_names[name] += 1
        elif piece.side is Side.CLOSE and open_names[_name(piece)]:
            while True:
                name, opened = stack.pop()
                open_names[name] -= 1
                if name == _name(piece):
                    pairs[opened] = index
                    break
    return pairs


def _name(piece: Piece) -> str:
    """What an opening and a closing piece share."""
    match piece.kind:
        case PieceKind.LINK | PieceKind.TARGET:
            return "link"
        case PieceKind.SLIDE_MARK:
            return "slide" + "".join(sorted(piece.text.replace("]", "[").replace(")", "(")))
        case PieceKind.TAG:
            return "tag " + piece.text.strip("</>").split(maxsplit=1)[0] if piece.text.strip("</>") else "tag"
        case _:
            return piece.text


def to_html(pieces: Sequence[Piece], *, prefix: str = "") -> str:
    """The pieces of one segment as inline HTML; `prefix` goes before each id (ids are unique in a document)."""
    pairs = pair_marks(pieces)
    closers = {close: open_ for open_, close in pairs.items()}
    numbers = {index: number for number, index in enumerate(_spans(pieces, closers), 1)}
    parts: list[str] = []
    for index, piece in enumerate(pieces):
        if piece.kind in (PieceKind.TEXT, PieceKind.SOFT_BREAK):
            parts.append(escape(piece.text, quote=False))
        elif index in pairs:
            parts.append(f'<{_ELEMENTS[piece.kind]} id="{prefix}{numbers[index]}">')
        elif index in closers:
            parts.append(f"</{_ELEMENTS[pieces[closers[index]].kind]}>")
        elif piece.kind is PieceKind.HARD_BREAK:
            parts.append(f'<br translate="no" id="{prefix}{numbers[index]}">')
        else:
            shown = escape(_printable(piece.text), quote=False)
            parts.append(f'<span translate="no" id="{prefix}{numbers[index]}">{shown}</span>')
    return "".join(parts)


def _spans(pieces: Sequence[Piece], closers: dict[int, int]) -> list[int]:
    """Indexes of the pieces that carry an id: all but text and the closing halves of pairs."""
    return [
        index
        for index, piece in enumerate(pieces)
        if piece.kind not in (PieceKind.TEXT, PieceKind.SOFT_BREAK) and index not in closers
    ]


def _printable(text: str) -> str:
    """The text without characters that an HTML file cannot hold."""
    return "".join(character if character.isprintable() or character in "\t\n" else "\ufffd" for character in text)
