"""GitLab: merge requests, labels, milestones of projects."""

from amts_core.book.inline.scan import Span
from amts_core.book.model import PieceKind

SPANS: tuple[Span, ...] = (
    (r"(?<![\w/.!-])(?:[\w.-]+(?:/[\w.-]+)+)?[!&$]\d+\b", PieceKind.NAME),
    (r"(?<![\w/.-])(?:[\w.-]+(?:/[\w.-]+)+)?[~%](?:\"[^\"\r\n]+\"|[A-Za-z][\w.:-]*)(?!~)", PieceKind.NAME),
)
