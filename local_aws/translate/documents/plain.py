"""text/plain: each line is a part; blank lines, indents and line ends stay."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from local_aws.translate.documents.parts import Document, Part, decode, has_letters

LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True)
class PlainDocument(Document):
    """Plain text: what the engine writes as HTML becomes text again."""

    def with_translations(self, translations: Sequence[str]) -> bytes:
        """The text with its lines replaced."""
        return super().with_translations([html.unescape(translation) for translation in translations])


def read_document(content: bytes) -> PlainDocument:
    """Split a text into lines; raises DocumentError."""
    return read_text(decode(content))


def read_text(text: str) -> PlainDocument:
    """Split a text into lines."""
    parts = []
    for line in LINE.finditer(text):
        body = line.group().strip()
        if has_letters(body):
            start = line.start() + len(line.group()) - len(line.group().lstrip())
            parts.append(Part(start, start + len(body), html.escape(body, quote=False)))
    return PlainDocument(text, tuple(parts))
