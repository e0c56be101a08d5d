"""GitLab: merge requests, labels, milestones of projects; icons."""

from amts_core.book.inline.scan import Span
from amts_core.book.model import PieceKind

_LABEL = r"(?:\"[^\"\r\n]+\"|[A-Za-z][\w.-]*+(?:::?[\w.-]+)*+(?![~:]))"

SPANS: tuple[Span, ...] = (
    (r"(?<=\*\*)\{[a-z][a-z0-9-]*(?:,[^{}\r\n]*)?\}(?=\*\*)", PieceKind.NAME, "{"),
    (r"(?a:(?<![\w/.!-])(?:[\w.-]+(?:/[\w.-]+)+)?[!&$]\d+\b)", PieceKind.NAME, ""),
    (rf"(?a:(?<![\w/.-])(?:[\w.-]+(?:/[\w.-]+)+)?)[~%]{_LABEL}", PieceKind.NAME, ""),
)
