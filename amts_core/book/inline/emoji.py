"""Names of emoji."""

from amts_core.book.inline.scan import Span
from amts_core.book.model import PieceKind

SPANS: tuple[Span, ...] = ((r"(?<![\w:`]):[A-Za-z0-9_+][A-Za-z0-9_+-]*:(?![\w:`/])", PieceKind.NAME, ":"),)
