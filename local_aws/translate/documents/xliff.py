"""application/x-xliff+xml (XLIFF 1.2): each `source` is a part, its translation becomes the `target` of its unit.

Everything else stays byte for byte. http://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.parsers.expat import ExpatError, ParserCreate

from local_aws.translate.documents.parts import Document, DocumentError, Part, has_letters

CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
TAG = re.compile(r"<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")
TAG_BYTES = re.compile(TAG.pattern.encode())


@dataclass
class _Unit:
    """A trans-unit in bytes: the content of its source, and where its target stands or would stand."""

    name: str
    translate: bool
    source: tuple[int, int] = (0, 0)
    target: tuple[int, int] | None = None  # with its tags
    source_end: int = 0  # behind </source>


class _Reader:
    """Finds the units of a file; expat gives the byte where each tag starts."""

    def __init__(self, content: bytes) -> None:
        self.units: list[_Unit] = []
        self._content = content
        self._path: list[str] = []
        self._unit: _Unit | None = None
        self._empty = False  # whether the child of the unit that was opened last is written as <x/>
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.Parse(content, True)

    def _refuse(self, *_: object) -> None:
        raise DocumentError("InvalidRequestException", "an XLIFF document cannot have a document type declaration")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        self._path.append(name)
        here = self._parser.CurrentByteIndex
        if name == "trans-unit":
            self._unit = _Unit(attributes.get("id", ""), attributes.get("translate") != "no")
        elif self._unit and self._path[-2] == "trans-unit":
            behind = self._behind_tag(here)
            self._empty = self._content.endswith(b"/>", here, behind)
            if name == "source":
                self._unit.source = (behind, behind)
                self._unit.source_end = behind
            elif name == "target":
                self._unit.target = (here, behind)

    def _end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        self._path.pop()
        here = self._parser.CurrentByteIndex
        if self._unit and self._path and self._path[-1] == "trans-unit" and not self._empty:
            if name == "source":
                self._unit.source = (self._unit.source[0], here)
                self._unit.source_end = self._behind_tag(here)
            elif name == "target" and self._unit.target:
                self._unit.target = (self._unit.target[0], self._behind_tag(here))
        if name == "trans-unit" and self._unit:
            self.units.append(self._unit)
            self._unit = None

    def _behind_tag(self, start: int) -> int:
        """Attribute values may hold ">", so the tag is scanned with its quotes."""
        match = TAG_BYTES.match(self._content, start)
        return match.end() if match else start


@dataclass(frozen=True)
class XliffDocument(Document):
    """An XLIFF file; `places` says for each part where its target goes: [start, end) of the text."""

    places: tuple[tuple[int, int], ...] = ()

    def with_translations(self, translations: Sequence[str]) -> bytes:
        """The file with a target in each unit that has a source to translate."""
        targets = tuple(
            replace(part, start=start, end=end) for part, (start, end) in zip(self.parts, self.places, strict=True)
        )
        written = [f"<target>{_xml(translation)}</target>" for translation in translations]
        return Document(self.text, targets).with_translations(written)


def read_document(content: bytes) -> XliffDocument:
    """Find the units of a file; raises DocumentError."""
    try:
        units = _Reader(content).units
        text = content.decode("utf-8")
    except (ExpatError, UnicodeDecodeError) as error:
        raise DocumentError("InvalidRequestException", f"the document is not XLIFF in UTF-8: {error}") from error
    characters = _Characters(content)
    parts, places = [], []
    for unit in units:
        source = content[unit.source[0] : unit.source[1]].decode()
        fragment = CDATA.sub(lambda match: html.escape(match[1], quote=False), source)
        if unit.translate and has_letters(html.unescape(TAG.sub("", fragment))):
            start, end = unit.target or (unit.source_end, unit.source_end)
            places.append((characters.at(start), characters.at(end)))
            parts.append(Part(characters.at(unit.source[0]), characters.at(unit.source[1]), fragment, unit.name))
    return XliffDocument(text, tuple(parts), places=tuple(places))


class _Characters:
    """Byte positions of a UTF-8 text as character positions; asked in nearly rising order."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._byte = self._character = 0

    def at(self, byte: int) -> int:
        """The character position of a byte position."""
        if byte < self._byte:
            self._character -= len(self._content[byte : self._byte].decode())
        else:
            self._character += len(self._content[self._byte : byte].decode())
        self._byte = byte
        return self._character


def _xml(fragment: str) -> str:
    """A fragment with the character references that XML knows: `&nbsp;` and its like become characters."""
    return re.sub(
        r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)(\w+;)?",
        lambda match: html.unescape(match.group()) if match.group(1) else "&amp;",
        fragment,
    )
