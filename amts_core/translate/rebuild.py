"""Drafts back into the frame of their chapter.

Every raw stretch of the source stays where it is; a text block becomes the text of its drafts. Where a draft has the
shape of its source the line ends stay; otherwise a block is written on one line, or with one sentence a line. Before
anything is returned the skeletons of source and result are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from amts_core.book.chapter import Block, BlockKind, Chapter, Piece, PieceKind
from amts_core.book.lines import begins_block
from amts_core.book.model import WRAPPED, has_lines
from amts_core.book.segments import BlockLine, Placed, Segment, block_lines, split_sentences
from amts_core.errors import AmtsError
from amts_core.languages import Language
from amts_core.languages import language as known_language
from amts_core.translate.code import keep_code
from amts_core.translate.field import field_value
from amts_core.translate.restore import Draft, same_shape
from amts_core.translate.skeleton import compare_skeletons

__all__ = ["DamagedChapter", "Rebuilt", "compare_skeletons", "rebuild_chapter"]

_STRUCTURE = re.compile(
    r"(?:#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|\d{1,9}[.)](?:\s|$)|`{3}|~{3}|:|\||=+\s*$|-+\s*$|(?:[*_-]\s*){3,}$"
    r"|<!--|</?[A-Za-z]|\$\$|!\[|\\[A-Za-z]+\{|\[\^|\[[^\]]+\]:|\{)"
)
_AT_LINE_START = WRAPPED | {BlockKind.CAPTION, BlockKind.FOOTNOTE, BlockKind.IMAGE}
_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t>]*")


class DamagedChapter(AmtsError):
    """A chapter that cannot be put together; the message names the chapter and the reason."""


@dataclass(frozen=True)
class Rebuilt:
    """A chapter in the target language. `flags` name what a reviewer should look at."""

    chapter: Chapter
    flags: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text of the chapter."""
        return self.chapter.text


def rebuild_chapter(
    source: Chapter,
    drafts: Mapping[str, Draft],
    *,
    target_language: str,
    source_language: str = "en",
    existing: Chapter | None = None,
    one_sentence_per_line: bool = False,
    human: Set[str] = frozenset(),
) -> Rebuilt:
    """The source chapter with its text replaced by drafts (by segment id: of blocks, or of all sentences of a block).

    `existing` is a translation whose code cells are kept. Drafts that are `human` may have other spans than the
    source, and an empty one says that the draft before it has its text too. Raises DamagedChapter if a draft is missing
    or if the result does not have the skeleton of its source.
    """
    writer = _Writer(source, drafts, known_language(target_language), one_sentence_per_line)
    lines = {line.block.index: line for line in block_lines(source, source_language)}
    code = keep_code(source, existing) if existing else None
    frame, parts = [], []
    by_human = {identity.partition(".")[0] for identity in human}
    for block in source.blocks:
        raw = code.texts.get(block.index, block.text) if code else block.text
        frame.append(raw)
        parts.append(writer.block(lines[block.index]) if block.index in lines else raw)
    result = source.with_text("".join(parts))
    expected = source.with_text("".join(frame)) if code and code.texts else source
    differences = compare_skeletons(
        expected, result, human={index for index, line in lines.items() if line.id in by_human}
    )
    if differences:
        more = f" (and {len(differences) - 1} more)" if len(differences) > 1 else ""
        raise DamagedChapter(f"chapter {source.id!r} would be damaged: {differences[0]}{more}; translate it again")
    return Rebuilt(result, (*writer.flags, *(code.flags if code else ())))


