"""Pandoc, Quarto and R Markdown: citations, cross-references, notes in the text."""

from __future__ import annotations

from amts_core.book.inline.scan import Inline, Recogniser, Span
from amts_core.book.model import PieceKind

_KEY = r"-?@(?:\{[^{}\r\n]*\}|\w+(?:[:.#$%&+?<>~/-]+\w+)*)"

CITATIONS: tuple[Span, ...] = (
    (rf"\[(?:[^\[\]@\r\n]*[^\w\[\]@\\])?{_KEY}[^\[\]]*\](?![(\[{{])", PieceKind.NAME, "["),
    (rf"(?<![\w\\@`.]){_KEY}", PieceKind.NAME, "-@"),
)
SPANS: tuple[Span, ...] = (
    (r"`[^`\r\n]+`\{=\w+\}", PieceKind.CODE, "`"),
    (r"\\@ref\([^()\r\n]*\)", PieceKind.NAME, "\\"),
    (r"\(@[\w-]*\)", PieceKind.NAME, "("),
    *CITATIONS,
)


def _note(inline: Inline, at: int) -> bool:
    return inline.note(at)


RECOGNISERS: dict[str, tuple[Recogniser, ...]] = {"^": (_note,)}
