"""MkDocs: keys, highlights and changes of pymdownx."""

from __future__ import annotations

from amts_core.book.inline.scan import Inline, Recogniser, Span
from amts_core.book.model import PieceKind

SPANS: tuple[Span, ...] = (
    (r"(?<![\w:`]):[A-Za-z0-9_+][A-Za-z0-9_+-]*:\{[^{}\r\n]*\}", PieceKind.ANCHOR, ":"),  # an icon, as decoration
    (r"(?<![\w+])\+\+[\w\"'-]+(?:\+[\w\"' -]+)*\+\+(?![\w+])", PieceKind.NAME, "+"),
)


def _highlight(inline: Inline, at: int) -> bool:
    return inline.marked(at, "==")


def _insert(inline: Inline, at: int) -> bool:
    return inline.marked(at, "^^")


def _critic(inline: Inline, at: int) -> bool:
    return inline.marked(at, "{++", "++}") or inline.marked(at, "{--", "--}")


RECOGNISERS: dict[str, tuple[Recogniser, ...]] = {
    "=": (_highlight,),
    "^": (_insert,),
    "{": (_critic,),
    "+": (_critic,),
    "-": (_critic,),
}
