"""Pandoc, Quarto and R Markdown: citations, cross-references, notes in the text, commands of TeX."""

from __future__ import annotations

import re

from amts_core.book.inline.scan import Inline, Recogniser, Span
from amts_core.book.model import PieceKind

_TEX_WORDS = re.compile(r"(\\(?:emph|footnote|text(?:bf|it|sc)|underline)\{)([^{}\r\n]+)(\})")
_TEX = re.compile(r"\\[A-Za-z]+\*?(?:\[[^\[\]\r\n]*\])*(?:\{[^{}\r\n]*\})*")
_NOTE = re.compile(r"\^\[")
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
    return inline.bracketed(_NOTE, at)


def _tex(inline: Inline, at: int) -> bool:
    if inline.environment(at):
        return True
    if found := _TEX_WORDS.match(inline.text, at, inline.end):
        return inline.framed(found)
    found = _TEX.match(inline.text, at, inline.end)
    return found is not None and inline.add(PieceKind.CODE, at, found.end())


RECOGNISERS: dict[str, tuple[Recogniser, ...]] = {"^": (_note,), "\\": (_tex,)}
