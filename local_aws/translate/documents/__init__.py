"""Documents of a batch job: the parts that are translated, and the document again with their translations."""

from __future__ import annotations

from local_aws.translate.documents import html, plain, xliff
from local_aws.translate.documents.parts import Document, DocumentError, Part

READERS = {
    "text/plain": plain.read_document,
    "text/html": html.read_document,
    "application/x-xliff+xml": xliff.read_document,
}
OFFICE_TYPES = tuple(
    f"application/vnd.openxmlformats-officedocument.{kind}"
    for kind in ("wordprocessingml.document", "presentationml.presentation", "spreadsheetml.sheet")
)

__all__ = ["OFFICE_TYPES", "READERS", "Document", "DocumentError", "Part"]
