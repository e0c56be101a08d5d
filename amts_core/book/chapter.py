"""A chapter: text to blocks and back, byte for byte.

`parse_chapter` never loses a character: the texts of the blocks in order are the text, and this is asserted on every
parse. `read_chapter` and `write_chapter` are inverse to each other on the bytes of a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from amts_core.book.dialects import FORMATS, checked_format, ending_of, find_format, is_notebook, shared_formats
from amts_core.book.generator import generator_of_folder
from amts_core.book.inline import link_key, scan_inline
from amts_core.book.lines import Cut, cut_blocks
from amts_core.book.model import TEXT_BLOCKS, Block, BlockKind, Piece, PieceKind, Side, has_letter
from amts_core.book.notebook import frame_of, notebook_frame, notebook_text
from amts_core.errors import AmtsError
from amts_core.files import write_whole

__all__ = [
    "FORMATS",
    "Block",
    "BlockKind",
    "Chapter",
    "Piece",
    "PieceKind",
    "Side",
    "decode_chapter",
    "encode_chapter",
    "has_letter",
    "parse_chapter",
    "read_chapter",
    "write_chapter",
]

_LFS_POINTER = "version https://git-lfs.github.com/spec/v1\n"
_DEFINED = re.compile(r"\[(?!\^)((?:[^\[\]\\]|\\.)+)\]:")


@dataclass(frozen=True)
class Chapter:
    """A chapter, parsed when its blocks are asked for.

    `id` is its path in the book without suffix, `ending` the end of its file's name. `format` says how it is read (see
    `dialects`). `newline` is its most frequent line end; `bom` says whether the file starts with a byte order mark
    (which is not part of `text`). `frame` is the JSON file of a notebook, whose cells `text` shows one after the other;
    it is empty for other formats.
    """

    id: str
    text: str
    format: str = "md"
    newline: str = "\n"
    bom: bool = False
    frame: str = ""
    ending: str = ".md"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks; their texts in order are the text."""
        return self._parsed[0]

    @property
    def warnings(self) -> tuple[str, ...]:
        """The damage that was found, by line."""
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[tuple[Block, ...], tuple[str, ...]]:
        return _parse(self.text, self.format)

    def line_of(self, place: int) -> int:
        """The number of the line that a place of the text is in."""
        return self.text.count("\n", 0, place) + 1

    def with_text(self, text: str) -> Chapter:
        """The same file with another text."""
        return replace(self, text=text, newline=_newline(text))

    def in_step(self, text: str, source: Chapter) -> Chapter:
        """The same file with the text of a sync; a notebook gets the cells that only its source has from there.

        Raises AmtsError for a notebook whose cells cannot be told apart.
        """
        frame = frame_of(text, self.frame, source.frame, self.id) if self.frame else ""
        return replace(self.with_text(text), frame=frame)

    def parsed_as(self, blocks: tuple[Block, ...], warnings: tuple[str, ...]) -> Chapter:
        """The same, known to have these blocks and this damage."""
        chapter = replace(self)
        chapter.__dict__["_parsed"] = blocks, warnings
        return chapter

    def with_format(self, format: str) -> Chapter:
        """The same file read in another format."""
        return self if format == self.format else replace(self, format=format)


def parse_chapter(text: str, *, id: str = "", format: str = "md") -> Chapter:
    """The chapter with this text. `format` is a dialect, or the type of a file ("md", "mdx", "ipynb").

    Of a type alone the text says which dialects it has. The text of a notebook is that of its cells, as `notebook`
    shows them.
    """
    return Chapter(id, text, find_format(text, format).format, _newline(text))


def read_alike(*chapters: Chapter) -> tuple[Chapter, ...]:
    """Versions of a chapter, each read with the dialects of all."""
    formats = shared_formats([chapter.format for chapter in chapters])
    return tuple(chapter.with_format(format) for chapter, format in zip(chapters, formats, strict=True))


