"""application/x-xliff+xml (XLIFF 1.2): each `source` is a part, its translation becomes the `target` of its unit.

Everything else stays byte for byte. http://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.parsers.expat import ExpatError, ParserCreate

from local_aws.engines.adaptive.markup import span_key
from local_aws.translate.documents.html import end_of_element
from local_aws.translate.documents.parts import (
    Document,
    DocumentError,
    Part,
    has_letters,
    is_plain_tag,
    placeholder,
    stand_in,
)
from local_aws.translate.documents.scan import Kind, scan

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
ITS = "http://www.w3.org/2005/11/its"
CODES = frozenset(["bpt", "ept", "it", "ph"])  # what they hold is code of the original file
CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
TAG = re.compile(r"<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")
NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
TARGET_LANGUAGE = re.compile(rb"""\starget-language\s*=\s*(?:"[^"]*"|'[^']*')""")
TAG_BYTES = re.compile(TAG.pattern.encode())


@dataclass
class _Unit:
    """A trans-unit in bytes: the content of its source, and where its target stands or would stand."""

    name: str
    translate: bool
    prefix: str = ""  # of its elements, with the colon
    source: tuple[int, int] = (0, 0)
    target: tuple[int, int] | None = None  # with its tags
    source_end: int = 0  # behind </source>, or </seg-source> if there is one
    final: bool = False  # a person has approved of its target
    language: str = ""  # the target language of its file


class _Reader:
    """Finds the units of a file; expat gives the byte where each tag starts."""

    def __init__(self, content: bytes) -> None:
        self.units: list[_Unit] = []
        self.languages: list[tuple[int, int]] = []
        self._content = content
        self._path: list[str] = []
        self._language = ""
        self._translate = [True]  # what each element around says, by itself or as heir
        self._unit: _Unit | None = None
        self._empty = False  # whether the child of the unit that was opened last is written as <x/>
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.XmlDeclHandler = _check_declaration
        self._parser.Parse(content, True)

    def _refuse(self, *_: object) -> None:
        raise DocumentError("InvalidRequestException", "an XLIFF document cannot have a document type declaration")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, name = name.rpartition(" ")
        if not self._path:
            _check_root(namespace, name, attributes.get("version"))
        self._path.append(name)
        self._translate.append(_says(attributes, self._translate[-1]))
        here = self._parser.CurrentByteIndex
        if name == "file" and len(self._path) == 2:
            self.languages.append(self._language_of_file(here))
            self._language = attributes.get("target-language", "")
        elif name == "trans-unit":
            self._unit = _Unit(
                attributes.get("id", ""), self._translate[-1], self._prefix(here), language=self._language
            )
            self._unit.final = attributes.get("approved") == "yes"
        elif self._unit and self._path[-2] == "trans-unit":
            behind = self._behind_tag(here)
            self._empty = self._content.endswith(b"/>", here, behind)
            if name == "source":
                self._unit.source = (behind, behind)
                self._unit.source_end = behind
            elif name == "seg-source":
                self._unit.source_end = behind
            elif name == "target":
                self._unit.target = (here, behind)
                self._unit.final |= attributes.get("state") == "final"

    def _end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        self._path.pop()
        self._translate.pop()
        here = self._parser.CurrentByteIndex
        if self._unit and self._path and self._path[-1] == "trans-unit" and not self._empty:
            if name == "source":
                self._unit.source = (self._unit.source[0], here)
                self._unit.source_end = self._behind_tag(here)
            elif name == "seg-source":
                self._unit.source_end = self._behind_tag(here)
            elif name == "target" and self._unit.target:
                self._unit.target = (self._unit.target[0], self._behind_tag(here))
        if name == "trans-unit" and self._unit:
            self.units.append(self._unit)
            self._unit = None

    def _language_of_file(self, start: int) -> tuple[int, int]:
        """Where the attribute `target-language` of a `file` tag is, or would be, with the blank before it."""
        behind = self._behind_tag(start)
        found = TARGET_LANGUAGE.search(self._content, start, behind)
        if found:
            return found.span()
        end = behind - (2 if self._content.endswith(b"/>", start, behind) else 1)
        return end, end

    def _prefix(self, start: int) -> str:
        """The prefix of the tag at `start`, with its colon."""
        name = self._content[start + 1 : self._behind_tag(start)].split(None, 1)[0].decode()
        return name.rpartition(":")[0] + ":" if ":" in name else ""

    def _behind_tag(self, start: int) -> int:
        """Attribute values may hold ">", so the tag is scanned with its quotes."""
        match = TAG_BYTES.match(self._content, start)
        return match.end() if match else start


def _check_declaration(version: str, encoding: str | None, standalone: int) -> None:
    """Raise DocumentError for another encoding than the one in which the result is written."""
    if encoding and encoding.lower() != "utf-8":
        raise DocumentError("InvalidRequestException", f"the document says that it is in {encoding}: save it as UTF-8")


