"""Documents of a batch job: the parts that are translated, and the document again with their translations."""

from __future__ import annotations

from collections.abc import Callable

from local_aws.translate.documents import html, office, plain, xliff
from local_aws.translate.documents.parts import Document, DocumentError, Part

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READERS: dict[str, Callable[[bytes], Document]] = {
    "text/plain": plain.read_document,
    "text/html": html.read_document,
    "application/x-xliff+xml": xliff.read_document,
    **office.READERS,
}

__all__ = ["DOCX", "READERS", "Document", "DocumentError", "Part"]
