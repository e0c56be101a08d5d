"""GitHub: users and issues."""

from amts_core.book.inline.scan import Span
from amts_core.book.model import PieceKind

SPANS: tuple[Span, ...] = (
    (r"(?<![\w@/.`])@[A-Za-z0-9](?:[\w-]*\w)?(?:/[\w-]+)?", PieceKind.NAME, "@"),
    (r"(?<![\w#/.`-])(?:[\w.-]+/[\w.-]+)?#\d+\b", PieceKind.NAME, ""),
)
