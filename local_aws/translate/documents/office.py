"""docx, pptx and xlsx: the text of paragraphs, slides and cells, each with its runs of one format as inline tags.

Only the XML of these texts is written anew; everything else of the file stays byte for byte (so charts, pictures and
text boxes, which libraries that load and save whole files drop). Lost are places of bookmarks, comments and marks of
spelling inside a paragraph: they go to its end. Formats: ECMA-376, Office Open XML.
"""

from __future__ import annotations

import copy
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lxml import etree

from local_aws.engines.adaptive.markup import TAG
from local_aws.translate.documents.parts import PLACEHOLDER, Document, DocumentError, Part, has_letters, placeholder

LARGEST_UNPACKED = 256 * 1024**2  # bytes
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ID = re.compile(r'id="(\d+)"')
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Format:
    """Where the texts of a kind of file are. `quiet` elements of a paragraph say nothing about its text."""

    files: re.Pattern[str]
    namespace: str
    paragraphs: tuple[str, ...]
    quiet: frozenset[str]

    def name(self, local: str) -> str:
        """An element of the format by its full name."""
        return f"{{{self.namespace}}}{local}"


DOCX = Format(
    re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"),
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ("p",),
    frozenset(["pPr", "proofErr", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "del"]),
)
PPTX = Format(
    re.compile(r"ppt/(slides|notesSlides)/\w+\.xml"),
    "http://schemas.openxmlformats.org/drawingml/2006/main",
    ("p",),
    frozenset(["pPr", "endParaRPr"]),
)
XLSX = Format(
    re.compile(r"xl/(sharedStrings|worksheets/\w+)\.xml"),
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ("si", "is"),
    frozenset(["rPh", "phoneticPr"]),
)
FORMATS = {"wordprocessingml.document": DOCX, "presentationml.presentation": PPTX, "spreadsheetml.sheet": XLSX}


class _Paragraph:
    """A paragraph as pieces: texts of a format, and elements that stay as they are."""

    def __init__(self, element: Any, form: Format) -> None:
        self._element, self._form = element, form
        self._children = [child for child in element if not self._is_quiet(child)]
        self._pieces = list(self._merged(piece for child in self._children for piece in self._split(child)))
        texts = [piece for piece in self._pieces if self._text(piece)]
        longest = max(texts, key=lambda piece: len(self._text(piece)), default=None)
        self._base = self._look(longest)

    @property
    def fragment(self) -> str:
        """The text, with a tag around what has another format than most of it."""
        return "".join(self._inline(number, piece) for number, piece in enumerate(self._pieces, 1))

    @property
    def plain(self) -> str:
        """The text alone."""
        return "".join(map(self._text, self._pieces))

    def write(self, translation: str) -> None:
        """Put the translation of the fragment in its place."""
        before = [child for child in self._element if self._is_quiet(child)]
        position = len(before) if not self._children else self._element.index(self._children[0])
        for child in self._children:
            self._element.remove(child)
        for offset, piece in enumerate(self._made(translation)):
            self._element.insert(position + offset, piece)

    def _made(self, translation: str) -> Iterator[Any]:
        """The elements of a translation, in its order; each format stands there, even around nothing."""
        done = 0
        opened: list[Any] = []
        blank: list[Any] = []  # of these, the ones without a text so far
        for tag in [*TAG.finditer(translation), None]:
            text = html.unescape(translation[done : tag.start() if tag else len(translation)])
            if text:
                piece = opened[-1] if opened else self._base_piece()
                blank = [other for other in blank if other is not piece]
                yield self._with_text(piece, text)
            if tag is None:
                return
            done = tag.end()
            if tag.group().startswith("</"):
                piece = opened.pop()
                if any(other is piece for other in blank):
                    yield self._with_text(piece, "")
            elif number := ID.search(tag.group()):
                piece = self._pieces[int(number[1]) - 1]
                if PLACEHOLDER.fullmatch(tag.group()):
                    yield piece
                else:
                    opened.append(piece)
                    blank.append(piece)

    def _base_piece(self) -> Any:
        return next(piece for piece in self._pieces if self._text(piece) and self._look(piece) == self._base)

    def _inline(self, number: int, piece: Any) -> str:
        text = self._text(piece)
        if not text:
            return placeholder(number, etree.QName(piece).localname)
        escaped = html.escape(text, quote=False)
        return escaped if self._look(piece) == self._base else f'<r id="{number}">{escaped}</r>'

    def _is_quiet(self, child: Any) -> bool:
        return not isinstance(child.tag, str) or etree.QName(child).localname in self._form.quiet

    def _split(self, child: Any) -> Iterator[Any]:
        """A run as one run a text: tabs and pictures in it stand for themselves."""
        if child.tag != self._form.name("r"):
            yield child
            return
        properties = child.find(self._form.name("rPr"))
        for part in child:
            if part is properties or etree.QName(part).localname == "lastRenderedPageBreak":
                continue
            run = etree.Element(child.tag, child.attrib, nsmap=child.nsmap)
            if properties is not None:
                run.append(copy.deepcopy(properties))
            run.append(copy.deepcopy(part))
            yield run

    def _merged(self, pieces: Iterator[Any]) -> Iterator[Any]:
        """Neighbouring texts of one format as one: programs cut them anywhere."""
        last = None
        for piece in pieces:
            if last is not None and self._text(piece) and self._text(last) and self._look(piece) == self._look(last):
                last = self._with_text(last, self._text(last) + self._text(piece))
                continue
            if last is not None:
                yield last
            last = piece
        if last is not None:
            yield last

    def _texts(self, piece: Any) -> list[Any]:
        """The elements with the text of a piece; none of a field, or of one that holds paragraphs of its own."""
        if etree.QName(piece).localname == "fld" or any(
            next(piece.iter(self._form.name(name)), None) is not None for name in self._form.paragraphs
        ):
            return []
        return list(piece.iter(self._form.name("t")))

    def _text(self, piece: Any) -> str:
        return "".join(text.text or "" for text in self._texts(piece))

    def _look(self, piece: Any) -> bytes | None:
        """What tells a text of another format: its properties, or that it is a link or the like."""
        if piece is None or piece.tag == self._form.name("t"):
            return None
        without = copy.deepcopy(piece)
        for text in list(without.iter(self._form.name("t"))):
            text.getparent().remove(text)
        without.tail = None
        return bytes(etree.tostring(without))

    def _with_text(self, piece: Any, text: str) -> Any:
        """A copy of a piece with another text: all of it in its first text element."""
        made = copy.deepcopy(piece)
        first, *others = self._texts(made)
        first.text = NO_XML.sub("", text)
        if text != text.strip() and self._form is not PPTX:
            first.set(SPACE, "preserve")
        for other in others:
            other.text = ""
        return made


