"""Templates: pairs of shortcodes in a line that hold code; link texts of docs.github.com that are filled in."""

from __future__ import annotations

from amts_core.book.inline.scan import Span
from amts_core.book.model import PieceKind

_NAMES = r"highlight|code|math|katex|latex|chem|mermaid|gist|raw|rawhtml"

SPANS: tuple[Span, ...] = (
    (
        rf"\{{\{{[<%][ \t]*(?P<opaque>{_NAMES})\b[^{{}}\r\n]*[>%]\}}\}}"
        r"[^\r\n]{0,1000}?\{\{[<%][ \t]*/[ \t]*(?P=opaque)[ \t]*[>%]\}\}",
        PieceKind.CODE,
        "{",
    ),
    (r"\[AUTOTITLE\]\([^()]*\)", PieceKind.URL, "["),
)
