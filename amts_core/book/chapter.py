"""A chapter: text to blocks and back, byte for byte.

`parse_chapter` never loses a character: the texts of the blocks in order are the text, and this is asserted on every
parse. `read_chapter` and `write_chapter` are inverse to each other on the bytes of a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from amts_core.book.inline import scan_inline
from amts_core.book.lines import Cut, cut_blocks
from amts_core.book.model import TEXT_BLOCKS, Block, BlockKind, Piece, PieceKind, Side, has_letter
from amts_core.book.notebook import notebook_frame, notebook_text
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

FORMATS = {".md": "md", ".markdown": "md", ".mdx": "mdx", ".ipynb": "ipynb"}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A parsed chapter.

    `id` is its path in the book without suffix. `newline` is its most frequent line end; `bom` says whether the file
    starts with a byte order mark (which is not part of `text`). `frame` is the JSON file of a notebook, whose cells
    `text` shows one after the other; it is empty for other formats. `warnings` name damage that was found, by line.
    """

    id: str
    text: str
    blocks: tuple[Block, ...]
    format: str = "md"
    newline: str = "\n"
    bom: bool = False
    frame: str = ""
    warnings: tuple[str, ...] = ()

    def with_text(self, text: str) -> Chapter:
        """The same file with another text."""
        other = parse_chapter(text, id=self.id, format=self.format)
        return replace(other, bom=self.bom, frame=self.frame)


def parse_chapter(text: str, *, id: str = "", format: str = "md") -> Chapter:
    """The chapter with this text. `format` is one of "md", "mdx", "ipynb" (cells as `notebook` shows them)."""
    cuts, warnings = cut_blocks(text, format=format)
    blocks = _blocks(text, cuts, format)
    if "".join(block.text for block in blocks) != text:
        raise AssertionError(f"the blocks of chapter {id!r} are not its text")
    return Chapter(id, text, blocks, format, _newline(text), warnings=tuple(warnings + _unbalanced_tabs(blocks)))


def _blocks(text: str, cuts: list[Cut], format: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    tab = ""
    for index, cut in enumerate(cuts):
        content = text[cut.start : cut.end]
        pieces: tuple[Piece, ...] = ()
        if cut.kind in TEXT_BLOCKS:
            is_heading = cut.kind is BlockKind.HEADING
            pieces = scan_inline(text, cut.start, cut.end, format=format, heading=is_heading)
        if cut.kind is BlockKind.TAB:
            tab = cut.name.partition(":")[2] if cut.name.startswith("begin:") else ""
        key = _key(cut, content, pieces, text)
        blocks.append(Block(index, cut.kind, cut.start, cut.end, content, pieces, cut.level, tab, key))
    return tuple(blocks)


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
    target = pieces[-1].text if pieces and pieces[-1].kind is PieceKind.TARGET else text[end : end + 400]
    found = re.match(r"\s*\]\(\s*<?([^\s)>]*)", target)
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


def read_chapter(path: Path, *, id: str | None = None) -> Chapter:
    """The chapter in this file; raises AmtsError that names the file if it cannot be read as UTF-8 text."""
    format = FORMATS.get(path.suffix.lower())
    if format is None:
        raise AmtsError(f"{path} is not a chapter: use a file that ends with {', '.join(FORMATS)}")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AmtsError(f"cannot read the chapter {path}: {error.strerror}") from None
    return decode_chapter(content, id=path.stem if id is None else id, format=format, name=str(path))


def decode_chapter(content: bytes, *, id: str, format: str, name: str = "") -> Chapter:
    """The chapter with these bytes; `name` is what errors call it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise AmtsError(f"{name or id} is not UTF-8 text (byte {error.start}): convert it to UTF-8") from None
    bom = text.startswith("\ufeff")
    text = frame = text[bom:]
    if format == "ipynb":
        text = notebook_text(frame, name or id)
    chapter = parse_chapter(text, id=id, format=format)
    return replace(chapter, bom=bom, frame=frame if format == "ipynb" else "")


def encode_chapter(chapter: Chapter) -> bytes:
    """The bytes of the chapter's file: the inverse of `decode_chapter`."""
    text = notebook_frame(chapter.frame, chapter.text, chapter.id) if chapter.format == "ipynb" else chapter.text
    return (("\ufeff" if chapter.bom else "") + text).encode("utf-8")


def write_chapter(chapter: Chapter, path: Path) -> None:
    """Write the chapter's file in one step."""
    write_whole(path, encode_chapter(chapter))
