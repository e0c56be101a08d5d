"""docs.github.com: link texts that are filled in."""

from amts_core.book.inline.scan import Span
from amts_core.book.model import PieceKind

SPANS: tuple[Span, ...] = ((r"\[AUTOTITLE\]\([^()]*\)", PieceKind.URL, "["),)
