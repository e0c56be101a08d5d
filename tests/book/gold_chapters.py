"""Reads the chapters of `tests/book/gold`, in which what is sent is marked by hand.

A stretch between ⟪ and ⟫ is one segment. In it, what stands between ⟨ and ⟩, code in backticks and HTML tags is
protected; what stands between ⟦ and ⟧, there and elsewhere, is left open. No other letter is sent. The folder is the
dialect.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from amts_core.book.chapter import Chapter, decode_chapter, parse_chapter
from amts_core.book.dialects import checked_format
from amts_core.book.model import PieceKind
from amts_core.book.segments import segments

GOLD = Path(__file__).parent / "gold"
FILES = sorted(path for path in GOLD.rglob("*.*") if path.is_file())
_PROTECTED = re.compile(r"\}`[^`]*`|(`+)[^`].*?\1|</?\w[^<>]*>", re.DOTALL)  # a role says itself what it is


@dataclass(frozen=True)
class Marked:
    """A chapter without its marks; `kinds`: whether a character is Sent, Protected, left open (?) or Never sent."""

    chapter: Chapter
    kinds: str
    sent: tuple[tuple[int, int], ...]


def read_marked(path: Path, *, windows: bool = False) -> Marked:
    """A chapter of the gold and what its marks say."""
    dialect = path.stem if path.suffix == ".ipynb" else path.parent.name
    format = checked_format(dialect, file=path.name)
    source = decode_chapter(path.read_bytes(), id=path.stem, format=format)
    marked, text, kinds, sent = source.text, "", [], []
    if windows:
        marked = marked.replace("\n", "\r\n")
    start, open_marks = 0, ""
    for character in marked:
        if character in "⟪⟨⟦":
            open_marks += character
            start = len(text) if character == "⟪" else start
        elif character in "⟫⟩⟧":
            assert "⟪⟨⟦"["⟫⟩⟧".index(character)] == open_marks[-1:], f"{path}: near {text[-40:]!r}"
            open_marks = open_marks[:-1]
            if character == "⟫":
                sent.append((start, len(text)))
                for found in _PROTECTED.finditer(text, start):
                    if found.group().startswith("}"):
                        continue
                    kinds[found.start() : found.end()] = "".join(kinds[found.start() : found.end()]).replace("S", "P")
        else:
            text += character
            kinds.append({"": "N", "⟪": "S", "⟨": "P", "⟦": "?"}[open_marks[-1:]])
    assert not open_marks, path
    return Marked(parse_chapter(text, id=path.stem, format=format), "".join(kinds), tuple(sent))


def faults(marked: Marked) -> list[str]:
    """What is sent and should not be, and the other way round, in words."""
    chapter = marked.chapter
    text = chapter.text
    found, owners = [], [-1] * len(text)
    for number, segment in enumerate(segments(chapter, language="en", granularity="paragraph")):
        for piece in chapter.blocks[segment.block].pieces:
            if piece.kind in (PieceKind.TEXT, PieceKind.SOFT_BREAK):
                for i in range(max(piece.start, segment.start), min(piece.end, segment.end)):
                    owners[i] = number
    wrong = [
        i
        for i, (kind, owner) in enumerate(zip(marked.kinds, owners, strict=True))
        if text[i].isalpha() and ((kind in "NP" and owner >= 0) or (kind == "S" and owner < 0))
    ]
    for i in wrong:
        if i - 1 not in wrong:
            end = next(j for j in range(i, len(text) + 1) if j not in wrong)
            what = {"N": "sent", "P": "leaks", "S": "missing"}[marked.kinds[i]]
            found.append(f"line {_line(text, i)}: {what}: {text[i:end]!r}")
    for start, end in marked.sent:
        letters = [i for i in range(start, end) if marked.kinds[i] == "S" and text[i].isalpha()]
        inside = {owners[i] for i in letters if owners[i] >= 0}
        if len(inside) > 1:
            found.append(f"line {_line(text, start)}: cut up: {text[start:end]!r}")
        beyond = [i for i, owner in enumerate(owners) if owner in inside and not start <= i < end and text[i].isalpha()]
        if any(marked.kinds[i] == "S" for i in beyond):
            found.append(f"line {_line(text, start)}: merged: {text[start:end]!r}")
    return found


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
