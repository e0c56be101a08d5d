"""Microsoft Learn (docfx): tags between colons and includes in a line; names of code."""

from __future__ import annotations

from amts_core.book.inline.scan import Span
from amts_core.book.model import PieceKind

TAG = r":::(?P<name>[a-z-]+)(?:[ \t]+[\w-]+=\"[^\"\r\n]*\")*[ \t]*:::"
INCLUDE = r"\[![\w-]+[ \t]*\[[^\[\]\r\n]*\]\([^()\r\n]*\)\]"

SPANS: tuple[Span, ...] = (
    (TAG.replace("?P<name>", ""), PieceKind.TAG, ":"),
    (INCLUDE, PieceKind.URL, "["),
    (r"(?<![\w@/.])@[A-Za-z]\w*(?:\.[A-Za-z]\w*)+", PieceKind.NAME, "@"),
)
