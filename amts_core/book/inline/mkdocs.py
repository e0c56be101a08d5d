"""MkDocs: keys, highlights and changes of pymdownx."""

from __future__ import annotations

from amts_core.book.inline.scan import Span, marks
from amts_core.book.model import PieceKind

SPANS: tuple[Span, ...] = (
    (r"(?<![\w:`]):[A-Za-z0-9_+][A-Za-z0-9_+-]*:\{[^{}\r\n]*\}", PieceKind.ANCHOR, ":"),  # an icon, as decoration
    (r"(?<![\w+])\+\+[\w\"'-]+(?:\+[\w\"' -]+)*\+\+(?![\w+])", PieceKind.NAME, "+"),
)
RECOGNISERS = marks(("==", "=="), ("^^", "^^"), ("{++", "++}"), ("{--", "--}"), ("{>>", "<<}"))
