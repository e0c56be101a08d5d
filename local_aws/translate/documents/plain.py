"""text/plain: each line is a part; blank lines, indents and line ends stay."""

from __future__ import annotations

import html
import re

from local_aws.translate.documents.parts import Document, Part, decode, has_letters

LINE = re.compile(r"[^\r\n]+")


def read_document(content: bytes) -> Document:
    """Split a text into lines; raises DocumentError."""
    text = decode(content)
    parts = []
    for line in LINE.finditer(text):
        body = line.group().strip()
        if has_letters(body):
            start = line.start() + len(line.group()) - len(line.group().lstrip())
            parts.append(Part(start, start + len(body), html.escape(body, quote=False), literal=True))
    return Document(text, tuple(parts))
