"""Documents of a batch job: the parts that are translated, and the document again with their translations."""

from __future__ import annotations

import logging
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

__all__ = ["DOCX", "READERS", "Document", "DocumentError", "Part", "read_document"]
LOG = logging.getLogger(__name__)


def read_document(content: bytes, content_type: str) -> Document:
    """The document of a content type that `READERS` knows; raises DocumentError, whatever is wrong with it."""
    try:
        return READERS[content_type](content)
    except DocumentError:
        raise
    except Exception as error:
        LOG.exception("a document of type %s broke its reader", content_type)
        raise DocumentError("InternalServerException", f"the document cannot be read: {error!r}") from error