def _says(attributes: dict[str, str], inherited: bool) -> bool:
    """Whether the texts of an element are translated: what it says (in XLIFF, or ITS 2.0), else what is inherited."""
    told = [value for name, value in attributes.items() if name in ("translate", f"{ITS} translate")]
    return told[0] != "no" if told else inherited


def _check_root(namespace: str, name: str, version: str | None) -> None:
    """Raise DocumentError unless the root element is that of XLIFF 1.2."""
    if name != "xliff":
        raise DocumentError("InvalidRequestException", f"the document is not XLIFF: its root element is {name}")
    if version not in (None, "1.2") or namespace not in ("", NAMESPACE):
        raise DocumentError(
            "InvalidRequestException",
            f"the document is XLIFF {version or 'of another version'}; 1.2 alone is translated",
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the target of a part goes: [start, end) of the text, with the prefix of the elements of its unit.

    `final` is the language of a target that stands there and that a person has approved of, "" for any other.
    """

    start: int
    end: int
    prefix: str
    final: str


@dataclass(frozen=True)
class XliffDocument(Document):
    """An XLIFF file; `places` has one for each part, `languages` those of the attribute `target-language`."""

    places: tuple[_Place, ...] = ()
    languages: tuple[tuple[int, int], ...] = ()

    def with_translations(self, translations: Sequence[str], target_language: str) -> bytes:
        """The file with a target in each unit that has a source to translate, and the language of these targets.

        A final target in this language stays.
        """
        changes = [(start, end, f' target-language="{target_language}"') for start, end in self.languages]
        for part, place, translation in zip(self.parts, self.places, translations, strict=True):
            if place.final != target_language:
                tag = f"{place.prefix}target"
                changes.append((place.start, place.end, f"<{tag}>{_xml(part.written(translation))}</{tag}>"))
        pieces: list[str] = []
        done = 0
        for start, end, new in sorted(changes):
            pieces += [self.text[done:start], new]
            done = end
        return "".join([*pieces, self.text[done:]]).encode()


def read_document(content: bytes) -> XliffDocument:
    """Find the units of a file; raises DocumentError."""
    try:
        reader = _Reader(content)
        text = content.decode("utf-8")
    except (ExpatError, UnicodeDecodeError) as error:
        raise DocumentError("InvalidRequestException", f"the document is not XLIFF in UTF-8: {error}") from error
    characters = _Characters(content)
    languages = tuple((characters.at(start), characters.at(end)) for start, end in reader.languages)
    parts, places = [], []
    for unit in filter(lambda unit: unit.translate, reader.units):
        source = content[unit.source[0] : unit.source[1]].decode()
        fragment = CDATA.sub(lambda match: html.escape(match[1], quote=False), source)
        part = _part(fragment, characters.at(unit.source[0]), characters.at(unit.source[1]), unit.name)
        if has_letters(html.unescape(TAG.sub("", part.fragment))):
            start, end = unit.target or (unit.source_end, unit.source_end)
            final = unit.language if unit.final and unit.target else ""
            places.append(_Place(characters.at(start), characters.at(end), unit.prefix, final))
            parts.append(part)
    return XliffDocument(text, tuple(parts), places=tuple(places), languages=languages)


def _part(fragment: str, start: int, end: int, name: str) -> Part:
    """A part whose codes, comments and protected spans no engine sees."""
    kept: list[str] = []
    pieces: list[str] = []
    tokens = list(scan(fragment, xml=True))
    position = 0
    while position < len(tokens):
        token = tokens[position]
        position += 1
        if token.kind is Kind.START and (token.fixed or (token.tag.rpartition(":")[2] in CODES and not token.closed)):
            position = end_of_element(tokens, position - 1)
            token = replace(token, kind=Kind.ATOM, end=tokens[position - 1].end)
        raw = fragment[token.start : token.end]
        if token.kind in (Kind.ATOM, Kind.OTHER):
            kept.append(raw)
            raw = placeholder(len(kept), span_key(raw))
        elif token.kind is not Kind.TEXT and not is_plain_tag(raw):
            kept.append(raw)
            raw = stand_in(len(kept), token.tag, is_end=token.kind is Kind.END)
        pieces.append(raw)
    return Part(start, end, "".join(pieces), name, tuple(kept))


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


def _xml(written: str) -> str:
    """What XML takes: `&nbsp;` and its like become characters, "<" and "]]>" in a text are escaped, controls go."""
    text = re.sub(
        r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)(\w+;)?",
        lambda match: html.unescape(match.group()) if match.group(1) else "&amp;",
        written,
    )
    return NO_XML.sub("", re.sub(r"<(?![A-Za-z/!?])", "&lt;", text).replace("]]>", "]]&gt;"))
