"""The documents of a batch job: segments as HTML, and translated HTML as drafts.

A document is a whole HTML5 page with one `<p id=segment>` per segment, so that an engine sees sentences and the
reader finds every segment again. Amazon Translate takes documents of at most 20 MB, fewer than a million characters
and one MB of text (https://docs.aws.amazon.com/translate/latest/dg/async-prereqs.html): longer chapters are split on
block borders, and a segment that is longer than a document is sent in parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from amts_core.book.markup import Event, read_events, to_html
from amts_core.book.segments import Segment, split_segment
from amts_core.errors import AmtsError
from amts_core.languages import Language
from amts_core.languages import language as known_language
from amts_core.translate.restore import DamagedSegment, Draft, restore

__all__ = ["DamagedDocument", "Document", "Draft", "read_documents", "write_documents"]

MAX_CHARACTERS = 900_000  # of the whole file; Amazon Translate's limit is a million
MAX_TEXT_BYTES = 900_000  # of translatable text; its limit is one MB
MAX_BYTES = 18_000_000  # of the whole file; its limit is 20 MB
_PAGE = '<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n'
_END = "</body>\n</html>\n"


class DamagedDocument(AmtsError):
    """A translated document that cannot become drafts; the message names the chapter, the segment and the reason."""


@dataclass(frozen=True)
class Document:
    """An HTML file for the job: `name` is its path under the job's input folder."""

    name: str
    html: str
    segment_ids: tuple[str, ...]


def write_documents(chapter_id: str, segments: Sequence[Segment], *, source_language: str) -> list[Document]:
    """The documents of a chapter: one, or as many as the limits of a document ask for; none without segments."""
    documents: list[Document] = []
    page = _PAGE.format(language=known_language(source_language).code, title=escape(chapter_id))
    for number, paragraphs in enumerate(_pages(segments, len(page) + len(_END)), 1):
        suffix = "" if number == 1 else f".{number}"
        html = page + "".join(html for _, html in paragraphs) + _END
        ids = tuple(dict.fromkeys(identity for identity, _ in paragraphs))
        documents.append(Document(f"{_safe_folder(chapter_id)}{suffix}.html", html, ids))
    return documents


def _safe_folder(chapter_id: str) -> str:
    """The chapter's id as a path; Amazon Translate keeps the folder name `details` for itself."""
    *folders, name = chapter_id.split("/")
    return "/".join([*("details_" if folder == "details" else folder for folder in folders), name])


def _pages(segments: Sequence[Segment], overhead: int) -> Iterator[list[tuple[str, str]]]:
    page: list[tuple[str, str]] = []
    characters, text_bytes, all_bytes = overhead, 0, overhead
    for segment in segments:
        for part in split_segment(segment, max_bytes=MAX_TEXT_BYTES // 4):
            html = f'<p id="{part.id}">{to_html(part.pieces, prefix=part.id + ".")}</p>\n'
            part_bytes, part_text = len(html.encode()), len(part.text.encode())
            if page and (
                characters + len(html) > MAX_CHARACTERS
                or text_bytes + part_text > MAX_TEXT_BYTES
                or all_bytes + part_bytes > MAX_BYTES
            ):
                yield page
                page, characters, text_bytes, all_bytes = [], overhead, 0, overhead
            page.append((segment.id, html))
            characters += len(html)
            text_bytes += part_text
            all_bytes += part_bytes
    if page:
        yield page


def read_documents(htmls: Sequence[str], segments: Sequence[Segment], *, target_language: str) -> list[Draft]:
    """The drafts of these segments, in their order, from the translated documents of a chapter.

    What engines do is repaired and flagged (see `restore`); what cannot be repaired raises DamagedDocument.
    """
    target = known_language(target_language)
    paragraphs: dict[str, list[Event]] = {}
    for html in htmls:
        for identity, events in _paragraphs(read_events(html)):
            if identity in paragraphs:
                raise DamagedDocument(f"segment {identity} came back twice: translate the chapter again")
            paragraphs[identity] = events
    drafts: list[Draft] = []
    for segment in segments:
        parts = []
        for part in split_segment(segment, max_bytes=MAX_TEXT_BYTES // 4):
            if part.id not in paragraphs:
                raise DamagedDocument(f"{_name(part)} did not come back: translate the chapter again")
            try:
                parts.append(restore(paragraphs.pop(part.id), part, target))
            except DamagedSegment as error:
                raise DamagedDocument(f"{_name(part)}: {error}; translate it again") from None
        drafts.append(parts[0] if len(parts) == 1 else _joined(segment, parts, target))
    if paragraphs:
        unknown = ", ".join(list(paragraphs)[:3])
        raise DamagedDocument(f"the chapter has no segments {unknown}: the document was made from another text")
    return drafts


def _joined(segment: Segment, drafts: Sequence[Draft], target: Language) -> Draft:
    """The drafts of the parts of a segment as one; blanks between the parts stay if the language has blanks."""
    texts = []
    for part, draft in zip(split_segment(segment, max_bytes=MAX_TEXT_BYTES // 4), drafts, strict=True):
        inner = draft.text.strip(" ")
        has_blank = part.text.endswith(" ") and (not target.cjk or inner == part.text.strip(" "))
        texts.append(inner + " " * has_blank)
    flags = dict.fromkeys(flag for draft in drafts for flag in draft.flags)
    return Draft(segment.id, "".join(texts), tuple(flags))


def _name(segment: Segment) -> str:
    return f"segment {segment.id} ({segment.excerpt!r})"


def _paragraphs(events: Sequence[Event]) -> Iterator[tuple[str, list[Event]]]:
    """Id and content of each paragraph; raises DamagedDocument for text outside and for a document cut off."""
    content: list[Event] = []
    identity, is_open, in_head = "", False, False
    for event in events:
        if event.tag in ("head", "title"):
            in_head = event.kind == "open" or (event.tag == "title" and in_head)
        elif event.tag == "p" and event.kind == "open" and event.id:
            if is_open:
                yield identity, content
            identity, content, is_open = event.id, [], True
        elif event.kind == "close" and event.tag in ("p", "body", "html"):
            if is_open:
                yield identity, content
            is_open = False
        elif is_open:
            content.append(event)
        elif event.kind == "text" and event.text.strip() and not in_head:
            excerpt = event.text.strip()[:40]
            raise DamagedDocument(f"there is text outside of segments ({excerpt!r}): translate the chapter again")
    if is_open:
        raise DamagedDocument(f"the document ends in the middle of segment {identity}: translate the chapter again")