@dataclass(frozen=True)
class OfficeDocument(Document):
    """A file of Office; `numbers` are those of the paragraphs that have a part."""

    content: bytes = b""
    form: Format = DOCX
    numbers: tuple[int, ...] = ()

    def with_translations(self, translations: Sequence[str], target_language: str) -> bytes:
        """The file with these texts in its paragraphs."""
        trees = _trees(self.content, self.form)
        elements = _paragraphs(trees, self.form)
        # From the last to the first: a paragraph may hold others, in a text box, and is written as it is then.
        for number, translation in reversed(list(zip(self.numbers, translations, strict=True))):
            _Paragraph(elements[number], self.form).write(translation)
        return _packed(self.content, trees)


def read_document(content: bytes, form: Format) -> OfficeDocument:
    """Find the texts of a file; raises DocumentError."""
    trees = _trees(content, form)
    fixed = _names_of_columns(content) if form is XLSX else frozenset()
    text, parts, numbers = "", [], []
    for number, element in enumerate(_paragraphs(trees, form)):
        paragraph = _Paragraph(element, form)
        plain = paragraph.plain
        if has_letters(plain) and plain not in fixed:
            parts.append(Part(len(text), len(text) + len(plain), paragraph.fragment, literal=True))
            numbers.append(number)
            text += f"{plain}\n"
    return OfficeDocument(text, tuple(parts), content=content, form=form, numbers=tuple(numbers))


def _paragraphs(trees: dict[str, Any], form: Format) -> list[Any]:
    names = [form.name(name) for name in form.paragraphs]
    return [element for tree in trees.values() for element in tree.iter(*names)]


def _trees(content: bytes, form: Format) -> dict[str, Any]:
    """The XML of the files with texts, by name."""
    with _opened(content) as archive:
        names = sorted(name for name in archive.namelist() if form.files.fullmatch(name))
        if not names:
            raise DocumentError("InvalidRequestException", "the document is no file of this type: it has no texts")
        return {name: _parsed(archive.read(name), name) for name in names}


def _parsed(content: bytes, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError("InvalidRequestException", f"{name} of the document is no XML: {error}") from error
    if tree.getroottree().docinfo.doctype:
        raise DocumentError("InvalidRequestException", f"{name} of the document has a document type declaration")
    return tree


def _names_of_columns(content: bytes) -> frozenset[str]:
    """The headers of tables: the file names them a second time, and both must be the same."""
    with _opened(content) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"xl/tables/\w+\.xml", name)]
        tables = [_parsed(archive.read(name), name) for name in names]
    return frozenset(column.get("name", "") for table in tables for column in table.iter(XLSX.name("tableColumn")))


def _packed(content: bytes, trees: dict[str, Any]) -> bytes:
    """The file with other XML in it."""
    packed = io.BytesIO()
    with _opened(content) as before, zipfile.ZipFile(packed, "w") as after:
        for entry in before.infolist():
            data = before.read(entry)
            if entry.filename in trees:
                tree = trees[entry.filename]
                data = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            after.writestr(entry, data)
    return packed.getvalue()


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise DocumentError("TextSizeLimitExceededException", "the document is too large when it is unpacked")
        damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise DocumentError("InvalidRequestException", f"the document is no file of Office: {error}") from error
    if damaged:
        raise DocumentError("InvalidRequestException", f"{damaged} of the document is damaged")
    return archive


READERS = {
    f"application/vnd.openxmlformats-officedocument.{kind}": partial(read_document, form=form)
    for kind, form in FORMATS.items()
}