@lru_cache(maxsize=32)  # a step asks for the sides of a chapter several times, one chapter after the other
def _parse(text: str, format: str) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks of a text, and the damage that was found."""
    cuts, warnings = cut_blocks(text, format=format)
    blocks = _blocks(text, cuts, format)
    if "".join(block.text for block in blocks) != text:
        raise AssertionError(f"the blocks are not the text of the chapter that begins with {text[:40]!r}")
    return blocks, tuple(warnings + _unbalanced_tabs(blocks))


def _blocks(text: str, cuts: list[Cut], format: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    directives = (cut.start for cut in cuts if cut.kind is BlockKind.DIRECTIVE)
    keys = {link_key(found[1]) for start in directives if (found := _DEFINED.match(text, start))}
    tab = ""
    for index, cut in enumerate(cuts):
        content = text[cut.start : cut.end]
        pieces: tuple[Piece, ...] = ()
        if cut.kind in TEXT_BLOCKS:
            is_heading = cut.kind is BlockKind.HEADING
            start, end = _without_quotes(cut, text)
            pieces = scan_inline(text, start, end, format=format, heading=is_heading, keys=keys)
            pieces = (*_quote(text, cut.start, start), *pieces, *_quote(text, end, cut.end))
        if cut.kind is BlockKind.TAB:
            tab = cut.name.partition(":")[2] if cut.name.startswith("begin:") else ""
        key = _key(cut, content, pieces, text)
        blocks.append(Block(index, cut.kind, cut.start, cut.end, content, pieces, cut.level, tab, key))
    return tuple(blocks)


def _without_quotes(cut: Cut, text: str) -> tuple[int, int]:
    """Start and end of a text block without the quotes of a field."""
    quoted = cut.kind is BlockKind.FIELD and cut.end - cut.start > 1 and text[cut.start] in "\"'"
    is_whole = quoted and text[cut.start] == text[cut.end - 1]
    return (cut.start + 1, cut.end - 1) if is_whole else (cut.start, cut.end)


def _quote(text: str, start: int, end: int) -> tuple[Piece, ...]:
    return (Piece(PieceKind.QUOTE, start, end, text[start:end]),) if start < end else ()


def _key(cut: Cut, content: str, pieces: tuple[Piece, ...], text: str) -> str:
    """The content key of an anchor: equal keys in two editions of a chapter mean the same place."""
    match cut.kind:
        case BlockKind.HEADING:
            return f"heading {cut.level}"
        case BlockKind.CODE:
            return f"code {_bare_code(content)}"
        case BlockKind.FORMULA:
            return "formula " + re.sub(r"\\(?:text|textrm|mathrm|mbox)\{[^{}]*\}|\s+", "", content)
        case BlockKind.DIRECTIVE:
            return f"label {cut.name}" if cut.name else f"directive {content.strip()}"
        case BlockKind.TAB:
            return f"tab {cut.name}"
        case BlockKind.CONTAINER:
            return f"container {cut.name or content.strip()}"
        case BlockKind.TABLE_RULE:
            return f"table {content.count('|')}"
        case BlockKind.IMAGE:
            return f"image {_destination(text, cut.end, pieces)}"
        case BlockKind.PARAGRAPH if _is_one_link(pieces):
            return "link"
        case _:
            return ""


def _bare_code(code: str) -> str:
    """Code without comments, strings and white space: what a translator does not change."""
    without = re.sub(r"(?m)#(?!@).*$|//.*$", "", code)
    return re.sub(r"\"[^\"\n]*\"|'[^'\n]*'|\s+", "", without)


def _destination(text: str, end: int, pieces: tuple[Piece, ...]) -> str:
    is_whole = bool(pieces) and pieces[-1].kind in (PieceKind.TARGET, PieceKind.URL)
    target = pieces[-1].text if is_whole else text[end : end + 400]
    found = re.match(r"(?:!\[)?\s*\]\(\s*<?([^\s)>]*)", target)
    return found.group(1).rsplit("/", 1)[-1] if found else ""


def _is_one_link(pieces: tuple[Piece, ...]) -> bool:
    return len(pieces) == 3 and pieces[0].kind is PieceKind.LINK and pieces[2].kind is PieceKind.TARGET


def _newline(text: str) -> str:
    windows = text.count("\r\n")
    return "\r\n" if windows * 2 > text.count("\n") else "\n"


def _unbalanced_tabs(blocks: tuple[Block, ...]) -> list[str]:
    opened = sum(block.key.startswith("tab begin:") for block in blocks)
    closed = sum(block.key.startswith("tab end:") for block in blocks)
    return [f"{opened} tabs open and {closed} close"] if opened != closed else []


def read_chapter(path: Path, *, id: str | None = None, dialect: str | None = None) -> Chapter:
    """The chapter in this file, in this dialect: by default that of the generator whose files lie beside or above it.

    Raises AmtsError that names the file if it cannot be read as UTF-8 text.
    """
    if path.suffix.lower() not in FORMATS:
        raise AmtsError(f"{path} is not a chapter: use a file that ends with {', '.join(FORMATS)}")
    format = format_of_file(path, dialect)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AmtsError(f"cannot read the chapter {path}: {error.strerror}") from None
    chapter = decode_chapter(content, id=path.stem if id is None else id, format=format, name=str(path))
    return replace(chapter, ending=path.suffix)


def format_of_file(path: Path, dialect: str | None = None) -> str:
    """How a file is read: in this dialect, else in that of its generator, else as its type says."""
    if dialect is None and FORMATS[path.suffix.lower()] != "quarto":
        generator = generator_of_folder(path.parent)
        dialect = generator.format if generator else None
    return checked_format(dialect, file=path.name) if dialect else FORMATS[path.suffix.lower()]


def decode_chapter(content: bytes, *, id: str, format: str, name: str = "") -> Chapter:
    """The chapter with these bytes; `name` is what errors call it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise AmtsError(f"{name or id} is not UTF-8 text (byte {error.start}): convert it to UTF-8") from None
    if text.startswith(_LFS_POINTER):
        raise AmtsError(
            f"{name or id} is a pointer of Git LFS and not its text: fetch it by git lfs pull, or exclude it"
        )
    bom = text.startswith("\ufeff")
    text = frame = text[bom:]
    if is_notebook(format):
        text = notebook_text(frame, name or id)
    chapter = parse_chapter(text, id=id, format=format)
    return replace(chapter, bom=bom, frame=frame if is_notebook(format) else "", ending=ending_of(format))


def encode_chapter(chapter: Chapter) -> bytes:
    """The bytes of the chapter's file: the inverse of `decode_chapter`."""
    text = notebook_frame(chapter.frame, chapter.text, chapter.id) if chapter.frame else chapter.text
    return (("\ufeff" if chapter.bom else "") + text).encode("utf-8")


def write_chapter(chapter: Chapter, path: Path) -> None:
    """Write the chapter's file in one step."""
    write_whole(path, encode_chapter(chapter))
