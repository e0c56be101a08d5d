"""Components in a line, as Nuxt has them, and text directives: `:icon{name="x"}`, `:badge[words]{color="x"}`."""

from __future__ import annotations

import re

from amts_core.book.inline.scan import Inline, Recogniser, Span
from amts_core.book.model import PieceKind

_NAME = r"(?<![A-Za-z0-9_:]):[a-z][\w-]*"
_WITH_WORDS = re.compile(rf"({_NAME}\[)([^\[\]\r\n]+)(\](?:\{{[^{{}}\r\n]*\}})?)")

SPANS: tuple[Span, ...] = ((rf"{_NAME}\{{[^{{}}\r\n]*\}}", PieceKind.TAG, ":"),)


def _component(inline: Inline, at: int) -> bool:
    found = _WITH_WORDS.match(inline.text, at, inline.end)
    return found is not None and inline.framed(found)


RECOGNISERS: dict[str, tuple[Recogniser, ...]] = {":": (_component,)}
