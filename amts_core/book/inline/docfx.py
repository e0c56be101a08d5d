"""Microsoft Learn (docfx): tags between colons and includes in a line; names of code."""

from __future__ import annotations

import re

from amts_core.book.inline.scan import Inline, Recogniser, Span
from amts_core.book.model import PieceKind

TAG = r":::(?P<name>[a-z-]+)(?:[ \t]+[\w-]+=\"[^\"\r\n]*\")*[ \t]*:::"
INCLUDE = r"\[![\w-]+[ \t]*\[[^\[\]\r\n]*\]\([^()\r\n]*\)\]"

SPANS: tuple[Span, ...] = (
    (TAG.replace("?P<name>", ""), PieceKind.TAG, ":"),
    (INCLUDE, PieceKind.URL, "["),
    (r"\[!DNL[ \t][^\[\]\r\n]*\]", PieceKind.NAME, "["),
    (r"(?<![\w@/.])@[A-Za-z]\w*(?:\.[A-Za-z]\w*)+", PieceKind.NAME, "@"),
)
_CONTROL = re.compile(r"(\[!UICONTROL[ \t]+)([^\[\]\r\n]+)(\])")


def _control(inline: Inline, at: int) -> bool:
    found = _CONTROL.match(inline.text, at, inline.end)
    return found is not None and inline.framed(found)


RECOGNISERS: dict[str, tuple[Recogniser, ...]] = {"[": (_control,)}