class _Writer:
    """Writes text blocks of one chapter."""

    def __init__(self, source: Chapter, drafts: Mapping[str, Draft], target: Language, sentence_lines: bool) -> None:
        self.source, self.drafts, self.target = source, drafts, target
        self.sentence_lines = sentence_lines
        self.flags: list[str] = []

    def block(self, line: BlockLine) -> str:
        """The block in the target language."""
        placed = line.segments("paragraph" if line.id in self.drafts else "sentence")
        drafts = [self._draft(one, line) for one in placed]
        self.flags += [f"{draft.segment}: {flag}" for draft in drafts for flag in draft.flags]
        if all(draft.text == one.segment.text for draft, one in zip(drafts, placed, strict=True)):
            return line.block.text
        if all(draft.text and _fits_lines(draft.text, one.segment) for draft, one in zip(drafts, placed, strict=True)):
            text = self._in_source_lines(line, placed, drafts)
            if text is not None:
                return text
        return self._in_new_lines(line, placed, drafts)

    def _draft(self, placed: Placed, line: BlockLine) -> Draft:
        draft = self.drafts.get(placed.segment.id)
        if draft is None:
            name = f"{line.block.kind} {placed.segment.excerpt!r} ({placed.segment.id})"
            raise DamagedChapter(f"chapter {self.source.id!r} has no draft of {name}: translate it")
        return draft

    def _in_source_lines(self, line: BlockLine, placed: Sequence[Placed], drafts: Sequence[Draft]) -> str | None:
        """The drafts with the line ends of the source; None if they do not hold its protected spans in place."""
        whole = _replaced(line.line.text, placed, (draft.text for draft in drafts))
        parts = []
        for piece, origin in zip(line.line.pieces, line.line.origins, strict=True):
            if piece.kind is PieceKind.TEXT:
                parts.append(whole[piece.start : piece.end])
            elif piece.kind is PieceKind.SOFT_BREAK or whole[piece.start : piece.end] == piece.text:
                parts.append(origin.text)
            else:
                return None
        return "".join(parts)

    def _in_new_lines(self, line: BlockLine, placed: Sequence[Placed], drafts: Sequence[Draft]) -> str:
        """The drafts on one line or a line for each sentence; spans over several lines get theirs back."""
        block, text = line.block, self.source.text
        restorer = _Spans(line)
        parts = [text[block.start : placed[0].segment.start]]
        before = ""
        for number, (one, draft) in enumerate(zip(placed, drafts, strict=True)):
            if number and draft.text:
                gap = text[placed[number - 1].segment.end : one.segment.start]
                parts.append(self._gap(gap, block, before, draft.text))
            before = draft.text or before
            written = self._written(draft.text, one, block)
            parts.append(restorer.restore(written, one.segment))
        parts.append(text[placed[-1].segment.end : block.end])
        written = "".join(parts)
        return field_value(written, block.text) if block.kind is BlockKind.FIELD else written

    def _written(self, text: str, placed: Placed, block: Block) -> str:
        if placed.segment.start == block.start and block.kind in _AT_LINE_START:
            text = escaped_start(text, placed.segment)
        if block.kind is BlockKind.TABLE_CELL:
            text = escaped_cell(text, placed.segment)
        if block.kind is BlockKind.IMAGE:
            text = escaped_in_text(text, placed.segment, r"[\[\]]")
        if self.sentence_lines and has_lines(self.source.blocks, block):
            borders = split_sentences(text, self.target.code)
            sentences = [text[start:end] for start, end in borders]
            gaps = [text[end:start] for (_, end), (start, _) in pairwise(borders)]
            parts = sentences[:1]
            for gap, sentence in zip(gaps, sentences[1:], strict=True):
                parts += [gap if _STRUCTURE.match(sentence) else self._line_end(block), sentence]
            return "".join(parts)
        return text

    def _gap(self, gap: str, block: Block, before: str, after: str) -> str:
        """What stands between two sentences, in the habit of the target language."""
        gap = _BREAK.sub(" ", gap)
        core = gap.strip(" \t")
        left, right = gap[: len(gap) - len(gap.lstrip(" \t"))], gap[len(gap.rstrip(" \t")) :]
        blank = " "
        if self.target.cjk and not (before[-1:].isascii() and after[:1].isascii()):
            blank = ""
        if not core:
            if self.sentence_lines and not _STRUCTURE.match(after) and has_lines(self.source.blocks, block):
                return self._line_end(block)
            return blank if gap or not self.target.cjk else ""
        return (blank if left else "") + core + (blank if right else "")

    def _line_end(self, block: Block) -> str:
        """A line end with the indent and quote markers of a continued line of this block."""
        for piece in block.pieces:
            if piece.kind is PieceKind.SOFT_BREAK:
                return piece.text.lstrip(" \t")
        start = max(self.source.text.rfind("\n", 0, block.start), self.source.text.rfind("\r", 0, block.start)) + 1
        marker = self.source.text[start : block.start]
        return self.source.newline + re.sub(r"[^\s>]", " ", marker)


