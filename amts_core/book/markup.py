"""Inline Markdown as inline HTML, and what inline HTML says: the markup that an engine sees.

Protected spans are `<span translate="no" id=..>`; marks that open and close inside the segment are paired elements
with an id (`em`, `strong`, `a` ...); half a pair is protected. Ids number the spans of a segment from 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from amts_core.book.model import Piece, PieceKind, Side

_ELEMENTS = {
    PieceKind.EMPHASIS: "em",
    PieceKind.STRONG: "strong",
    PieceKind.STRIKE: "s",
    PieceKind.SLIDE_MARK: "mark",
    PieceKind.LINK: "a",
    PieceKind.TAG: "b",
    PieceKind.SHORTCODE: "b",
}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_TEXT = frozenset({PieceKind.TEXT, PieceKind.SOFT_BREAK})


def pair_marks(pieces: Sequence[Piece]) -> dict[int, int]:
    """Index of the piece that closes, by index of the piece that opens; pairs nest properly."""
    pairs: dict[int, int] = {}
    stack: list[tuple[str, int]] = []
    open_names: Counter[str] = Counter()
    for index, piece in enumerate(pieces):
        if piece.side is Side.NONE:
            continue
        name = _name(piece)
        if piece.side is Side.OPEN:
            stack.append((name, index))
            open_names[name] += 1
            continue
        while open_names[name]:
            opened_name, opened = stack.pop()
            open_names[opened_name] -= 1
            if opened_name == name:
                pairs[opened] = index
                break
    return pairs


def named_target(pieces: Sequence[Piece], opened: int, closing: int) -> str:
    """The target of a link as it stands behind any other text: that of `[key]` and `[key][]` is `][key]`."""
    if not is_key(pieces[opened], pieces[closing]):
        return pieces[closing].text
    return f"][{''.join(piece.text for piece in pieces[opened + 1 : closing])}]"


def named_texts(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, str]]:
    """Each piece with its text, the target of a link as it stands behind any other text."""
    has_keys = any(names_itself(piece) for piece in pieces)
    opened = {closing: index for index, closing in pair_marks(pieces).items()} if has_keys else {}
    for index, piece in enumerate(pieces):
        yield piece, named_target(pieces, opened[index], index) if index in opened else piece.text


def is_key(opening: Piece, closing: Piece) -> bool:
    """Whether the text between two pieces is the key of a definition, not that of an area (`.red[text]`)."""
    return names_itself(closing) and opening.text in ("[", "![")


def names_itself(target: Piece) -> bool:
    """Whether the text of a link is the key of its definition."""
    return target.kind is PieceKind.TARGET and target.text in ("]", "][]")


def _name(piece: Piece) -> str:
    """What an opening and a closing piece share."""
    match piece.kind:
        case PieceKind.LINK | PieceKind.TARGET:
            return "link"
        case PieceKind.SLIDE_MARK:
            return "slide " + ("[" if piece.text[0] == "[" or piece.text[-1] == "]" else "(") + piece.text[1]
        case PieceKind.TAG:
            return "tag " + "".join(piece.text.strip("</>").split(maxsplit=1)[:1])
        case PieceKind.SHORTCODE:
            return "shortcode " + "".join(piece.text.strip("{}<>%/ ").split(maxsplit=1)[:1])
        case PieceKind.STRIKE:
            return piece.text.strip("{}[]")
        case _:
            return piece.text


@dataclass(frozen=True, slots=True)
class Numbered:
    """The pieces of a segment with the numbers that their elements carry.

    `by_number` has the index of the piece that carries a number; `pairs` the index of the closing piece by that of the
    opening one.
    """

    pieces: tuple[Piece, ...]
    pairs: Mapping[int, int]
    by_number: Mapping[str, int]

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Numbered:
        """The numbering of these pieces."""
        pairs = pair_marks(pieces)
        closing = set(pairs.values())
        carriers = (index for index, piece in enumerate(pieces) if piece.kind not in _TEXT and index not in closing)
        return cls(tuple(pieces), pairs, {str(number): index for number, index in enumerate(carriers, 1)})


def to_html(pieces: Sequence[Piece], *, prefix: str = "") -> str:
    """The pieces of one segment as inline HTML; `prefix` goes before each id (ids are unique in a document)."""
    numbered = Numbered.of(pieces)
    numbers = {index: number for number, index in numbered.by_number.items()}
    closers = {close: opened for opened, close in numbered.pairs.items()}
    parts: list[str] = []
    for index, piece in enumerate(pieces):
        if piece.kind in _TEXT:
            parts.append(escape(piece.text, quote=False))
        elif index in numbered.pairs:
            parts.append(f'<{_ELEMENTS[piece.kind]} id="{prefix}{numbers[index]}">')
        elif index in closers:
            parts.append(f"</{_ELEMENTS[pieces[closers[index]].kind]}>")
        elif piece.kind is PieceKind.HARD_BREAK:
            parts.append(f'<br translate="no" id="{prefix}{numbers[index]}">')
        else:
            shown = escape(printable(piece.text), quote=False)
            parts.append(f'<span translate="no" id="{prefix}{numbers[index]}">{shown}</span>')
    return "".join(parts)


def printable(text: str) -> str:
    """The text without characters that an HTML file cannot hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that an HTML text says: `kind` is "text", "open", "close" or "void"."""

    kind: str
    text: str = ""
    tag: str = ""
    id: str = ""
    protected: bool = False


def read_events(html: str) -> list[Event]:
    """The text and the tags of an HTML text, in order; character references are decoded."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.events


_VOID = frozenset(["br", "hr", "img", "input", "link", "meta", "wbr"])


@dataclass
class _Reader(HTMLParser):
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        kind = "void" if tag in _VOID else "open"
        is_protected = (attributes.get("translate") or "").lower() == "no"
        self.events.append(Event(kind, tag=tag, id=attributes.get("id") or "", protected=is_protected))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.events.append(Event("close", tag=tag))

    def handle_data(self, data: str) -> None:
        self.events.append(Event("text", data))
