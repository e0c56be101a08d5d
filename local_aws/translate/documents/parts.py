"""A document as the service sees it: its text, and the parts of it that are translated."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

MARKUP = re.compile(r"<[^>]*>")
TAG = re.compile(r"""<!--.*?-->|</?[A-Za-z](?:"[^"]*"|'[^']*'|[^>"'])*>""", re.S)


class DocumentError(Exception):
    """A document that cannot be translated; `code` and the message go into the details of the job."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Part:
    """A segment: `fragment` is what the engine gets (inline HTML), it stands at [start, end) of the document.

    `name` is the id of the element it stands in, "" without one.
    """

    start: int
    end: int
    fragment: str
    name: str = ""


@dataclass(frozen=True)
class Document:
    """A text and its parts in order."""

    text: str
    parts: tuple[Part, ...]

    @property
    def characters(self) -> int:
        """The characters that are translated, without markup."""
        return sum(len(html.unescape(MARKUP.sub("", part.fragment))) for part in self.parts)

    def with_translations(self, translations: Sequence[str]) -> bytes:
        """The document with one replacement a part; everything else stays byte for byte."""
        pieces: list[str] = []
        done = 0
        for part, translation in zip(self.parts, translations, strict=True):
            pieces += [self.text[done : part.start], translation]
            done = part.end
        return "".join([*pieces, self.text[done:]]).encode()


def decode(content: bytes) -> str:
    """The text of a document; raises DocumentError unless it is UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(
            "InvalidRequestException", f"the document is not UTF-8: {error.reason} at byte {error.start}"
        ) from error


def has_letters(text: str) -> bool:
    """Whether there is anything to translate."""
    return any(character.isalpha() for character in text)


def keeps_markup(fragment: str, translation: str) -> bool:
    """Whether a translation holds the tags of its source, each as often as the source does."""
    return sorted(TAG.findall(fragment)) == sorted(TAG.findall(translation))