class _Spans:
    """Gives spans that were put on one line their lines back."""

    def __init__(self, line: BlockLine) -> None:
        self.origins: dict[str, list[str]] = {}
        pieces, origins = line.line.pieces, line.line.origins
        for number, (piece, origin) in enumerate(zip(pieces, origins, strict=True)):
            if piece.kind is PieceKind.MATH and piece.text.startswith("$$"):
                self.origins.setdefault(piece.text, []).append(
                    _break_at(origins, number - 1) + origin.text + _break_at(origins, number + 1)
                )
            elif piece.text != origin.text and piece.kind is not PieceKind.SOFT_BREAK:
                self.origins.setdefault(piece.text, []).append(origin.text)

    def restore(self, text: str, segment: Segment) -> str:
        """The draft with the original bytes of its spans."""
        if not any(shown in text for shown in self.origins):
            return text
        parts: list[str] = []
        for piece in segment.scan(text):
            waiting = self.origins.get(piece.text)
            if not waiting or piece.kind is PieceKind.TEXT:
                parts.append(
                    piece.text.lstrip(" ")
                    if parts and _BREAK.search(parts[-1][-40:].partition("$$")[2])
                    else piece.text
                )
                continue
            origin = waiting.pop(0)
            if parts and _BREAK.match(origin):
                parts[-1] = parts[-1].rstrip(" ")
            parts.append(origin)
        return "".join(parts)


def _fits_lines(draft: str, source: Segment) -> bool:
    """Whether a draft can take the line ends of its source."""
    return same_shape(draft, source) and bool(_STRUCTURE.match(draft)) is bool(_STRUCTURE.match(source.text))


def _break_at(origins: Sequence[Piece], number: int) -> str:
    if 0 <= number < len(origins) and origins[number].kind is PieceKind.SOFT_BREAK:
        return origins[number].text
    return ""


def _replaced(text: str, placed: Sequence[Placed], drafts: Iterable[str]) -> str:
    parts, done = [], 0
    for one, draft in zip(placed, drafts, strict=True):
        parts += [text[done : one.start], draft]
        done = one.end
    return "".join([*parts, text[done:]])


def escaped_start(text: str, source: Segment) -> str:
    """The text that starts a line, with its first mark escaped if it would start a list, a heading or a quote."""
    if not begins_block(text, source.format):
        return text
    if begins_block(source.text, source.format) and text[:1] == source.text[:1]:
        return text
    if source.scan(text)[0].kind is not PieceKind.TEXT:
        return text
    return re.sub(r"^(\d{0,9})([^\w\s])", r"\1\\\2", text, count=1)


def escaped_cell(text: str, source: Segment) -> str:
    """The text of a table cell: a bar in it would start another cell, half a span would pair with one in another."""
    return escaped_in_text(text, source, r"[|`$]")


def escaped_in_text(text: str, source: Segment, marks: str) -> str:
    """The text with a backslash before each of these marks that stands in no span."""
    return "".join(
        re.sub(marks, r"\\\g<0>", piece.text) if piece.kind is PieceKind.TEXT else piece.text
        for piece in source.scan(text)
    )
